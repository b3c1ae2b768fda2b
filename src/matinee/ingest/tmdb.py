"""The TMDB 5000 tables: JSON in the cells of a CSV, credits in a second file beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from matinee.data import MovieRecord, canonical_genres
from matinee.data.titles import FIRST_YEAR, LAST_YEAR
from matinee.errors import DataError
from matinee.ingest.rejects import Reject
from matinee.ingest.table import Row, clean_text, open_table

#: Plain names of the columns by which the table of movies is known.
TMDB_COLUMNS = frozenset({"id", "title", "originaltitle", "genres"})
_CREDITS_COLUMNS = frozenset({"movieid", "cast", "crew"})
_CREDITS_NAMES = ("tmdb_5000_credits.csv", "credits.csv")
_MAX_CAST = 20
_LEAST_REVENUE = 1000
_LARGEST = 2**63 - 1
_COUNTRIES = {"United States of America": "United States"}
#: The table has languages by their own names; these are the ones that occur often.
_LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "cn": "Cantonese",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Mandarin",
}

Entry = dict[str, object]


def tmdb_record(row: Row) -> MovieRecord:
    """The movie of one row of ``tmdb_5000_movies.csv``.

    Raises:
        ValueError: A cell is not what it should be; the message says which.
    """
    texts = row.values
    title, original = clean_text(texts["title"]), clean_text(texts["originaltitle"])
    if not title:
        raise ValueError("the title is empty")
    languages = (_LANGUAGES.get(str(entry.get("iso_639_1"))) for entry in _languages(texts))
    countries = _entry_names(texts, "productioncountries")
    return MovieRecord(
        title=title,
        year=_year(texts.get("releasedate", "").strip()),
        aliases=(original,) if original and original != title else (),
        tmdb_id=_id(texts["id"].strip()),
        genres=canonical_genres(_entry_names(texts, "genres")),
        runtime_min=round(_number(texts, "runtime")) or None,
        languages=tuple(dict.fromkeys(name for name in languages if name)),
        countries=tuple(_COUNTRIES.get(name, name) for name in countries),
        overview=clean_text(texts.get("overview", "")) or None,
        tagline=clean_text(texts.get("tagline", "")) or None,
        keywords=tuple(name.lower() for name in _entry_names(texts, "keywords")),
        box_office_usd=_revenue(texts),
        source="tmdb",
    )


@dataclass(frozen=True, slots=True)
class _Credits:
    directors: tuple[str, ...]
    writers: tuple[str, ...]
    cast: tuple[str, ...]


def credits_beside(
    path: Path, records: list[MovieRecord]
) -> tuple[list[MovieRecord], list[Reject]]:
    """The records with the people of the table of credits beside ``path``, if there is one.

    Raises:
        DataError: A file of that name is there and is no such table.
    """
    beside = next((path.parent / name for name in _CREDITS_NAMES if _is_file(path, name)), None)
    if beside is None:
        return records, []
    table = open_table(beside)
    if not table.columns >= _CREDITS_COLUMNS:
        raise DataError(
            f"{beside.name} begins with '{','.join(table.header)[:80]}'; its header must name "
            f"movie_id, cast and crew."
        )
    people: dict[int, _Credits] = {}
    rejects: list[Reject] = []
    for row in table.rows:
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        try:
            people[_id(row.values["movieid"].strip())] = _credits(row.values)
        except ValueError as error:
            content = ",".join(row.values.values())
            rejects.append(Reject(beside.name, row.line, str(error), content))
    nobody = _Credits((), (), ())
    return [_with_people(record, people.get(record.tmdb_id or 0, nobody)) for record in records], (
        rejects
    )


def _is_file(path: Path, name: str) -> bool:
    return name != path.name and (path.parent / name).is_file()


def _with_people(record: MovieRecord, people: _Credits) -> MovieRecord:
    return replace(record, directors=people.directors, writers=people.writers, cast=people.cast)


def _credits(texts: dict[str, str]) -> _Credits:
    cast = sorted(_entries(texts, "cast"), key=_billing)
    crew = list(_entries(texts, "crew"))
    directors = [entry for entry in crew if entry.get("job") == "Director"]
    writers = [entry for entry in crew if entry.get("department") == "Writing"]
    return _Credits(_names(directors), _names(writers), _names(cast)[:_MAX_CAST])


def _billing(entry: Entry) -> int:
    order = entry.get("order")
    return order if isinstance(order, int) else _LARGEST


def _languages(texts: dict[str, str]) -> list[Entry]:
    """The languages spoken, the original one first."""
    original = texts.get("originallanguage", "").strip()
    spoken = list(_entries(texts, "spokenlanguages"))
    return [{"iso_639_1": original}, *spoken]


def _entries(texts: dict[str, str], column: str) -> Iterator[Entry]:
    text = texts.get(column, "").strip()
    if not text:
        return
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{column} must be a list in JSON, not '{text[:40]}'") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"{column} must be a list of objects in JSON, not '{text[:40]}'")
    yield from entries


def _entry_names(texts: dict[str, str], column: str) -> tuple[str, ...]:
    return _names(_entries(texts, column))


def _names(entries: Iterator[Entry] | list[Entry]) -> tuple[str, ...]:
    names = (clean_text(str(entry.get("name") or "")) for entry in entries)
    return tuple(dict.fromkeys(name for name in names if name))


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) <= _LARGEST):
        raise ValueError(f"the movie's id must be a whole number, not '{text[:40]}'")
    return int(text)


def _year(date: str) -> int | None:
    year = date[:4]
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        if date:
            raise ValueError(f"release_date must be like 1999-03-31, not '{date[:40]}'")
        return None
    return int(year)


def _number(texts: dict[str, str], column: str) -> float:
    """The number in a cell; 0, which TMDB writes where it does not know, for an empty one."""
    text = texts.get(column, "").strip() or "0"
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < _LARGEST:
        raise ValueError(f"{column} must be a number that is not negative, not '{text[:40]}'")
    return value


def _revenue(texts: dict[str, str]) -> float | None:
    dollars = _number(texts, "revenue")
    return dollars if dollars >= _LEAST_REVENUE else None
