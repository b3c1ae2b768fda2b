"""Small data sets of ratings, written to disk in each format that is read."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import strategies as st

from matinee.data.interactions import RatingSet
from matinee.ingest.movie_tables import ML_100K_GENRES

Row = tuple[int, int, float, int]

#: The set's number, title, year and genres in MovieLens' words.
MOVIES = (
    (1, "Toy Story", 1995, ("Animation", "Children's", "Comedy")),
    (7, "Matrix, The", 1999, ("Action", "Sci-Fi")),
    (12, "Seven (a.k.a. Se7en)", 1995, ("Crime", "Thriller")),
)
LINKS = ((1, "0114709", "862"), (7, "0133093", "603"), (12, "0114369", ""))
RATINGS: tuple[Row, ...] = (
    (196, 7, 3.0, 881250949),
    (186, 12, 4.0, 891717742),
    (196, 1, 5.0, 881250950),
    (22, 7, 1.0, 878887116),
)


def write_csv(folder: Path, ratings: Sequence[Row] = RATINGS) -> Path:
    """``ratings.csv``, ``movies.csv`` and ``links.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "ratings.csv", ("userId", "movieId", "rating", "timestamp"), ratings)
    movies = [(number, f"{title} ({year})", "|".join(g)) for number, title, year, g in MOVIES]
    _write_rows(folder / "movies.csv", ("movieId", "title", "genres"), movies)
    _write_rows(folder / "links.csv", ("movieId", "imdbId", "tmdbId"), LINKS)
    return folder


def write_1m(folder: Path, ratings: Sequence[Row] = RATINGS) -> Path:
    """``ratings.dat`` and ``movies.dat``, whole stars."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "ratings.dat", [f"{u}::{m}::{r:g}::{t}" for u, m, r, t in ratings])
    movies = [f"{number}::{title} ({year})::{'|'.join(g)}" for number, title, year, g in MOVIES]
    _write_lines(folder / "movies.dat", movies)
    return folder


def write_100k(folder: Path, ratings: Sequence[Row] = RATINGS) -> Path:
    """``u.data`` and ``u.item``."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "u.data", [f"{u}\t{m}\t{r:g}\t{t}" for u, m, r, t in ratings])
    movies = []
    for number, title, year, genres in MOVIES:
        flags = "|".join("1" if name in genres else "0" for name in ML_100K_GENRES)
        movies.append(f"{number}|{title} ({year})|01-Jan-{year}||http://example.org/|{flags}")
    _write_lines(folder / "u.item", movies)
    return folder


def write_recbole(folder: Path, ratings: Sequence[Row] = RATINGS) -> Path:
    """``<folder>.inter`` and ``<folder>.item``."""
    folder.mkdir(parents=True, exist_ok=True)
    header = "user_id:token\titem_id:token\trating:float\ttimestamp:float"
    rows = [f"{u}\t{m}\t{r:g}\t{t}" for u, m, r, t in ratings]
    _write_lines(folder / f"{folder.name}.inter", [header, *rows])
    header = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"
    movies = [f"{number}\t{title}\t{year}\t{' '.join(g)}" for number, title, year, g in MOVIES]
    _write_lines(folder / f"{folder.name}.item", [header, *movies])
    return folder


WRITERS: dict[str, Callable[..., Path]] = {
    "csv": write_csv,
    "1m": write_1m,
    "100k": write_100k,
    "recbole": write_recbole,
}


def write_zip(path: Path, folder: Path, inside: str | None = None) -> Path:
    """A zip of a folder's files, in a folder of its own as published ones are.

    Args:
        path: The zip to write.
        folder: Where the files are.
        inside: Name of the folder in the zip; "" for none, the folder's own name by default.
    """
    prefix = folder.name if inside is None else inside
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{prefix}/{file.name}" if prefix else file.name)
    return path


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("latin-1"))


def _write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])


def rows_of(ratings: RatingSet) -> list[Row]:
    """The rows of columns."""
    columns = (ratings.user_ids, ratings.movie_ids, ratings.ratings, ratings.timestamps)
    return list(zip(*(column.tolist() for column in columns), strict=True))


_WORDS = [b"1", b"7", b"42", b"0.5", b"4.5", b".5", b"5.1", b"9", b"-1", b"1e0", b"nan", b"0x1F"]
_MARKS = [b",", b"::", b"\t", b"\n", b"\r\n", b"\r", b'"', b" ", b".", b"", b"\x00", b"\xff"]
#: What rows of ratings are made of, and what they should not be made of.
pieces = st.sampled_from([*_WORDS, *_MARKS])
