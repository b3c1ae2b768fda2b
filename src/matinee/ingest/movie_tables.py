"""The movies of a set of ratings: what each format's table says of them."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from matinee.data.genres import canonical_genres
from matinee.data.matching import parse_imdb_id
from matinee.data.movie import MovieRecord
from matinee.data.titles import split_title
from matinee.errors import DataError
from matinee.ingest.file_set import FileSet, iter_lines, read_text
from matinee.ingest.rejects import Reject

#: The flags of ``u.item`` in their order, after the first five fields.
ML_100K_GENRES = (
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
)
_ML_100K_FIELDS = 5
_MAX_ID = 2**63 - 1
_YEAR_DIGITS = 4


@dataclass(slots=True)
class MovieTable:
    """Movies by the set's own numbers.

    Attributes:
        movies: Number of the set -> what the set says of the movie.
        rejects: Rows that were left out.
        n_rows: Rows read, rejected ones included, headers not.
    """

    movies: dict[int, MovieRecord] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    n_rows: int = 0


Row = Mapping[str, str]


def read_movie_table(files: FileSet, name: str, kind: str) -> MovieTable:
    """Read the table of movies of one format.

    Args:
        files: Where the table and, for ``csv``, ``links.csv`` beside it are.
        name: Name of the table.
        kind: ``csv``, ``dat``, ``u.item`` or ``recbole``.

    Raises:
        DataError: The table's header lacks a column, or it is no text of reasonable size.
    """
    table = MovieTable()
    text = read_text(files, name)
    _fill(table, name, text, _PARSERS[kind])
    if kind == "csv":
        links = f"{name.removesuffix('movies.csv')}links.csv"
        if links in files.names:
            _add_links(table, links, read_text(files, links))
    return table


def _fill(table: MovieTable, name: str, text: str, parser: "_Parser") -> None:
    lines = iter_lines(text)
    columns = parser.columns or _header(name, lines, parser)
    base = name.rpartition("/")[2]
    for number, line in lines:
        table.n_rows += 1
        try:
            row = _split(line, columns, parser.separator)
            movie_id = _parse_id(row["movie"])
            record = parser.build(row)
        except ValueError as error:
            table.rejects.append(Reject(base, number, str(error), line))
            continue
        if movie_id in table.movies:
            reason = f"movie {movie_id} is there twice; its first row counts"
            table.rejects.append(Reject(base, number, reason, line))
            continue
        table.movies[movie_id] = record


def _header(name: str, lines: Iterator[tuple[int, str]], parser: "_Parser") -> tuple[str, ...]:
    _, line = next(lines, (0, ""))
    fields = line.split(parser.separator)
    columns = tuple(parser.names.get(_plain(text), "") for text in fields)
    if not {"movie", "title"} <= set(columns):
        raise DataError(
            f"{name} begins with '{line[:80]}'; its header must name the columns "
            f"{' and '.join(parser.required)}."
        )
    return columns


def _plain(text: str) -> str:
    """A column's name without RecBole's type, case and underscores."""
    return text.partition(":")[0].strip().strip('"').casefold().replace("_", "")


def _split(line: str, columns: Sequence[str], separator: str) -> dict[str, str]:
    # one line at a time, so that a quote that is never closed costs one row and not the rest
    if separator == ",":
        try:
            fields = next(csv.reader([line], strict=True))
        except csv.Error as error:
            raise ValueError(f"the quotes do not match: {error}") from error
    else:
        fields = line.split(separator)
    if len(fields) != len(columns):
        raise ValueError(f"there are {len(fields)} fields and not {len(columns)}")
    return {name: text.strip() for name, text in zip(columns, fields, strict=True) if name}


def _parse_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= _MAX_ID):
        raise ValueError(f"the movie's number must be a whole number, not '{text[:40]}'")
    return int(text)


def _record(title: str, genres: Sequence[str], year: str = "") -> MovieRecord:
    """A record out of a title as MovieLens writes it; ``year`` counts where the title has none."""
    parts = split_title(title)
    if not parts.title:
        raise ValueError("the title is empty")
    known = parts.year
    if known is None and len(year) == _YEAR_DIGITS:
        known = split_title(f"{parts.title} ({year})").year
    return MovieRecord(
        title=parts.title,
        year=known,
        aliases=parts.aliases,
        genres=canonical_genres(genres),
        source="movielens",
    )


def _from_bars(row: Row) -> MovieRecord:
    return _record(row["title"], row.get("genres", "").split("|"))


def _from_recbole(row: Row) -> MovieRecord:
    return _record(row["title"], row.get("genres", "").split(), row.get("year", ""))


def _from_flags(row: Row) -> MovieRecord:
    genres = [name for name in ML_100K_GENRES if row[name] == "1"]
    return _record(row["title"], genres, row["released"][-_YEAR_DIGITS:])


@dataclass(frozen=True, slots=True)
class _Parser:
    """How one table is written.

    Attributes:
        separator: Between fields; commas may be quoted.
        build: Makes the record of a row.
        columns: Name of each field where there is no header; "" for one that is not used.
        names: Header of a column, plain -> our name of it.
        required: Headers that must be there, for the message.
    """

    separator: str
    build: Callable[[Row], MovieRecord]
    columns: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, str] = ("", "")


_PARSERS = {
    "csv": _Parser(
        ",",
        _from_bars,
        names={"movieid": "movie", "title": "title", "genres": "genres"},
        required=("movieId", "title"),
    ),
    "dat": _Parser("::", _from_bars, columns=("movie", "title", "genres")),
    "u.item": _Parser(
        "|", _from_flags, columns=("movie", "title", "released", "", "", *ML_100K_GENRES)
    ),
    "recbole": _Parser(
        "\t",
        _from_recbole,
        names={
            "itemid": "movie",
            "movieid": "movie",
            "movietitle": "title",
            "title": "title",
            "releaseyear": "year",
            "class": "genres",
            "genre": "genres",
            "genres": "genres",
        },
        required=("item_id:token", "movie_title:token_seq"),
    ),
}


def _add_links(table: MovieTable, name: str, text: str) -> None:
    lines = iter_lines(text)
    _, header = next(lines, (0, ""))
    columns = [_plain(column) for column in header.split(",")]
    if not {"movieid", "imdbid"} <= set(columns):
        raise DataError(
            f"{name} begins with '{header[:80]}'; its header must name the columns movieId and "
            f"imdbId."
        )
    base = name.rpartition("/")[2]
    for number, line in lines:
        table.n_rows += 1
        try:
            row = _split(line, columns, ",")
            movie_id = _parse_id(row["movieid"])
            imdb_id, tmdb_id = _parse_links(row)
        except ValueError as error:
            table.rejects.append(Reject(base, number, str(error), line))
            continue
        if movie_id in table.movies:
            linked = replace(table.movies[movie_id], imdb_id=imdb_id, tmdb_id=tmdb_id)
            table.movies[movie_id] = linked


def _parse_links(row: Row) -> tuple[str | None, int | None]:
    imdb, tmdb = row["imdbid"], row.get("tmdbid", "").removesuffix(".0")
    imdb_id = parse_imdb_id(imdb)
    if imdb and imdb_id is None:
        raise ValueError(f"imdbId must be a number such as 0114709, not '{imdb[:40]}'")
    if tmdb and not (tmdb.isascii() and tmdb.isdigit() and int(tmdb[:20]) <= _MAX_ID):
        raise ValueError(f"tmdbId must be a whole number, not '{tmdb[:40]}'")
    return imdb_id, int(tmdb) if tmdb else None
