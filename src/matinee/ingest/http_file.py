"""One file over HTTP onto disk, in bounded time and space."""

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from matinee.errors import ProviderError
from matinee.progress import Progress, silent

#: Slower than this on the whole is as good as not at all.
MIN_BYTES_PER_S = 100_000
_ANSWERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file elsewhere.

    Attributes:
        url: Where it is.
        size_bytes: About how large it is; more than twice as much is refused.
        timeout_s: Seconds for the connection, and for each piece of the answer.
    """

    url: str
    size_bytes: int
    timeout_s: float

    @property
    def host(self) -> str:
        """Who is asked, for messages: without a password, and of no matter what text."""
        after_scheme = self.url.partition("//")[2]
        return after_scheme.partition("/")[0].rpartition("@")[2] or self.url

    @property
    def file(self) -> str:
        """Name of the file, for messages."""
        return self.url.rpartition("/")[2]

    @property
    def limit_s(self) -> float:
        """Seconds that the whole may take."""
        return _ANSWERS * self.timeout_s + self.size_bytes / MIN_BYTES_PER_S


def fetch_file(remote: Remote, path: Path, progress: Progress = silent) -> None:
    """Write a file; nothing stays at ``path`` where that fails.

    Args:
        remote: What to fetch.
        path: Where to; replaced if it is there.
        progress: Told the bytes that have come.

    Raises:
        ProviderError: The host cannot be reached, is too slow, or answers anything but the file.
    """
    client = import_module("httpx2")
    try:
        with path.open("wb") as stream:
            _stream(remote, stream, progress)
    except BaseException as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if isinstance(error, client.TimeoutException):
            reason = f"{remote.host} did not answer within {remote.timeout_s:g} s"
        elif isinstance(error, client.HTTPStatusError):
            reason = f"{remote.host} answered {error.response.status_code} for {remote.file}"
        elif isinstance(error, (client.HTTPError, client.InvalidURL)):
            reason = f"{remote.host} cannot be reached for {remote.file} ({error})"
        elif isinstance(error, OSError):
            reason = f"{path} cannot be written ({error.strerror or error})"
        else:
            raise
        raise ProviderError(f"{reason}.") from error


def _stream(remote: Remote, stream: BinaryIO, progress: Progress) -> None:
    client = import_module("httpx2")
    ends = monotonic() + remote.limit_s
    done = 0
    with client.stream(
        "GET", remote.url, timeout=remote.timeout_s, follow_redirects=True
    ) as response:
        response.raise_for_status()
        total = int(response.headers.get("content-length") or 0)
        for piece in response.iter_bytes():
            stream.write(piece)
            done += len(piece)
            if done > 2 * remote.size_bytes:
                raise ProviderError(
                    f"{remote.host} sends more than {2 * remote.size_bytes:,} bytes for "
                    f"{remote.file}."
                )
            if monotonic() > ends:
                raise ProviderError(
                    f"{remote.host} is too slow: {done:,} bytes of {remote.file} came in "
                    f"{remote.limit_s:.0f} s."
                )
            progress(f"Downloading {remote.file}", done, total)
