"""EASE over stars: every rating is told, and every rating is predicted."""

from collections.abc import Iterator

import numpy as np
from pydantic import Field
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array

from matinee.models.base import ModelConfig, MovieFeatures
from matinee.models.linear import LinearRecommender
from matinee.models.neighbours import BLOCK_ROWS, keep_strongest, stack
from matinee.models.precision import DUAL_BELOW, invert
from matinee.models.rated import TIE_BREAK, to_likes
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix, TimeMatrix

#: The stars between which values are stretched.
WORST, BEST = 1.0, 5.0


class StarEaseConfig(ModelConfig):
    """Hyperparameters of :class:`StarEase`."""

    reg: float = Field(100.0, gt=0, description="Ridge penalty added to the Gram diagonal.")
    seen: float = Field(
        0.25, ge=0, le=1, description="What a rating of one star tells; one of five tells 1."
    )
    k: int = Field(400, ge=1, description="Weights that are kept of each movie.")
    max_movies: int = Field(
        12_000, ge=1, description="Most rated movies that take part; memory grows by its square."
    )


class StarEase(LinearRecommender):
    """Predicts how many stars each movie gets from all the others that were rated.

    EASE sees likes alone. Yet a rating of two stars tells that somebody chose that movie, and five
    stars tell more than four. Here ``X`` holds ``seen + (1 - seen) u`` and ``Y`` holds ``u``, where
    ``u = (stars - 1) / 4``, so that what is told and what is to be told differ.

    Formula: the least ``|Y - X B|² + reg |B|²`` with a diagonal of zeros, ``P = (XᵀX + reg I)⁻¹``,
    ``B = P XᵀY - P diag(own)`` with ``own_j = (P XᵀY)_jj / P_jj``; ``score = x B``. Of each row the
    ``k`` weights farthest from zero are kept. Where users are few against movies, it is solved over
    users: with ``K = X Xᵀ + reg I``, ``B = Xᵀ (K⁻¹ Y + K⁻¹ X diag(own) / reg)`` off the diagonal.
    Cost: as :class:`~matinee.models.ease.Ease`, and one more product of two matrices over movies.

    Source:
        Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, for the solution
        under a zero diagonal; with ``Y`` in place of ``X`` its derivation holds as it stands.
    """

    name = "ease-stars"
    config_class = StarEaseConfig
    config: StarEaseConfig

    def _fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None,  # noqa: ARG002 - ratings are all it learns from
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
        most_rated = np.argsort(-counts, kind="stable")[: self.config.max_movies]
        self.columns_ = np.sort(most_rated[counts[most_rated] > 0]).astype(np.int32)
        liked = to_likes(matrix, self.config.liked_from)
        likes = np.bincount(liked.indices, minlength=matrix.shape[1])
        self.likes_ = likes[self.columns_].astype(np.float32)
        known = matrix[:, self.columns_]
        shown, wanted = _with(known, self._told(known.data)), _with(known, _stretched(known.data))
        few = shown.shape[0] <= DUAL_BELOW * shown.shape[1]
        blocks = (_by_users if few else _by_movies)(shown, wanted, self.config.reg)
        kept: list[RatingMatrix] = []
        n = len(self.columns_)
        for start, block in blocks:
            own = np.arange(len(block))
            block[own, start + own] = 0
            kept.append(keep_strongest(block, self.config.k))
            progress("ease-stars", start + len(block), n)
        self.weights_ = stack(kept)

    def _told(self, stars: FloatArray) -> FloatArray:
        return self.config.seen + (1 - self.config.seen) * _stretched(stars)

    def _score(self, histories: RatingMatrix) -> FloatArray:
        known = histories[:, self.columns_]
        scores = (_with(known, self._told(known.data)) @ self.weights_).toarray()
        # ties, and histories without ratings, go by popularity
        scores += TIE_BREAK * self.likes_ / max(self.likes_.max(initial=0), 1)
        result = np.full(histories.shape, -np.inf, dtype=np.float32)
        result[:, self.columns_] = scores
        return result

    def _parts(
        self,
        history: RatingMatrix,
        times: TimeMatrix | None,  # noqa: ARG002 - for models that go by time
        asked: IndexArray,
    ) -> FloatArray:
        parts: FloatArray = self._told(history.data)[:, None] * self._between(
            history.indices, asked
        )
        return parts

    def _fit_likes(self, likes: RatingMatrix, progress: Progress, rng: np.random.Generator) -> None:
        raise NotImplementedError  # all ratings are learnt from, in _fit


def _stretched(stars: FloatArray) -> FloatArray:
    stretched: FloatArray = (np.clip(stars, WORST, BEST) - WORST) / np.float32(BEST - WORST)
    return stretched


def _with(matrix: RatingMatrix, values: FloatArray) -> RatingMatrix:
    """The places of ``matrix`` with other values, explicit zeros among them."""
    return csr_array((values.astype(np.float32), matrix.indices, matrix.indptr), shape=matrix.shape)


def _by_users(
    shown: RatingMatrix, wanted: RatingMatrix, reg: float
) -> Iterator[tuple[int, FloatArray]]:
    """Rows of B by a matrix over the users; the diagonal is left to the caller."""
    # float64 where it is cheap: gamma is a quotient of small differences
    x, y = shown.astype(np.float64).toarray(), wanted.astype(np.float64).toarray()
    inner = x @ x.T
    inner[np.diag_indices(len(inner))] += reg
    factor = cho_factor(inner, lower=True, overwrite_a=True)
    of_x, of_y = cho_solve(factor, x), cho_solve(factor, y)
    p_diagonal = (1 - np.einsum("uj,uj->j", x, of_x)) / reg
    gamma = np.einsum("uj,uj->j", x, of_y) / p_diagonal
    spread = (of_y + of_x * (gamma / reg)).astype(np.float32)
    by_movie = csr_array(shown.T)
    for start in range(0, by_movie.shape[0], BLOCK_ROWS):
        yield start, np.asarray(by_movie[start : start + BLOCK_ROWS] @ spread)


def _by_movies(
    shown: RatingMatrix, wanted: RatingMatrix, reg: float
) -> Iterator[tuple[int, FloatArray]]:
    """Rows of B by matrices over the movies, two of them at a time."""
    n = shown.shape[1]
    gram = _together(shown, shown)
    gram[np.diag_indices(n)] += np.float32(reg)
    inverse = invert(gram)
    both = _together(shown, wanted)
    gamma = np.einsum("ij,ji->i", inverse, both) / inverse.diagonal()
    for start in range(0, n, BLOCK_ROWS):
        rows = inverse[start : start + BLOCK_ROWS]
        yield start, rows @ both - rows * gamma


def _together(shown: RatingMatrix, wanted: RatingMatrix) -> FloatArray:
    """``shownᵀ wanted``, dense; a whole sparse product of most pairs would take thrice as much."""
    by_movie = csr_array(shown.T)
    found = np.empty((shown.shape[1], wanted.shape[1]), dtype=np.float32)
    for start in range(0, len(found), BLOCK_ROWS):
        block = by_movie[start : start + BLOCK_ROWS] @ wanted
        found[start : start + BLOCK_ROWS] = block.toarray()
    return found
