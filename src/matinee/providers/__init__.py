"""Clients of outside services; each is optional and answers or raises ``ProviderError``.

Start with ``omdb``. All wait at most their time-out, try again, and show no key.
"""

from matinee.providers.chat import Chat
from matinee.providers.llm import QueryWriter
from matinee.providers.omdb import Omdb
from matinee.providers.pace import Pace
from matinee.providers.profile_writer import ProfileWriter
from matinee.providers.rapidapi import ImdbReviews
from matinee.providers.retry import RefusedError
from matinee.providers.tmdb import Tmdb

__all__ = [
    "Chat",
    "ImdbReviews",
    "Omdb",
    "Pace",
    "ProfileWriter",
    "QueryWriter",
    "RefusedError",
    "Tmdb",
]
