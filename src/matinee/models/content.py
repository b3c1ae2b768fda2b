"""Movies that are alike in what they are, whoever likes them."""

import math

import numpy as np
from pydantic import Field, model_validator
from scipy.sparse import csr_array, diags_array, hstack

from matinee.errors import ArtifactError, DataError
from matinee.models.base import ModelConfig, MovieFeatures, Recommender
from matinee.models.marks import mark
from matinee.models.rated import to_likes
from matinee.models.state import State, check_state, from_arrays, sparse_layouts, to_arrays
from matinee.progress import Progress
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix, SparseMatrix

#: Years within which two movies count as near in time.
NEAR_YEARS = 10
#: What a likeness is the sum of, in this order everywhere.
LIKENESS_PARTS = ("text", "genres", "tags", "people", "year")


class ContentConfig(ModelConfig):
    """Hyperparameters of :class:`Content`: shares of the parts, of which the text has the rest."""

    genre_weight: float = Field(0.1, ge=0, le=1, description="Share of the genres.")
    tag_weight: float = Field(0.33, ge=0, le=1, description="Share of the tags.")
    people_weight: float = Field(0.25, ge=0, le=1, description="Share of directors and cast.")
    year_weight: float = Field(0.12, ge=0, le=1, description="Share of being of one time.")

    @property
    def text_weight(self) -> float:
        """What is left for the text."""
        others = self.genre_weight + self.tag_weight + self.people_weight + self.year_weight
        return max(1 - others, 0.0)

    @model_validator(mode="after")
    def _check_sum(self) -> "ContentConfig":
        others = self.genre_weight + self.tag_weight + self.people_weight + self.year_weight
        if others > 1 + 1e-9:
            raise ValueError("the shares of content must sum to 1 at most")
        return self


