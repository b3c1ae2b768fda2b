"""Movies that the same users like: cosine between columns of likes."""

import numpy as np
from pydantic import Field

from matinee.models.base import ModelConfig
from matinee.models.linear import LinearRecommender
from matinee.models.neighbours import iter_gram, keep_strongest, stack
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix


class ItemKnnConfig(ModelConfig):
    """Hyperparameters of :class:`ItemKnn`."""

    k: int = Field(100, ge=1, description="Neighbours that are kept of each movie.")
    shrink: float = Field(
        10.0, ge=0, description="Added to the denominator, so that few likes prove little."
    )


class ItemKnn(LinearRecommender):
    """Scores a movie by its cosine to each liked movie, summed.

    Formula: ``s_ij = both_ij / (sqrt(likes_i likes_j) + shrink)``;
    ``score_j = sum of s_ij over those liked i that are among the k nearest neighbours of j``.
    Taking the neighbours of the candidate j, not those of the liked movie i, keeps much liked
    candidates, which are a neighbour of nearly everything, from collecting small change: on the
    validation users it is worth .03 nDCG@10 and twice the coverage.
    Cost: one sparse product of the likes with themselves, a block of rows at a time; serving holds
    ``8 k`` bytes for each movie.

    Attributes:
        weights_: Cosines, shape ``(n_known, n_known)``, sparse; row: a candidate, columns:
            its neighbours.

    Source:
        Sarwar et al., WWW 2001; shrinkage as in Bell & Koren, ICDM 2007.
    """

    name = "item-knn"
    config_class = ItemKnnConfig
    config: ItemKnnConfig
    weights_: RatingMatrix

    def _fit_likes(
        self,
        likes: RatingMatrix,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        lengths: FloatArray = np.sqrt(self.likes_)
        blocks: list[RatingMatrix] = []
        for start, both in iter_gram(likes):
            stop = start + len(both)
            cosines = both / (lengths[start:stop, None] * lengths + np.float32(self.config.shrink))
            cosines[np.arange(len(both)), np.arange(start, stop)] = 0
            blocks.append(keep_strongest(cosines, self.config.k))
            progress("item-knn", stop, len(lengths))
        self.weights_ = stack(blocks)

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        scores: FloatArray = self.weights_ @ likes.T.toarray()
        return scores.T

    def _between(self, shown: IndexArray, asked: IndexArray) -> FloatArray:
        return self.weights_[asked][:, shown].toarray().T
