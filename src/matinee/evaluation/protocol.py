"""The protocol: fit on some users, ask about others, compare with what they liked.

Binary feedback (a rating from ``liked_from`` stars is a like), users with ``min_history`` likes,
strong generalisation (``splits``), ranking against the whole catalogue with the shown likes
masked. Nothing is tuned here: whoever chooses hyperparameters does so on other users.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from matinee.data import Interactions
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.report import N_LONG, Report, Row
from matinee.evaluation.splits import StrongSplit, split_users
from matinee.models.base import MovieFeatures, Recommender
from matinee.progress import Progress, silent
from matinee.types import IndexArray, RatingMatrix

#: How a recommender is made; called once for each evaluation.
Maker = Callable[[], Recommender]

#: Lists that are asked for at a time; scores of the whole catalogue are held for each.
BATCH_ROWS = 128


def evaluate(
    interactions: Interactions,
    features: MovieFeatures | None,
    recommenders: Mapping[str, Maker],
    config: EvaluationConfig | None = None,
    *,
    progress: Progress = silent,
) -> Report:
    """Measure how well hidden likes of unseen users are found.

    Args:
        interactions: Ratings over a catalogue; movies without ratings count as candidates only.
        features: Of the catalogue's movies, for the models that need them.
        recommenders: Name of the row to maker of the model.
        config: By default the protocol of the published tables.
        progress: Told of each model.

    Raises:
        DataError: Fewer than two users have enough likes.
    """
    config = config or EvaluationConfig()
    split = split_users(interactions.matrix, config)
    return measure_split(
        interactions.matrix, split, features, recommenders, config, progress=progress
    )


def measure_split(
    matrix: RatingMatrix,
    split: StrongSplit,
    features: MovieFeatures | None,
    recommenders: Mapping[str, Maker],
    config: EvaluationConfig,
    *,
    progress: Progress = silent,
) -> Report:
    """Measure recommenders on a split that was made before, such as one of several folds."""

    def ask(model: Recommender, rows: slice) -> IndexArray:
        return model.recommend(split.histories[rows], N_LONG).indices

    task = _Task("recommend", matrix, split, split.targets, ask)
    return _measure(task, features, recommenders, config, progress)


def evaluate_similar(
    interactions: Interactions,
    features: MovieFeatures | None,
    recommenders: Mapping[str, Maker],
    config: EvaluationConfig | None = None,
    *,
    progress: Progress = silent,
) -> Report:
    """Measure how well similar movies go together in what unseen users like.

    Up to ``n_queries`` liked movies of each held-out user are asked for similar ones; all other
    likes of that user are the targets. Every query is a list of its own. Taste is not likeness:
    much liked movies are targets more often, so read it together with the coverage.

    Args:
        interactions: As for :func:`evaluate`; so are the others.
        features: Of the catalogue's movies.
        recommenders: Name of the row to maker of the model.
        config: Seed, share of users, likes and queries.
        progress: Told of each model.

    Raises:
        DataError: Fewer than two users have enough likes.
    """
    config = config or EvaluationConfig()
    split = split_users(interactions.matrix, config)
    return measure_similar(
        interactions.matrix, split, features, recommenders, config, progress=progress
    )


def measure_similar(
    matrix: RatingMatrix,
    split: StrongSplit,
    features: MovieFeatures | None,
    recommenders: Mapping[str, Maker],
    config: EvaluationConfig,
    *,
    progress: Progress = silent,
) -> Report:
    """Measure similar movies on a split that was made before, such as one of several folds."""
    queries, targets = draw_queries(split, config)

    def ask(model: Recommender, rows: slice) -> IndexArray:
        return model.similar(queries[rows], N_LONG).indices

    task = _Task("similar", matrix, split, targets, ask)
    return _measure(task, features, recommenders, config, progress)


def draw_queries(split: StrongSplit, config: EvaluationConfig) -> tuple[IndexArray, RatingMatrix]:
    """Movies that are asked about, and the other likes of whoever liked them.

    Returns:
        Positions of movies, shape ``(n_lists,)``, int32, up to ``n_queries`` for each held-out
        user; and the targets, shape ``(n_lists, n_movies)``.
    """
    rng = np.random.default_rng(config.seed)
    likes: RatingMatrix = csr_array(split.histories + split.targets)
    likes.sort_indices()
    drawn = [
        (row, query)
        for row, (start, stop) in enumerate(itertools.pairwise(likes.indptr))
        for query in rng.permutation(likes.indices[start:stop])[: config.n_queries]
    ]
    users, queries = (np.array(column, dtype=np.int32) for column in zip(*drawn, strict=True))
    targets: RatingMatrix = likes[users]
    lists = np.repeat(np.arange(len(users)), np.diff(targets.indptr))
    targets.data = (targets.indices != queries[lists]).astype(np.float32)
    targets.eliminate_zeros()
    return queries, targets


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    matrix: RatingMatrix
    split: StrongSplit
    targets: RatingMatrix
    ask: Callable[[Recommender, slice], IndexArray]


def _measure(
    task: _Task,
    features: MovieFeatures | None,
    recommenders: Mapping[str, Maker],
    config: EvaluationConfig,
    progress: Progress,
) -> Report:
    n_movies = len(np.unique(task.matrix.indices))
    n_lists = task.targets.shape[0]
    rows: list[Row] = []
    for done, (name, make) in enumerate(recommenders.items()):
        progress(f"evaluate: {name}", done, len(recommenders))
        started = time.perf_counter()
        model = make().fit(task.split.train, features, rng=config.seed)
        seconds = time.perf_counter() - started
        starts = range(0, n_lists, BATCH_ROWS)
        lists = [task.ask(model, slice(start, start + BATCH_ROWS)) for start in starts]
        rows.append(
            Row.from_lists(
                name, np.concatenate(lists), task.targets, n_movies=n_movies, fit_seconds=seconds
            )
        )
    progress("evaluate", len(recommenders), len(recommenders))
    return Report(
        task=task.name,
        rows=tuple(rows),
        n_train_users=task.split.train.shape[0],
        n_held_out_users=task.split.histories.shape[0],
        n_movies=n_movies,
        config=config.model_dump(),
    )