def scale_rows(vectors: FloatArray, length: float) -> None:
    """Give every row that length, in place; rows of zeros stay as they are."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors *= (length / np.where(lengths > 0, lengths, 1))[:, None].astype(np.float32)


class Content(Recommender):
    """Scores a movie by its likeness to the liked movies, in the mean.

    Formula: ``likeness_ij`` is the sum of five parts, each weighted by its share: the cosines of
    texts, of genres, of tags and of people, and the nearness in time,
    ``max(0, 1 - |year_i - year_j| / 10)``. The texts' mean vector is taken off before, because
    sentence vectors all lean one way (without it, a user of ml-latest-small finds a third of what
    is found with it). ``score_j = mean of likeness_ij over liked i``, from -1 to 1. What a movie
    lacks counts 0, so two movies with profiles can be more alike than two without.
    It needs no ratings, so it knows new movies, and all movies of a catalogue nobody rated; a
    history without likes scores 0 everywhere. Movies without a text vector score ``-inf``.
    Cost: one pass at fitting; serving holds the vectors and reads them once for each question.

    Attributes:
        vectors_: Texts and genres side by side, weighted, shape ``(n_movies, dim + n_genres)``,
            float32; their products are the likeness. Zero where a movie has no text vector.
        labels_: Tags, people and years likewise, sparse, shape ``(n_movies, n_labels)``, float32.
        told_: Whether a movie has a text vector, shape ``(n_movies,)``.
        widths_: Columns of each of :data:`LIKENESS_PARTS`, the first two in ``vectors_`` and the
            others in ``labels_``, shape ``(5,)``, int64.
    """

    name = "content"
    config_class = ContentConfig
    config: ContentConfig
    needs_ratings = False
    needs_features = True
    vectors_: FloatArray
    labels_: SparseMatrix
    told_: BoolArray
    widths_: np.ndarray

    def likeness_parts(self, movie_index: int, movie_indices: IndexArray) -> dict[str, FloatArray]:
        """What the likeness of a movie to others is made of.

        Args:
            movie_index: Position of the movie.
            movie_indices: Positions of the others, shape ``(n_asked,)``.

        Returns:
            Each of :data:`LIKENESS_PARTS` with values of shape ``(n_asked,)``, float32, weighted:
            they sum to :meth:`score_similar`. Zeros where one of the two has no text vector.

        Raises:
            NotFittedError: Nothing was learnt yet.
        """
        self._check()
        asked = np.asarray(movie_indices, dtype=np.int32)
        told = self.told_[asked] * self.told_[movie_index]
        labels = self.labels_[[movie_index]].toarray()[0]
        dense, sparse = self.vectors_[asked] * self.vectors_[movie_index], self.labels_[asked]
        parts: dict[str, FloatArray] = {}
        starts = np.cumsum(self.widths_) - self.widths_
        starts[2:] -= self.vectors_.shape[1]
        for name, start, width in zip(LIKENESS_PARTS, starts, self.widths_, strict=True):
            own = slice(int(start), int(start + width))
            if name in LIKENESS_PARTS[:2]:
                values = dense[:, own].sum(axis=1)
            else:
                query = np.zeros_like(labels)
                query[own] = labels[own]
                values = sparse @ query
            parts[name] = (values * told).astype(np.float32)
        return parts

    def contributions(self, history: RatingMatrix, movie_indices: IndexArray) -> FloatArray:
        """How much each shown movie adds to the score of each asked one.

        Args:
            history: Stars, shape ``(1, n_movies)``.
            movie_indices: Shape ``(n_asked,)``.

        Returns:
            Shape ``(history.nnz, n_asked)``, float32, in the order of ``history.indices``; columns
            sum to :meth:`score`. 0 for what is not liked, and for movies that score ``-inf``.

        Raises:
            NotFittedError: Nothing was learnt yet.
        """
        self._check()
        asked = np.asarray(movie_indices, dtype=np.int32)
        is_liked = history.data >= self.config.liked_from
        liked = history.indices[is_liked]
        likeness = self.vectors_[liked] @ self.vectors_[asked].T
        likeness += (self.labels_[liked] @ self.labels_[asked].T).toarray()
        told = np.zeros((history.nnz, len(asked)), dtype=np.float32)
        told[is_liked] = likeness * self.told_[asked] / max(len(liked), 1)
        return told

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
        scale_rows(texts, np.sqrt(self.config.text_weight))
        scale_rows(genres, np.sqrt(self.config.genre_weight))
        self.vectors_, self.told_ = joined, told
        self.labels_ = self._join_labels(features)
        labels = (features.tags, features.people)
        widths = [
            dim,
            features.genres.shape[1],
            *(0 if one is None else one.shape[1] for one in labels),
        ]
        self.widths_ = np.array([*widths, self.labels_.shape[1] - sum(widths[2:])], dtype=np.int64)
        progress("content", 1, 1)

    def _join_labels(self, features: MovieFeatures) -> SparseMatrix:
        """Tags, people and years side by side, every row of each of the length of its share."""
        config = self.config
        parts = [
            _unit_rows(part, np.sqrt(weight))
            for part, weight in (
                (features.tags, config.tag_weight),
                (features.people, config.people_weight),
                (_year_windows(features.years), config.year_weight),
            )
            if part is not None
        ]
        joined: SparseMatrix = csr_array(hstack(parts, format="csr", dtype=np.float32))
        return joined

    def _score(self, histories: RatingMatrix) -> FloatArray:
        likes = to_likes(histories, self.config.liked_from)
        share: SparseMatrix = csr_array(
            diags_array(1 / np.maximum(np.diff(likes.indptr), 1)).astype(np.float32) @ likes
        )
        return self._likeness(share @ self.vectors_, csr_array(share @ self.labels_))

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        scores = self._likeness(self.vectors_[movie_indices], self.labels_[movie_indices])
        scores[~self.told_[movie_indices]] = -np.inf
        return scores

    def _likeness(self, texts: FloatArray, labels: SparseMatrix) -> FloatArray:
        scores: FloatArray = texts @ self.vectors_.T
        for row in range(labels.shape[0]):
            # a dense query against the sparse catalogue is one pass over its entries
            scores[row] += self.labels_ @ labels[[row]].toarray()[0]
        scores[:, ~self.told_] = -np.inf
        return scores

    def _state(self) -> dict[str, np.ndarray]:
        n_labels = np.array([self.labels_.shape[1]], dtype=np.int64)
        state = {"vectors": self.vectors_, **to_arrays(self.labels_)}
        return {**state, "n_labels": n_labels, "widths": self.widths_}

    def _load_state(self, state: State, n_movies: int) -> None:
        layouts = sparse_layouts(n_movies)
        layouts |= {"vectors": (np.float32, (n_movies, -1)), "n_labels": (np.int64, (1,))}
        layouts |= {"widths": (np.int64, (len(LIKENESS_PARTS),))}
        check_state(self.name, state, layouts)
        self.vectors_ = state["vectors"]
        n_labels = int(state["n_labels"][0])
        if n_labels < 0:
            raise ArtifactError(f"n_labels of {self.name} must be at least 0, not {n_labels}.")
        self.labels_ = from_arrays(self.name, state, n_movies, n_labels)
        self.widths_ = state["widths"]
        n_dense = int(self.widths_[:2].sum())
        if self.widths_.min() < 0 or (n_dense, int(self.widths_[2:].sum())) != (
            self.vectors_.shape[1],
            n_labels,
        ):
            raise ArtifactError(f"widths of {self.name} must sum to its columns; train it again.")
        self.told_ = np.any(self.vectors_ != 0, axis=1)


def _unit_rows(matrix: SparseMatrix, length: float) -> SparseMatrix:
    """The matrix with rows of that length; rows of zeros stay as they are."""
    squares: FloatArray = (matrix * matrix).sum(axis=1)
    scale = length / np.sqrt(np.where(squares > 0, squares, 1))
    scaled: SparseMatrix = csr_array(diags_array(scale.astype(np.float32)) @ matrix)
    return scaled


def _year_windows(years: FloatArray) -> SparseMatrix:
    """Ones in the ``NEAR_YEARS`` columns from a movie's year on.

    Two such rows share a column for each year that their movies are nearer than ``NEAR_YEARS``,
    so that their cosine falls in a straight line.
    """
    return mark(
        [
            range(int(year), int(year) + NEAR_YEARS) if math.isfinite(year) else ()
            for year in years.tolist()
        ]
    )
