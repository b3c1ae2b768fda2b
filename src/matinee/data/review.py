"""What one viewer wrote about one movie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

#: Why a review that is kept does not count: it repeats another one of its movie, or its author
#: wrote too much in too short a time.
NEAR_DUPLICATE: Final = "near-duplicate"
BURST: Final = "burst"
IGNORED: Final = (NEAR_DUPLICATE, BURST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review as a file, a service or a request tells of it.

    Attributes:
        text: The review in plain text, not empty.
        imdb_id: The movie, where the source names it so.
        stars: 1 to 10, ``None`` where none were given.
        written_at: Time of writing, with a time zone.
        language: ISO 639-1 code.
        author: Name or handle, as given.
        source: ``api``, ``page``, ``aclimdb``, ``rapidapi``, ``file``.
        external_id: The source's own id; with ``source`` and the movie it tells a repeat. Where a
            source has none, a digest of the text stands in.
    """

    text: str
    imdb_id: str | None = None
    stars: float | None = None
    written_at: datetime | None = None
    language: str | None = None
    author: str | None = None
    source: str = "file"
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(ReviewRecord):
    """A review that is kept.

    Attributes:
        review_id: Our own number.
        movie_id: The movie it is about.
        positive: Probability that the writer liked the movie; ``None`` until it was scored.
        label: One of :data:`matinee.sentiment.LABELS`, or ``None`` likewise.
        model_version: Version of the sentiment model that scored it.
        weight: How much of a viewer it counts for, 0 to 1; ``None`` from before weights were kept,
            which counts in full.
        read_as: The language that it was read as, an ISO 639-1 code or ``hi-Latn``; ``None`` where
            that is not known.
        ignored: Why it does not count: one of :data:`IGNORED`, ``None`` if it does.
        same_as: Number of the review of this movie that it repeats.
        created_at: When it was stored, UTC.
    """

    review_id: int
    movie_id: int
    created_at: datetime
    positive: float | None = None
    label: str | None = None
    model_version: str | None = None
    weight: float | None = None
    read_as: str | None = None
    ignored: str | None = None
    same_as: int | None = None
