"""Values that are passed around: movies, reviews, ratings, and the map from ids to positions.

Start with ``movie``.
"""

from matinee.data.id_map import IdMap
from matinee.data.interactions import Interactions, RatingSet
from matinee.data.movie import Critics, Movie, MovieRecord
from matinee.data.review import Review, ReviewRecord

__all__ = [
    "Critics",
    "IdMap",
    "Interactions",
    "Movie",
    "MovieRecord",
    "RatingSet",
    "Review",
    "ReviewRecord",
]
