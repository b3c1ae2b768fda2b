"""Who rated what, as a matrix that models learn from."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from matinee.data.id_map import IdMap
from matinee.errors import DataError
from matinee.types import FloatArray, IdArray, IndexArray, RatingMatrix, TimeMatrix


def build_matrix(
    values: FloatArray,
    rows: IdArray | IndexArray,
    columns: IdArray | IndexArray,
    shape: tuple[int, int],
) -> RatingMatrix:
    """A matrix of stars from its entries.

    Args:
        values: Shape ``(n,)``, float32; entries of one place add up.
        rows: Shape ``(n,)``, positions of users.
        columns: Shape ``(n,)``, positions of movies.
        shape: ``(n_users, n_movies)``.
    """
    matrix = csr_array((values, (rows, columns)), shape=shape)
    return matrix.astype(np.float32)


@dataclass(frozen=True, slots=True)
class RatingSet:
    """Ratings in columns of equal length, as files and tables hold them.

    Attributes:
        user_ids: Shape ``(n,)``, int64.
        movie_ids: Shape ``(n,)``, int64.
        ratings: Shape ``(n,)``, float32, stars from 0.5 to 5.
        timestamps: Shape ``(n,)``, int64, seconds since 1970; 0 where unknown.
    """

    user_ids: IdArray
    movie_ids: IdArray
    ratings: FloatArray
    timestamps: IdArray

    def __len__(self) -> int:
        return len(self.ratings)

    def __post_init__(self) -> None:
        lengths = {len(self.user_ids), len(self.movie_ids), len(self.ratings), len(self.timestamps)}
        if len(lengths) != 1:
            raise DataError(f"rating columns must be of one length, not {sorted(lengths)}.")


@dataclass(frozen=True, slots=True)
class Interactions:
    """Ratings of users over a catalogue.

    Attributes:
        users: The rows.
        movies: The columns: the whole catalogue, movies without ratings included.
        matrix: Shape ``(len(users), len(movies))``, float32 stars; nothing stored means not rated.
            Columns ascend within each row.
        times: When each of them was given; ``None`` where that is not known.
    """

    users: IdMap
    movies: IdMap
    matrix: RatingMatrix
    times: TimeMatrix | None = None

    @classmethod
    def from_ratings(cls, ratings: RatingSet, movies: IdMap | None = None) -> "Interactions":
        """Build the matrix; of several ratings of one pair the newest counts.

        Args:
            ratings: Columns of equal length.
            movies: The catalogue; by default the movies that were rated. Ratings of movies outside
                it are left out.
        """
        movies = movies or IdMap("movie", ratings.movie_ids)
        columns = movies.to_indices(ratings.movie_ids)
        kept = columns >= 0
        users = IdMap("user", ratings.user_ids[kept])
        rows = users.to_indices(ratings.user_ids[kept]).astype(np.int64)
        columns = columns[kept].astype(np.int64)
        # unique() finds the first of equals, so newest first makes it find the newest
        newest_first = np.argsort(-ratings.timestamps[kept], kind="stable")
        keys = (rows * max(len(movies), 1) + columns)[newest_first]
        _, first = np.unique(keys, return_index=True)
        chosen = newest_first[first]
        values = ratings.ratings[kept][chosen]
        shape = (len(users), len(movies))
        matrix = build_matrix(values, rows[chosen], columns[chosen], shape)
        moments = ratings.timestamps[kept][chosen]
        # keys ascend by user and movie, which is the order of the matrix's entries
        times = csr_array((moments.astype(np.float64), matrix.indices, matrix.indptr), shape=shape)
        return cls(users, movies, matrix, times if moments.any() else None)

    def liked(self, threshold: float = 4.0) -> RatingMatrix:
        """Binary matrix of the ratings at or above ``threshold``; same shape, ones."""
        matrix = self.matrix.copy()
        matrix.data = (matrix.data >= threshold).astype(np.float32)
        matrix.eliminate_zeros()
        return matrix
