"""From nothing to a server that recommends: catalogue, vectors, ratings, models, scores.

Each step is recorded when it is done, so a setup that was stopped goes on where it was.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from matinee.data import MovieRecord
from matinee.errors import ProviderError
from matinee.ingest import read_starter, starter_version
from matinee.ingest.download import AUTO, DATA_SETS, fetch_ratings
from matinee.progress import Progress, silent
from matinee.service.encode import encode_catalogue
from matinee.service.imports import Imported, import_ratings, match_records
from matinee.service.matinee import FITTED, GENERATION, MODELS, READY, STALE, TEXTS, Matinee
from matinee.service.rescore import is_rescoring_due, rescore
from matinee.service.train import train
from matinee.service.vectors import read_vectors
from matinee.storage import Work

#: Key of the data set that was taken in.
RATINGS = "setup.ratings"
#: Key of which state of the shipped catalogue was taken in.
STARTER = "setup.starter"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a setup did.

    Attributes:
        n_movies: Movies in the catalogue.
        ratings: What was imported, ``None`` where nothing was or had been before.
        fitted: Recommenders that were fitted now.
        n_rescored: Reviews that the present model read again.
        notes: What the user should know, in sentences.
    """

    n_movies: int
    ratings: Imported | None
    fitted: tuple[str, ...]
    n_rescored: int
    notes: tuple[str, ...]


def is_set_up(matinee: Matinee) -> bool:
    """Whether :func:`set_up` has nothing to do with its defaults but to read reviews again."""
    vectors = read_vectors(matinee.settings.artifacts)
    if vectors is None or vectors.encoder != matinee.settings.encoder:
        return False
    with matinee.database.read() as work:
        return (
            work.meta.get(MODELS) == FITTED
            and work.meta.get(TEXTS) == READY
            and work.meta.get(STARTER) == starter_version()
        )


def set_up(matinee: Matinee, ratings: str = AUTO, progress: Progress = silent) -> SetUp:
    """Do what is missing.

    Args:
        matinee: The installation.
        ratings: ``auto``, the name of a MovieLens data set, a path, or ``none``.
        progress: Told of each step.

    Raises:
        DataError: ``ratings`` names neither a data set nor a path, or its rows cannot be used.
        ProviderError: A data set that was asked for by name cannot be had.
    """
    notes: list[str] = []
    _fill_catalogue(matinee, progress)
    imported = _take_ratings(matinee, ratings, notes, progress)
    vectors = read_vectors(matinee.settings.artifacts)
    with matinee.database.read() as work:
        n_movies = work.movies.count()
        told = work.meta.get(TEXTS) == READY
    if vectors is None or vectors.encoder != matinee.settings.encoder or not told:
        encode_catalogue(matinee, progress)
    with matinee.database.read() as work:
        trained = work.meta.get(MODELS) == FITTED
    fitted = [] if trained else train(matinee, progress=progress)
    rescored = rescore(matinee, progress).n_reviews if is_rescoring_due(matinee) else 0
    return SetUp(n_movies, imported, tuple(fitted), rescored, tuple(notes))


def _fill_catalogue(matinee: Matinee, progress: Progress) -> None:
    version = starter_version()
    with matinee.database.read() as work:
        if work.meta.get(STARTER) == version:
            return
    progress("catalogue", 0, 1)
    records = read_starter()
    with matinee.database.begin() as work:
        if work.movies.count():
            _take_news(work, records)
        else:
            work.movies.add(records)
        work.movies.refresh_popularity()
        work.meta.set(STARTER, version)
        work.meta.set(TEXTS, STALE)
        work.meta.bump(GENERATION)
    progress("catalogue", 1, 1)


def _take_news(work: Work, records: list[MovieRecord]) -> None:
    """What a newer version of the shipped catalogue brings: movies, other titles, profiles.

    Facts that are there stay as they are, because the user may have better ones; gaps are filled.
    """
    matched, fresh = match_records(work, records)
    work.movies.merge_many(
        [
            # of all that ships the runtime alone would replace another one
            (movie_id, replace(record, runtime_min=None))
            for movie_id, record in matched
            if record.aliases or record.profile
        ]
    )
    if fresh:
        work.movies.add(fresh)


def _take_ratings(
    matinee: Matinee, wanted: str, notes: list[str], progress: Progress
) -> Imported | None:
    if wanted == "none":
        return None
    with matinee.database.read() as work:
        done = work.meta.get(RATINGS)
    if wanted == AUTO and done is not None:
        return None
    path = Path(wanted)
    if wanted == AUTO or wanted in DATA_SETS or not path.exists():
        try:
            fetched = fetch_ratings(
                wanted,
                matinee.settings.downloads,
                matinee.settings.movielens_url,
                matinee.settings.timeout_s,
                progress,
            )
        except ProviderError as error:
            if wanted != AUTO:
                raise
            notes.append(f"{error} Recommending by text and critics alone for now.")
            return None
        path = fetched.path
        notes.append(fetched.note)
    imported = import_ratings(matinee, path, progress)
    with matinee.database.begin() as work:
        work.meta.set(RATINGS, imported.name)
    return imported
