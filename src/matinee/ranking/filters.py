"""Hard filters: which movies may be in a list at all.

They act on the whole catalogue before candidates are taken, so that a rare genre still fills a
list, and they know which of them left nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matinee.errors import DataError
from matinee.types import BoolArray, FloatArray, IdArray, IndexArray

#: Years and minutes that a filter may name.
MAX_YEAR, MAX_RUNTIME = 9999, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What every movie of a list must fit; what is empty or ``None`` asks for nothing.

    A movie of which a fact is not known does not fit a filter on that fact, but is not one of the
    genres that are not wanted either.

    Attributes:
        genre: At least one of these genres; so are the next two names of genres.
        genre_all: All of these.
        genre_none: None of these.
        year_from: First year of release.
        year_to: Last year of release.
        language: Its main language is one of these, in any case.
        runtime_from: Fewest minutes.
        runtime_to: Most minutes.
        exclude: Ids that may not be in the list.
        only: Ids that alone may, such as those of one's own library; an empty one allows nothing.
    """

    genre: tuple[str, ...] = ()
    genre_all: tuple[str, ...] = ()
    genre_none: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    language: tuple[str, ...] = ()
    runtime_from: int | None = None
    runtime_to: int | None = None
    exclude: tuple[int, ...] = ()
    only: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            DataError: A number is out of range.
        """
        for names, most in (
            (("year_from", "year_to"), MAX_YEAR),
            (("runtime_from", "runtime_to"), MAX_RUNTIME),
        ):
            for name in names:
                value = getattr(self, name)
                if value is not None and not 0 <= value <= most:
                    raise DataError(f"{name} must be 0 to {most}, not {value}.")


@dataclass(frozen=True, slots=True)
class FilterTable:
    """What filters go by, row by row of the catalogue.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        genres: 0 or 1, shape ``(n, len(genre_names))``.
        genre_names: Names of the columns.
        years: Shape ``(n,)``, float32, NaN where unknown.
        languages: Place of each movie's main language in ``language_names``, shape ``(n,)``, int32,
            ``-1`` where unknown.
        language_names: In lower case.
        runtimes: Minutes, shape ``(n,)``, float32, NaN where unknown.
    """

    movie_ids: IdArray
    genres: FloatArray
    genre_names: tuple[str, ...]
    years: FloatArray
    languages: IndexArray
    language_names: tuple[str, ...]
    runtimes: FloatArray


def allow(
    table: FilterTable, filters: Filters, *, besides: IndexArray | None = None
) -> tuple[BoolArray | None, str | None]:
    """Which movies fit, and which filter left none.

    Args:
        table: What is known of the movies.
        filters: What they must fit.
        besides: Positions that no list holds anyway, as those of a history; they count as taken
            when it is asked which filter left nothing.

    Returns:
        Shape ``(n,)``, or ``None`` where no filter was given; and the filter after which nothing
        was left, in words, ``None`` where something is.
    """
    allowed: BoolArray | None = None
    for words, fits in _each(table, filters):
        if allowed is None:
            allowed = np.ones(len(table.movie_ids), dtype=np.bool_)
            if besides is not None:
                allowed[besides] = False
        allowed &= fits
        if not allowed.any():
            return allowed, words
    return allowed, None


def _each(table: FilterTable, filters: Filters) -> Iterator[tuple[str, BoolArray]]:
    """Every filter that was given: in words, and who fits."""
    if filters.only is not None:
        ids = np.array(filters.only, dtype=np.int64)
        yield f"only {_count(len(set(filters.only)))}", np.isin(table.movie_ids, ids)
    if filters.exclude:
        ids = np.array(filters.exclude, dtype=np.int64)
        words = f"exclude {_count(len(set(filters.exclude)))}"
        yield words, np.isin(table.movie_ids, ids, invert=True)
    yield from _genres(table, filters)
    if filters.year_from is not None or filters.year_to is not None:
        bounds = filters.year_from, filters.year_to
        yield f"years {_span(*bounds)}", _between(table.years, *bounds)
    if filters.language:
        names = [name.casefold() for name in filters.language]
        codes = [place for place, name in enumerate(table.language_names) if name in names]
        fits = np.isin(table.languages, np.array(codes, dtype=np.int32))
        yield f"language {' or '.join(filters.language)}", fits
    if filters.runtime_from is not None or filters.runtime_to is not None:
        bounds = filters.runtime_from, filters.runtime_to
        yield f"runtime {_span(*bounds)} minutes", _between(table.runtimes, *bounds)


def _genres(table: FilterTable, filters: Filters) -> Iterator[tuple[str, BoolArray]]:
    if filters.genre:
        yield f"genre {' or '.join(filters.genre)}", _n_of(table, filters.genre) > 0
    if filters.genre_all:
        wanted = tuple(dict.fromkeys(filters.genre_all))
        yield f"genre {' and '.join(wanted)}", _n_of(table, wanted) == len(wanted)
    if filters.genre_none:
        words = f"genre not {' or '.join(filters.genre_none)}"
        yield words, _n_of(table, filters.genre_none) == 0


def _n_of(table: FilterTable, names: tuple[str, ...]) -> IndexArray:
    """How many of the genres each movie has, shape ``(n,)``; none has one unheard of."""
    columns = [place for place, name in enumerate(table.genre_names) if name in names]
    counts: IndexArray = (table.genres[:, columns] > 0).sum(axis=1, dtype=np.int32)
    return counts


def _between(values: FloatArray, low: float | None, high: float | None) -> BoolArray:
    # nothing is at least NaN or at most NaN, so what is not known does not fit
    least, most = -np.inf if low is None else low, np.inf if high is None else high
    fits: BoolArray = (values >= least) & (values <= most)
    return fits


def _span(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high}"
    return f"from {low}" if high is None else f"{low} to {high}"


def _count(n: int) -> str:
    return f"{n:,} {'movie' if n == 1 else 'movies'}"
