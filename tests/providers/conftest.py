"""Fixtures of this room."""

from tests.kit.services import server

__all__ = ["server"]
