"""Small worlds whose right answers are known beforehand."""

import numpy as np
from scipy.sparse import csr_array, hstack

from matinee.data import IdMap, Interactions
from matinee.models.base import MovieFeatures
from matinee.types import RatingMatrix

#: What a rating is worth in these worlds: surely a like, surely none.
LIKED, DISLIKED = 5.0, 1.0


def to_matrix(stars) -> RatingMatrix:
    """A matrix of stars from a dense table; 0 is not rated."""
    matrix = csr_array(np.asarray(stars, dtype=np.float32))
    matrix.eliminate_zeros()
    return matrix


def interactions_of(matrix: RatingMatrix, moments: np.ndarray | None = None) -> Interactions:
    """Ratings of users and movies that are numbered from 0, perhaps with their moments in order."""
    times = None
    if moments is not None:
        times = csr_array((moments, matrix.indices, matrix.indptr), shape=matrix.shape)
    users, movies = (
        IdMap(kind, range(n)) for kind, n in zip(("user", "movie"), matrix.shape, strict=True)
    )
    return Interactions(users, movies, matrix, times)


def checkerboard(n: int = 8) -> RatingMatrix:
    """Even users like even movies, odd users odd ones; each user's own number is withheld.

    Whoever learns anything puts the withheld movie first: it is the only one of its colour
    that the user has not seen.
    """
    users, movies = np.indices((n, n))
    stars = np.where((users + movies) % 2 == 0, LIKED, 0.0)
    np.fill_diagonal(stars, 0)
    return to_matrix(stars)


def blocks(n_blocks: int = 3, users: int = 6, movies: int = 5, seed: int = 0) -> RatingMatrix:
    """Groups of users, each liking most movies of its own group and disliking others."""
    rng = np.random.default_rng(seed)
    stars = np.zeros((n_blocks * users, n_blocks * movies))
    for block in range(n_blocks):
        rows = slice(block * users, (block + 1) * users)
        columns = slice(block * movies, (block + 1) * movies)
        stars[rows] = np.where(rng.random((users, n_blocks * movies)) < 0.2, DISLIKED, 0)
        stars[rows, columns] = np.where(rng.random((users, movies)) < 0.7, LIKED, 0)
    return to_matrix(stars)


def block_features(n_blocks: int = 3, movies: int = 5, dim: int = 6, seed: int = 0):
    """Texts and genres that tell the groups of :func:`blocks` apart."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(n_blocks), movies)
    vectors = np.eye(n_blocks, dim)[group] + 0.1 * rng.normal(size=(len(group), dim)) + 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return MovieFeatures(
        vectors=vectors.astype(np.float32),
        genres=np.eye(n_blocks, dtype=np.float32)[group],
        years=np.full(len(group), 2000, dtype=np.float32),
    )


def features_of(n_movies: int, dim: int = 6, seed: int = 0) -> MovieFeatures:
    """Features that mean nothing, for as many movies as asked."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n_movies, dim)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return MovieFeatures(
        vectors=vectors,
        genres=(rng.random((n_movies, 4)) < 0.4).astype(np.float32),
        years=np.full(n_movies, np.nan, dtype=np.float32),
    )


def widen(matrix: RatingMatrix, n_more: int) -> RatingMatrix:
    """The same ratings in a catalogue with movies that nobody rated, put before the others."""
    empty = csr_array((matrix.shape[0], n_more), dtype=np.float32)
    wide: RatingMatrix = csr_array(hstack([empty, matrix], format="csr"))
    return wide
