"""Values that are passed around: movies, reviews, ratings, and the map from ids to positions.

Start with ``movie``.
"""

from matinee.data.genres import GENRES, canonical_genre, canonical_genres
from matinee.data.id_map import IdMap
from matinee.data.interactions import Interactions, RatingSet
from matinee.data.matching import MatchKey, MatchResult, MovieMatcher, parse_imdb_id
from matinee.data.mention import ASPECTS, Mention
from matinee.data.movie import Critics, Movie, MovieRecord
from matinee.data.profile import (
    FAMILY,
    LEVELS,
    ContentLimits,
    ContentNotes,
    Profile,
    Vocabulary,
    parse_profile,
)
from matinee.data.review import Review, ReviewRecord
from matinee.data.titles import TitleParts, split_title, title_key

__all__ = [
    "ASPECTS",
    "FAMILY",
    "GENRES",
    "LEVELS",
    "ContentLimits",
    "ContentNotes",
    "Critics",
    "IdMap",
    "Interactions",
    "MatchKey",
    "MatchResult",
    "Mention",
    "Movie",
    "MovieMatcher",
    "MovieRecord",
    "Profile",
    "RatingSet",
    "Review",
    "ReviewRecord",
    "TitleParts",
    "Vocabulary",
    "canonical_genre",
    "canonical_genres",
    "parse_imdb_id",
    "parse_profile",
    "split_title",
    "title_key",
]
