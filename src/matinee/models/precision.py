"""The inverse that closed-form item models are made of, by the cheaper of two ways."""

from collections.abc import Iterator

import numpy as np
from scipy.linalg import lapack, solve_triangular

from matinee.errors import DataError
from matinee.models.neighbours import BLOCK_ROWS, iter_gram
from matinee.progress import Progress, silent
from matinee.types import FloatArray, RatingMatrix

#: Users for each movie up to which the way over users costs fewer operations: with u of them it
#: takes ``2 u + u² + u³/3`` times ``n³``, the way over movies one.
DUAL_BELOW = 0.4

#: Rows of a block, where a block comes out at once.
Rows = Iterator[tuple[int, FloatArray]]


def precision(
    likes: RatingMatrix, penalties: FloatArray, name: str = "ease", progress: Progress = silent
) -> tuple[FloatArray, Rows]:
    """``P = (XᵀX + diag(penalties))⁻¹``: its diagonal, and its rows block by block.

    Where users are few against movies, the inverse is taken over users (see :func:`by_users`):
    a matrix over the movies is never held and the fit takes a second instead of a minute.

    Args:
        likes: X, binary, shape ``(n_users, n_movies)``.
        penalties: Shape ``(n_movies,)``, float32, above 0.
        name: Of the model, for the progress.
        progress: Told of counting, solving and each block.

    Returns:
        Diagonal, shape ``(n_movies,)``, float32, above 0; and an iterator of the first row's
        number and ``(rows, n_movies)``, float32. A block may be overwritten by whoever takes it.

    Raises:
        DataError: The penalties are too small for float32.
    """
    if likes.shape[0] <= DUAL_BELOW * likes.shape[1]:
        return by_users(likes, penalties, name, progress)
    return by_movies(likes, penalties, name, progress)


def by_movies(
    likes: RatingMatrix, penalties: FloatArray, name: str, progress: Progress
) -> tuple[FloatArray, Rows]:
    """:func:`precision` by factoring one matrix over the movies, in place: ``4 n²`` bytes."""
    n = likes.shape[1]
    gram = np.empty((n, n), dtype=np.float32)
    for start, block in iter_gram(likes):
        gram[start : start + len(block)] = block
        progress(f"{name}: count", start + len(block), n)
    gram[np.diag_indices(n)] += penalties
    progress(f"{name}: solve", 0, 1)
    inverse = invert(gram)
    progress(f"{name}: solve", 1, 1)

    def rows() -> Rows:
        for start in range(0, n, BLOCK_ROWS):
            yield start, inverse[start : start + BLOCK_ROWS]
            progress(f"{name}: weights", min(start + BLOCK_ROWS, n), n)

    return inverse.diagonal().copy(), rows()


def by_users(
    likes: RatingMatrix, penalties: FloatArray, name: str, progress: Progress
) -> tuple[FloatArray, Rows]:
    """:func:`precision` by a matrix over the users.

    Formula: with ``D = diag(penalties)`` and ``L Lᵀ = I + X D⁻¹ Xᵀ``, ``Z = L⁻¹ X D⁻¹`` gives
    ``P = D⁻¹ - Zᵀ Z``. Holds ``4 n_users n_movies`` bytes and a block of rows, three times as
    much while it solves: less than one and a half matrices over the movies.

    Source:
        Woodbury, "Inverting modified matrices", 1950.
    """
    n = likes.shape[1]
    progress(f"{name}: solve", 0, 1)
    # float64 where it is cheap: what is subtracted at the end is nearly what it is subtracted from
    inverse_penalties = 1 / penalties.astype(np.float64)
    scaled = likes.astype(np.float64) * np.sqrt(inverse_penalties)[None, :]
    inner = (scaled @ scaled.T).toarray()
    inner[np.diag_indices(len(inner))] += 1
    factor = np.linalg.cholesky(inner)
    # columns stand together, as LAPACK wants them to work in place
    spread = likes.T.toarray().astype(np.float64).T
    spread *= inverse_penalties
    half = solve_triangular(factor, spread, lower=True, overwrite_b=True, check_finite=False)
    diagonal = inverse_penalties - np.einsum("ij,ij->j", half, half)
    if not (diagonal > 0).all():
        raise DataError("likes cannot be solved for; the penalty must be larger.")
    # rows of Zᵀ are asked for, block by block
    single = np.ascontiguousarray(half, dtype=np.float32)
    del half, spread
    progress(f"{name}: solve", 1, 1)

    def rows() -> Rows:
        for start in range(0, n, BLOCK_ROWS):
            block = single[:, start : start + BLOCK_ROWS].T @ single
            np.negative(block, out=block)
            own = np.arange(len(block))
            block[own, start + own] = diagonal[start : start + BLOCK_ROWS]
            yield start, block
            progress(f"{name}: weights", start + len(block), n)

    return diagonal.astype(np.float32), rows()


def invert(gram: FloatArray) -> FloatArray:
    """Inverse of a symmetric, positive definite matrix, in place.

    Args:
        gram: Shape ``(n, n)``, float32, C order; its memory is used for the result.

    Raises:
        DataError: The matrix is not positive definite in float32.

    Source:
        LAPACK spotrf and spotri; half the work of a general inverse.
    """
    # LAPACK wants Fortran order: the transpose of a symmetric matrix is that matrix
    factor, failed = lapack.spotrf(gram.T, lower=1, clean=0, overwrite_a=1)
    if not failed:
        inverse, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise DataError("likes cannot be solved for; the penalty must be larger.")
    result: FloatArray = inverse.T
    # only one triangle is filled: mirror it, a block at a time
    for start in range(0, len(result), BLOCK_ROWS):
        stop = start + BLOCK_ROWS
        corner = np.triu(result[start:stop, start:stop])
        result[start:stop, start:stop] = corner + np.triu(corner, 1).T
        result[stop:, start:stop] = result[start:stop, stop:].T
    return result
