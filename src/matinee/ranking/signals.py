"""What the facts of movies say of a history, signal by signal, and which shown movie says it.

Every signal is a sum over the liked movies but for the genres, which speak of the mix of them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array

from matinee.errors import ArtifactError
from matinee.models.base import MovieFeatures
from matinee.models.state import Layout, State, check_state, from_arrays, sparse_layouts, to_arrays
from matinee.types import FloatArray, IndexArray, SparseMatrix

#: Signals of the facts, in this order everywhere.
FACTS = ("text", "genres", "people", "tags")
#: Added to shares of genres, so that a genre that nobody here likes does not rule a movie out.
SMOOTH = 0.02
#: Distance from the mean up to which a vector of length one is taken to be the mean.
SAME = 1e-5


@dataclass(frozen=True, slots=True)
class FactSignals:
    """Facts of all movies in the shape in which signals are computed.

    Attributes:
        texts: Vectors with the mean of all taken off, of length one or zero, ``(n_movies, dim)``.
        genres: Each movie's genres as shares that sum to 1, or zeros, ``(n_movies, n_genres)``.
        usual: Share of each genre among all movies, or among all likes where there are any,
            ``(n_genres,)``.
        people: One column for each person; two movies share the more, the fewer movies that person
            is in: the product of two rows is the sum of ``1 / sqrt(movies of the person)``.
        tags: Rows of length one or zero, rare tags count more (inverse document frequency).
    """

    texts: FloatArray
    genres: FloatArray
    usual: FloatArray
    people: SparseMatrix
    tags: SparseMatrix

    @classmethod
    def of(cls, features: MovieFeatures, n_likes: np.ndarray | None = None) -> "FactSignals":
        """From the features of the catalogue.

        Args:
            features: Of all movies.
            n_likes: How many users like each movie, shape ``(n_movies,)``; they say which genres
                are usual. ``None``: every movie counts once.
        """
        n = len(features.vectors)
        told = features.vectors.any(axis=1)
        texts = features.vectors.astype(np.float32, copy=True)
        if told.sum() > 1:
            texts[told] -= texts[told].mean(axis=0)
        lengths = np.linalg.norm(texts, axis=1, keepdims=True)
        # where all say the same, what the mean leaves is rounding, which must not become a text
        texts = np.where(lengths > SAME, texts / np.maximum(lengths, SAME), 0).astype(np.float32)
        sums = features.genres.sum(axis=1, keepdims=True)
        shares = (features.genres / np.maximum(sums, 1)).astype(np.float32)
        counts = np.ones(n) if n_likes is None or not n_likes.any() else n_likes
        return cls(
            texts,
            shares,
            _shares(counts @ shares).astype(np.float32),
            _weighted(features.people, n, power=-0.25),
            _unit(_rare(features.tags, n)),
        )

    def signals(
        self, liked: IndexArray, asked: IndexArray
    ) -> tuple[Mapping[str, FloatArray], Mapping[str, FloatArray]]:
        """How well movies fit what is liked.

        Args:
            liked: Positions of liked movies, shape ``(n_liked,)``.
            asked: Positions of movies, shape ``(n_asked,)``.

        Returns:
            Each of :data:`FACTS` with values of shape ``(n_asked,)``; and for all but the genres
            what each liked movie adds to them, ``(n_liked, n_asked)``, which sums to the value.
            Nothing liked: zeros.
        """
        n = max(len(liked), 1)
        by_movie: dict[str, FloatArray] = {
            "text": self.texts[liked] @ self.texts[asked].T / np.float32(n),
            "people": _product(self.people, liked, asked) / np.float32(np.sqrt(n)),
            "tags": _product(self.tags, liked, asked) / np.float32(n),
        }
        values = {name: told.sum(axis=0) for name, told in by_movie.items()}
        values["genres"] = self.genres[asked] @ self._lift(liked)
        return {name: values[name] for name in FACTS}, by_movie

    def _lift(self, liked: IndexArray) -> FloatArray:
        """Logarithm of how much more of each genre is liked than usual, ``(n_genres,)``."""
        if not len(liked):
            return np.zeros_like(self.usual)
        own = _shares(self.genres[liked].sum(axis=0))
        lift: FloatArray = np.log((own + SMOOTH) / (self.usual + SMOOTH)).astype(np.float32)
        return lift

    def state(self) -> dict[str, np.ndarray]:
        """Everything as arrays that :meth:`load` takes back."""
        state: dict[str, np.ndarray] = {
            "texts": self.texts,
            "genres": self.genres,
            "usual": self.usual,
        }
        for name, matrix in (("people", self.people), ("tags", self.tags)):
            state[f"{name}.columns"] = np.array([matrix.shape[1]], dtype=np.int64)
            state |= {f"{name}.{key}": value for key, value in to_arrays(matrix).items()}
        return state

    @classmethod
    def load(cls, state: State, n_movies: int) -> "FactSignals":
        """Take back what :meth:`state` gave.

        Raises:
            ArtifactError: An array is missing, unknown, or of another dtype or shape.
        """
        layouts: dict[str, Layout] = {
            "texts": (np.float32, (n_movies, -1)),
            "genres": (np.float32, (n_movies, -1)),
            "usual": (np.float32, (-1,)),
        }
        labels: dict[str, dict[str, np.ndarray]] = {}
        for name in ("people", "tags"):
            layouts[f"{name}.columns"] = (np.int64, (1,))
            own = sparse_layouts(n_movies)
            layouts |= {f"{name}.{key}": layout for key, layout in own.items()}
            labels[name] = {key: state[f"{name}.{key}"] for key in own if f"{name}.{key}" in state}
        check_state("facts", state, layouts)
        if state["genres"].shape[1] != len(state["usual"]):
            raise ArtifactError("genres and usual of facts contradict each other; train it again.")
        people, tags = (
            from_arrays("facts", arrays, n_movies, max(int(state[f"{name}.columns"][0]), 0))
            for name, arrays in labels.items()
        )
        return cls(state["texts"], state["genres"], state["usual"], people, tags)


def _shares(counts: np.ndarray) -> np.ndarray:
    total = counts.sum()
    return counts / total if total > 0 else counts


def _counts(labels: SparseMatrix) -> np.ndarray:
    return np.bincount(labels.indices, minlength=labels.shape[1])


def _weighted(labels: SparseMatrix | None, n: int, power: float) -> SparseMatrix:
    if labels is None or not labels.shape[1]:
        return _nothing(n)
    weights = np.maximum(_counts(labels), 1).astype(np.float32) ** np.float32(power)
    return _scaled_columns(labels, weights)


def _rare(labels: SparseMatrix | None, n: int) -> SparseMatrix:
    if labels is None or not labels.shape[1]:
        return _nothing(n)
    rarity = np.sqrt(np.log(n / np.maximum(_counts(labels), 1)) + np.float32(1e-6))
    return _scaled_columns(labels, rarity.astype(np.float32))


def _unit(matrix: SparseMatrix) -> SparseMatrix:
    squares: FloatArray = (matrix * matrix).sum(axis=1)
    lengths = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
    unit: SparseMatrix = csr_array(diags_array((1 / lengths).astype(np.float32)) @ matrix)
    return unit


def _nothing(n: int) -> SparseMatrix:
    nothing = np.zeros(0, dtype=np.float32), (np.zeros(0, np.int32), np.zeros(0, np.int32))
    return csr_array(nothing, shape=(n, 1))


def _scaled_columns(labels: SparseMatrix, scale: FloatArray) -> SparseMatrix:
    scaled: SparseMatrix = csr_array(labels @ diags_array(scale))
    return scaled


def _product(labels: SparseMatrix, liked: IndexArray, asked: IndexArray) -> FloatArray:
    product: FloatArray = (labels[liked] @ labels[asked].T).toarray()
    return product
