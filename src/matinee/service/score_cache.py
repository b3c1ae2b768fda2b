"""Scores of an import that is not finished, on disk, so that nothing is scored twice."""

import struct
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

#: A digest, a probability, and the position of a label.
_ENTRY = struct.Struct("<16sfB")


class Score(NamedTuple):
    """Probability that a writer liked the movie, 0 to 1, and position of the label."""

    positive: float
    label: int


def text_digest(text: str) -> bytes:
    """Sixteen bytes that tell a text from all others."""
    return sha256(text.encode("utf-8", "replace")).digest()[:16]


class ScoreCache:
    """Scores by :func:`text_digest`; what was added survives a stop.

    An entry that a stop cut off in the middle is dropped when the file is opened again.
    """

    def __init__(self, path: Path, file: BinaryIO, scores: dict[bytes, Score]) -> None:
        self._path = path
        self._file = file
        self._scores = scores

    @classmethod
    def open(cls, folder: Path, version: str) -> Self:
        """The cache of one sentiment model; scores of another are never mixed in."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"scores-{sha256(version.encode()).hexdigest()[:16]}.part"
        content = path.read_bytes() if path.exists() else b""
        whole = content[: len(content) - len(content) % _ENTRY.size]
        scores = {
            digest: Score(positive, label) for digest, positive, label in _ENTRY.iter_unpack(whole)
        }
        file = path.open("wb")
        file.write(whole)
        file.flush()
        return cls(path, file, scores)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._scores

    def get(self, digest: bytes) -> Score | None:
        """The score of a text, if it is known."""
        return self._scores.get(digest)

    def add(self, scores: Mapping[bytes, Score]) -> None:
        """Keep scores, here and on disk."""
        self._scores.update(scores)
        entries = (_ENTRY.pack(digest, *score) for digest, score in scores.items())
        self._file.write(b"".join(entries))
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
