"""What one person rated, as other sites write it down: Letterboxd, IMDb, and plain tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matinee.data.matching import parse_imdb_id
from matinee.data.movie import MovieRecord
from matinee.errors import DataError
from matinee.ingest.rejects import Reject
from matinee.ingest.table import Row, clean_text, open_table

#: Fewest and most stars on our scale, and most on the scale of ten that IMDb has.
LEAST_STARS, MOST_STARS, TEN = 0.5, 5.0, 10.0
_TITLE, _IMDB_ID = ("title", "name"), ("imdbid", "const")
_STARS, _OF_TEN = ("stars", "rating"), ("yourrating",)
_DATE = ("date", "daterated", "watcheddate")


@dataclass(frozen=True, slots=True)
class SeenMovie:
    """A movie that somebody rated.

    Attributes:
        record: What the file tells of the movie: title, year, IMDb id.
        stars: 0.5 to 5.
        at: When, in seconds since 1970; ``None`` where unknown.
    """

    record: MovieRecord
    stars: float
    at: float | None


def read_history(path: Path) -> tuple[list[SeenMovie], list[Reject]]:
    """Read one person's ratings.

    The columns are those of Letterboxd's export (``Name``, ``Year``, ``Rating``, ``Date``), of
    IMDb's (``Const``, ``Title``, ``Year``, ``Your Rating``, ``Date Rated``), or ``title`` or
    ``imdb_id`` with ``stars`` and, if known, ``year`` and ``date``. Stars are 0.5 to 5; IMDb's are
    halved.

    Args:
        path: A CSV or Parquet file.

    Returns:
        The movies in the file's order, and the rows that cannot be used.

    Raises:
        DataError: The file cannot be read, or lacks a column.
    """
    table = open_table(path)
    if not table.columns & {*_TITLE, *_IMDB_ID} or not table.columns & {*_STARS, *_OF_TEN}:
        raise DataError(
            f"{table.name} must have a column title (or name, imdb_id) and a column stars (or "
            f"rating, your_rating), not {', '.join(table.header)[:200]}."
        )
    seen: list[SeenMovie] = []
    rejects: list[Reject] = []
    for row in table.rows:
        found = row if isinstance(row, Reject) else _seen(table.name, row)
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            seen.append(found)
    return seen, rejects


def _seen(name: str, row: Row) -> SeenMovie | Reject:
    title = clean_text(_first(row.values, _TITLE))
    imdb_id = parse_imdb_id(_first(row.values, _IMDB_ID))
    if not title and imdb_id is None:
        return _reject(name, row, "names no movie")
    of_ten = _first(row.values, _OF_TEN)
    stars = _number(of_ten or _first(row.values, _STARS))
    if stars is not None and of_ten:
        stars *= MOST_STARS / TEN
    if stars is None or not LEAST_STARS <= stars <= MOST_STARS:
        return _reject(name, row, "has no stars from 0.5 to 5 (or 1 to 10 in IMDb's file)")
    year = _number(row.values.get("year", ""))
    record = MovieRecord(title=title, year=None if year is None else int(year), imdb_id=imdb_id)
    return SeenMovie(record, stars, _moment(_first(row.values, _DATE)))


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((values[name].strip() for name in names if values.get(name, "").strip()), "")


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None  # noqa: PLR2004  (neither a year nor stars)


def _moment(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _reject(name: str, row: Row, reason: str) -> Reject:
    return Reject(name, row.line, reason, str(row.values)[:200])
