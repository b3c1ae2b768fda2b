"""Keeps movies, ratings and reviews in a database, and fitted models in files.

Start with ``database``: ``Database.begin()`` gives the repositories within one transaction.
"""

from matinee.storage.artifacts import ModelManifest, fingerprint_of, read_model, write_model
from matinee.storage.database import Database, Work
from matinee.storage.facts import MovieFacts
from matinee.storage.fulltext import WordHits
from matinee.storage.imports import ImportEntry
from matinee.storage.lookup import Credited, Titled
from matinee.storage.query import MoviePage, MovieQuery, Sort
from matinee.storage.ratings import RatingStats
from matinee.storage.readings import NewReading
from matinee.storage.review_screening import ScreenedReview, Verdict
from matinee.storage.review_sums import (
    AspectTotals,
    FoundMention,
    ReviewTotal,
)
from matinee.storage.reviews import NewReview

__all__ = [
    "AspectTotals",
    "Credited",
    "Database",
    "FoundMention",
    "ImportEntry",
    "ModelManifest",
    "MovieFacts",
    "MoviePage",
    "MovieQuery",
    "NewReading",
    "NewReview",
    "RatingStats",
    "ReviewTotal",
    "ScreenedReview",
    "Sort",
    "Titled",
    "Verdict",
    "WordHits",
    "Work",
    "fingerprint_of",
    "read_model",
    "write_model",
]
