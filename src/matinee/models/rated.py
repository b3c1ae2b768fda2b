"""What the models have in common that learn from likes alone."""

from abc import abstractmethod

import numpy as np

from matinee.errors import NotFittedError
from matinee.models.base import MovieFeatures, Recommender
from matinee.models.state import Layout, State, check_positions, check_state
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix

#: What the most liked movie gets on top: below any difference that a model means, above zero.
TIE_BREAK = 1e-6


def to_likes(matrix: RatingMatrix, liked_from: float) -> RatingMatrix:
    """Ones where a rating is ``liked_from`` stars or more, nothing elsewhere; same shape."""
    likes = matrix.copy()
    likes.data = (matrix.data >= liked_from).astype(np.float32)
    likes.eliminate_zeros()
    return likes


class RatedRecommender(Recommender):
    """A recommender that learns which movies are liked together.

    It knows the movies that somebody liked and computes on their columns only; all others score
    ``-inf``. Movies that the history says nothing of follow in the order of their popularity, so
    a history without likes is answered with the most popular movies. Similar movies are those
    that something links to the given one: the rest is ``-inf``.

    Attributes:
        columns_: Positions of the known movies, shape ``(n_known,)``, int32, ascending.
        likes_: How many users like each of them, shape ``(n_known,)``, float32, at least 1.
    """

    columns_: IndexArray
    likes_: FloatArray

    def _fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None,  # noqa: ARG002 - likes are all it learns from
        progress: Progress,
        rng: np.random.Generator,
    ) -> None:
        likes = to_likes(matrix, self.config.liked_from)
        if not likes.nnz:
            raise NotFittedError(
                f"{self.name} learns from ratings of at least {self.config.liked_from:g} stars "
                "and there are none yet."
            )
        counts = np.bincount(likes.indices, minlength=likes.shape[1])
        self.columns_ = self._known(counts).astype(np.int32)
        self.likes_ = counts[self.columns_].astype(np.float32)
        self._fit_likes(likes[:, self.columns_], progress, rng)

    def _known(self, counts: np.ndarray) -> np.ndarray:
        return np.flatnonzero(counts)

    def _score(self, histories: RatingMatrix) -> FloatArray:
        likes = to_likes(histories, self.config.liked_from)[:, self.columns_]
        scores = self._score_likes(likes) + TIE_BREAK * self.likes_ / self.likes_.max()
        result = np.full(histories.shape, -np.inf, dtype=np.float32)
        result[:, self.columns_] = scores
        return result

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        places = np.minimum(np.searchsorted(self.columns_, movie_indices), len(self.columns_) - 1)
        known = np.flatnonzero(self.columns_[places] == movie_indices)
        links = self._score_links(places[known].astype(np.int32))
        result = np.full((len(movie_indices), self.n_movies_ or 0), -np.inf, dtype=np.float32)
        result[np.ix_(known, self.columns_)] = np.where(links > 0, links, -np.inf)
        return result

    def _state(self) -> dict[str, np.ndarray]:
        return {"columns": self.columns_, "likes": self.likes_, **self._learnt()}

    def _load_state(self, state: State, n_movies: int) -> None:
        n_known = len(state["columns"]) if "columns" in state else -1
        layouts: dict[str, Layout] = {
            "columns": (np.int32, (-1,)),
            "likes": (np.float32, (n_known,)),
            **self._layouts(n_known),
        }
        check_state(self.name, state, layouts)
        check_positions(self.name, "columns", state["columns"], n_movies)
        self._load_learnt(state, n_known)
        self.columns_, self.likes_ = state["columns"], state["likes"]

    @abstractmethod
    def _fit_likes(
        self, likes: RatingMatrix, progress: Progress, rng: np.random.Generator
    ) -> None: ...

    @abstractmethod
    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        """Scores of the known movies, shape ``(batch, n_known)``; 0 where nothing speaks."""

    @abstractmethod
    def _score_links(self, places: IndexArray) -> FloatArray:
        """Links of known movies to all known ones, ``(batch, n_known)``; 0 is no link."""

    @abstractmethod
    def _learnt(self) -> dict[str, np.ndarray]: ...

    @abstractmethod
    def _layouts(self, n_known: int) -> dict[str, Layout]: ...

    @abstractmethod
    def _load_learnt(self, state: State, n_known: int) -> None: ...
