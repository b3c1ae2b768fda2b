"""The folder of the Large Movie Review Dataset (Maas et al. 2011).

``train`` and ``test`` hold ``pos``, ``neg`` and ``unsup``, with one text in each file
``<number>_<stars>.txt``; line ``number`` (from 0) of ``urls_pos.txt`` and so on names the movie.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from matinee.data.review import ReviewRecord
from matinee.errors import DataError
from matinee.ingest.imdb_id import imdb_id_of_url
from matinee.ingest.rejects import Reject
from matinee.ingest.review_fields import build_review

HALVES = ("train", "test")
PARTS = ("pos", "neg", "unsup")
_FILE = re.compile(r"(\d{1,9})_(\d{1,2})\.txt", re.ASCII)
#: The largest is 14 kB.
_MAX_BYTES = 1024**2


def iter_reviews(folder: Path) -> Iterator[ReviewRecord | Reject]:
    """Reviews of all parts that are there, by number within a part.

    Args:
        folder: ``aclImdb``, or one of its halves.

    Raises:
        DataError: The folder is no part of the data set, or cannot be read.
    """
    for part in _parts(folder):
        urls = _read_urls(part.parent / f"urls_{part.name}.txt")
        for number, stars, name in sorted(_iter_names(part)):
            shown = f"{part.parent.name}/{part.name}/{name}"
            try:
                yield _read(part / name, shown, stars, _movie(urls, number))
            except ValueError as error:
                yield Reject(shown, 0, str(error), "")


def count_reviews(folder: Path) -> int:
    """How many files of reviews there are."""
    return sum(1 for part in _parts(folder) for _ in _iter_names(part))


def _parts(folder: Path) -> list[Path]:
    folder = folder.resolve()  # "." has no name, and names go into ids
    halves = [folder / half for half in HALVES if (folder / half).is_dir()] or [folder]
    parts = [half / part for half in halves for part in PARTS if (half / part).is_dir()]
    if not parts:
        raise DataError(
            f"{folder} holds no reviews; a folder must be aclImdb with train and test in it."
        )
    return parts


def _iter_names(part: Path) -> Iterator[tuple[int, int, str]]:
    with os.scandir(part) as entries:
        for entry in entries:
            found = _FILE.fullmatch(entry.name)
            if found:
                yield int(found.group(1)), int(found.group(2)), entry.name


def _read_urls(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise DataError(
            f"{path} is missing or cannot be read; without it no review has a movie."
        ) from error


def _movie(urls: list[str], number: int) -> str | None:
    return imdb_id_of_url(urls[number]) if number < len(urls) else None


def _read(path: Path, shown: str, stars: int, imdb_id: str | None) -> ReviewRecord:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"the file cannot be read: {error.strerror}") from error
    if len(content) > _MAX_BYTES:
        raise ValueError(f"the file is over {_MAX_BYTES:,} bytes long")
    text = content.decode("utf-8", "surrogateescape")
    # reviews of unknown stars are called <number>_0
    fields = {
        "text": text,
        "imdb_id": imdb_id,
        "stars": stars or None,
        "language": "en",
        "id": shown.removesuffix(".txt"),
    }
    return build_review(fields, source="aclimdb")
