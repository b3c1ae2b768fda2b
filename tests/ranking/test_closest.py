import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import ContentNotes, MovieRecord, Profile
from matinee.ranking.closest import (
    LEAST_LIKENESS,
    MAX_SENTENCES,
    Rarity,
    closest_sentences,
    sentences_of,
    stems,
)

NOTES = ContentNotes(violence=0, sex=0, fear=0, language=0)
#: Words that every plot has, and those of a few.
USUAL = [MovieRecord(title="A", overview=f"The young man number{n} finds a letter.") for n in
         range(40)]  # fmt: skip
RARITY = Rarity.of(
    [*USUAL, *(MovieRecord(title="B", overview=f"Sailors hunt whale{n}.") for n in range(3))]
)


def told(overview=None, premise=None):
    profile = Profile(premise=premise, tags=(), notes=NOTES) if premise else None
    return MovieRecord(title="A", overview=overview, profile=profile)


def closest(one, other):
    return closest_sentences(sentences_of(one), sentences_of(other), RARITY)


def test_finds_the_pair_that_has_rare_words_in_common():
    one = told("A young man finds a letter. Sailors hunt a white whale across the sea.")
    other = told("Nobody believes him. The man hunted whales with his sailors. He finds a letter.")
    found = closest(one, other)
    assert found.of_pick == "Sailors hunt a white whale across the sea."
    assert found.of_other == "The man hunted whales with his sailors."
    assert LEAST_LIKENESS <= found.likeness < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, "Sailors hunt a whale."),
        ("Sailors hunt a whale.", None),
        (None, None),
        ("...", "!!!"),
        # one word is no likeness
        ("Sailors dance on board.", "Sailors weep at home."),
        # what every plot says is none either
        ("The young man finds a letter.", "The young man finds a letter."),
    ],
)
def test_nothing_is_told_where_nothing_telling_is_shared(one, other):
    assert closest(told(one), told(other)) is None


def test_the_same_text_twice_is_as_like_as_can_be():
    found = closest(told("Sailors hunt a whale."), told("Sailors hunt a whale."))
    assert found.likeness == 1


def test_premise_and_overview_are_both_read_and_the_same_text_once():
    movie = told("Sailors hunt a whale.", premise="Sailors hunt a whale.")
    assert [one.text for one in sentences_of(movie)] == ["Sailors hunt a whale."]
    movie = told("One. Two.", premise="Three.")
    assert [one.text for one in sentences_of(movie)] == ["Three.", "One.", "Two."]


def test_a_very_long_text_is_read_to_a_bound():
    assert len(sentences_of(told("Ahab hunts. " * 5_000))) == MAX_SENTENCES


def test_endings_that_only_say_the_form_make_no_difference():
    assert stems("Hunts hunted HUNTING hunter") == {"hunt"}
    assert stems("in a bus, 1999") == {"bus"}


def test_without_plots_no_word_is_telling():
    assert Rarity.of([told()]).weight("whale") == 0
    assert closest_sentences([], [], Rarity.of([])) is None


def test_rarer_words_tell_more_and_usual_ones_nothing():
    unseen, rare, usual = (RARITY.weight(*stems(word)) for word in ("harpoon", "sailor", "letter"))
    assert unseen > rare > usual == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_give_a_likeness_between_0_and_1_or_none(one, other):
    found = closest(told(one or None), told(other or None))
    if found is not None:
        assert 0 < found.likeness <= 1
        assert found.of_pick in one
        assert found.of_other in other
