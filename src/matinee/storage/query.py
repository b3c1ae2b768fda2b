"""What is asked of the catalogue, and what comes back."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from matinee.data import ContentLimits, Movie
from matinee.errors import DataError

Sort: TypeAlias = Literal["relevance", "title", "year", "popular"]
SORTS: tuple[Sort, ...] = get_args(Sort)

MAX_LIMIT = 100
MAX_LENGTH = 200
MAX_YEAR = 9999
MAX_TAGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MovieQuery:
    """Which movies are wanted; every filter that is given must hold, blank ones do not count.

    Attributes:
        q: Part of a title, an alias, or a name.
        title: Part of a title or an alias.
        genre: Name of a genre, in any case.
        director: Part of a director's name.
        person: Part of the name of a director, a writer, or someone of the cast.
        year_from: First year of release.
        year_to: Last year of release.
        language: Name of a language, in any case.
        tags: Tags of profiles, all of which a movie must have.
        limits: The most violence, sex, fear and swearing; movies without notes do not fit.
        sort: ``relevance`` is the best title first, ``title`` from A to Z, ``year`` newest first,
            ``popular`` most popular first.
        limit: Movies on a page, 1 to 100.
        cursor: ``next_cursor`` of the page before.
    """

    q: str | None = None
    title: str | None = None
    genre: str | None = None
    director: str | None = None
    person: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    limits: ContentLimits = field(default_factory=ContentLimits)
    sort: Sort = "relevance"
    limit: int = 24
    cursor: str | None = None

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            DataError: A value is out of range.
        """
        check_limit(self.limit)
        if self.sort not in SORTS:
            raise DataError(
                f"sort must be {', '.join(SORTS[:-1])} or {SORTS[-1]}, not {self.sort}."
            )
        for name in ("q", "title", "genre", "director", "person", "language"):
            value = getattr(self, name)
            if value is not None and len(value) > MAX_LENGTH:
                raise DataError(
                    f"{name} must have at most {MAX_LENGTH} characters, not {len(value)}."
                )
        if len(self.tags) > MAX_TAGS:
            raise DataError(f"tags must be at most {MAX_TAGS}, not {len(self.tags)}.")
        for name in ("year_from", "year_to"):
            year = getattr(self, name)
            if year is not None and not 0 <= year <= MAX_YEAR:
                raise DataError(f"{name} must be 0 to {MAX_YEAR}, not {year}.")


@dataclass(frozen=True, slots=True)
class MoviePage:
    """Some of the movies that fit a query.

    Attributes:
        movies: In the order that was asked for.
        next_cursor: For the page that follows, ``None`` on the last one.
        total: How many movies fit, on all pages together.
    """

    movies: list[Movie]
    next_cursor: str | None
    total: int


def check_limit(limit: int) -> None:
    """Raise ``DataError`` unless a page may have that length."""
    if not 1 <= limit <= MAX_LIMIT:
        raise DataError(f"limit must be 1 to {MAX_LIMIT}, not {limit}.")
