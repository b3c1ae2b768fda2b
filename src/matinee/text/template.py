"""What is encoded for a movie: its facts in a few plain sentences.

``The Matrix (1999). Science Fiction, Action. Directed by Lana Wachowski, Lilly Wachowski. Starring
Keanu Reeves, Laurence Fishburne. A hacker learns … Keywords: simulation, chosen one.``
"""

import hashlib
import re
from collections.abc import Sequence

from matinee.data import MovieRecord

#: Goes up with every change of :func:`describe`, so that kept vectors are made again.
TEMPLATE_VERSION = 1

MAX_GENRES, MAX_DIRECTORS, MAX_CAST, MAX_KEYWORDS = 5, 2, 3, 15
_BLANKS = re.compile(r"\s+")


def describe(movie: MovieRecord) -> str:
    """The text that stands for a movie; what is not known is left out."""
    title = _tidy(movie.title)
    parts = [
        f"{title} ({movie.year})." if movie.year else _sentence(title),
        _names("", movie.genres, MAX_GENRES),
        _names("Directed by ", movie.directors, MAX_DIRECTORS),
        _names("Starring ", movie.cast, MAX_CAST),
        _sentence(_tidy(movie.overview or movie.tagline or "")),
        _names("Keywords: ", movie.keywords, MAX_KEYWORDS),
    ]
    return " ".join(part for part in parts if part)


def text_hash(text: str) -> str:
    """First sixteen hexadecimal digits of the text's sha256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _names(start: str, names: Sequence[str], n: int) -> str:
    """The first ``n`` of the names that are not empty, as a sentence, or nothing."""
    kept = [tidy for tidy in map(_tidy, names) if tidy][:n]
    return _sentence(f"{start}{', '.join(kept)}") if kept else ""


def _sentence(text: str) -> str:
    """The text with a full stop, unless it ends with a mark of its own."""
    return f"{text}." if text and text[-1] not in ".!?…" else text


def _tidy(text: str) -> str:
    """The text with single blanks."""
    return _BLANKS.sub(" ", text).strip()
