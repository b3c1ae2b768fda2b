"""What every test gets: no settings from outside, and the same examples every time."""

import os

import pytest
from hypothesis import settings

from tests.kit.figures import pytest_terminal_summary  # noqa: F401 - a hook of pytest

# the same examples every time, and no fault for a busy machine
settings.register_profile("matinee", deadline=None, derandomize=True)
settings.load_profile("matinee")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in list(os.environ):
        if name.upper().startswith("MATINEE_"):
            monkeypatch.delenv(name)
