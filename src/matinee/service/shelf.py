"""What is held in memory to answer quickly: vectors, models and the reception of every movie.

A shelf is built from the database and the artifacts, and changed in place by what this process
writes. Positions are those of ``movies``, whose ids ascend: a movie that is added later stands last,
so models fitted before keep their positions.
"""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from matinee.data import Critics, IdMap
from matinee.models import Content, Recommender
from matinee.ranking import Hybrid
from matinee.sentiment.reception import Reception, lower_bound, prior, reception
from matinee.storage import Database, MovieFacts
from matinee.text import VectorIndex
from matinee.types import FloatArray, IdArray


@dataclass(slots=True)
class Evidence:
    """What each movie's reception rests on; arrays over the catalogue.

    Attributes:
        prior_alpha: From the critics, float32, above 0; ``prior_beta`` likewise.
        liked: Soft count of reviews that liked it, float32; ``disliked`` likewise.
        n_reviews: Scored reviews, int64.
        n_critics: Critics behind the prior, int64.
    """

    prior_alpha: FloatArray
    prior_beta: FloatArray
    n_critics: IdArray
    liked: FloatArray
    disliked: FloatArray
    n_reviews: IdArray

    def of(self, index: int) -> Reception:
        """Reception of one movie."""
        return reception(
            float(self.prior_alpha[index] + self.liked[index]),
            float(self.prior_beta[index] + self.disliked[index]),
            n_reviews=int(self.n_reviews[index]),
            n_critics=int(self.n_critics[index]),
        )

    def lower(self, indices: np.ndarray) -> FloatArray:
        """Lower bounds of the share of viewers who liked each, shape of ``indices``."""
        return lower_bound(
            self.prior_alpha[indices] + self.liked[indices],
            self.prior_beta[indices] + self.disliked[indices],
        )
