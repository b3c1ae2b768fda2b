"""Movies out of the tables that people have; the header tells which one it is.

MovieLens
    ``movieId,title,genres``, with ``links.csv`` beside it for the ids.
TMDB 5000
    ``tmdb_5000_movies.csv`` with JSON in its cells, with ``tmdb_5000_credits.csv`` beside it.
Plain CSV or Parquet
    A header with ``title`` and any of the other names in :data:`COLUMNS`, in any order. Lists are
    separated by ``|``; empty means unknown and overwrites nothing; other columns are not looked at.
    Without a column ``year`` the title may be in MovieLens' manner: ``Matrix, The (1999)``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matinee.data import Critics, MovieRecord, canonical_genres, parse_imdb_id, split_title
from matinee.data.titles import FIRST_YEAR, LAST_YEAR
from matinee.errors import DataError
from matinee.ingest.file_set import open_file_set
from matinee.ingest.movie_tables import read_movie_table
from matinee.ingest.rejects import Reject
from matinee.ingest.table import Row, Table, clean_text, open_table, plain_name
from matinee.ingest.tmdb import TMDB_COLUMNS, credits_beside, tmdb_record
from matinee.progress import Progress, silent

#: Columns of a plain table -> what they hold.
COLUMNS = {
    "title": "the title that is shown; the only column that must be there",
    "year": "year of release, 1870 to 2100",
    "imdb_id": "tt0133093; the number alone will do",
    "tmdb_id": "number at The Movie Database",
    "aliases": "other titles by which people look for it, a list",
    "genres": "names such as Science Fiction, a list; unknown ones are left out",
    "directors": "full names, a list",
    "writers": "full names, a list",
    "cast": "full names in billing order, a list",
    "runtime_min": "minutes, 1 to 1500",
    "languages": "English names, main language first, a list",
    "countries": "English names, a list",
    "certificate": "such as PG-13",
    "overview": "what happens, in a few sentences",
    "tagline": "the line on the poster",
    "keywords": "words and phrases, a list",
    "poster_url": "address of a picture, http or https",
    "imdb_rating": "mean of IMDb's voters, 1 to 10",
    "metacritic": "Metascore, 0 to 100",
    "rt_average": "Rotten Tomatoes mean rating, 0 to 10",
    "rt_meter": "Rotten Tomatoes share of positive reviews, 0 to 100",
    "rt_reviews": "number of reviews behind the two before",
    "awards": "a sentence on awards",
    "oscars": "Academy Awards won",
    "box_office_usd": "gross in US dollars",
}
SEPARATOR = "|"
#: Names that other tables have for these columns.
_SYNONYMS = {
    "actors": "cast",
    "country": "countries",
    "description": "overview",
    "director": "directors",
    "genre": "genres",
    "language": "languages",
    "omdb_plot": "overview",
    "plot": "overview",
    "poster": "poster_url",
    "runtime": "runtime_min",
    "writer": "writers",
}
_MOVIELENS_COLUMNS = frozenset({"movieid", "title", "genres"})
_LARGEST = 2**63 - 1
_MAX_RUNTIME_MIN = 1500
_MAX_TITLE = 500
_PROGRESS_EVERY = 1000


@dataclass(frozen=True, slots=True)
class MovieFile:
    """What a file tells of movies.

    Attributes:
        records: In the file's order.
        rejects: Rows that were left out.
        kind: ``movielens``, ``tmdb`` or ``plain``.
    """

    records: list[MovieRecord]
    rejects: list[Reject]
    kind: str


def read_movies(path: Path, progress: Progress = silent) -> MovieFile:
    """Read a table of movies; its header tells which one it is.

    Args:
        path: A file in one of the formats of this module; its name does not matter.
        progress: Told of the rows that were read.

    Raises:
        DataError: There is no such file, or it is no table with columns that are known.
    """
    table = open_table(path)
    if table.is_text and table.columns == _MOVIELENS_COLUMNS:
        return _read_movielens(path, progress)
    build, kind = _builder(table)
    records: list[MovieRecord] = []
    rejects: list[Reject] = []
    for number, row in enumerate(table.rows, start=1):
        if number % _PROGRESS_EVERY == 0:
            progress("read movies", number, 0)
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        try:
            records.append(build(row))
        except ValueError as error:
            content = ",".join(row.values.values())
            rejects.append(Reject(table.name, row.line, str(error), content))
    progress("read movies", len(records), len(records))
    if kind == "tmdb":
        records, more = credits_beside(path, records)
        rejects += more
    return MovieFile(records, rejects, kind)


def _builder(table: Table) -> tuple[Callable[[Row], MovieRecord], str]:
    if table.columns >= TMDB_COLUMNS:
        return tmdb_record, "tmdb"
    known = _known_columns(table.columns)
    if "title" in known.values():
        has_year = "year" in known.values()
        return lambda row: _plain_record(row, known, has_year=has_year), "plain"
    raise DataError(
        f"{table.name} begins with '{','.join(table.header)[:80]}'; its header must name "
        f"movieId, title and genres (MovieLens), id, title, original_title and genres (TMDB), "
        f"or title and any of {', '.join(list(COLUMNS)[1:])}."
    )


def _known_columns(columns: frozenset[str]) -> dict[str, str]:
    """Plain name of each column that is known -> its name in :data:`COLUMNS`.

    Columns under their own name come last, so that their value wins over a synonym's.
    """
    known = {plain_name(name): column for name, column in _SYNONYMS.items()}
    known |= {plain_name(name): name for name in COLUMNS}
    return {name: column for name, column in known.items() if name in columns}


def _read_movielens(path: Path, progress: Progress) -> MovieFile:
    with open_file_set(path) as files:
        table = read_movie_table(files, path.name, "csv")
    records = list(table.movies.values())
    progress("read movies", len(records), len(records))
    return MovieFile(records, table.rejects, "movielens")


def _plain_record(row: Row, known: dict[str, str], *, has_year: bool) -> MovieRecord:
    texts: dict[str, str] = {}
    for name, column in known.items():
        if row.values[name].strip() or column not in texts:
            texts[column] = row.values[name]
    title, year, aliases = (
        clean_text(texts["title"]),
        _year(texts.get("year", "")),
        _names(texts, "aliases"),
    )
    if not has_year:
        parts = split_title(title)
        title, year, aliases = parts.title, parts.year, (*parts.aliases, *aliases)
    if not 0 < len(title) <= _MAX_TITLE:
        raise ValueError(f"the title must have 1 to {_MAX_TITLE} letters, not {len(title)}")
    return MovieRecord(
        title=title,
        year=year,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != title)),
        imdb_id=_imdb_id(texts.get("imdb_id", "").strip()),
        tmdb_id=_whole(texts, "tmdb_id", 1, _LARGEST),
        genres=canonical_genres(texts.get("genres", "").replace(",", SEPARATOR).split(SEPARATOR)),
        directors=_names(texts, "directors"),
        writers=_names(texts, "writers"),
        cast=_names(texts, "cast"),
        runtime_min=_runtime(texts),
        languages=_names(texts, "languages"),
        countries=_names(texts, "countries"),
        certificate=clean_text(texts.get("certificate", "")) or None,
        overview=clean_text(texts.get("overview", "")) or None,
        tagline=clean_text(texts.get("tagline", "")) or None,
        keywords=tuple(word.lower() for word in _names(texts, "keywords")),
        poster_url=_poster(texts.get("poster_url", "").strip()),
        critics=Critics(
            metacritic=_whole(texts, "metacritic", 0, 100),
            rt_average=_number(texts, "rt_average", 0, 10),
            rt_meter=_whole(texts, "rt_meter", 0, 100),
            rt_reviews=_whole(texts, "rt_reviews", 0, 10**6),
        ),
        imdb_rating=_number(texts, "imdb_rating", 1, 10),
        awards=clean_text(texts.get("awards", "")) or None,
        oscars=_whole(texts, "oscars", 0, 20),
        box_office_usd=_number(texts, "box_office_usd", 0, 10**11),
        source="csv",
    )


def _names(texts: dict[str, str], column: str) -> tuple[str, ...]:
    names = map(clean_text, texts.get(column, "").split(SEPARATOR))
    return tuple(dict.fromkeys(name for name in names if name))


def _year(text: str) -> int | None:
    return _whole({"year": text}, "year", FIRST_YEAR, LAST_YEAR)


def _runtime(texts: dict[str, str]) -> int | None:
    # tables write 0 where they do not know
    minutes = _number(texts, "runtime_min", 0, _MAX_RUNTIME_MIN)
    return round(minutes) or None if minutes is not None else None


def _number(texts: dict[str, str], column: str, least: int, most: int) -> float | None:
    text = texts.get(column, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise ValueError(f"{column} must be a number from {least} to {most}, not '{text[:40]}'")
    return value


def _whole(texts: dict[str, str], column: str, least: int, most: int) -> int | None:
    text = texts.get(column, "").strip().removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and least <= int(text[:20]) <= most):
        raise ValueError(
            f"{column} must be a whole number from {least} to {most}, not '{text[:40]}'"
        )
    return int(text)


def _imdb_id(text: str) -> str | None:
    if not text:
        return None
    imdb_id = parse_imdb_id(text)
    if imdb_id is None:
        raise ValueError(f"imdb_id must be an id such as tt0133093, not '{text[:40]}'")
    return imdb_id


def _poster(text: str) -> str | None:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError(f"poster_url must begin with http:// or https://, not '{text[:40]}'")
    return text or None
