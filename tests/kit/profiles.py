"""A handful of invented films with profiles that keep every rule, to plant faults in."""

from dataclasses import replace
from typing import Any

from scripts.profile_checks.files import Entry, Row, Shipped

from matinee.data.profile import Vocabulary
from matinee.ingest.starter import COLUMNS

TAGS = [f"tag {letter}" for letter in "abcdefghijklmno"]
VOCABULARY = Vocabulary({"theme": dict.fromkeys(TAGS, "An invented tag.")})

LIGHTHOUSE = (
    "A widowed lighthouse keeper on a Baltic island teaches a stranded sailor to mend clocks, "
    "until the winter ferry brings a letter that one of them has been waiting for."
)
BAKERY = (
    "Two sisters who inherit a bankrupt bakery in Lisbon bake through the nights for a secret "
    "customer, and find that their father owed half the street more than bread."
)
CANAL = (
    "An apprentice surveyor digging the first canal across a desert province discovers that his "
    "maps were drawn by a rival who vanished there with all of the wages in 1871."
)


def table(**changes: Any) -> dict[str, Any]:
    """A profile as TOML gives it; values of ``None`` leave the key out."""
    entry = {
        "title": "The Lamp",
        "year": 1995,
        "premise": LIGHTHOUSE,
        "tags": TAGS[:8],
        "notes": {"violence": 1, "sex": 0, "fear": 2, "language": 3},
    } | changes
    return {key: value for key, value in entry.items() if value is not None}


def row(**changes: str) -> Row:
    """A row of the catalogue."""
    return (
        dict.fromkeys(COLUMNS, "")
        | {
            "imdb_id": "tt0000001",
            "title": "The Lamp",
            "year": "1995",
            "genres": "Drama|Romance",
            "directors": "Ada Stone",
            "cast": "Bo Field|Prince",
            "countries": "Sweden",
            "runtime_min": "100",
        }
        | changes
    )


def world() -> Shipped:
    """Three films with profiles in two files."""
    rows = [
        row(),
        row(imdb_id="tt0000002", title="The Ovens", year="1998"),
        row(imdb_id="tt0000003", title="The Canal", year="2003", cast="Cy Rivers"),
    ]
    entries = (
        Entry("1990s.toml", "tt0000001", table()),
        Entry("1990s.toml", "tt0000002", table(title="The Ovens", year=1998, premise=BAKERY)),
        Entry("2000s.toml", "tt0000003", table(title="The Canal", year=2003, premise=CANAL)),
    )
    return Shipped(entries, VOCABULARY, {one["imdb_id"]: one for one in rows}, (rows[2],))


def plant(**changes: Any) -> Shipped:
    """The world with another first profile."""
    shipped = world()
    first = replace(shipped.entries[0], table=table(**changes))
    return replace(shipped, entries=(first, *shipped.entries[1:]))
