"""What kinds of failures there are, and one more try for those that may pass."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from matinee.errors import ProviderError

#: Shortest wait before the second try; jitter makes it up to twice as long.
BACKOFF_S = 0.25
#: A service that asks for more patience than this is given up at once: a person is waiting.
LONGEST_WAIT_S = 3.0

T = TypeVar("T")


class PassingError(ProviderError):
    """A failure that may be gone at the next try.

    Attributes:
        wait_s: Seconds that the service asked to wait; 0 where it asked nothing.
    """

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class RefusedError(ProviderError):
    """A failure that every other request would meet too: a refused key, a spent limit."""


class AbsentError(ProviderError):
    """The service answered that it has nothing at this address."""


class Retry(Protocol):
    """How often something is tried; :func:`retry_once`, or a pace that is more patient."""

    def __call__(self, attempt: Callable[[], T], /) -> T:
        """What ``attempt`` returns at the first try that does not fail."""


def may_pass(status: int) -> bool:
    """Whether an HTTP status tells of a failure that may pass."""
    return status == 429 or status >= 500  # noqa: PLR2004 - the protocol's own numbers


def parse_retry_after(value: str | None) -> float:
    """Seconds of a ``Retry-After`` header, a number or a date; 0 if it says nothing usable."""
    if value is None:
        return 0.0
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    # a date without a zone is in GMT by the header's definition
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def retry_once(attempt: Callable[[], T]) -> T:
    """What ``attempt`` returns, at the second try if the first met a passing failure.

    Raises:
        ProviderError: Both tries failed, the failure will not pass, or the service asks for more
            than :data:`LONGEST_WAIT_S` seconds.
    """
    try:
        return attempt()
    except PassingError as error:
        if error.wait_s > LONGEST_WAIT_S:
            raise
        jitter = 1 + random.random()  # noqa: S311 - spreads the retries, guards nothing
        pause_s = max(error.wait_s, BACKOFF_S * jitter)
    time.sleep(pause_s)
    return attempt()
