"""Which movies similar ones are asked for, and what should be found: the similar-movie task."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.split import Split
from matinee.types import IndexArray, RatingMatrix

#: Groups of movies by popularity that queries are drawn from evenly.
N_DECILES = 10


@dataclass(frozen=True, slots=True)
class Queries:
    """One liked movie in, the other likes of the same user to be found; a list for each.

    Attributes:
        movies: Positions of the movies that are asked about, shape ``(n_lists,)``, int32.
        rows: Which of the asked users of the split each belongs to, shape ``(n_lists,)``, int32.
        deciles: How popular the movie is, 0 (rare) to 9, shape ``(n_lists,)``, int32.
        targets: Ones where that user has another like, ``(n_lists, n_movies)``.
    """

    movies: IndexArray
    rows: IndexArray
    deciles: IndexArray
    targets: RatingMatrix


def draw_queries(split: Split, config: EvaluationConfig) -> Queries:
    """Draw movies that the asked users like, evenly over popularity.

    The different movies that the asked users like are ordered by their training likes and cut into
    ten groups of one size; each group gives as many queries as the next, ``n_queries`` for each
    asked user in all, so that blockbusters do not decide. Within a group nobody is drawn twice
    before everybody with a like in it was drawn once, so that a few who rate much do not decide
    either. Movies without a training like are no queries: that is the cold
    split's question.

    Args:
        split: Of held-out users.
        config: ``n_queries``, ``liked_from`` and the seed.

    Raises:
        DataError: Nobody who is asked has two likes, one of them known to the training.
    """
    shown = split.histories.copy()
    shown.data = (shown.data >= config.liked_from).astype(np.float32)
    likes: RatingMatrix = csr_array(shown + split.targets)
    likes.eliminate_zeros()
    likes.sort_indices()
    n_likes = np.diff(likes.indptr)
    users = np.repeat(np.arange(likes.shape[0], dtype=np.int32), n_likes)
    learnt = split.train.indices[split.train.data >= config.liked_from]
    popularity = np.bincount(learnt, minlength=likes.shape[1])
    usable = np.flatnonzero((n_likes[users] > 1) & (popularity[likes.indices] > 0))
    if not len(usable):
        raise DataError("similar movies need a user with two likes, one of them learnt.")
    usable = np.random.default_rng(config.seed).permutation(usable)
    movies = likes.indices[usable]
    deciles = _deciles(movies, popularity)
    per_decile = max(1, config.n_queries * likes.shape[0] // N_DECILES)
    chosen = np.sort(_draw_evenly(users[usable], deciles, per_decile))
    order = chosen[np.argsort(usable[chosen])]
    rows = users[usable[order]]
    targets: RatingMatrix = likes[rows]
    lists = np.repeat(np.arange(len(rows)), np.diff(targets.indptr))
    targets.data = (targets.indices != movies[order][lists]).astype(np.float32)
    targets.eliminate_zeros()
    return Queries(movies[order].astype(np.int32), rows, deciles[order], targets)


def _deciles(movies: IndexArray, popularity: npt.NDArray[np.int64]) -> IndexArray:
    """The group of each of these movies among the different ones, by popularity."""
    different = np.unique(movies)
    order = different[np.argsort(popularity[different], kind="stable")]
    group = np.zeros(len(popularity), dtype=np.int32)
    group[order] = np.arange(len(order)) * N_DECILES // len(order)
    return group[movies]


def _draw_evenly(users: IndexArray, deciles: IndexArray, per_decile: int) -> npt.NDArray[np.int64]:
    """Places of the first so many of each group, second ones of a user after all first ones."""
    groups = deciles.astype(np.int64) * (users.max() + 1) + users
    by_group = np.argsort(groups, kind="stable")
    _, first, n = np.unique(groups[by_group], return_index=True, return_counts=True)
    turn = np.empty(len(users), dtype=np.int64)
    turn[by_group] = np.arange(len(users)) - np.repeat(first, n)
    order = np.lexsort((turn, deciles))
    starts = np.searchsorted(deciles[order], np.arange(N_DECILES))
    place = np.arange(len(order)) - starts[deciles[order]]
    return order[place < per_decile]
