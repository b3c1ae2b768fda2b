"""The contract of every recommender: what it learns from, what it is asked, what it answers.

Public methods check and convert; a model fills in the methods with a leading underscore.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from matinee.errors import ArtifactError, DataError, NotFittedError, UnsupportedError
from matinee.models.state import State, check_state
from matinee.progress import Progress, silent
from matinee.types import FloatArray, IndexArray, RatingMatrix, SparseMatrix, TimeMatrix

__all__ = ["ModelConfig", "MovieFeatures", "Ranking", "Recommender", "State", "top_n"]


class ModelConfig(BaseModel):
    """Hyperparameters of a recommender; each is written here and nowhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    liked_from: float = Field(4.0, gt=0, le=5, description="Stars from which a rating is a like.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MovieFeatures:
    """What is known of the movies themselves, row by row of the catalogue.

    Attributes:
        vectors: Shape ``(n_movies, dim)``, float32, rows of length one, zero where unknown.
        genres: Shape ``(n_movies, n_genres)``, float32, 0 or 1.
        years: Shape ``(n_movies,)``, float32, NaN where unknown.
        tags: Shape ``(n_movies, n_tags)``, 0 or 1; ``None`` where no movie has any.
        people: Shape ``(n_movies, n_people)``, 0 or 1: directors and main cast; likewise.
        critics: What critics published, shape ``(n_movies, 4)``, float32, NaN where unknown:
            Metascore, Rotten Tomatoes' mean and share of good reviews, and the logarithm of one
            more than their number; ``None`` where nobody asked.
    """

    vectors: FloatArray
    genres: FloatArray
    years: FloatArray
    tags: SparseMatrix | None = None
    people: SparseMatrix | None = None
    critics: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best movies of each row.

    Attributes:
        indices: Shape ``(batch, n)``, int32, best first; ``-1`` where there is no further movie.
        scores: The same shape, float32, descending; ``-inf`` where the index is ``-1``.
    """

    indices: IndexArray
    scores: FloatArray


def top_n(scores: FloatArray, n: int) -> Ranking:
    """The ``n`` largest of each row; ties go to the lower index, ``-inf`` is left out.

    Args:
        scores: Shape ``(batch, n_movies)``, float32, no NaN.
        n: At least 1; rows with fewer movies are padded with ``-1``.

    Raises:
        DataError: ``n`` is below 1.
    """
    if n < 1:
        raise DataError(f"n must be at least 1, not {n}.")
    width = min(n, scores.shape[1])
    indices = np.full((len(scores), n), -1, dtype=np.int32)
    best = np.full((len(scores), n), -np.inf, dtype=np.float32)
    for row, values in enumerate(scores):
        if width < len(values):
            # every value that ties with the last place stays in, so that ties break by index
            bound = np.partition(values, len(values) - width)[len(values) - width]
            candidates = np.flatnonzero(values >= bound)
        else:
            candidates = np.arange(len(values))
        candidates = candidates[values[candidates] > -np.inf]
        order = candidates[np.argsort(-values[candidates], kind="stable")][:width]
        indices[row, : len(order)] = order
        best[row, : len(order)] = values[order]
    return Ranking(indices, best)


def _check_stars(matrix: RatingMatrix) -> None:
    if matrix.nnz and not (np.isfinite(matrix.data).all() and matrix.data.min() > 0):
        raise DataError("ratings must be finite and above 0.")


def _check_times(matrix: RatingMatrix, times: TimeMatrix | None) -> None:
    if times is None:
        return
    same = (
        times.shape == matrix.shape
        and np.array_equal(times.indptr, matrix.indptr)
        and np.array_equal(times.indices, matrix.indices)
    )
    if not same:
        raise DataError("times must have an entry for each rating, in the same places.")


class Recommender(ABC):
    """A model of which movies belong to a history, and which to a movie.

    Attributes:
        name: Key in ``REGISTRY`` and in artifacts.
        handles_new_users: Whether :meth:`score` and :meth:`recommend` work.
        handles_similar: Whether :meth:`score_similar` and :meth:`similar` work.
        needs_ratings: Whether :meth:`fit` must be given at least one rating.
        needs_features: Whether :meth:`fit` must be given features.
        predicts_stars: Whether it has ``predict_stars(histories, times=None)``.
    """

    name: ClassVar[str]
    config_class: ClassVar[type[ModelConfig]] = ModelConfig
    handles_new_users: ClassVar[bool] = True
    handles_similar: ClassVar[bool] = True
    needs_ratings: ClassVar[bool] = True
    needs_features: ClassVar[bool] = False
    predicts_stars: ClassVar[bool] = False

    def __init__(self, config: ModelConfig | None = None) -> None:
        self.config = config or self.config_class()
        self.n_movies_: int | None = None

    def fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None = None,
        *,
        times: TimeMatrix | None = None,
        progress: Progress = silent,
        rng: int | np.random.Generator | None = 0,
    ) -> Self:
        """Learn from ratings and features; what an earlier call learnt is forgotten.

        Args:
            matrix: Stars, shape ``(n_users, n_movies)``, over the whole catalogue.
            features: Of the same movies in the same order.
            times: When each rating was given, in the places of ``matrix``; ``None``: not known.
            progress: Told of each step.
            rng: Seed or generator of whatever is drawn at random.

        Raises:
            DataError: A rating is not finite or not positive, or the shapes or places differ.
            NotFittedError: Ratings are needed and there are none.
        """
        _check_stars(matrix)
        _check_times(matrix, times)
        if self.needs_features and features is None:
            raise DataError(f"{self.name} needs features of the movies.")
        if features is not None and len(features.vectors) != matrix.shape[1]:
            raise DataError(
                f"features must have a row for each of {matrix.shape[1]} movies, "
                f"not {len(features.vectors)}."
            )
        if self.needs_ratings and not matrix.nnz:
            raise NotFittedError(f"{self.name} learns from ratings and there are none yet.")
        self.n_movies_ = None
        self._fit_timed(matrix, times, features, progress, np.random.default_rng(rng))
        self.n_movies_ = matrix.shape[1]
        return self

    def score(self, histories: RatingMatrix, times: TimeMatrix | None = None) -> FloatArray:
        """Score every movie for every history; seen movies are not masked.

        Args:
            histories: Stars, shape ``(batch, n_movies)``.
            times: When each was given, in the places of ``histories``; ``None``: not known.

        Returns:
            Shape ``(batch, n_movies)``, float32, larger is better, ``-inf`` for movies of which
            the model knows nothing.

        Raises:
            NotFittedError, UnsupportedError, DataError: As their names say.
        """
        self._check(supported=self.handles_new_users, question="score a user's history")
        if histories.shape[1] != self.n_movies_:
            raise DataError(
                f"histories must have {self.n_movies_} columns, not {histories.shape[1]}."
            )
        _check_stars(histories)
        _check_times(histories, times)
        return self._score_timed(histories, times)

    def score_similar(self, movie_indices: IndexArray) -> FloatArray:
        """Score every movie by how well it goes with each of the given ones.

        Args:
            movie_indices: Shape ``(batch,)``, positions in the catalogue.

        Returns:
            Shape ``(batch, n_movies)``, float32; ``-inf`` for movies of which the model knows
            nothing, whole rows of it where it knows nothing of the given movie.

        Raises:
            NotFittedError, UnsupportedError, DataError: As their names say.
        """
        self._check(supported=self.handles_similar, question="find similar movies")
        return self._score_similar(self._positions(movie_indices))

    def recommend(
        self, histories: RatingMatrix, n: int, times: TimeMatrix | None = None
    ) -> Ranking:
        """The ``n`` best unseen movies of each history; padded with ``-1``."""
        scores = self.score(histories, times).copy()
        rows = np.repeat(np.arange(histories.shape[0]), np.diff(histories.indptr))
        scores[rows, histories.indices] = -np.inf
        return top_n(scores, n)

    def similar(self, movie_indices: IndexArray, n: int) -> Ranking:
        """The ``n`` movies that go best with each given one, never itself; padded with ``-1``."""
        scores = self.score_similar(movie_indices).copy()
        scores[np.arange(len(scores)), movie_indices] = -np.inf
        return top_n(scores, n)

    def state(self) -> dict[str, np.ndarray]:
        """Everything that was learnt, as arrays that :meth:`load_state` takes back.

        Raises:
            NotFittedError: There is nothing yet.
        """
        self._check()
        return {"n_movies": np.array([self.n_movies_], dtype=np.int64), **self._state()}

    def load_state(self, state: State) -> Self:
        """Take back what :meth:`state` gave.

        Raises:
            ArtifactError: An array is missing, unknown, or of another dtype or shape.
        """
        rest = dict(state)
        own = {"n_movies": rest.pop("n_movies")} if "n_movies" in rest else {}
        check_state(self.name, own, {"n_movies": (np.int64, (1,))})
        n_movies = int(own["n_movies"][0])
        if n_movies < 0:
            raise ArtifactError(f"n_movies of {self.name} must be at least 0, not {n_movies}.")
        self.n_movies_ = None
        self._load_state(rest, n_movies)
        self.n_movies_ = n_movies
        return self

    def _positions(self, movie_indices: IndexArray) -> IndexArray:
        indices = np.asarray(movie_indices, dtype=np.int32)
        if indices.size and (indices.min() < 0 or indices.max() >= (self.n_movies_ or 0)):
            raise DataError(f"movie indices must be 0 to {(self.n_movies_ or 0) - 1}.")
        return indices

    def _asked_of_one(self, history: RatingMatrix, movie_indices: IndexArray) -> IndexArray:
        """Positions that one history is asked about, once both are found to be in order."""
        self._check()
        if history.shape != (1, self.n_movies_):
            raise DataError(f"history must be of shape (1, {self.n_movies_}), not {history.shape}.")
        return self._positions(movie_indices)

    def _check(self, *, supported: bool = True, question: str = "") -> None:
        if not supported:
            raise UnsupportedError(f"{self.name} cannot {question}.")
        if self.n_movies_ is None:
            raise NotFittedError(f"{self.name} has not been fitted yet.")

    def _fit_timed(
        self,
        matrix: RatingMatrix,
        times: TimeMatrix | None,  # noqa: ARG002 - for models that go by time
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,
    ) -> None:
        self._fit(matrix, features, progress, rng)

    def _score_timed(
        self,
        histories: RatingMatrix,
        times: TimeMatrix | None,  # noqa: ARG002 - for models that go by time
    ) -> FloatArray:
        return self._score(histories)

    @abstractmethod
    def _fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,
    ) -> None: ...

    @abstractmethod
    def _score(self, histories: RatingMatrix) -> FloatArray: ...

    @abstractmethod
    def _score_similar(self, movie_indices: IndexArray) -> FloatArray: ...

    @abstractmethod
    def _state(self) -> dict[str, np.ndarray]: ...

    @abstractmethod
    def _load_state(self, state: State, n_movies: int) -> None: ...
