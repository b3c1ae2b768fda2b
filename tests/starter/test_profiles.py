"""The profiles that ship keep the rules, and the linter sees those who do not."""

import gzip
import importlib.util
import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.profile_checks.figures import Figures, find_gaps, measure
from scripts.profile_checks.files import Entry, read_shipped
from scripts.profile_checks.lint import lint
from scripts.profile_checks.more_movies import check_row, lint_more_movies
from scripts.profile_checks.outcome import to_table
from scripts.profile_checks.words import find_film_word, find_phrase, to_words

from matinee.ingest.starter import COLUMNS
from tests.kit.profiles import BAKERY, LIGHTHOUSE, TAGS, plant, row, table, world

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_profiles.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_profiles", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_profiles_that_ship_keep_the_rules(script, record_property):
    outcome = script.check_files(read_shipped())
    record_property("figures", to_table(outcome.lines))
    assert not outcome.faults, "\n".join(outcome.faults)


def test_the_example_of_the_manual_keeps_the_rules():
    page = (SCRIPT.parents[1] / "docs" / "how-to" / "profiles.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    ((imdb_id, table_of_example),) = tomllib.loads(example[1]).items()
    shipped = read_shipped()
    entry = Entry(f"{table_of_example['year'] // 10}0s.toml", imdb_id, table_of_example)
    assert lint(replace(shipped, entries=(entry,))) == []


def test_the_invented_ones_keep_the_rules():
    assert lint(world()) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tags": [*TAGS[:7], "heists"]}, "'heists' is not a tag of the vocabulary"),
        ({"tags": TAGS[:5]}, "tags must have 6 to 12 tags, not 5"),
        ({"tags": TAGS[:13]}, "tags must have 6 to 12 tags, not 13"),
        ({"tags": [*TAGS[:7], TAGS[0]]}, "tags must differ"),
        ({"tags": None}, "tags must be a list"),
        ({"premise": "word " * 23 + "word."}, "premise must have 25 to 45 words, not 24"),
        ({"premise": "word " * 45 + "word."}, "premise must have 25 to 45 words, not 46"),
        ({"premise": None}, "premise must be a sentence"),
        ({"premise": LIGHTHOUSE.rstrip(".")}, "premise must end with a full stop"),
        ({"notes": {"violence": 4, "sex": 0, "fear": 0, "language": 0}}, "violence as 0 to 3"),
        ({"notes": {"violence": 1, "sex": 0, "fear": 0}}, "language as 0 to 3, not None"),
        ({"title": "The Lantern"}, "title must be 'The Lamp'"),
        ({"year": 1996}, "year must be '1995'"),
        ({"mood": "sad"}, "in this order, not title, year, premise, tags, notes, mood"),
        ({"premise": f"A gripping story. {LIGHTHOUSE}"}, "without 'gripping'"),
        ({"premise": f"{LIGHTHOUSE[:-1]}, and HEARTWARMING it is."}, "without 'HEARTWARMING'"),
        ({"premise": f"In this film, {LIGHTHOUSE}"}, "not say 'film'"),
        ({"premise": f"{LIGHTHOUSE[:-1]} with Bo Field."}, "must not name Bo Field"),
        ({"premise": f"ADA STONE's lamp: {LIGHTHOUSE}"}, "must not name Ada Stone"),
    ],
)
def test_a_fault_in_a_profile_is_told_with_file_and_id(changes, message):
    faults = lint(plant(**changes))
    assert all(fault.startswith("1990s.toml, tt0000001: ") for fault in faults)
    assert message in faults[0]
    assert len(faults) == 1 or None in changes.values()


def test_a_name_of_one_word_may_be_a_word():
    assert lint(plant(premise=f"{LIGHTHOUSE[:-1]}, a prince.")) == []


def test_an_unknown_id_is_told():
    shipped = world()
    stranger = Entry("2000s.toml", "tt7777777", table(premise=f"Later, {LIGHTHOUSE}", year=2009))
    (fault,) = lint(replace(shipped, entries=(*shipped.entries, stranger)))
    assert fault.startswith("2000s.toml, tt7777777: the catalogue has no such id")


