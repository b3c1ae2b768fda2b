"""The most liked movies, for everybody the same: the baseline that a model has to beat."""

import numpy as np

from matinee.models.rated import RatedRecommender
from matinee.models.state import Layout, State
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix


class Popularity(RatedRecommender):
    """Scores a movie by the share of users who like it, whatever the history or the movie.

    Formula: ``likes_j / max(likes)``, from 0 to 1. As similar movies it gives the same list for
    each one, which is what item-to-item models are compared with.
    Cost: one pass over the ratings; nothing is kept but a number for each movie.
    """

    name = "popularity"

    def _fit_likes(
        self, likes: RatingMatrix, progress: Progress, rng: np.random.Generator
    ) -> None: ...

    def _shares(self, batch: int) -> FloatArray:
        shares: FloatArray = self.likes_ / self.likes_.max()
        return np.repeat(shares[None], batch, axis=0)

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return self._shares(likes.shape[0])

    def _score_links(self, places: IndexArray) -> FloatArray:
        return self._shares(len(places))

    def _learnt(self) -> dict[str, np.ndarray]:
        return {}

    def _layouts(self, n_known: int) -> dict[str, Layout]:  # noqa: ARG002 - nothing to lay out
        return {}

    def _load_learnt(self, state: State, n_known: int) -> None: ...
