"""The application over the kit's installation."""

import pytest
from starlette.testclient import TestClient

from matinee.api import create_app
from matinee.config import Settings
from tests.kit.homes import filled_home, home

__all__ = ["filled_home", "home"]


@pytest.fixture
def client(home):
    app = create_app(Settings(home=home))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(filled_home):
    """For tests that change nothing."""
    with TestClient(
        create_app(Settings(home=filled_home)), raise_server_exceptions=False
    ) as opened:
        yield opened
