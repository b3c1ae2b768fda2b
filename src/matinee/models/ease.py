"""EASE: a linear model of every movie by all others, solved in closed form."""

import numpy as np
from pydantic import Field

from matinee.models.base import ModelConfig
from matinee.models.linear import LinearRecommender
from matinee.models.neighbours import keep_strongest, stack
from matinee.models.precision import precision
from matinee.models.state import Layout, State
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix


class EaseConfig(ModelConfig):
    """Hyperparameters of :class:`Ease`."""

    reg: float = Field(250.0, gt=0, description="Ridge penalty added to the Gram diagonal.")
    k: int = Field(200, ge=1, description="Weights that are kept of each movie.")
    discount: float = Field(
        0.0, ge=0, le=1, description="Power of a similar movie's likes that its link is divided by."
    )
    max_movies: int = Field(
        12_000, ge=1, description="Most liked movies that take part; memory grows by its square."
    )


class Ease(LinearRecommender):
    """Predicts each column of likes by a ridge regression on all the others.

    Formula: ``P = (XᵀX + reg I)⁻¹``, ``B_ij = -P_ij / P_jj`` with a zero diagonal,
    ``score = x B``. Of each row the ``k`` weights farthest from zero are kept.
    Similar movies are ordered by the partial correlation ``-P_ij / sqrt(P_ii P_jj)``, what two
    movies share beyond what all others tell, over ``likes_j ** discount``. Much liked movies lead
    everywhere; a discount of 0.2 brings sequels up and costs a quarter of the hits. Likeness has a
    model of its own, :class:`~matinee.models.lift.Lift`.
    Cost: ``4 n²`` bytes and ``n³`` operations at fitting, for n movies (on one core 1.5 s at 5 k,
    9 s at 10 k); where users are fewer than two fifths of the movies, about
    ``2 n² n_users`` operations and no such matrix (0.3 s for ml-latest-small); serving holds
    ``8 k`` bytes for each movie.

    Attributes:
        weights_: B, shape ``(n_known, n_known)``, sparse; row: a liked movie, column: a candidate.
        precision_: Diagonal of P, shape ``(n_known,)``, float32, above 0.

    Source:
        Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
    """

    name = "ease"
    config_class = EaseConfig
    config: EaseConfig
    weights_: RatingMatrix
    precision_: FloatArray

    def _known(self, counts: np.ndarray) -> np.ndarray:
        most_liked = np.argsort(-counts, kind="stable")[: self.config.max_movies]
        return np.sort(most_liked[counts[most_liked] > 0])

    def _fit_likes(
        self,
        likes: RatingMatrix,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        penalties = self._penalties().astype(np.float32)
        self.precision_, rows = precision(likes, penalties, self.name, progress)
        blocks: list[RatingMatrix] = []
        for start, block in rows:
            own = np.arange(len(block))
            np.divide(block, -self.precision_, out=block)
            block[own, start + own] = 0
            blocks.append(keep_strongest(block, self.config.k))
        self.weights_ = stack(blocks)

    def _penalties(self) -> FloatArray:
        """What is added to the diagonal of the Gram matrix, shape ``(n_known,)``."""
        return np.full(len(self.columns_), self.config.reg, dtype=np.float32)

    def _score_links(self, places: IndexArray) -> FloatArray:
        lengths: FloatArray = np.sqrt(self.precision_)
        scale = lengths / self.likes_**self.config.discount
        links: FloatArray = self.weights_[places].toarray() * scale / lengths[places, None]
        return links

    def _learnt(self) -> dict[str, np.ndarray]:
        return {**super()._learnt(), "precision": self.precision_}

    def _layouts(self, n_known: int) -> dict[str, Layout]:
        return {**super()._layouts(n_known), "precision": (np.float32, (n_known,))}

    def _load_learnt(self, state: State, n_known: int) -> None:
        super()._load_learnt(state, n_known)
        self.precision_ = state["precision"]
