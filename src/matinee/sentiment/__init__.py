"""How a review sounds, and what the reviews and critics of a movie say together.

Start with ``polarity`` for the contract of a model, then ``reception``.
"""

from matinee.sentiment.build import build_sentiment
from matinee.sentiment.polarity import LABELS, SentimentModel, SentimentScores
from matinee.sentiment.rating import (
    DEFAULT_MEAN_STARS,
    critics_ten,
    rating_ten,
    ratings_ten,
    shown_rating,
)
from matinee.sentiment.reception import (
    Prior,
    Reception,
    ReceptionConfig,
    catalogue_mean,
    intervals,
    lower_bound,
    posterior,
    prior,
    priors,
    reception,
    receptions,
    standing,
)

__all__ = [
    "DEFAULT_MEAN_STARS",
    "LABELS",
    "Prior",
    "Reception",
    "ReceptionConfig",
    "SentimentModel",
    "SentimentScores",
    "build_sentiment",
    "catalogue_mean",
    "critics_ten",
    "intervals",
    "lower_bound",
    "posterior",
    "prior",
    "priors",
    "rating_ten",
    "ratings_ten",
    "reception",
    "receptions",
    "shown_rating",
    "standing",
]
