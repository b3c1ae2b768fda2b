"""How much more often two movies are liked by the same people than chance would have it."""

import numpy as np
from pydantic import Field

from matinee.models.base import ModelConfig
from matinee.models.linear import LinearRecommender
from matinee.models.neighbours import iter_gram, keep_strongest, stack
from matinee.progress import Progress
from matinee.types import RatingMatrix


class LiftConfig(ModelConfig):
    """Hyperparameters of :class:`Lift`."""

    shrink: float = Field(
        15.0, gt=0, description="Users that are added to both sides, so that few prove little."
    )
    k: int = Field(200, ge=1, description="Movies that are kept of each movie.")


class Lift(LinearRecommender):
    """Links two movies that the same people like, whatever the number of their fans.

    Formula: ``s_ij = ln((both_ij + shrink) / (likes_i likes_j / n_users + shrink))``, what is above
    0 of it, and the ``k`` largest of each row. Both counts are divided by what chance would bring
    together, so much liked movies, which everybody's list shares, have no start over others. That
    is likeness, not prediction: for a user's next movies other models are better.
    Cost: one sparse product of the likes with themselves; ``8 k`` bytes for each movie.

    Attributes:
        weights_: Shape ``(n_known, n_known)``, sparse, above 0.

    Source:
        Church & Hanks, "Word association norms, mutual information, and lexicography", CL 16(1),
        1990, shrunk towards 0 by adding as many users to both counts.
    """

    name = "lift"
    config_class = LiftConfig
    config: LiftConfig

    def _fit_likes(
        self,
        likes: RatingMatrix,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        n_users = np.count_nonzero(np.diff(likes.indptr))
        shrink = np.float32(self.config.shrink)
        blocks: list[RatingMatrix] = []
        for start, both in iter_gram(likes):
            stop = start + len(both)
            expected = self.likes_[start:stop, None] * (self.likes_ / np.float32(n_users))
            links = np.log((both + shrink) / (expected + shrink))
            links[np.arange(len(both)), np.arange(start, stop)] = 0
            blocks.append(keep_strongest(np.maximum(links, 0), self.config.k))
            progress("lift", stop, len(self.likes_))
        self.weights_ = stack(blocks)
