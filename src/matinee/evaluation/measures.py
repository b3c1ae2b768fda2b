"""Everything that one list is measured by, one number for each list, so that it can be pooled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matinee.evaluation.beyond import (
    content_vectors,
    exposure,
    genre_shares,
    intra_list_diversity,
    list_means,
    miscalibration,
    popularity_percentiles,
    self_information,
)
from matinee.evaluation.metrics import (
    average_precision,
    hit_rate,
    mark_hits,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)
from matinee.evaluation.split import Split
from matinee.models.base import MovieFeatures
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix

Values = npt.NDArray[np.float64]

#: Places that a list is asked for, and those behind all that is no accuracy.
N_LISTED, N_SHOWN = 100, 10
#: Places behind the shares that are found by popularity.
N_FOUND = 20
#: Groups of movies by popularity, each with as many training likes.
N_TENTHS = 10

_DEPTHS = (5, 10, 20)
_ACCURACY: tuple[tuple[str, Callable[[BoolArray, IndexArray, int], Values], tuple[int, ...]], ...]
_ACCURACY = (
    ("ndcg", ndcg, (*_DEPTHS, N_LISTED)),
    ("recall", recall, _DEPTHS),
    ("hit_rate", hit_rate, _DEPTHS),
    ("mrr", reciprocal_rank, _DEPTHS),
    ("precision", precision, _DEPTHS),
    ("map", average_precision, _DEPTHS),
)

#: Name of each accuracy to what it is made of.
ACCURACY: Mapping[str, tuple[Callable[[BoolArray, IndexArray, int], Values], int]] = (
    MappingProxyType({f"{name}_at_{n}": (of, n) for name, of, depths in _ACCURACY for n in depths})
)


@dataclass(frozen=True, slots=True)
class Popularity:
    """How popular the movies are among those who are learnt from.

    Attributes:
        likes: Training likes, shape ``(n_movies,)``, int64.
        n_users: Users that are learnt from.
        known: Movies that coverage is a share of: rated by anybody, and candidates.
    """

    likes: npt.NDArray[np.int64]
    n_users: int
    known: BoolArray

    @classmethod
    def of(cls, split: Split, liked_from: float) -> "Popularity":
        """Of one split."""
        n_movies = split.train.shape[1]
        liked = split.train.indices[split.train.data >= liked_from]
        known = np.zeros(n_movies, dtype=np.bool_)
        for matrix in (split.train, split.histories, split.hidden):
            known[matrix.indices] = True
        if split.candidates is not None:
            known &= split.candidates
        likes = np.bincount(liked, minlength=n_movies).astype(np.int64)
        return cls(likes, split.train.shape[0], known)

    def tenths(self) -> IndexArray:
        """Group of each movie, 0 for the rarest to 9 for blockbusters, shape ``(n_movies,)``.

        Each group holds about a tenth of the training likes; movies without one are rarest.
        """
        order = np.argsort(self.likes, kind="stable")
        ordered = self.likes[order]
        middle = np.cumsum(ordered) - ordered / 2
        groups = np.empty(len(order), dtype=np.int32)
        groups[order] = np.minimum(N_TENTHS * middle / max(ordered.sum(), 1), N_TENTHS - 1)
        return groups


class Yardstick:
    """What the lists of one split are held against.

    Attributes:
        targets_: Targets of each list by the group of their popularity, ``(n_lists, 10)``, int64.
    """

    def __init__(
        self,
        popularity: Popularity,
        targets: RatingMatrix,
        likes: RatingMatrix,
        features: MovieFeatures | None,
    ) -> None:
        """Prepare what all models have in common.

        Args:
            popularity: Of the movies.
            targets: What should be found, ``(n_lists, n_movies)``.
            likes: What genres should be like: the likes that were shown, ``(n_lists, n_movies)``.
            features: For diversity and genres; ``None``: these are left out.
        """
        self._targets = targets
        self._known = popularity.known
        self._percentiles = popularity_percentiles(popularity.likes, popularity.known)
        self._information = self_information(popularity.likes, popularity.n_users)
        self._tenths = popularity.tenths()
        rows = np.repeat(np.arange(targets.shape[0]), np.diff(targets.indptr))
        self.targets_ = _count(rows, self._tenths[targets.indices], targets.shape[0])
        self._content: FloatArray | None = None
        if features is not None:
            self._content = content_vectors(features.vectors, features.genres)
            self._genres = features.genres
            self._shares = genre_shares(likes, features.genres)

    def measure(self, indices: IndexArray, rows: slice) -> dict[str, Values]:
        """Every number of some lists.

        Args:
            indices: Shape ``(batch, 100)``, best first, ``-1`` where a list has ended.
            rows: Which of all lists these are.

        Returns:
            Name to one number for each list; NaN where the list has none.
        """
        targets = self._targets[rows]
        hits = mark_hits(indices, targets)
        n_targets = np.diff(targets.indptr)
        values = {name: of(hits, n_targets, n) for name, (of, n) in ACCURACY.items()}
        shown = indices[:, :N_SHOWN]
        values["popularity_at_10"] = list_means(shown, self._percentiles)
        values["novelty_at_10"] = list_means(shown, self._information)
        if self._content is not None:
            values["diversity_at_10"] = intra_list_diversity(shown, self._content)
            listed = genre_shares(_as_matrix(shown, len(self._known)), self._genres)
            values["miscalibration_at_10"] = miscalibration(self._shares[rows], listed)
        return values

    def found(self, indices: IndexArray, rows: slice) -> npt.NDArray[np.int64]:
        """Targets among the first 20 places by the group of their popularity, ``(batch, 10)``."""
        listed = indices[:, :N_FOUND]
        hits = mark_hits(listed, self._targets[rows])
        places = np.nonzero(hits)[0]
        return _count(places, self._tenths[listed[hits]], len(listed))

    def exposed(self, indices: IndexArray) -> npt.NDArray[np.int64]:
        """How many lists of 10 hold each movie; only those count that coverage is a share of."""
        return exposure(indices[:, :N_SHOWN], len(self._known)) * self._known


def _count(rows: npt.NDArray[np.int64], groups: IndexArray, n: int) -> npt.NDArray[np.int64]:
    flat = np.bincount(rows * N_TENTHS + groups, minlength=n * N_TENTHS)
    return flat.reshape(n, N_TENTHS).astype(np.int64)


def _as_matrix(indices: IndexArray, n_movies: int) -> RatingMatrix:
    listed = indices >= 0
    rows = np.nonzero(listed)[0]
    ones = np.ones(len(rows), dtype=np.float32)
    matrix: RatingMatrix = csr_array((ones, (rows, indices[listed])), (len(indices), n_movies))
    return matrix
