"""A history out of a file: matched to the catalogue, not stored."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matinee.data.matching import MovieMatcher
from matinee.data.movie import MovieRecord
from matinee.errors import DataError, UnknownIdError
from matinee.ingest import read_history, read_ratings
from matinee.service.for_history import N_NAMED, Rated
from matinee.service.matinee import Matinee

#: Ends of names of files that hold sets of ratings.
_SETS = {".zip", ".dat", ".data", ".inter"}
#: How a header begins that has users.
_USERS = ("userid", '"userid"', "user_id")


def read_history_file(
    matinee: Matinee, path: Path, *, user_id: int | None = None
) -> tuple[list[Rated], tuple[str, ...]]:
    """Read what somebody rated, as their own history.

    Args:
        matinee: The installation.
        path: Export of Letterboxd or IMDb or a table like them (see
            :func:`matinee.ingest.read_history`), or a set that
            :func:`matinee.ingest.read_ratings` reads, such as MovieLens'.
        user_id: Whose ratings of a set; needed only where it holds several users'.

    Returns:
        The history, and in sentences what of the file is not in it.

    Raises:
        DataError: The file cannot be read, or holds several users' ratings and none is named.
        UnknownIdError: The set has no such user.
    """
    if _is_set(path):
        return _from_set(matinee, path, user_id)
    seen, rejects = read_history(path)
    notes: list[str] = []
    if rejects:
        first = rejects[0]
        which = "row is" if len(rejects) == 1 else "rows are"
        notes.append(
            f"{len(rejects):,} {which} left out; the first, line {first.line}, {first.reason}."
        )
    rated = [(one.record, one.stars, one.at) for one in seen]
    history, unknown = _match(matinee, rated)
    return history, (*notes, *unknown)


def _is_set(path: Path) -> bool:
    if path.is_dir() or path.suffix.casefold() in _SETS:
        return True
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return stream.readline(200).lstrip("\ufeff").casefold().startswith(_USERS)
    except OSError:
        return False  # reading it will say what is wrong


def _from_set(
    matinee: Matinee, path: Path, user_id: int | None
) -> tuple[list[Rated], tuple[str, ...]]:
    found = read_ratings(path)
    if user_id is None:
        if len(found.user_keys) > 1:
            raise DataError(
                f"{found.name} holds ratings of {len(found.user_keys):,} users; name one as user."
            )
        user_id = int(found.user_keys[0]) if len(found.user_keys) else 0
    rows = np.flatnonzero(found.ratings.user_ids == user_id)
    if not len(rows):
        raise UnknownIdError("user", user_id)
    columns = (found.ratings.movie_ids, found.ratings.ratings, found.ratings.timestamps)
    return _match(
        matinee,
        [
            (found.movies[number], stars, float(moment) or None)
            for number, stars, moment in zip(*(one[rows].tolist() for one in columns), strict=True)
        ],
    )


def _match(
    matinee: Matinee, rated: Sequence[tuple[MovieRecord, float, float | None]]
) -> tuple[list[Rated], tuple[str, ...]]:
    """The catalogue's numbers of the movies, and a note on those that it lacks."""
    with matinee.database.read() as work:
        matcher = MovieMatcher(work.movies.match_keys())
    history: list[Rated] = []
    unknown: list[str] = []
    for record, stars, at in rated:
        match = matcher.match(record)
        if match is None:
            unknown.append(record.title or record.imdb_id or "")
        else:
            history.append(Rated(match.movie_id, stars, at))
    if not unknown:
        return history, ()
    named = ", ".join(unknown[:N_NAMED]) + (", …" if unknown[N_NAMED:] else "")
    which = "movie is" if len(unknown) == 1 else "movies are"
    return history, (f"{len(unknown):,} {which} not in the catalogue and left out: {named}.",)
