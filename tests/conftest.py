"""What every test gets: no settings from outside."""

import os

import pytest


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in list(os.environ):
        if name.upper().startswith("MATINEE_"):
            monkeypatch.delenv(name)
