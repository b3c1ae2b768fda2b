"""EDLAE: EASE that is kept from leaning on the movies it sees most."""

import numpy as np
from pydantic import Field

from matinee.models.ease import Ease, EaseConfig
from matinee.types import FloatArray


class EdlaeConfig(EaseConfig):
    """Hyperparameters of :class:`Edlae`."""

    reg: float = Field(150.0, gt=0, description="Ridge penalty added to the Gram diagonal.")
    dropout: float = Field(
        0.5, ge=0, lt=1, description="Share of each user's likes that are dropped at learning."
    )


class Edlae(Ease):
    """EASE as it comes out where likes of every user are dropped at random while learning.

    Formula: as :class:`~matinee.models.ease.Ease` with
    ``P = (XᵀX + dropout / (1 - dropout) diag(XᵀX) + reg I)⁻¹``: the penalty grows with a movie's
    likes, because a much liked one would otherwise do most of the explaining. No dropout is EASE.
    Similar movies, cost and what is kept are those of EASE.

    Attributes:
        weights_, precision_: As in :class:`~matinee.models.ease.Ease`.

    Source:
        Steck, "Autoencoders that don't overfit towards the Identity", NeurIPS 2020.
    """

    name = "edlae"
    config_class = EdlaeConfig
    config: EdlaeConfig

    def _penalties(self) -> FloatArray:
        share = self.config.dropout / (1 - self.config.dropout)
        return (share * self.likes_ + self.config.reg).astype(np.float32)
