"""The checks against texts of others see what they should, on a few invented films."""

from dataclasses import replace

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scripts.profile_checks.compare import (
    check_facts,
    check_originality,
    check_retrieval,
    find_stale,
)
from scripts.profile_checks.facts import compare_facts
from scripts.profile_checks.files import Entry
from scripts.profile_checks.originality import find_runs, find_shares
from scripts.profile_checks.retrieval import (
    encode_overviews,
    encode_queries,
    find_alike,
    retrieve,
    to_ranks,
)
from scripts.profile_checks.shared import KnownFilm, read_known

from matinee.data.titles import split_title
from matinee.text import build_encoder
from tests.kit.profiles import BAKERY, LIGHTHOUSE, plant, row, table, world

OVERVIEW = (
    "On a lonely isle in the Baltic a man who tends the beacon takes in a shipwrecked seaman and "
    "shows him how clocks work, before the mail boat arrives with news for one of them."
)


def film(imdb_id="tt0000001", title="Lamp, The (1995)", overview=OVERVIEW, **changes) -> KnownFilm:
    return KnownFilm(imdb_id, split_title(title), **{"overview": overview, **changes})


OVENS = (
    "After the funeral a pair of siblings take over the family's failing Portuguese bakery, "
    "working late for a mysterious buyer while the neighbours' debts come to light."
)
SURVEY = (
    "In 1871 a young surveyor is sent to a half-dug desert canal, quarrels with engineers about "
    "water and wages, and is shown by a cook the notebooks of the rival who came before him."
)
KNOWN = [
    film(),
    film("tt0000002", "Ovens, The (1998)", OVENS),
    film("tt0000003", "Canal, The (2003)", SURVEY),
    film("tt0000008", "Tigers (1999)", "Four retired circus tigers break into a palace."),
    film("", "Nameless (1999)", "A violin goes from hand to hand through three wars."),
    film("tt0000007", "Silent (1999)", ""),
]


@pytest.fixture(scope="module")
def encoder():
    return build_encoder("minilm", threads=2)


@pytest.fixture(scope="module")
def overviews(encoder):
    return encode_overviews(KNOWN, encoder)


@pytest.fixture(scope="module")
def vectors(encoder):
    return encode_queries(world().entries, encoder)


class TestOriginality:
    def test_own_words_pass(self):
        assert check_originality(world(), KNOWN).faults == []

    @pytest.mark.parametrize("field", ["overview", "tagline", "plot"])
    def test_six_words_of_any_text_of_any_film_are_found(self, field):
        copied = "He said: stranded Sailor; to mend clocks - UNTIL dawn."
        theirs = film("tt0000009", "Other (1950)", **{"overview": "", field: copied})
        (fault,) = check_originality(world(), [theirs]).faults
        assert fault.startswith("1990s.toml, tt0000001: premise has 6 words in a row, ")
        assert "'stranded sailor to mend clocks until' of Other" in fault

    def test_five_words_in_a_row_are_nobodys(self):
        theirs = film("tt0000009", "Other (1950)", overview="Sailor to mend clocks until dawn.")
        assert find_runs({"tt0000001": LIGHTHOUSE}, [theirs]) == {}

    @given(st.integers(0, 22), st.integers(6, 12))
    def test_a_run_is_found_wherever_it_stands(self, start, length):
        words = LIGHTHOUSE.split()
        start = min(start, len(words) - length)
        copied = " ".join(words[start : start + length])
        theirs = film("", "Other (1950)", overview=f"Once, {copied} and so on.")
        assert set(find_runs({"tt0000001": LIGHTHOUSE}, [theirs])) == {"tt0000001"}

    def test_the_same_words_in_another_order_are_too_close(self):
        turned = " ".join(reversed(LIGHTHOUSE.split()))
        (fault,) = check_originality(world(), [film(plot=turned)]).faults
        assert "1990s.toml, tt0000001: a known text of 'The Lamp' has 100%" in fault

    def test_shares_count_telling_words_of_the_own_film_only(self):
        premises = {"tt0000001": "The widowed keepers mended a clock", "tt0000005": "A clock"}
        theirs = film(overview="He mends the clocks of widows", plot="Keeper of a clock")
        assert find_shares(premises, [theirs]) == {"tt0000001": 0.75}

    def test_a_short_text_that_went_in_whole_is_found(self):
        theirs = "Keeper, widow, lamp, storm, letter, island, goat, and winter"
        premise = f"{theirs} beside many other words that nobody else has written of harbours yet"
        (share,) = find_shares({"tt0000001": premise}, [film(overview=theirs)]).values()
        assert share == 1


