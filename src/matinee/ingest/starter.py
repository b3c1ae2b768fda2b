"""The catalogue that ships, as movie records.

``movies.csv.gz`` is made from Wikidata by a script; ``more_movies.csv``, written by hand, holds
what that lacks. Its rows come after the others, and new ones at its end, so that numbers stay.
"""

import csv
import gzip
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import TextIO

from matinee import starter
from matinee.data import Critics, MovieRecord, Profile
from matinee.errors import ArtifactError
from matinee.ingest.profiles import read_profiles

#: Columns of both files; lists are joined by :data:`SEPARATOR`, empty means unknown.
COLUMNS = (
    "imdb_id",
    "title",
    "year",
    "aliases",
    "genres",
    "directors",
    "writers",
    "cast",
    "runtime_min",
    "languages",
    "countries",
    "certificate",
    "metacritic",
    "rt_average",
    "rt_meter",
    "rt_reviews",
    "awards",
    "oscars",
    "box_office_usd",
)
SEPARATOR = "|"


def read_starter() -> list[MovieRecord]:
    """The shipped catalogue with its aliases and profiles; row ``i`` has ``movie_id`` ``i + 1``.

    Raises:
        ArtifactError: A file is missing or was changed.
    """
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    with starter.file("aliases.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            aliases[row["imdb_id"]].append(row["title"])
    profiles = read_profiles()
    rows: list[dict[str, str]] = []
    path = starter.file("movies.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows += _read_rows(stream, path.name)
    path = starter.file("more_movies.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows += _read_rows(stream, path.name)
    return [_record(row, aliases[row["imdb_id"]], profiles.get(row["imdb_id"])) for row in rows]


def starter_version() -> str:
    """Sixteen hexadecimal digits that change with the movies and profiles that ship."""
    digest = hashlib.sha256()
    names = ("movies.csv.gz", "more_movies.csv", "aliases.csv", *starter.names("profiles/"))
    for name in names:
        digest.update(starter.sha256(name).encode())
    return digest.hexdigest()[:16]


def _read_rows(stream: TextIO, name: str) -> list[dict[str, str]]:
    reader = csv.DictReader(stream)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ArtifactError(f"'{name}' must have the columns {', '.join(COLUMNS)}.")
    return list(reader)


def _record(row: Mapping[str, str], aliases: list[str], profile: Profile | None) -> MovieRecord:
    others = dict.fromkeys((*_names(row["aliases"]), *aliases))
    others.pop(row["title"], None)
    return MovieRecord(
        title=row["title"],
        year=_whole(row["year"]),
        aliases=tuple(others),
        imdb_id=row["imdb_id"],
        genres=_names(row["genres"]),
        directors=_names(row["directors"]),
        writers=_names(row["writers"]),
        cast=_names(row["cast"]),
        runtime_min=_whole(row["runtime_min"]),
        languages=_names(row["languages"]),
        countries=_names(row["countries"]),
        certificate=row["certificate"] or None,
        critics=Critics(
            metacritic=_whole(row["metacritic"]),
            rt_average=float(row["rt_average"]) if row["rt_average"] else None,
            rt_meter=_whole(row["rt_meter"]),
            rt_reviews=_whole(row["rt_reviews"]),
        ),
        awards=row["awards"] or None,
        oscars=_whole(row["oscars"]),
        box_office_usd=float(row["box_office_usd"]) if row["box_office_usd"] else None,
        profile=profile,
        source="starter",
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def _whole(text: str) -> int | None:
    return int(text) if text else None
