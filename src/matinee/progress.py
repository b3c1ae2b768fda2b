"""How long work tells of itself, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called as ``progress(step, done, total)``; ``total`` 0 means that it is not known."""

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Take note that ``done`` of ``total`` units of ``step`` are finished."""


def silent(_step: str, _done: int, _total: int, /) -> None:
    """Say nothing; the default wherever progress is asked for."""
