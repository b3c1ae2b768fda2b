"""Brings files into the database: all of an import, or nothing of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matinee.data import MovieRecord, RatingSet
from matinee.data.matching import MatchKey, MovieMatcher
from matinee.ingest import (
    RatingFile,
    Reject,
    check_rejects,
    read_movies,
    read_ratings,
    write_rejects,
)
from matinee.progress import Progress, silent
from matinee.service.encode import encode_catalogue
from matinee.service.matinee import GENERATION, MODELS, STALE, TEXTS, Matinee
from matinee.storage import Work
from matinee.types import IdArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        name: File or data set.
        kind: ``movies``, ``ratings`` or ``reviews``.
        n_rows: Rows that were read.
        n_changed: Rows that are new or different now.
        n_added: Movies that were added to the catalogue.
        n_rejected: Rows that could not be used.
        rejects_file: Where those are, with their reasons.
        note: Anything else worth knowing, such as the terms of the data.
    """

    name: str
    kind: str
    n_rows: int
    n_changed: int
    n_added: int = 0
    n_rejected: int = 0
    rejects_file: Path | None = None
    note: str = ""


def import_movies(matinee: Matinee, path: Path, progress: Progress = silent) -> Imported:
    """Merge a file's movies into the catalogue, and encode the texts that changed.

    Args:
        matinee: The installation.
        path: Any file that :func:`matinee.ingest.read_movies` reads.
        progress: Told of reading, merging and encoding.

    Raises:
        DataError: The file cannot be read, or more than 1 % of its rows are rejected; nothing has
            changed then.
    """
    found = read_movies(path, progress)
    n_rows = len(found.records) + len(found.rejects)
    rejects_file = check_rows(matinee, found.rejects, n_rows)
    with matinee.database.begin() as work:
        changed, added = _merge(work, found.records, progress)
        if changed or added:
            work.meta.set(TEXTS, STALE)
            work.movies.refresh_popularity()
            work.imports.add(
                path.name, "movies", n_rows=n_rows, n_rejected=len(found.rejects), note=found.kind
            )
    encode_catalogue(matinee, progress)
    return Imported(
        name=path.name,
        kind="movies",
        n_rows=n_rows,
        n_changed=changed + added,
        n_added=added,
        n_rejected=len(found.rejects),
        rejects_file=rejects_file,
    )


def check_rows(matinee: Matinee, rejects: list[Reject], n_rows: int) -> Path | None:
    """Write the rejected rows down, then refuse the file if there are too many."""
    written = write_rejects(rejects, matinee.settings.downloads) if rejects else None
    check_rejects(rejects, n_rows)
    return written


def _merge(work: Work, records: list[MovieRecord], progress: Progress) -> tuple[int, int]:
    """Merge records into the catalogue; how many movies changed, and how many were added."""
    matched, fresh = match_records(work, records)
    progress("merge movies", 0, len(records))
    changed = work.movies.merge_many(matched)
    if fresh:
        work.movies.add(fresh)
    progress("merge movies", len(records), len(records))
    return changed, len(fresh)


def match_records(
    work: Work, records: list[MovieRecord]
) -> tuple[list[tuple[int, MovieRecord]], list[MovieRecord]]:
    """Records with the movies that they tell of, and those of movies that are not there yet."""
    matcher = MovieMatcher(work.movies.match_keys())
    # a movie that the file tells of twice must be added once: it takes part as soon as it is seen
    ahead = MovieMatcher()
    matched: list[tuple[int, MovieRecord]] = []
    fresh: list[MovieRecord] = []
    for record in records:
        match = matcher.match(record)
        if match is not None:
            matched.append((match.movie_id, record))
        elif ahead.match(record) is None:
            titles = (record.title, *record.aliases)
            ahead.add(MatchKey(len(fresh), record.imdb_id, record.tmdb_id, titles, record.year))
            fresh.append(record)
    return matched, fresh


def import_ratings(matinee: Matinee, path: Path, progress: Progress = silent) -> Imported:
    """Take in a rating data set; its movies that the catalogue lacks are added.

    Args:
        matinee: The installation.
        path: Folder, zip or file that :func:`matinee.ingest.read_ratings` reads.
        progress: Told of reading and storing.

    Raises:
        DataError: The set cannot be read, or more than 1 % of its rows are rejected; nothing has
            changed then.
    """
    found = read_ratings(path, progress)
    rejects_file = check_rows(matinee, found.rejects, found.n_rows)
    progress("store ratings", 0, len(found.ratings))
    with matinee.database.begin() as work:
        movie_ids, added, identified = match_movies(work, found)
        ratings = RatingSet(
            found.ratings.user_ids, movie_ids, found.ratings.ratings, found.ratings.timestamps
        )
        changed = work.ratings.add(found.name, ratings)
        note = f"{found.licence} {found.citation}".strip()
        pairs = np.stack([ratings.user_ids, ratings.movie_ids])
        repeats = len(ratings) - np.unique(pairs, axis=1).shape[1]
        if repeats:
            note = f"{repeats} ratings were of movies that the set names twice. {note}"
        if changed or added or identified:
            work.movies.refresh_popularity()
            work.meta.set(MODELS, STALE)
            if added or identified:
                work.meta.set(TEXTS, STALE)
            work.imports.add(
                found.name, "ratings", n_rows=found.n_rows, n_rejected=len(found.rejects), note=note
            )
    progress("store ratings", len(found.ratings), len(found.ratings))
    # a running server is told when the vectors are there, or it would encode the new movies too
    if added or identified:
        encode_catalogue(matinee, progress)
    elif changed:
        with matinee.database.begin() as work:
            work.meta.bump(GENERATION)
    return Imported(
        name=found.name,
        kind="ratings",
        n_rows=found.n_rows,
        n_changed=changed,
        n_added=added,
        n_rejected=len(found.rejects),
        rejects_file=rejects_file,
        note=note,
    )


def match_movies(work: Work, found: RatingFile) -> tuple[IdArray, int, int]:
    """Movies of the catalogue for each rating of a set.

    Movies that are not in the catalogue are added with what the set says of them, so that no
    rating is lost; movies that are get the ids that the set knows.

    Returns:
        Movie ids, one for each rating; how many movies were added, and how many got ids.
    """
    rated = np.unique(found.ratings.movie_ids)
    matcher = MovieMatcher(work.movies.match_keys())
    place: dict[int, int] = {}
    fresh: list[int] = []
    identified: list[tuple[int, MovieRecord]] = []
    for number in rated.tolist():
        record = found.movies[number]
        match = matcher.match(record)
        if match is None:
            fresh.append(number)
            continue
        place[number] = match.movie_id
        if record.tmdb_id is not None:
            known = MovieRecord(title=record.title, year=record.year, tmdb_id=record.tmdb_id)
            identified.append((match.movie_id, known))
    changed = work.movies.merge_many(identified)
    added = work.movies.add([found.movies[number] for number in fresh]) if fresh else []
    place.update(zip(fresh, added, strict=True))
    lookup = np.array([place[number] for number in rated.tolist()], dtype=np.int64)
    positions = np.searchsorted(rated, found.ratings.movie_ids)
    return lookup[positions], len(added), changed
