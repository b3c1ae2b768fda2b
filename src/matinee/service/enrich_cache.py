"""What services answered, on disk as it comes in, so that nobody is asked the same thing twice."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from matinee.data import Movie, MovieRecord, Vocabulary, parse_profile
from matinee.errors import DataError, MatineeError

#: Seconds after which an answer counts no more: services learn of movies, too.
LASTS_S = 30 * 24 * 3600.0
#: What is kept of an answer, beside the profile.
FIELDS = (
    "overview",
    "tagline",
    "keywords",
    "poster_url",
    "runtime_min",
    "tmdb_id",
    "imdb_rating",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered about one movie.

    Attributes:
        found: What is known now; ``None`` where nothing was found.
    """

    found: MovieRecord | None


class EnrichCache:
    """Answers of one source by :func:`movie_key`, one line of JSON each.

    Lines that a stop cut off, that are too old, or that are none, are dropped when the file is
    opened again. No key of any service is in it.
    """

    def __init__(self, file: TextIO, answers: dict[str, Answer]) -> None:
        self._file = file
        self._answers = answers

    @classmethod
    def open(cls, folder: Path, name: str, vocabulary: Vocabulary) -> Self:
        """The cache of one source.

        Args:
            folder: Where it is kept; made if it is not there.
            name: Name of the file, without its suffix.
            vocabulary: What tags of kept profiles must come from.

        Raises:
            MatineeError: The file cannot be read or written.
        """
        path = folder / f"{name}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
            lines = text.split("\n")
            fresh = {line: entry for line in lines if (entry := _read(line, vocabulary))}
            # rewritten only where something is dropped: another run may be writing to it
            if len(fresh) < len(lines) - 1 or lines[-1]:
                kept = path.with_suffix(".new")
                kept.write_text("".join(f"{line}\n" for line in fresh), encoding="utf-8")
                kept.replace(path)
            return cls(path.open("a", encoding="utf-8"), dict(fresh.values()))
        except OSError as error:
            raise MatineeError(f"'{path}' cannot be used ({error.strerror}).") from error

    def get(self, key: str) -> Answer | None:
        """What was answered, ``None`` if it was not asked."""
        return self._answers.get(key)

    def add(self, key: str, found: MovieRecord | None) -> None:
        """Keep an answer, here and on disk.

        Raises:
            MatineeError: The disk takes no more.
        """
        self._answers[key] = Answer(found)
        line = json.dumps({"key": key, "at": int(time.time()), "found": _to_json(found)})
        try:
            self._file.write(f"{line}\n")
            self._file.flush()
        except OSError as error:
            raise MatineeError(f"Answers cannot be kept ({error.strerror}).") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._file.close()


def movie_key(movie: Movie) -> str:
    """What tells a movie from all others, also after the database was made anew."""
    if movie.imdb_id:
        return movie.imdb_id
    return f"tmdb:{movie.tmdb_id}" if movie.tmdb_id else f"{movie.title} ({movie.year})"


def _to_json(found: MovieRecord | None) -> dict[str, Any] | None:
    if found is None:
        return None
    values = {name: value for name in FIELDS if (value := getattr(found, name))}
    return values | ({"profile": asdict(found.profile)} if found.profile else {})


def _read(line: str, vocabulary: Vocabulary) -> tuple[str, Answer] | None:
    """Key and answer of a line; ``None`` where it is broken or too old."""
    try:
        entry = json.loads(line)
        key, moment, found = entry["key"], entry["at"], entry["found"]
        if not isinstance(key, str) or not 0 <= time.time() - moment < LASTS_S:
            return None
        return key, Answer(None if found is None else _record(found, vocabulary))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # DataError among them, where a tag left the vocabulary
        return None


def _record(found: Mapping[str, Any], vocabulary: Vocabulary) -> MovieRecord:
    values = {name: found[name] for name in FIELDS if name in found}
    for name, value in values.items():
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise DataError(f"{name} of a kept answer must not be {value!r}.")
    if not all(isinstance(word, str) for word in values.get("keywords", ())):
        raise DataError("keywords of a kept answer must be words.")
    if "keywords" in values:
        values["keywords"] = tuple(values["keywords"])
    told = found.get("profile")
    if told is not None:
        model = told["generated_by"]
        if not isinstance(model, str):
            raise DataError("a kept profile must name the model that wrote it.")
        values["profile"] = parse_profile(told, vocabulary, generated_by=model)
    return MovieRecord(title="", **values)


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "overview": str,
    "tagline": str,
    "keywords": list,
    "poster_url": str,
    "runtime_min": int,
    "tmdb_id": int,
    "imdb_rating": (int, float),
}