class TestRetrieval:
    def test_each_finds_its_own_film(self, vectors, overviews):
        found = retrieve(world().entries, vectors, KNOWN, overviews)
        assert found.ranks.tolist() == found.plain_ranks.tolist() == [1, 1, 1]

    def test_swapped_premises_do_not(self, encoder, overviews):
        entries = world().entries
        premises = [entry.text("premise") for entry in entries]
        swapped = [
            replace(entry, table=entry.table | {"premise": premise})
            for entry, premise in zip(entries, [*premises[1:], premises[0]], strict=True)
        ]
        found = retrieve(swapped, encode_queries(swapped, encoder), KNOWN, overviews)
        assert found.ranks.min() > 1

    def test_films_without_an_overview_or_unknown_are_left_out(self, vectors, overviews):
        entries = [
            Entry("1990s.toml", imdb_id, table())
            for imdb_id in ("tt0000007", "tt0000002", "tt0000099")
        ]
        found = retrieve(entries, vectors, KNOWN, overviews)
        assert [entry.imdb_id for entry in found.entries] == ["tt0000002"]

    def test_misses_fail_and_are_named_until_looked_at(self, vectors):
        # the own film of the first is farther than eleven others
        known = [film(), *(film(f"tt00001{n:02d}", "Copy (1995)") for n in range(12))]
        overviews = np.repeat(-vectors[:1], len(known), axis=0)
        overviews[1:] = vectors[0]
        outcome = check_retrieval(world(), vectors, known, overviews, {})
        assert outcome.faults == [
            "0.0% of the profiles find their film's overview at rank 10 or better; 90% would be "
            "right."
        ]
        assert outcome.to_look_at == [
            "1990s.toml, tt0000001: The Lamp comes at rank 13, after Copy, Copy, Copy."
        ]
        listed = {"retrieval": {"tt0000001": "the overview tells of a side matter"}}
        assert check_retrieval(world(), vectors, known, overviews, listed).to_look_at == []

    def test_vectors_that_are_all_alike_find_nothing(self):
        scores = np.ones((3, 20), dtype=np.float32)
        assert to_ranks(scores, np.array([0, 5, 19])).tolist() == [20, 20, 20]

    @given(hnp.arrays(np.float32, (4, 9), elements=st.integers(0, 5)), st.integers(0, 8))
    def test_ranks_count_what_is_as_near_or_nearer(self, scores, own):
        ranks = to_ranks(scores, np.full(4, own))
        for line, rank in zip(scores.tolist(), ranks.tolist(), strict=True):
            assert rank == sum(other >= line[own] for other in line)

    def test_two_profiles_that_tell_the_same_are_told_until_looked_at(self, encoder):
        shipped = plant(premise=BAKERY.replace("nights", "dark nights"))
        vectors = encode_queries(shipped.entries, encoder)
        ((one, other, cosine),) = find_alike(shipped.entries, vectors)
        assert (one.imdb_id, other.imdb_id) == ("tt0000001", "tt0000002")
        assert cosine > 0.9
        overviews = encode_overviews(KNOWN, encoder)
        (fault,) = check_retrieval(shipped, vectors, KNOWN, overviews, {}).faults
        assert "tells the same as that of 1990s.toml, tt0000002" in fault
        listed = {"alike": {"tt0000001 tt0000002": "one is the remake"}}
        assert check_retrieval(shipped, vectors, KNOWN, overviews, listed).faults == []


class TestFacts:
    @pytest.mark.parametrize(
        ("changes", "fact"),
        [
            ({"title": "Lantern, The (1995)"}, "title"),
            ({"title": "Lamp, The (1997)"}, "year"),
            ({"directors": ("Di Hill",)}, "directors"),
            ({"actors": ("Di Hill", "Ed Moor")}, "cast"),
            ({"runtime_min": 111.0}, "runtime"),
        ],
    )
    def test_a_fact_that_differs_is_told_until_looked_at(self, changes, fact):
        shipped = replace(world(), more=(row(),))
        theirs = [film(**changes)]
        (fault,) = check_facts(shipped, theirs, {}).faults
        assert fault.startswith("more_movies.csv, tt0000001: The Lamp: the ")
        listed = {"facts": {f"tt0000001 {fact}": "they are wrong"}}
        assert check_facts(shipped, theirs, listed).faults == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "LAMP (1996)"},
            {"title": "Lampan (a.k.a. The Lamp) (1994)"},
            {"directors": ("Ed Moor", "ADA STONE")},
            {"actors": ("Bó Field",)},
            {"runtime_min": 110.0},
        ],
    )
    def test_spelling_and_small_differences_are_none(self, changes):
        assert compare_facts([row()], [film(**changes)]) == []

    def test_what_either_does_not_tell_is_no_difference(self):
        bare = row(directors="", cast="", runtime_min="")
        theirs = film(directors=("Di Hill",), actors=("Ed Moor",), runtime_min=9.0)
        assert compare_facts([bare], [theirs]) == []
        assert compare_facts([row()], [film()]) == []


def test_what_was_looked_at_must_be_of_a_film_that_is_there():
    listed = {"retrieval": {"tt0000001": "…"}, "alike": {"tt0000002 tt0000077": "…"}}
    (fault,) = find_stale(listed, world())
    assert "[alike] 'tt0000002 tt0000077'" in fault


def test_the_texts_are_read_whatever_is_missing(tmp_path):
    columns = ("imdbId", "title", "overview", "tagline", "omdb_plot", "directors", "actors")
    rows = [
        {**dict.fromkeys(columns), "runtime": None, "title": "Matrix, The (1999)"},
        dict(
            zip(
                columns, ("tt0000001", "Heat", "O", "T", "P", "A &apos;B&apos;|C", "D"), strict=True
            )
        )
        | {"runtime": 170.0},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "texts.parquet")
    bare, whole = read_known(tmp_path / "texts.parquet")
    assert (bare.imdb_id, bare.title.title, bare.texts) == ("", "The Matrix", ("", "", ""))
    assert (bare.directors, bare.runtime_min) == ((), None)
    assert whole.texts == ("O", "T", "P")
    assert whole.directors == ("A 'B'", "C")
    assert whole.runtime_min == 170
