"""Nearest vectors by looking at all of them.

A catalogue of 25,000 movies is 38 MB and takes a few milliseconds, so nothing cleverer is needed.
"""

import numpy as np

from matinee.errors import DataError
from matinee.types import FloatArray, IndexArray


class VectorIndex:
    """Exact search by dot product; for vectors of length 1 that is the cosine.

    Attributes:
        vectors: Shape ``(n, dim)``, float32; not copied.
    """

    def __init__(self, vectors: FloatArray) -> None:
        matrix = np.ascontiguousarray(vectors, dtype=np.float32)
        if matrix.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise DataError(f"vectors must have 2 dimensions, not {matrix.ndim}.")
        self.vectors: FloatArray = matrix

    def __len__(self) -> int:
        return len(self.vectors)

    def search(self, query: FloatArray, n: int) -> tuple[IndexArray, FloatArray]:
        """The ``n`` nearest vectors.

        Args:
            query: Shape ``(dim,)``, float32.
            n: At least 1; fewer come where there are not so many.

        Returns:
            Positions (int32) and scores (float32), best first, equals by lower position.

        Raises:
            DataError: The query has another width or a number that is not finite, or ``n`` is
                below 1.
        """
        query = np.asarray(query, dtype=np.float32)
        if query.shape != self.vectors.shape[1:]:
            raise DataError(
                f"a query must have the shape {self.vectors.shape[1:]}, not {query.shape}."
            )
        if not np.isfinite(query).all():
            raise DataError("a query must be finite.")
        if n < 1:
            raise DataError(f"n must be at least 1, not {n}.")
        scores: FloatArray = self.vectors @ query
        n = min(n, len(scores))
        if not n:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        # all that reach the n-th best score, so that equals are ordered by position and not by luck
        threshold = np.partition(scores, len(scores) - n)[len(scores) - n]
        candidates = np.flatnonzero(scores >= threshold)
        order = candidates[np.argsort(-scores[candidates], kind="stable")][:n]
        return order.astype(np.int32), scores[order]
