"""Movie-to-movie tables: counted block by block, kept sparse."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, vstack

from matinee.types import FloatArray, RatingMatrix

#: Rows of a table that are held dense at a time.
BLOCK_ROWS = 512


def iter_gram(likes: RatingMatrix) -> Iterator[tuple[int, FloatArray]]:
    """Rows of ``likesᵀ likes``: how many users like both movies.

    Args:
        likes: Binary, shape ``(n_users, n_movies)``.

    Yields:
        The first row's number and a block of shape ``(rows, n_movies)``, float32.
    """
    by_movie = csr_array(likes.T)
    for start in range(0, by_movie.shape[0], BLOCK_ROWS):
        block = by_movie[start : start + BLOCK_ROWS] @ likes
        yield start, block.toarray().astype(np.float32, copy=False)


def keep_strongest(block: FloatArray, k: int) -> RatingMatrix:
    """The ``k`` entries of each row that are farthest from zero; zeros are never kept.

    Args:
        block: Shape ``(rows, n_movies)``.
        k: At least 1.

    Returns:
        The same shape, sparse, columns ascending within each row.
    """
    if k < block.shape[1]:
        top = np.argpartition(np.abs(block), -k, axis=1)[:, -k:]
        top.sort(axis=1)
        values = np.take_along_axis(block, top, axis=1)
        starts = np.arange(0, top.size + 1, k, dtype=np.int32)
        kept: RatingMatrix = csr_array(
            (values.ravel(), top.ravel().astype(np.int32), starts), shape=block.shape
        )
        kept.eliminate_zeros()
        return kept
    return csr_array(block)


def stack(blocks: list[RatingMatrix]) -> RatingMatrix:
    """Blocks of rows, one below the other, as float32."""
    return csr_array(vstack(blocks, format="csr")).astype(np.float32, copy=False)
