"""How fast a service is asked for many things, and how patiently, from several threads."""

import random
import time
from collections.abc import Callable
from threading import Event, Lock
from typing import TypeVar

from matinee.errors import ConfigError, ProviderError
from matinee.providers import retry
from matinee.providers.retry import PassingError, RefusedError

#: Times that one request is tried.
TRIES = 5
#: A service that asks for more patience than this has had enough for today.
LONGEST_WAIT_S = 60.0
#: Requests that may follow each other at once after a pause.
BURST = 4

T = TypeVar("T")


class StoppedError(ProviderError):
    """The request was not made any more, because everything stops."""


class Pace:
    """A token bucket and patience, shared by all who ask one service.

    Attributes:
        per_second: Requests that are made in a second, on average.
    """

    def __init__(self, per_second: float, *, tries: int = TRIES) -> None:
        """Begin with a full bucket.

        Args:
            per_second: More than 0; tries after the first count too.
            tries: Times that one request is tried, at least 1.

        Raises:
            ConfigError: ``per_second`` is not above 0.
        """
        if not per_second > 0:
            raise ConfigError(f"per_second must be above 0, not {per_second}.")
        self.per_second = per_second
        self._tries = tries
        self._lock = Lock()
        self._next = 0.0
        self._stopping = Event()

    def retry(self, attempt: Callable[[], T], /) -> T:
        """What ``attempt`` returns at the first try that does not fail.

        Before each try its turn is waited for; before another one, longer each time, with jitter,
        and at least as long as the service asks.

        Raises:
            ProviderError: Every try failed, or the failure will not pass.
            RefusedError: The service asks for more than :data:`LONGEST_WAIT_S` seconds.
            StoppedError: :meth:`stop` was called.
        """
        for n in range(self._tries - 1):
            self._take()
            try:
                return attempt()
            except PassingError as error:
                self._back_off(error, n)
        self._take()
        return attempt()

    def stop(self) -> None:
        """Let nobody ask any more; who waits for a turn stops waiting."""
        self._stopping.set()

    def _back_off(self, error: PassingError, n_failed: int) -> None:
        if error.wait_s > LONGEST_WAIT_S:
            raise RefusedError(f"{error} It asks to wait {error.wait_s:.0f} s.") from error
        jitter = 1 + random.random()  # noqa: S311 - spreads the retries, guards nothing
        if error.wait_s:
            # the others must wait as well, or each would be told so in turn
            with self._lock:
                self._next = max(self._next, time.monotonic() + error.wait_s)
        self._wait(max(error.wait_s, retry.BACKOFF_S * 2**n_failed * jitter))

    def _take(self) -> None:
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now - (BURST - 1) / self.per_second)
            self._next = turn + 1 / self.per_second
        self._wait(turn - now)

    def _wait(self, seconds: float) -> None:
        if self._stopping.wait(max(seconds, 0)):
            raise StoppedError("The request was not made, because everything stops.")
