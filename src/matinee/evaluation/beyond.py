"""What lists are like beside being right: how popular, how varied, how like the history.

Functions that take ``indices`` want movies, best first, ``-1`` where a list has ended, shape
``(batch, n)``; most give one number a list, float64, NaN where the list says nothing.
"""

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError
from matinee.types import FloatArray, IndexArray, RatingMatrix

Values = npt.NDArray[np.float64]

#: Share of the history's genres that is mixed into a list's, so that no genre has none.
SMOOTHING = 0.01


def exposure(indices: IndexArray, n_movies: int) -> npt.NDArray[np.int64]:
    """How many lists hold each movie, shape ``(n_movies,)``."""
    return np.bincount(indices[indices >= 0], minlength=n_movies).astype(np.int64)


def coverage(counts: npt.NDArray[np.int64]) -> float:
    """Share of the movies that any list holds.

    Args:
        counts: Lists that hold each movie of the catalogue, at least one movie.

    Example:
        >>> coverage(np.array([2, 0, 1, 0]))
        0.5
    """
    if not len(counts):
        raise DataError("coverage needs a movie or more.")
    return float(np.count_nonzero(counts) / len(counts))


def gini(counts: npt.NDArray[np.int64]) -> float:
    """How unequally places of lists go to movies: 0 is evenly, towards 1 all to one movie.

    Args:
        counts: Lists that hold each movie of the catalogue; those that no list holds count too.

    Source:
        Fleder & Hosanagar, Management Science 55(5), 2009; without the correction for few movies.

    Example:
        >>> gini(np.array([0, 0, 0, 8]))
        0.75
    """
    total = counts.sum()
    if not total:
        raise DataError("the Gini index needs a list that holds a movie.")
    n = len(counts)
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float((weights @ np.sort(counts)) / (n * total))


def popularity_percentiles(likes: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> Values:
    """Share of the known movies that are liked less than each movie, plus half of its equals.

    Args:
        likes: Likes in training, shape ``(n_movies,)``.
        known: Which movies are compared with.

    Returns:
        From 0 to 1, shape ``(n_movies,)``; the mean over the known ones is a half.
    """
    ordered = np.sort(likes[known])
    below = np.searchsorted(ordered, likes, side="left")
    until = np.searchsorted(ordered, likes, side="right")
    percentiles: Values = (below + until) / (2 * max(len(ordered), 1))
    return percentiles


def self_information(likes: npt.NDArray[np.int64], n_users: int) -> Values:
    """Bits that it tells of a user of the training to like each movie: rare likes tell more.

    ``-log2`` of the share of users who like it, one more added to both so that a movie without a
    like has a finite number.

    Source:
        Zhou et al., PNAS 107(10), 2010, of novelty as mean self-information.
    """
    return -np.log2((likes + 1) / (n_users + 1))


def list_means(indices: IndexArray, values: Values) -> Values:
    """Mean of a value of movies over each list; NaN for an empty list."""
    listed = indices >= 0
    sums = np.where(listed, values[indices], 0).sum(axis=1)
    return _ratio(sums, listed.sum(axis=1))


def content_vectors(vectors: FloatArray, genres: FloatArray) -> FloatArray:
    """What movies are compared by for diversity: text and genres, at equal weight.

    Args:
        vectors: Shape ``(n_movies, dim)``, rows of length one, zero where unknown.
        genres: Shape ``(n_movies, n_genres)``, 0 or 1.

    Returns:
        Shape ``(n_movies, dim + n_genres)``; rows have length one where anything is known.
    """
    lengths = np.linalg.norm(genres, axis=1, keepdims=True)
    both = np.hstack([vectors, genres / np.maximum(lengths, 1)])
    length = np.linalg.norm(both, axis=1, keepdims=True)
    unit: FloatArray = (both / np.where(length > 0, length, 1)).astype(np.float32)
    return unit


def intra_list_diversity(indices: IndexArray, content: FloatArray) -> Values:
    """1 minus the mean cosine of all pairs of a list; NaN for lists of one movie or none.

    Source:
        Ziegler et al., "Improving Recommendation Lists Through Topic Diversification", WWW 2005.
    """
    listed = indices >= 0
    vectors = np.where(listed[..., np.newaxis], content[indices], 0)
    # the square of a sum holds every pair twice, and each movie with itself
    both = np.square(vectors.sum(axis=1, dtype=np.float64)).sum(axis=1)
    own = np.square(vectors.astype(np.float64)).sum(axis=(1, 2))
    n = listed.sum(axis=1)
    return 1 - _ratio(both - own, n * (n - 1))


def genre_shares(matrix: RatingMatrix, genres: FloatArray) -> FloatArray:
    """How each row's movies are spread over genres; rows without any are zero.

    A movie's weight is divided evenly among its genres.

    Args:
        matrix: Weight of each movie in each row, ``(batch, n_movies)``.
        genres: Shape ``(n_movies, n_genres)``, 0 or 1.
    """
    spread = genres / np.maximum(genres.sum(axis=1, keepdims=True), 1)
    sums = matrix @ spread
    total = sums.sum(axis=1, keepdims=True)
    shares: FloatArray = sums / np.where(total > 0, total, 1)
    return shares


def miscalibration(history: FloatArray, listed: FloatArray) -> Values:
    """How far a list's genres are from the history's: 0 is alike; NaN where either has none.

    The Kullback-Leibler divergence (natural logarithm) of the list's shares, smoothed by 0.01 of
    the history's, from the history's shares.

    Args:
        history: Shares as :func:`genre_shares` gives them, ``(batch, n_genres)``.
        listed: The same of the lists.

    Source:
        Steck, "Calibrated Recommendations", RecSys 2018, eq. 3 to 6.
    """
    p, q = history.astype(np.float64), listed.astype(np.float64)
    smoothed = (1 - SMOOTHING) * q + SMOOTHING * p
    ratio = np.where(p > 0, p, 1) / np.where(p > 0, smoothed, 1)
    divergence: Values = np.where(p > 0, p * np.log(ratio), 0).sum(axis=1)
    return np.where(p.any(axis=1) & q.any(axis=1), divergence, np.nan)


def _ratio(sums: Values, counts: npt.NDArray[np.int64]) -> Values:
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
