"""RP3-beta: walks of three steps from a user, with much liked movies held back."""

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from matinee.models.base import ModelConfig
from matinee.models.linear import LinearRecommender
from matinee.models.neighbours import BLOCK_ROWS, keep_strongest, stack
from matinee.progress import Progress
from matinee.types import RatingMatrix


class Rp3BetaConfig(ModelConfig):
    """Hyperparameters of :class:`Rp3Beta`."""

    alpha: float = Field(0.5, gt=0, description="Power of the probability of each step.")
    beta: float = Field(
        0.55, ge=0, description="Power of a candidate's likes that its score is divided by."
    )
    k: int = Field(200, ge=1, description="Weights that are kept of each movie.")


class Rp3Beta(LinearRecommender):
    """Where a walk ends that goes from a liked movie to one of its users and on to their movies.

    Formula: with the step to a movie's users ``(1 / likes_i)^alpha`` and on to a user's movies
    ``(1 / n_likes_u)^alpha``, ``B_ij = sum over users u who like both of
    (likes_i n_likes_u)^-alpha / (likes_j / max likes)^beta`` with a zero diagonal, times the number
    of movies, so that a walk to anywhere weighs about one; ``score = x B``. Of each row the ``k``
    largest weights are kept. Similar movies are ordered by their row of B.
    Cost: one sparse product of the likes with themselves, a block of rows at a time; serving holds
    ``8 k`` bytes for each movie.

    Attributes:
        weights_: B, shape ``(n_known, n_known)``, sparse; row: a liked movie, column: a candidate.

    Source:
        Paudel, Christoffel, Newell & Bernstein, "Updatable, Accurate, Diverse, and Scalable
        Recommendations for Interactive Applications", TiiS 7(1), 2017.
    """

    name = "rp3beta"
    config_class = Rp3BetaConfig
    config: Rp3BetaConfig

    def _fit_likes(
        self,
        likes: RatingMatrix,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        n = likes.shape[1]
        activity = np.maximum(np.diff(likes.indptr), 1).astype(np.float32)
        to_movies = csr_array(likes * (activity**-self.config.alpha)[:, None])
        by_movie = csr_array(likes.T)
        leaving = self.likes_**-self.config.alpha
        arriving = n * (self.likes_ / self.likes_.max()) ** -self.config.beta
        blocks: list[RatingMatrix] = []
        for start in range(0, n, BLOCK_ROWS):
            block = (by_movie[start : start + BLOCK_ROWS] @ to_movies).toarray()
            own = np.arange(len(block))
            block *= leaving[start : start + BLOCK_ROWS, None]
            block *= arriving
            block[own, start + own] = 0
            blocks.append(keep_strongest(block, self.config.k))
            progress("rp3beta", start + len(block), n)
        self.weights_ = stack(blocks)
