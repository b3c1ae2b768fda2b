"""Clients of outside services; each is optional and answers or raises ``ProviderError``.

Start with ``omdb``. All wait at most their time-out, try once more, and show no key.
"""

from matinee.providers.llm import QueryWriter
from matinee.providers.omdb import Omdb
from matinee.providers.rapidapi import ImdbReviews

__all__ = ["ImdbReviews", "Omdb", "QueryWriter"]
