"""Metrics of ranked lists, row by row, for hits and misses (binary relevance).

Every function takes ``hits``: shape ``(batch, width)``, bool, True where the movie at that place
is a target, best guess first; and ``n_targets``: shape ``(batch,)``, how many there are to find,
at least 1. It gives one number from 0 to 1 for each row, float64. Places past the end of a list
are misses.
"""

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError
from matinee.types import BoolArray, IndexArray, RatingMatrix

Values = npt.NDArray[np.float64]


def mark_hits(indices: IndexArray, targets: RatingMatrix) -> BoolArray:
    """Which places of ranked lists hold a target.

    Args:
        indices: Movies, best first, ``-1`` where a list has ended. Shape ``(batch, n)``.
        targets: Anything stored is a target. Shape ``(batch, n_movies)``.

    Returns:
        Shape ``(batch, n)``.

    Raises:
        DataError: The two have different numbers of rows.
    """
    if len(indices) != targets.shape[0]:
        raise DataError(f"lists must be {targets.shape[0]}, one for each user, not {len(indices)}.")
    # one number for each pair of row and movie; those of ``-1`` are below all others of their row
    width = targets.shape[1] + 1
    rows = np.arange(len(indices), dtype=np.int64)[:, np.newaxis]
    wanted = np.repeat(rows[:, 0], np.diff(targets.indptr)) * width + targets.indices + 1
    return np.isin(rows * width + indices + 1, wanted)


def ndcg(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """Discounted gain of the first ``n`` places over that of a perfect list.

    Source:
        Järvelin & Kekäläinen, TOIS 20(4), 2002; gain 1, discount log2(rank + 1).

    Example:
        >>> ndcg(np.array([[False, True]]), np.array([1]), n=2).round(3)
        array([0.631])
    """
    n_targets = _checked(hits, n_targets, n)
    discounts = 1 / np.log2(np.arange(2, n + 2))
    best = np.cumsum(discounts)[np.minimum(n_targets, n) - 1]
    gains: Values = hits[:, :n] @ discounts[: hits.shape[1]]
    scaled: Values = gains / best
    return scaled


def recall(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """Targets among the first ``n`` places over as many as could be there.

    The denominator is ``min(n, n_targets)``, so a perfect list gives 1 however many targets.

    Source:
        Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018, eq. 8.

    Example:
        >>> recall(np.array([[True, False]]), np.array([3]), n=2)
        array([0.5])
    """
    n_targets = _checked(hits, n_targets, n)
    found: Values = hits[:, :n].sum(axis=1, dtype=np.float64)
    shares: Values = found / np.minimum(n_targets, n).astype(np.float64)
    return shares


def hit_rate(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """1 where any of the first ``n`` places is a target, else 0.

    Example:
        >>> hit_rate(np.array([[False, True], [False, False]]), np.array([1, 1]), n=2)
        array([1., 0.])
    """
    _checked(hits, n_targets, n)
    return np.where(hits[:, :n].any(axis=1), 1.0, 0.0)


def reciprocal_rank(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """1 over the rank of the first target among ``n`` places; 0 where there is none.

    Its mean over users is the MRR.

    Example:
        >>> reciprocal_rank(np.array([[False, True, True]]), np.array([2]), n=3)
        array([0.5])
    """
    _checked(hits, n_targets, n)
    first = hits[:, :n].argmax(axis=1)
    return np.where(hits[:, :n].any(axis=1), 1 / (first + 1), 0.0)


def precision(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """Share of the first ``n`` places that are targets; at best ``n_targets / n``.

    Example:
        >>> precision(np.array([[True, False]]), np.array([1]), n=2)
        array([0.5])
    """
    _checked(hits, n_targets, n)
    shares: Values = hits[:, :n].sum(axis=1, dtype=np.float64) / n
    return shares


def average_precision(hits: BoolArray, n_targets: IndexArray, n: int) -> Values:
    """Precision at the rank of each target among ``n`` places, summed, over ``min(n, n_targets)``.

    Its mean over users is the MAP. The denominator makes a perfect list give 1; definitions with
    ``n_targets`` instead cannot reach 1 where there are more targets than places.

    Example:
        >>> average_precision(np.array([[True, False, True]]), np.array([2]), n=3).round(3)
        array([0.833])
    """
    n_targets = _checked(hits, n_targets, n)
    first = hits[:, :n].astype(np.float64)
    precisions = np.cumsum(first, axis=1) / np.arange(1, first.shape[1] + 1)
    sums: Values = (precisions * first).sum(axis=1)
    shares: Values = sums / np.minimum(n_targets, n).astype(np.float64)
    return shares


def _checked(hits: BoolArray, n_targets: IndexArray, n: int) -> IndexArray:
    if n < 1:
        raise DataError(f"n must be at least 1, not {n}.")
    if len(hits) != len(n_targets):
        raise DataError(f"n_targets must have {len(hits)} rows, not {len(n_targets)}.")
    if len(n_targets) and n_targets.min() < 1:
        raise DataError("every user must have a target; leave out those without.")
    return n_targets
