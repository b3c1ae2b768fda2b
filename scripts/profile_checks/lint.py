"""Rules that each profile and the whole of them must keep; they need nothing but the files."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scripts.profile_checks.files import Entry, Row, Shipped, names
from scripts.profile_checks.words import find_film_word, find_phrase, to_words

from matinee.data.profile import parse_profile
from matinee.errors import DataError

KEYS = ("title", "year", "premise", "tags", "notes")
MIN_FILMS_OF_TAG = 5

#: Films about film-making, which may say "film" or "movie".
ABOUT_FILMS = {"tt0070460": "Day for Night"}
#: Names of the catalogue's cast that a premise may have, because the film is about that person.
ABOUT_PEOPLE = {
    "tt0040866": "the cast names the village itself",
    "tt0058182": "the Beatles play themselves",
    "tt0069704": "Wolfman Jack plays himself",
    "tt0100234": "an impostor plays Mohsen Makhmalbaf",
    "tt0118147": "a documentary about Muhammad Ali",
    "tt0117705": "Michael Jordan plays himself",
    "tt0443453": "Pamela Anderson plays herself",
    "tt1130988": "Jean-Claude Van Damme plays himself",
    "tt2870648": "Amy Winehouse is the subject",
}


def lint(shipped: Shipped) -> list[str]:
    """What is wrong, a sentence each with file and id."""
    found = list(shipped.unreadable)
    for entry in shipped.entries:
        found += [f"{entry.place}: {fault}" for fault in _check_entry(entry, shipped)]
    found += _check_order(shipped.entries)
    found += _check_repeats(shipped.entries)
    return found


def count_tags(shipped: Shipped) -> dict[str, int]:
    """Each tag of the vocabulary, in its order, with the number of films that have it."""
    counts = Counter(tag for entry in shipped.entries for tag in set(entry.tags))
    return {tag: counts[tag] for tag in shipped.vocabulary.group_of}


def _check_entry(entry: Entry, shipped: Shipped) -> Iterator[str]:
    try:
        parse_profile(entry.table, shipped.vocabulary)
    except DataError as error:
        yield str(error)
    if not isinstance(entry.table, dict):
        return
    keys = tuple(entry.table)
    if keys != KEYS:
        yield f"it must have {', '.join(KEYS)} in this order, not {', '.join(keys)}."
    row = shipped.catalogue.get(entry.imdb_id)
    if row is None:
        yield "the catalogue has no such id; add the film to more_movies.csv."
    else:
        yield from _check_facts(entry, row)
    yield from _check_wording(entry)


def _check_facts(entry: Entry, row: Row) -> Iterator[str]:
    for key in ("title", "year"):
        if entry.text(key) != row[key]:
            yield f"{key} must be '{row[key]}', as in the catalogue, not '{entry.text(key)}'."
    decade = f"{row['year'][:3]}0s.toml"
    if entry.file != decade:
        yield f"it must be in {decade}, the file of its decade."
    if entry.imdb_id in ABOUT_PEOPLE:
        return
    said = f" {' '.join(to_words(entry.text('premise')))} ".replace("'s ", " ")
    for name in names(row, "directors", "cast"):
        plain = " ".join(to_words(name))
        # names of one word ("Divine", "Prince") are words of the language too
        if " " in plain and f" {plain} " in said:
            yield f"premise must not name {name}, who made the film."


def _check_wording(entry: Entry) -> Iterator[str]:
    premise = entry.text("premise")
    if phrase := find_phrase(premise):
        yield f"premise must tell the story without '{phrase}', which would fit any film."
    if entry.imdb_id not in ABOUT_FILMS and (word := find_film_word(premise)):
        yield f"premise must tell the story and not say '{word}'."
    if premise and not re.search(r"[.!?…][\"'”’]?$", premise):  # noqa: RUF001 - closing quotes
        yield "premise must end with a full stop."


def _check_order(entries: tuple[Entry, ...]) -> Iterator[str]:
    def place(entry: Entry) -> tuple[str, str, str]:
        return entry.text("year"), entry.text("title"), entry.imdb_id

    for before, entry in pairwise(entries):
        if before.file == entry.file and place(entry) < place(before):
            yield f"{entry.place}: it must come before {before.imdb_id}, by year and then title."


def _check_repeats(entries: tuple[Entry, ...]) -> Iterator[str]:
    files: dict[str, str] = {}
    premises: dict[str, str] = {}
    for entry in entries:
        if entry.imdb_id in files:
            yield f"{entry.place}: {files[entry.imdb_id]} has a profile of this film too."
        files.setdefault(entry.imdb_id, entry.file)
        said = " ".join(to_words(entry.text("premise")))
        if said and said in premises:
            yield f"{entry.place}: premise is that of {premises[said]} too."
        premises.setdefault(said, entry.imdb_id)
