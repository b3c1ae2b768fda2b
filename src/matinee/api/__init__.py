"""HTTP: parse a request, call one use case, show its answer.

Start with ``app``.
"""

from matinee.api.app import create_app

__all__ = ["create_app"]
