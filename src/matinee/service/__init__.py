"""Use cases: what the command line and the API can ask for; no HTTP, no SQL.

Start with ``matinee`` for how it is put together, then ``recommend``.
"""

from matinee.ranking import Dials, Filters
from matinee.service.add import add_movie
from matinee.service.audience import (
    AspectView,
    AudienceView,
    QuoteView,
    read_texts,
    taken_as,
    view_audience,
)
from matinee.service.catalogue import (
    all_movies,
    list_genres,
    movie_facts,
    search_movies,
    view_movie,
)
from matinee.service.evaluate import evaluate_folder
from matinee.service.find import find_movie
from matinee.service.for_history import Rated, recommend_for_history, recommend_for_user
from matinee.service.history_file import read_history_file
from matinee.service.imports import Imported, import_movies, import_ratings
from matinee.service.matinee import Matinee, build
from matinee.service.recommend import Wish
from matinee.service.rescore import Rescored, is_rescoring_due, rescore
from matinee.service.review import list_reviews, post_review, remove_review
from matinee.service.review_import import import_reviews
from matinee.service.search import Hit, SearchAnswer, search_by_sentence
from matinee.service.setup import SetUp, is_set_up, set_up
from matinee.service.similar import check_picks, recommend_by_title, similar_movies
from matinee.service.status import read_status
from matinee.service.tags import TagView, list_tags
from matinee.service.train import SERVED, TRAINABLE, train
from matinee.service.trending import Trending, find_trending
from matinee.service.views import (
    MovieList,
    MovieView,
    PartView,
    PickView,
    Recommended,
    ReviewList,
    Similar,
)
from matinee.storage import MovieQuery, Sort

__all__ = [
    "SERVED",
    "TRAINABLE",
    "AspectView",
    "AudienceView",
    "Dials",
    "Filters",
    "Hit",
    "Imported",
    "Matinee",
    "MovieList",
    "MovieQuery",
    "MovieView",
    "PartView",
    "PickView",
    "QuoteView",
    "Rated",
    "Recommended",
    "Rescored",
    "ReviewList",
    "SearchAnswer",
    "SetUp",
    "Similar",
    "Sort",
    "TagView",
    "Trending",
    "Wish",
    "add_movie",
    "all_movies",
    "build",
    "check_picks",
    "evaluate_folder",
    "find_movie",
    "find_trending",
    "import_movies",
    "import_ratings",
    "import_reviews",
    "is_rescoring_due",
    "is_set_up",
    "list_genres",
    "list_reviews",
    "list_tags",
    "movie_facts",
    "post_review",
    "read_history_file",
    "read_status",
    "read_texts",
    "recommend_by_title",
    "recommend_for_history",
    "recommend_for_user",
    "remove_review",
    "rescore",
    "search_by_sentence",
    "search_movies",
    "set_up",
    "similar_movies",
    "taken_as",
    "train",
    "view_audience",
    "view_movie",
]
