"""Fixtures of this room."""

from tests.kit.homes import filled_home, home, matinee

__all__ = ["filled_home", "home", "matinee"]