def test_a_film_in_two_files_is_told():
    shipped = world()
    twin = Entry("2000s.toml", "tt0000001", table(premise=f"Later, {LIGHTHOUSE}"))
    faults = lint(replace(shipped, entries=(*shipped.entries, twin)))
    assert "2000s.toml, tt0000001: 1990s.toml has a profile of this film too." in faults
    assert "2000s.toml, tt0000001: it must be in 1990s.toml, the file of its decade." in faults


def test_two_profiles_with_one_premise_are_told():
    (fault,) = lint(plant(premise=BAKERY.upper()))
    assert fault == "1990s.toml, tt0000002: premise is that of tt0000001 too."


def test_profiles_out_of_order_are_told():
    shipped = world()
    first, second, third = shipped.entries
    (fault,) = lint(replace(shipped, entries=(second, first, third)))
    assert fault.startswith("1990s.toml, tt0000001: it must come before tt0000002")


def test_what_is_no_table_is_told():
    shipped = world()
    odd = Entry("1990s.toml", "tt0000001", "a film")
    faults = lint(replace(shipped, entries=(odd, *shipped.entries[1:])))
    assert faults == [
        "1990s.toml, tt0000001: a profile must be a table with premise, tags and notes."
    ]


@pytest.mark.parametrize(
    "phrase",
    ["must-see", "Heart-warming", "roller coaster", "edge of your seat", "tour de force", "Oscar",
     "against all odds", "will stop at nothing", "nothing is what it seems", "award-winning",
     "turns her world upside down", "embarks on", "laugh-out-loud", "masterpiece", "iconic"],
)  # fmt: skip
def test_words_of_posters_and_reviews_are_found(phrase):
    found = find_phrase(f"He keeps a lamp, {phrase}, at sea.")
    assert found is not None
    assert found in phrase


@pytest.mark.parametrize(
    "text",
    [LIGHTHOUSE, "A boxer follows a director to a theatre.", "The Oscarsson farm burns.",
     "A filmy curtain", "Her odds are poor and the epic poem is long."],
)  # fmt: skip
def test_plain_words_are_let_be(text):
    assert find_phrase(text) is None
    assert find_film_word(text) is None


@pytest.mark.parametrize("start", ["The story of", "A tale about"])
def test_a_premise_starts_with_the_story_itself(start):
    assert find_phrase(f"{start} a keeper and his lamp.") == start
    assert find_phrase(f"He reads {start.lower()} a keeper and his lamp.") is None


@given(st.sampled_from(["gripping", "hilarious", "stunning"]), st.integers(0, 25), st.booleans())
def test_a_phrase_is_found_wherever_it_stands(phrase, place, is_loud):
    words = LIGHTHOUSE.split()
    words.insert(place, phrase.upper() if is_loud else phrase)
    assert (find_phrase(" ".join(words)) or "").lower() == phrase


@given(st.text())
def test_words_are_lower_case_and_whole(text):
    words = to_words(text)
    assert all(word == word.casefold() and not set(word) & set(" ,.-\n") for word in words)
    assert to_words(" ".join(words)) == words


def test_small_and_narrow_sets_are_told():
    gaps = find_gaps(measure(world()))
    assert "There must be at least 1,500 profiles, not 3." in gaps
    assert "Profiles must be of at least 25 countries, not 1." in gaps
    assert "No profile is of the 1930s." in gaps
    assert "No profile is of the 1990s." not in gaps
    assert "vocabulary.toml: 'tag a' must be used by at least 5 films, not 3." in gaps


def test_a_genre_without_a_profile_is_told():
    shipped = world()
    lonely = row(imdb_id="tt0000009", genres="Western")
    figures = measure(replace(shipped, catalogue={**shipped.catalogue, "tt0000009": lonely}))
    assert figures.genres == {"Drama": 3, "Romance": 3, "Western": 0}
    assert "No profile is of genre Western." in find_gaps(figures)


