"""Measures recommenders on a folder of ratings, without touching the database."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from matinee.config import Settings
from matinee.data import IdMap, Interactions, MovieRecord, RatingSet
from matinee.data.matching import MatchKey, MovieMatcher
from matinee.errors import DataError
from matinee.evaluation import EvaluationConfig, Report, evaluate
from matinee.ingest import RatingFile, check_rejects, read_ratings, read_starter
from matinee.models import MovieFeatures
from matinee.models.features import N_LEADS, build_features
from matinee.progress import Progress, silent
from matinee.ranking import RECOMMENDERS
from matinee.text import build_encoder, encode_movies, starter_vectors
from matinee.types import IdArray


def evaluate_folder(
    settings: Settings,
    path: Path,
    names: Sequence[str] = tuple(RECOMMENDERS),
    config: EvaluationConfig | None = None,
    progress: Progress = silent,
) -> Report:
    """Strong generalisation on any set that ``setup --ratings`` reads.

    Args:
        settings: Tell the encoder.
        path: Folder, zip or file of ratings.
        names: Recommenders, in the order of the report.
        config: The protocol's numbers.
        progress: Told of reading, encoding and each model.

    Raises:
        DataError: A name is unknown, or the ratings cannot be used.
    """
    for name in names:
        if name not in RECOMMENDERS:
            raise DataError(f"model must be one of {', '.join(RECOMMENDERS)}, not '{name}'.")
    if not names:
        raise DataError(f"name at least one model of {', '.join(RECOMMENDERS)}.")
    found = read_ratings(path, progress)
    check_rejects(found.rejects, found.n_rows)
    records, movie_ids = describe_movies(found)
    ratings = RatingSet(
        found.ratings.user_ids, movie_ids, found.ratings.ratings, found.ratings.timestamps
    )
    movies = IdMap("movie", np.arange(len(records), dtype=np.int64))
    interactions = Interactions.from_ratings(ratings, movies)
    features = None
    if any(RECOMMENDERS[name].needs_features for name in names):
        features = describe_features(settings, records, progress)
    makers = {name: partial(RECOMMENDERS[name]) for name in names}
    return evaluate(interactions, features, makers, config, progress=progress)


def describe_movies(found: RatingFile) -> tuple[list[MovieRecord], IdArray]:
    """The best record of each rated movie, and for each rating its position among them.

    What the starter catalogue knows of a movie goes before what the set says.
    """
    starter = read_starter()
    matcher = MovieMatcher(
        MatchKey(
            place, record.imdb_id, record.tmdb_id, (record.title, *record.aliases), record.year
        )
        for place, record in enumerate(starter)
    )
    rated = np.unique(found.ratings.movie_ids)
    records: list[MovieRecord] = []
    place_of: dict[int, int] = {}
    positions = []
    for number in rated.tolist():
        match = matcher.match(found.movies[number])
        key = -number - 1 if match is None else match.movie_id
        if key not in place_of:
            place_of[key] = len(records)
            records.append(found.movies[number] if match is None else starter[match.movie_id])
        positions.append(place_of[key])
    lookup = np.array(positions, dtype=np.int64)
    return records, lookup[np.searchsorted(rated, found.ratings.movie_ids)]


def describe_features(
    settings: Settings, records: Sequence[MovieRecord], progress: Progress
) -> MovieFeatures:
    """Features of movies that need not be in the database."""
    encoder = build_encoder(settings.encoder, settings.threads)
    vectors = encode_movies(records, encoder, [starter_vectors()], progress).to_float32()
    return build_features(
        vectors,
        np.array([record.year or np.nan for record in records], dtype=np.float32),
        genres=[record.genres for record in records],
        tags=[record.profile.tags if record.profile else () for record in records],
        people=[(*record.directors, *record.cast[:N_LEADS]) for record in records],
    )
