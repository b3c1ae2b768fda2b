"""Rules of ``more_movies.csv``, the movies that the made catalogue lacks."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from scripts.profile_checks.files import FILES, Row, names

from matinee.data import GENRES
from matinee.data.matching import parse_imdb_id
from matinee.ingest.starter import COLUMNS, SEPARATOR

NAME = "more_movies.csv"
FIRST_YEAR, LAST_YEAR = 1890, 2026
MIN_RUNTIME, MAX_RUNTIME = 5, 800
#: Those on which the page and the model rely.
NEEDED = ("title", "year", "genres", "countries")
LISTS = ("aliases", "genres", "directors", "writers", "cast", "languages", "countries")


def lint_more_movies(folder: Path = FILES) -> list[str]:
    """What is wrong with the file, a sentence each with the id."""
    with (folder / NAME).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return [f"{NAME}: the columns must be {', '.join(COLUMNS)}."]
        rows = list(reader)
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        made = {row["imdb_id"] for row in csv.DictReader(stream)}
    found: list[str] = []
    seen: set[str] = set()
    for row in rows:
        imdb_id = row["imdb_id"]
        if imdb_id in made:
            found.append(f"{NAME}, {imdb_id}: movies.csv.gz has it.")
        if imdb_id in seen:
            found.append(f"{NAME}, {imdb_id}: it is there twice.")
        seen.add(imdb_id)
        found += [f"{NAME}, {imdb_id}: {fault}" for fault in check_row(row)]
    return found


def check_row(row: Row) -> Iterator[str]:
    """What is wrong with one row."""
    if None in row or None in row.values():
        yield f"it must have {len(COLUMNS)} values."
        return
    if parse_imdb_id(row["imdb_id"]) != row["imdb_id"]:
        yield "imdb_id must be tt and at least seven digits."
    yield from (f"{column} must be told." for column in NEEDED if not row[column])
    yield from _check_whole(row, "year", FIRST_YEAR, LAST_YEAR)
    yield from _check_whole(row, "runtime_min", MIN_RUNTIME, MAX_RUNTIME)
    if row["title"] != row["title"].strip() or row["title"] in names(row, "aliases"):
        yield "title must have no blanks around it and not be its own alias."
    for genre in names(row, "genres"):
        if genre not in GENRES:
            yield f"'{genre}' is not a genre; matinee has {', '.join(GENRES)}."
    for column in LISTS:
        yield from _check_list(row, column)


def _check_list(row: Row, column: str) -> Iterator[str]:
    values = row[column].split(SEPARATOR) if row[column] else []
    if len(set(values)) < len(values):
        yield f"{column} must differ from each other."
    if any(value != value.strip() or not value for value in values):
        yield f"{column} must be names with nothing but '{SEPARATOR}' between them."


def _check_whole(row: Row, column: str, low: int, high: int) -> Iterator[str]:
    text = row[column]
    is_whole = text.isascii() and text.isdigit()
    if text and not (is_whole and low <= int(text) <= high):
        yield f"{column} must be {low} to {high}, not '{text}'."
