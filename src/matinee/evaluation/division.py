"""How a way to divide ratings becomes a split: entries, masks over them, and the part asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args, overload

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.split import Part, TestSplit, ValidationSplit
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix, TimeMatrix

KINDS: dict[Part, type[ValidationSplit] | type[TestSplit]] = {
    "validation": ValidationSplit,
    "test": TestSplit,
}


@dataclass(frozen=True, slots=True)
class Ratings:
    """The entries of a matrix, user by user, movies ascending.

    Attributes:
        users: Row of each entry, shape ``(n,)``, int32.
        movies: Its column.
        stars: What was given.
        times: When, in seconds; ``None`` where that is not known.
        shape: Of the matrix.
    """

    users: IndexArray
    movies: IndexArray
    stars: FloatArray
    times: npt.NDArray[np.float64] | None
    shape: tuple[int, int]

    @classmethod
    def of(cls, interactions: Interactions) -> "Ratings":
        """The entries of ``interactions.matrix``."""
        matrix = interactions.matrix
        users = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
        times = None if interactions.times is None else interactions.times.data
        return cls(users, matrix.indices.astype(np.int32), matrix.data, times, matrix.shape)

    def keep(self, kept: BoolArray) -> "Ratings":
        """Some of the entries; the shape of the matrix stays."""
        times = None if self.times is None else self.times[kept]
        return Ratings(self.users[kept], self.movies[kept], self.stars[kept], times, self.shape)

    def known_times(self, name: str) -> npt.NDArray[np.float64]:
        """The times, where a split cannot do without.

        Raises:
            DataError: They are not known.
        """
        if self.times is None:
            raise DataError(f"the split '{name}' needs the times of the ratings; there are none.")
        return self.times

    def bounds(self) -> npt.NDArray[np.int64]:
        """Where each user's entries start, and the last end; shape ``(n_users + 1,)``."""
        return np.searchsorted(self.users, np.arange(self.shape[0] + 1))

    def matrices(self, rows: IndexArray) -> tuple[RatingMatrix, TimeMatrix | None]:
        """Stars and times of some users, ``(len(rows), n_movies)`` each."""
        starts = self.bounds()
        stars: RatingMatrix = csr_array((self.stars, self.movies, starts), shape=self.shape)[rows]
        if self.times is None:
            return stars, None
        times: TimeMatrix = csr_array((self.times, self.movies, starts), shape=self.shape)[rows]
        return stars, times


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """What becomes of each entry, as masks of one length.

    Attributes:
        asked: Rows of the users that are asked, ascending.
        learnt: Entries that models learn from.
        shown: Entries of the asked users that are shown.
        hidden: Entries of the asked users that are not shown; likes among them are the targets.
        left: Entries that a validation split may be made of.
        candidates: Movies that may be listed; ``None``: all.
    """

    asked: IndexArray
    learnt: BoolArray
    shown: BoolArray
    hidden: BoolArray
    left: BoolArray
    candidates: BoolArray | None = None


Divide = Callable[[Ratings, EvaluationConfig], Division]


class Splitter:
    """A way to divide ratings; which part is asked for decides the type that comes back.

    Attributes:
        name: The split's.
        divide: Says what becomes of each entry.
    """

    def __init__(self, name: str, divide: Divide) -> None:
        self.name = name
        self.divide = divide
        self.__doc__ = divide.__doc__

    @overload
    def __call__(
        self, interactions: Interactions, config: EvaluationConfig, *, part: Literal["validation"]
    ) -> ValidationSplit: ...
    @overload
    def __call__(
        self, interactions: Interactions, config: EvaluationConfig, *, part: Literal["test"]
    ) -> TestSplit: ...
    def __call__(
        self, interactions: Interactions, config: EvaluationConfig, *, part: Part
    ) -> ValidationSplit | TestSplit:
        """Divide ratings for one part.

        Raises:
            DataError: There is too little to divide; or no such part.
        """
        ratings = self.ratings_for(interactions, config, part)
        return build(self.name, part, ratings, self.divide(ratings, config), config)

    def ratings_for(
        self, interactions: Interactions, config: EvaluationConfig, part: Part
    ) -> Ratings:
        """All entries for the test; for validation those that the test leaves alone."""
        if part not in get_args(Part):
            raise DataError(f"part must be 'validation' or 'test', not '{part}'.")
        ratings = Ratings.of(interactions)
        return ratings if part == "test" else ratings.keep(self.divide(ratings, config).left)


def splitter(name: str) -> Callable[[Divide], Splitter]:
    """Makes a :class:`Splitter` out of a function that divides."""
    return lambda divide: Splitter(name, divide)


def build(
    name: str, part: Part, ratings: Ratings, division: Division, config: EvaluationConfig
) -> ValidationSplit | TestSplit:
    """The split that a division describes.

    Raises:
        DataError: Nobody is asked, or there is nothing to learn from.
    """
    if not len(division.asked) or not division.learnt.any():
        raise DataError(
            f"the split '{name}' ({part}) leaves nobody to ask or nothing to learn from: "
            f"it needs more ratings than {len(ratings.stars)}."
        )
    learnt = ratings.keep(division.learnt)
    train, train_times = learnt.matrices(np.unique(learnt.users))
    histories, history_times = ratings.keep(division.shown).matrices(division.asked)
    hidden, _ = ratings.keep(division.hidden).matrices(division.asked)
    targets = hidden.copy()
    targets.data = (hidden.data >= config.liked_from).astype(np.float32)
    targets.eliminate_zeros()
    return KINDS[part](
        name=name,
        train=train,
        train_times=train_times,
        users=division.asked.astype(np.int32),
        histories=histories,
        history_times=history_times,
        targets=targets,
        hidden=hidden,
        candidates=division.candidates,
    )
