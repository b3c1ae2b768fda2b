"""Fixtures of this room."""

from tests.kit.homes import filled_home, home, matinee
from tests.kit.services import server

__all__ = ["filled_home", "home", "matinee", "server"]
