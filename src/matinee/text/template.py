"""What is encoded for a movie: its facts in a few sentences."""

import hashlib

from matinee.data import MovieRecord

TEMPLATE_VERSION = 1


def describe(movie: MovieRecord) -> str:
    return f"{movie.title} ({movie.year}). {', '.join(movie.genres)}."


def text_hash(text: str) -> str:
    """First sixteen hexadecimal digits of the text's sha256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