def test_enough_of_everything_is_no_gap():
    figures = Figures(
        n_profiles=1500,
        n_more=300,
        decades=Counter(range(1930, 2030, 10)),
        countries=Counter(map(str, range(25))),
        genres={"Drama": 1},
        tags={"heist": 5},
        mean_tags=8,
        mean_words=30,
    )
    assert find_gaps(figures) == []


@pytest.fixture
def folder(tmp_path):
    """The files of a small installation."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "vocabulary.toml").write_text(
        '[theme]\n"tag a" = "An invented tag."\n'
    )
    head = ",".join(COLUMNS)
    with gzip.open(tmp_path / "movies.csv.gz", "wt", encoding="utf-8") as stream:
        stream.write(f"{head}\ntt0000001,The Lamp,1995{',' * (len(COLUMNS) - 3)}\n")
    (tmp_path / "more_movies.csv").write_text(
        f"{head}\n{','.join(row(imdb_id='tt0000005').values())}\n"
    )
    return tmp_path


@pytest.mark.parametrize("text", ["[tt0000001", "[tt0000001]\n[tt0000001]\n", "premise = \n"])
def test_a_file_that_is_no_toml_is_told(folder, text):
    (folder / "profiles" / "1990s.toml").write_text(text)
    (fault,) = lint(read_shipped(folder))
    assert fault.startswith("1990s.toml is no TOML: ")


def test_added_movies_may_have_profiles(folder):
    shipped = read_shipped(folder)
    assert set(shipped.catalogue) == {"tt0000001", "tt0000005"}
    assert lint_more_movies(folder) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"imdb_id": "5"}, "imdb_id must be tt and at least seven digits"),
        ({"title": ""}, "title must be told"),
        ({"year": "1889"}, "year must be 1890 to 2026, not '1889'"),
        ({"year": "MCM"}, "year must be 1890 to 2026, not 'MCM'"),
        ({"runtime_min": "4"}, "runtime_min must be 5 to 800, not '4'"),
        ({"genres": "Drama|Sci-Fi"}, "'Sci-Fi' is not a genre"),
        ({"genres": ""}, "genres must be told"),
        ({"cast": "Bo Field|Bo Field"}, "cast must differ from each other"),
        ({"directors": "Ada Stone| Bo Field"}, "directors must be names"),
        ({"writers": "Ada Stone|"}, "writers must be names"),
        ({"aliases": "The Lamp"}, "title must have no blanks around it and not be its own alias"),
    ],
)
def test_a_fault_in_an_added_movie_is_told(changes, message):
    (fault,) = check_row(row(**changes))
    assert message in fault


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",".join(row().values()), "tt0000001: movies.csv.gz has it"),
        (",".join(row(imdb_id="tt0000005").values()), "tt0000005: it is there twice"),
        ("tt0000006,Short,1999", "tt0000006: it must have 19 values"),
        (
            ",".join(row(imdb_id="tt0000006").values()) + ",more",
            "tt0000006: it must have 19 values",
        ),
    ],
)
def test_a_line_that_does_not_fit_the_file_is_told(folder, line, message):
    with (folder / "more_movies.csv").open("a") as stream:
        stream.write(f"{line}\n")
    (fault,) = lint_more_movies(folder)
    assert message in fault


def test_other_columns_are_told(folder):
    (folder / "more_movies.csv").write_text("imdb_id,title\n")
    (fault,) = lint_more_movies(folder)
    assert fault.startswith("more_movies.csv: the columns must be imdb_id, title, year")


def test_the_script_fails_and_prints_faults_and_figures(script, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(script, "read_shipped", lambda: plant(tags=TAGS[:5]))
    monkeypatch.setattr(script, "TEXTS", tmp_path / "absent.parquet")
    assert script.main([]) == 1
    told = capsys.readouterr().out
    assert "1990s.toml, tt0000001: tags must have 6 to 12 tags, not 5." in told
    assert "profiles                         3 (at least 1,500)" in told
    assert "originality, retrieval and facts are skipped" in told
