"""The schema that editors check profiles with says what ``parse_profile`` says."""

import json
import tomllib
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.profile_checks.files import FILES

from matinee.data import parse_profile
from matinee.errors import DataError
from matinee.ingest import read_vocabulary
from tests.kit.profiles import LIGHTHOUSE

FOLDER = FILES / "profiles"
VOCABULARY = read_vocabulary()
TAGS = list(VOCABULARY.group_of)
GOOD = {
    "title": "The Lamp",
    "year": 1995,
    "premise": LIGHTHOUSE,
    "tags": TAGS[:8],
    "notes": {"violence": 1, "sex": 0, "fear": 2, "language": 3},
}


@pytest.fixture(scope="module")
def schema():
    return jsonschema_rs.validator_for(json.loads((FOLDER / "schema.json").read_text("utf-8")))


def is_right(entry) -> bool:
    try:
        parse_profile(entry, VOCABULARY)
    except DataError:
        return False
    return True


words = st.text(st.characters(codec="ascii", exclude_categories=("Cc", "Zs")), min_size=1)
blanks = st.sampled_from([" ", "  ", "\n", "\t"])
premises = st.one_of(
    st.builds(
        lambda parts, blank, edge: edge + blank.join(parts) + edge,
        st.lists(words, min_size=22, max_size=48),
        blanks,
        st.sampled_from(["", " ", "\n"]),
    ),
    st.sampled_from([None, 7, "", " ", LIGHTHOUSE, [LIGHTHOUSE]]),
)
tag_lists: st.SearchStrategy[Any] = st.one_of(
    st.lists(st.sampled_from(TAGS), min_size=4, max_size=14, unique=True),
    st.lists(st.sampled_from(TAGS[:9]), min_size=5, max_size=9),
    st.lists(st.sampled_from([*TAGS[:20], "no such tag", 3]), min_size=6, max_size=8, unique=True),
    st.sampled_from([None, "heist", {}]),
)
levels = st.one_of(st.integers(0, 3), st.sampled_from([-1, 4, 1.5, True, False, "1", None]))
note_tables: st.SearchStrategy[Any] = st.one_of(
    st.fixed_dictionaries(
        dict.fromkeys(("violence", "sex", "fear", "language"), st.integers(0, 3))
    ),
    st.fixed_dictionaries(
        {"violence": levels, "sex": st.integers(0, 3), "fear": st.integers(0, 3)},
        optional={"language": levels},
    ),
    st.sampled_from([None, [], 1]),
)


@given(premises, tag_lists, note_tables)
def test_schema_and_parser_agree_on_any_entry(schema, premise, tags, notes):
    entry = GOOD | {"premise": premise, "tags": tags, "notes": notes}
    assert schema.is_valid({"tt0000001": entry}) == is_right(entry)


@given(
    st.one_of(
        premises.map(lambda premise: {"premise": premise}),
        tag_lists.map(lambda tags: {"tags": tags}),
        note_tables.map(lambda notes: {"notes": notes}),
    )
)
def test_schema_and_parser_agree_on_one_change_to_a_good_entry(schema, change):
    entry = GOOD | change
    assert schema.is_valid({"tt0000001": entry}) == is_right(entry)


@pytest.mark.parametrize("key", ["premise", "tags", "notes"])
def test_neither_does_without_a_part(schema, key):
    entry = {name: value for name, value in GOOD.items() if name != key}
    assert not schema.is_valid({"tt0000001": entry})
    assert not is_right(entry)


@pytest.mark.parametrize(
    ("imdb_id", "change"),
    [
        ("133093", {}),
        ("tt123", {}),
        ("tt0000001", {"title": ""}),
        ("tt0000001", {"year": "1995"}),
        ("tt0000001", {"year": 95}),
        ("tt0000001", {"mood": "sad"}),
        (
            "tt0000001",
            {"notes": {**dict.fromkeys(("violence", "sex", "fear", "language"), 0), "x": 1}},
        ),
    ],
)
def test_the_schema_is_strict_about_what_a_file_must_have(schema, imdb_id, change):
    assert schema.is_valid({"tt0000001": GOOD})
    assert not schema.is_valid({imdb_id: GOOD | change})


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[12]*.toml")), ids=lambda path: path.name)
def test_every_file_that_ships_fits_the_schema(schema, path):
    entries = tomllib.loads(path.read_text("utf-8"))
    assert entries
    assert [
        f"{error.instance_path}: {error.message}" for error in schema.iter_errors(entries)
    ] == []
