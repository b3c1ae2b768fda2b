"""Measures recommenders on a folder of ratings, without touching the database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from matinee.config import Settings
from matinee.data import IdMap, Interactions, MovieRecord, RatingSet
from matinee.data.matching import MatchKey, MovieMatcher
from matinee.errors import DataError
from matinee.evaluation import (
    EvaluationConfig,
    Maker,
    Report,
    Split,
    evaluate,
    hide_movies,
    hold_out_users,
    iter_folds,
    leave_last_out,
    split_by_time,
)
from matinee.evaluation.html import render
from matinee.evaluation.provenance import Provenance
from matinee.evaluation.report import Task
from matinee.ingest import RatingFile, check_rejects, read_ratings, read_starter
from matinee.models import Ease, ModelConfig, MovieFeatures
from matinee.models.features import N_LEADS, build_features
from matinee.progress import Progress, silent
from matinee.ranking import RECOMMENDERS
from matinee.text import build_encoder, encode_movies, starter_vectors
from matinee.types import IdArray

#: Ways to divide ratings for a test, by the name that ``matinee evaluate --split`` takes.
SPLITS: MappingProxyType[str, Callable[[Interactions, EvaluationConfig], Split]] = MappingProxyType(
    {
        "users": partial(hold_out_users, part="test"),
        "last": partial(leave_last_out, part="test"),
        "time": partial(split_by_time, part="test"),
        "cold": partial(hide_movies, part="test"),
        "similar": partial(hold_out_users, part="test"),
    }
)
#: Those of them whose users can be taken in folds.
FOLDED = ("users", "similar")


@dataclass(frozen=True, slots=True)
class RatedFolder:
    """A data set of ratings, ready to be measured on.

    Attributes:
        name: Of the folder or file.
        interactions: Its ratings; columns are the positions of ``records``.
        records: The best that is known of each rated movie.
        features: Of the same movies, where they were asked for.
    """

    name: str
    interactions: Interactions
    records: Sequence[MovieRecord]
    features: MovieFeatures | None


def evaluate_folder(
    settings: Settings,
    path: Path,
    names: Sequence[str] = (),
    config: EvaluationConfig | None = None,
    *,
    split: str = "users",
    n_folds: int = 1,
    configs: Mapping[str, ModelConfig] = MappingProxyType({}),
    progress: Progress = silent,
) -> Report:
    """Measure recommenders on any set that ``setup --ratings`` reads.

    Args:
        settings: Tell the encoder.
        path: Folder, zip or file of ratings.
        names: Recommenders, in the order of the report; none: all that can answer.
        config: The protocol's numbers.
        split: A key of ``SPLITS``.
        n_folds: More than 1 holds out everybody once and pools what is found.
        configs: Weights of recommenders by name; the others go by their defaults.
        progress: Told of reading, encoding and each model.

    Raises:
        DataError: A name is unknown, or the ratings cannot be used.
    """
    config = config or EvaluationConfig()
    check_split(split, n_folds)
    chosen = check_names(names, split)
    features = any(RECOMMENDERS[name].needs_features for name in chosen)
    folder = read_folder(settings, path, with_features=features, progress=progress)
    makers: dict[str, Maker] = {
        name: partial(RECOMMENDERS[name], configs.get(name)) for name in chosen
    }
    splits = split_folder(folder.interactions, config, split, n_folds)
    task: Task = "similar" if split == "similar" else "recommend"
    return evaluate(splits, folder.features, makers, config, task=task, progress=progress)


def check_split(split: str, n_folds: int) -> None:
    """Refuse what cannot be divided.

    Raises:
        DataError: There is no such split, or it has no folds.
    """
    if split not in SPLITS:
        raise DataError(f"split must be one of {', '.join(SPLITS)}, not '{split}'.")
    if n_folds < 1:
        raise DataError(f"folds must be at least 1, not {n_folds}.")
    if n_folds > 1 and split not in FOLDED:
        raise DataError(f"only {' and '.join(FOLDED)} have folds; '{split}' has one division.")


def check_names(names: Sequence[str], split: str) -> tuple[str, ...]:
    """The recommenders to measure: those that are named, else all that can answer.

    Raises:
        DataError: One is unknown.
    """
    for name in names:
        if name not in RECOMMENDERS:
            raise DataError(f"model must be one of {', '.join(RECOMMENDERS)}, not '{name}'.")
    if names:
        return tuple(names)
    can = "handles_similar" if split == "similar" else "handles_new_users"
    return tuple(name for name, model in RECOMMENDERS.items() if getattr(model, can))


def choose_baselines(names: Sequence[str], split: str, baselines: Sequence[str]) -> tuple[str, ...]:
    """Models that others are compared with: those asked for, else EASE if it is measured.

    Raises:
        DataError: One of them is not among those that are measured.
    """
    measured = check_names(names, split)
    for name in baselines:
        if name not in measured:
            raise DataError(f"baseline must be one of {', '.join(measured)}, not '{name}'.")
    if baselines or Ease.name not in measured or len(measured) == 1:
        return tuple(baselines)
    return (Ease.name,)


def write_page(path: Path, told: Mapping[str, Any], name: str, command: str) -> None:
    """Write a report as a page that needs no other file.

    Args:
        path: Where to.
        told: What :meth:`matinee.evaluation.Report.to_json` gives.
        name: Of the data set.
        command: What was typed.

    Raises:
        DataError: The file cannot be written.
    """
    page = render(told, name, Provenance.here(command))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise DataError(f"'{path}' cannot be written ({error.strerror}).") from error


def split_folder(
    interactions: Interactions, config: EvaluationConfig, split: str, n_folds: int
) -> Iterable[Split]:
    """The splits that a name stands for, one or as many as folds."""
    if n_folds > 1:
        return iter_folds(interactions, config, n_folds)
    return [SPLITS[split](interactions, config)]


def read_folder(
    settings: Settings, path: Path, *, with_features: bool, progress: Progress = silent
) -> RatedFolder:
    """Read a data set of ratings.

    Args:
        settings: Tell the encoder.
        path: Folder, zip or file of ratings.
        with_features: Whether texts are encoded, which takes minutes where few movies are those of
            the starter catalogue.
        progress: Told of reading and encoding.

    Raises:
        DataError: The ratings cannot be used.
    """
    found = read_ratings(path, progress)
    check_rejects(found.rejects, found.n_rows)
    records, movie_ids = describe_movies(found)
    ratings = RatingSet(
        found.ratings.user_ids, movie_ids, found.ratings.ratings, found.ratings.timestamps
    )
    movies = IdMap("movie", np.arange(len(records), dtype=np.int64))
    features = describe_features(settings, records, progress) if with_features else None
    return RatedFolder(path.name, Interactions.from_ratings(ratings, movies), records, features)


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
        critics=[record.critics for record in records],
    )
