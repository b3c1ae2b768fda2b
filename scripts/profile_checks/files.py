"""The profiles and the catalogue as they stand in the files, whatever the manifest says of them."""

import csv
import gzip
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matinee.data.profile import Vocabulary
from matinee.ingest.profiles import parse_vocabulary
from matinee.ingest.starter import SEPARATOR

FILES = Path(__file__).resolve().parents[2] / "src" / "matinee" / "starter" / "files"
NOTES = Path(__file__).with_name("looked_at.toml")
VOCABULARY = "vocabulary.toml"

#: A row of the catalogue by its column names.
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile as it was written.

    Attributes:
        file: Name of its file.
        imdb_id: Name of its table.
        table: What the file holds under it, whatever that is.
    """

    file: str
    imdb_id: str
    table: Any

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.file}, {self.imdb_id}"

    def text(self, key: str) -> str:
        """A value as text, empty where there is none."""
        return str(self.table.get(key, "")) if isinstance(self.table, dict) else ""

    @property
    def tags(self) -> list[str]:
        """The tags, none where that is no list of words."""
        tags = self.table.get("tags") if isinstance(self.table, dict) else None
        return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []

    @property
    def query(self) -> str:
        """Premise and tags, without title and names: what must find the film's own overview."""
        return f"{self.text('premise')} {', '.join(self.tags)}."


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the checks look at.

    Attributes:
        entries: The profiles in the order of the files.
        vocabulary: The tags.
        catalogue: Rows of both catalogue files by IMDb id.
        more: Rows of ``more_movies.csv`` as they stand there.
        unreadable: A sentence for each file that is no TOML.
    """

    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    catalogue: Mapping[str, Row]
    more: tuple[Row, ...]
    unreadable: tuple[str, ...] = ()


def read_shipped(folder: Path = FILES) -> Shipped:
    """Read everything from a folder of files that ship."""
    with gzip.open(folder / "movies.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        catalogue = {row["imdb_id"]: row for row in csv.DictReader(stream)}
    with (folder / "more_movies.csv").open(encoding="utf-8", newline="") as stream:
        more = tuple(csv.DictReader(stream))
    entries, unreadable = _read_entries(folder / "profiles")
    return Shipped(
        entries=tuple(entries),
        vocabulary=parse_vocabulary(folder / "profiles" / VOCABULARY),
        catalogue={row.get("imdb_id") or "": row for row in more} | catalogue,
        more=more,
        unreadable=tuple(unreadable),
    )


def _read_entries(folder: Path) -> tuple[list[Entry], list[str]]:
    entries, unreadable = [], []
    for path in sorted(folder.glob("*.toml")):
        if path.name == VOCABULARY:
            continue
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            # also two tables of one name, which TOML forbids
            unreadable.append(f"{path.name} is no TOML: {error}.")
            continue
        entries += [Entry(path.name, imdb_id, table) for imdb_id, table in tables.items()]
    return entries, unreadable


def read_looked_at(path: Path = NOTES) -> dict[str, dict[str, str]]:
    """What was looked at by hand and found right: check, then id, then the reason."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def names(row: Row, *columns: str) -> list[str]:
    """The values of list columns of a row."""
    return [name for column in columns for name in (row.get(column) or "").split(SEPARATOR) if name]
