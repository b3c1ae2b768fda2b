"""Implicit ALS: users and movies as vectors whose product tells likes from all the rest."""

import numpy as np
from pydantic import Field

from matinee.models.base import ModelConfig
from matinee.models.rated import RatedRecommender
from matinee.models.state import Layout, State
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix

#: Numbers that a batch of gathered vectors holds at most (float64, so eight times that in bytes).
BATCH = 4_000_000


class IalsConfig(ModelConfig):
    """Hyperparameters of :class:`Ials`."""

    dim: int = Field(64, ge=1, description="Width of the vectors.")
    reg: float = Field(0.015, gt=0, description="Penalty on the length of the vectors.")
    unobserved: float = Field(
        0.3, gt=0, description="Weight of what is not liked, against one for a like."
    )
    scaling: float = Field(
        1.0, ge=0, le=1, description="Power of a row's number of entries that its penalty grows by."
    )
    epochs: int = Field(12, ge=1, description="Rounds over users and movies.")


class Ials(RatedRecommender):
    """Approximates likes by ones and everything else, with a small weight, by zeros.

    Formula: ``sum over likes of (1 - w_u h_j)² + unobserved · sum over all pairs of (w_u h_j)²
    + reg · sum over rows of (n_likes + unobserved · n_others)^scaling |row|²``, solved for users
    and movies in turn. A history is folded in by the same solve with the movies fixed, so a new
    user needs no training. Similar movies are ordered by the cosine of their vectors.
    Cost: of a round, ``dim²`` times the number of likes and at most ``dim³`` for each row; rows
    with fewer likes than ``dim`` are solved in the space of their likes. Serving holds
    ``4 dim`` bytes for each movie.

    Attributes:
        vectors_: H, shape ``(n_known, dim)``, float32.

    Source:
        Hu, Koren & Volinsky, ICDM 2008; penalty scaled by frequency and start as in Rendle,
        Krichene, Zhang & Koren, "Revisiting the Performance of iALS", RecSys 2022.
    """

    name = "ials"
    config_class = IalsConfig
    config: IalsConfig
    vectors_: FloatArray

    def _fit_likes(self, likes: RatingMatrix, progress: Progress, rng: np.random.Generator) -> None:
        by_movie = likes.T.tocsr()
        dim = self.config.dim
        movies = rng.normal(scale=0.1 / np.sqrt(dim), size=(likes.shape[1], dim))
        for epoch in range(self.config.epochs):
            users = self._solve(likes, movies)
            movies = self._solve(by_movie, users)
            progress("ials", epoch + 1, self.config.epochs)
        self.vectors_ = movies.astype(np.float32)

    def fold_in(self, likes: RatingMatrix) -> FloatArray:
        """Vectors of histories, shape ``(batch, dim)``, float32; zero where nothing is liked.

        Args:
            likes: Binary, shape ``(batch, n_known)``.
        """
        return self._solve(likes, self.vectors_.astype(np.float64)).astype(np.float32)

    def _solve(self, likes: RatingMatrix, others: np.ndarray) -> np.ndarray:
        """The best vector of each row where those of the columns are given, float64."""
        n_columns, dim = others.shape
        gram = self.config.unobserved * (others.T @ others)
        counts = np.diff(likes.indptr)
        result = np.zeros((len(counts), dim))
        # rows with equally many likes share their penalty and the shape of their systems
        for count in np.unique(counts[counts > 0]):
            weight = count + self.config.unobserved * (n_columns - count)
            base = gram + self.config.reg * weight**self.config.scaling * np.eye(dim)
            rows = np.flatnonzero(counts == count)
            step = max(1, BATCH // (count * dim))
            for start in range(0, len(rows), step):
                batch = rows[start : start + step]
                liked = likes.indices[likes.indptr[batch][:, None] + np.arange(count)]
                result[batch] = _solve_alike(base, others[liked])
        return result

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return self.fold_in(likes) @ self.vectors_.T

    def _score_links(self, places: IndexArray) -> FloatArray:
        lengths = np.maximum(np.linalg.norm(self.vectors_, axis=1), np.finfo(np.float32).tiny)
        directions = self.vectors_ / lengths[:, None]
        links: FloatArray = directions[places] @ directions.T
        return links

    def _learnt(self) -> dict[str, np.ndarray]:
        return {"vectors": self.vectors_}

    def _layouts(self, n_known: int) -> dict[str, Layout]:
        return {"vectors": (np.float32, (n_known, -1))}

    def _load_learnt(self, state: State, n_known: int) -> None:  # noqa: ARG002 - in the layout
        self.vectors_ = state["vectors"]


def _solve_alike(base: np.ndarray, liked: np.ndarray) -> np.ndarray:
    """``(base + Vᵀ V)⁻¹ Vᵀ 1`` of each V.

    Args:
        base: Shape ``(dim, dim)``, positive definite.
        liked: Vs of the same length, shape ``(batch, n_likes, dim)``.
    """
    n_likes, dim = liked.shape[1:]
    across = liked.transpose(0, 2, 1)
    if n_likes >= dim:
        solved: np.ndarray = np.linalg.solve(base + across @ liked, liked.sum(axis=1)[..., None])
        return solved[..., 0]
    # the same, pulled through: base⁻¹ Vᵀ (I + V base⁻¹ Vᵀ)⁻¹ 1, a system as small as V is short
    spread = liked @ np.linalg.inv(base)
    small = spread @ across + np.eye(n_likes)
    pull = np.linalg.solve(small, np.ones((len(liked), n_likes, 1)))
    result: np.ndarray = (spread * pull).sum(axis=1)
    return result
