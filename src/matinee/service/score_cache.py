"""Readings of an import that is not finished, on disk, so that no text is read twice."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from matinee.service.reading import Reading, reading_from, reading_values


def text_digest(text: str) -> bytes:
    """Sixteen bytes that tell a text from all others."""
    return sha256(text.encode("utf-8", "replace")).digest()[:16]


class ScoreCache:
    """Readings by :func:`text_digest`; what was added survives a stop.

    Each is a line of JSON. One that a stop cut off in the middle is dropped when the file is opened
    again. Only the lines' places are held in memory.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._places: dict[bytes, tuple[int, int]] = {}

    @classmethod
    def open(cls, folder: Path, version: str) -> Self:
        """The cache of one way of reading; what another one read is never mixed in."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"scores-{sha256(version.encode()).hexdigest()[:16]}.part"
        path.touch()
        cache = cls(path, path.open("r+b"))
        cache._take_in()
        return cache

    def _take_in(self) -> None:
        end = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            self._places[b64decode(line[:_KEY])] = (end + _KEY, len(line) - _KEY)
            end += len(line)
        self._file.truncate(end)
        self._file.seek(end)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._places

    def get(self, digest: bytes) -> Reading | None:
        """What was read in a text, if that is known."""
        place = self._places.get(digest)
        if place is None:
            return None
        start, length = place
        self._file.seek(start)
        return reading_from(json.loads(self._file.read(length)))

    def add(self, readings: Mapping[bytes, Reading]) -> None:
        """Keep readings on disk."""
        start = self._file.seek(0, 2)
        lines: list[bytes] = []
        for digest, reading in readings.items():
            values = json.dumps(reading_values(reading)).encode() + b"\n"
            self._places[digest] = (start + _KEY, len(values))
            start += _KEY + len(values)
            lines += [b64encode(digest), values]
        self._file.write(b"".join(lines))
        self._file.flush()

    def forget(self) -> None:
        """Remove the file: what it was kept for is done."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._file.close()


#: Characters of a digest at the start of a line.
_KEY = len(b64encode(text_digest("")))
