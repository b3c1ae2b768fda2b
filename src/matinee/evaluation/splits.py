"""Strong generalisation: whole users are held out, so nothing of them is learnt.

A part of each held-out user's likes is shown at asking time, the rest is hidden and has to be
found. A split within users would let a model learn the users it is asked about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.types import IndexArray, RatingMatrix


@dataclass(frozen=True, slots=True)
class StrongSplit:
    """One division of users and of the likes of those that are held out.

    Attributes:
        train: Stars of the other users with enough likes, ``(n_train, n_movies)``.
        held_out: Rows of the held-out users in the matrix that was split, ascending, int32.
        histories: Stars of the likes that are shown, ``(n_held_out, n_movies)``.
        targets: Ones where a like is hidden, ``(n_held_out, n_movies)``.
    """

    train: RatingMatrix
    held_out: IndexArray
    histories: RatingMatrix
    targets: RatingMatrix


def split_users(matrix: RatingMatrix, config: EvaluationConfig) -> StrongSplit:
    """Hold out a share of the users, drawn by the seed.

    Args:
        matrix: Stars, shape ``(n_users, n_movies)``.
        config: ``holdout_users`` of those with ``min_history`` likes or more, at least one, are
            held out; users with fewer take no part at all.

    Raises:
        DataError: Fewer than two users have enough likes.
    """
    rng = np.random.default_rng(config.seed)
    order = rng.permutation(eligible_users(matrix, config))
    n_held_out = max(1, round(config.holdout_users * len(order)))
    return _split(matrix, order[:n_held_out], order[n_held_out:], config, rng)


def iter_folds(
    matrix: RatingMatrix, config: EvaluationConfig, n_folds: int
) -> Iterator[StrongSplit]:
    """Splits in which every user is held out once; the spread between them is the noise.

    Raises:
        DataError: There are fewer users with enough likes than folds, or fewer than two folds.
    """
    rng = np.random.default_rng(config.seed)
    order = rng.permutation(eligible_users(matrix, config))
    if not 2 <= n_folds <= len(order):  # noqa: PLR2004 - one fold leaves nobody to learn from
        raise DataError(f"folds must be 2 to {len(order)}, not {n_folds}.")
    parts = np.array_split(order, n_folds)
    for number, part in enumerate(parts):
        others = np.concatenate([other for i, other in enumerate(parts) if i != number])
        yield _split(matrix, part, others, config, rng)


def eligible_users(matrix: RatingMatrix, config: EvaluationConfig) -> IndexArray:
    """Rows with ``min_history`` likes or more, ascending.

    Raises:
        DataError: There are fewer than two.
    """
    users = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    n_likes = np.bincount(users[matrix.data >= config.liked_from], minlength=matrix.shape[0])
    eligible = np.flatnonzero(n_likes >= config.min_history).astype(np.int32)
    if len(eligible) < 2:  # noqa: PLR2004 - one to learn from and one to ask
        raise DataError(
            f"an evaluation needs 2 users or more with {config.min_history} ratings of at least "
            f"{config.liked_from:g} stars, not {len(eligible)}."
        )
    return eligible


def _split(
    matrix: RatingMatrix,
    held_out: IndexArray,
    others: IndexArray,
    config: EvaluationConfig,
    rng: np.random.Generator,
) -> StrongSplit:
    held_out = np.sort(held_out)
    likes = matrix[held_out]
    likes.data = np.where(likes.data >= config.liked_from, likes.data, 0)
    likes.eliminate_zeros()
    likes.sort_indices()
    hidden = np.zeros(likes.nnz, dtype=bool)
    for start, stop in zip(likes.indptr[:-1], likes.indptr[1:], strict=True):
        # at least one like is hidden and at least one is shown, whatever the share
        n_hidden = min(max(1, round((1 - config.fold_in) * (stop - start))), stop - start - 1)
        hidden[start + rng.permutation(stop - start)[:n_hidden]] = True
    return StrongSplit(
        train=matrix[np.sort(others)],
        held_out=held_out,
        histories=_keep(likes, np.where(hidden, 0, likes.data)),
        targets=_keep(likes, hidden),
    )


def _keep(likes: RatingMatrix, values: np.ndarray) -> RatingMatrix:
    kept: RatingMatrix = csr_array(
        (values.astype(np.float32), likes.indices.copy(), likes.indptr.copy()), shape=likes.shape
    )
    kept.eliminate_zeros()
    return kept
