"""Files that others make to ``data`` values: movies, ratings, reviews. Knows no database.

Start with ``movies``.
"""

from matinee.ingest.download import Fetched, fetch_ratings
from matinee.ingest.history import SeenMovie, read_history
from matinee.ingest.movies import MovieFile, read_movies
from matinee.ingest.profiles import read_profiles, read_vocabulary
from matinee.ingest.ratings import RatingFile, read_ratings
from matinee.ingest.rejects import Reject, check_rejects, write_rejects
from matinee.ingest.reviews import count_reviews, iter_reviews
from matinee.ingest.starter import read_starter, starter_version

__all__ = [
    "Fetched",
    "MovieFile",
    "RatingFile",
    "Reject",
    "SeenMovie",
    "check_rejects",
    "count_reviews",
    "fetch_ratings",
    "iter_reviews",
    "read_history",
    "read_movies",
    "read_profiles",
    "read_ratings",
    "read_starter",
    "read_vocabulary",
    "starter_version",
    "write_rejects",
]
