"""Movies whose descriptions mean the same, whoever likes them."""

import numpy as np
from pydantic import Field

from matinee.errors import DataError
from matinee.models.base import ModelConfig, MovieFeatures, Recommender
from matinee.models.rated import to_likes
from matinee.models.state import State, check_state
from matinee.progress import Progress
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix


class ContentConfig(ModelConfig):
    """Hyperparameters of :class:`Content`."""

    genre_weight: float = Field(
        0.4, ge=0, le=1, description="Share of the genres in the likeness; the rest is the text."
    )


def scale_rows(vectors: FloatArray, length: float) -> None:
    """Give every row that length, in place; rows of zeros stay as they are."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors *= (length / np.where(lengths > 0, lengths, 1))[:, None].astype(np.float32)


class Content(Recommender):
    """Scores a movie by the likeness of its text and genres to the liked movies, in the mean.

    Formula: ``likeness_ij = (1 - g) cos(t_i, t_j) + g cos(genres_i, genres_j)`` with the texts'
    mean vector taken off before, because sentence vectors all lean one way (without it, a user of
    ml-latest-small finds a third of what is found with it);
    ``score_j = mean of likeness_ij over liked i``; from -1 to 1.
    It needs no ratings, so it knows new movies, and all movies of a catalogue nobody rated; a
    history without likes scores 0 everywhere. Movies without a text vector score ``-inf``.
    Cost: one pass at fitting; serving holds the vectors and reads them once for each question.

    Attributes:
        vectors_: Texts and genres side by side, weighted, shape ``(n_movies, dim + n_genres)``,
            float32; their products are the likeness. Zero where a movie has no text vector.
        told_: Whether a movie has a text vector, shape ``(n_movies,)``.
    """

    name = "content"
    config_class = ContentConfig
    config: ContentConfig
    needs_ratings = False
    needs_features = True
    vectors_: FloatArray
    told_: BoolArray

    def _fit(
        self,
        matrix: RatingMatrix,  # noqa: ARG002 - what users like plays no part
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        if features is None:
            raise DataError("content needs features of the movies.")
        told = np.any(features.vectors != 0, axis=1)
        dim = features.vectors.shape[1]
        # filled in place: a copy of the vectors is tens of megabytes
        joined = np.empty((len(told), dim + features.genres.shape[1]), dtype=np.float32)
        texts, genres = joined[:, :dim], joined[:, dim:]
        texts[:], genres[:] = features.vectors, features.genres
        if told.sum() > 1:
            texts -= texts.mean(axis=0, where=told[:, None])
        joined[~told] = 0
        scale_rows(texts, np.sqrt(1 - self.config.genre_weight))
        scale_rows(genres, np.sqrt(self.config.genre_weight))
        self.vectors_, self.told_ = joined, told
        progress("content", 1, 1)

    def _score(self, histories: RatingMatrix) -> FloatArray:
        likes = to_likes(histories, self.config.liked_from)
        n_liked = np.maximum(np.diff(likes.indptr), 1)[:, None].astype(np.float32)
        return self._likeness((likes @ self.vectors_) / n_liked)

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        queries = self.vectors_[movie_indices]
        scores = self._likeness(queries)
        scores[~self.told_[movie_indices]] = -np.inf
        return scores

    def _likeness(self, queries: FloatArray) -> FloatArray:
        scores: FloatArray = queries @ self.vectors_.T
        scores[:, ~self.told_] = -np.inf
        return scores

    def _state(self) -> dict[str, np.ndarray]:
        return {"vectors": self.vectors_}

    def _load_state(self, state: State, n_movies: int) -> None:
        check_state(self.name, state, {"vectors": (np.float32, (n_movies, -1))})
        self.vectors_ = state["vectors"]
        self.told_ = np.any(self.vectors_ != 0, axis=1)
