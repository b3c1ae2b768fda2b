import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data.profile import (
    FAMILY,
    LEVELS,
    NOTES,
    ContentLimits,
    ContentNotes,
    Vocabulary,
    parse_profile,
)
from matinee.errors import DataError

VOCABULARY = Vocabulary(
    {
        "theme": {f"theme {n}": "A theme." for n in range(8)},
        "mood": {f"mood {n}": "A mood." for n in range(8)},
    }
)
TAGS = list(VOCABULARY.group_of)
NONE = dict.fromkeys(NOTES, 0)


def entry(**changes):
    return {"premise": "word " * 30, "tags": TAGS[:6], "notes": NONE} | changes


def test_a_profile_is_read_in_full():
    profile = parse_profile(
        entry(tags=TAGS[5:11], notes={"violence": 3, "sex": 0, "fear": 1, "language": 2}),
        VOCABULARY,
    )
    assert profile.tags == tuple(TAGS[5:11])
    assert profile.notes == ContentNotes(violence=3, sex=0, fear=1, language=2)
    assert profile.generated_by is None


def test_who_generated_it_is_kept():
    assert parse_profile(entry(), VOCABULARY, generated_by="a model").generated_by == "a model"


def test_blanks_and_line_ends_in_a_premise_become_single_blanks():
    profile = parse_profile(entry(premise="\n one  two\t" + "word\n" * 28), VOCABULARY)
    assert profile.premise == "one two " + " ".join(["word"] * 28)


@given(st.integers(0, 60))
def test_a_premise_has_25_to_45_words(n):
    if 25 <= n <= 45:
        assert len(parse_profile(entry(premise="word " * n), VOCABULARY).premise.split()) == n
    else:
        with pytest.raises(DataError, match="premise must"):
            parse_profile(entry(premise="word " * n), VOCABULARY)


@given(st.integers(0, 16))
def test_there_are_6_to_12_tags(n):
    if 6 <= n <= 12:
        assert len(parse_profile(entry(tags=TAGS[:n]), VOCABULARY).tags) == n
    else:
        with pytest.raises(DataError, match=rf"tags must have 6 to 12 tags, not {n}\."):
            parse_profile(entry(tags=TAGS[:n]), VOCABULARY)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (None, "must be a table"),
        ([], "must be a table"),
        (entry(premise=None), "premise must be a sentence or two"),
        (entry(premise=" "), "premise must be a sentence or two"),
        (entry(tags="theme 0"), "tags must be a list of words"),
        (entry(tags=[*TAGS[:6], 7]), "tags must be a list of words"),
        (entry(tags=[*TAGS[:6], TAGS[0]]), "tags must differ"),
        (entry(tags=[*TAGS[:6], "Theme 0"]), "'Theme 0' is not a tag of the vocabulary"),
        (entry(notes=None), "notes must give violence as 0 to 3, not None"),
        (entry(notes=[1, 2, 3, 0]), "notes must give violence"),
        (entry(notes=NONE | {"sex": 4}), "notes must give sex as 0 to 3, not 4"),
        (entry(notes=NONE | {"sex": -1}), "notes must give sex as 0 to 3, not -1"),
        (entry(notes=NONE | {"fear": True}), "notes must give fear as 0 to 3, not True"),
        (entry(notes=NONE | {"language": 1.0}), "notes must give language as 0 to 3, not 1.0"),
    ],
)
def test_broken_profiles_are_refused_with_what_would_be_right(broken, message):
    with pytest.raises(DataError, match=message):
        parse_profile(broken, VOCABULARY)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["premise", "tags", "notes", *NOTES]), inner)))  # fmt: skip
def test_whatever_a_model_answers_is_a_profile_or_a_data_error(answer):
    with pytest.raises(DataError):
        parse_profile(answer, VOCABULARY)


def test_a_vocabulary_knows_its_tags_and_their_groups():
    assert len(VOCABULARY) == 16
    assert "mood 7" in VOCABULARY
    assert "mood 8" not in VOCABULARY
    assert VOCABULARY.group_of["mood 7"] == "mood"
    assert list(VOCABULARY.group_of)[:2] == ["theme 0", "theme 1"]


def test_limits_tell_what_was_given():
    assert ContentLimits().given == {}
    assert ContentLimits(violence=0, language=3).given == {"violence": 0, "language": 3}
    assert FAMILY.given == dict.fromkeys(NOTES, LEVELS.index("mild"))


@pytest.mark.parametrize(("name", "level"), [("fear", 4), ("sex", -1)])
def test_limits_out_of_range_are_refused(name, level):
    with pytest.raises(DataError, match=rf"max_{name} must be 0 to 3, not {level}\."):
        ContentLimits(**{name: level})
