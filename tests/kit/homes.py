"""Fixtures that open installations; import them into a conftest."""

import shutil

import pytest

from matinee.config import Settings
from matinee.service import build
from tests.kit import cinema


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory):
    """The kit's installation, made once; copy it before changing anything."""
    home = tmp_path_factory.mktemp("cinema")
    cinema.fill(home)
    return home


@pytest.fixture
def home(filled_home, tmp_path):
    """An installation of the test's own."""
    return shutil.copytree(filled_home, tmp_path / "home")


@pytest.fixture
def matinee(home):
    """The installation, open."""
    opened = build(Settings(home=home))
    yield opened
    opened.close()
