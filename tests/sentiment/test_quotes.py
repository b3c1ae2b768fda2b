import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.sentiment.quotes import (
    AGAINST,
    CLEAR,
    LONGEST,
    SHORTEST,
    Candidate,
    choose_by_aspect,
    choose_quotes,
    is_denied,
    is_quotable,
    is_spoiler,
)

SCORE = "The score carries the whole movie with a quiet melody."
SCORE_AGAIN = "That quiet melody in the score carries the whole movie."
STRINGS = "I bought the record on the way home, the songs are so lovely."
ODD = "My neighbour hums one of the songs while he waters his roses."


def candidate(
    review_id, sentence, positive=0.95, before="I saw it. ", after=" See it.", *, review=None
):
    text = f"{before}{sentence}{after}"
    whole = positive if review is None else review
    return Candidate(review_id, text, len(before), len(before) + len(sentence), positive, whole)


def quotes(*candidates, side="praise", **more):
    return [one.quote for one in choose_quotes(candidates, side, **more)]


def test_the_most_central_sentence_comes_first():
    crowd = [candidate(n, s) for n, s in enumerate([ODD, SCORE, STRINGS, SCORE_AGAIN])]
    assert quotes(*crowd)[0] in {SCORE, SCORE_AGAIN}


def test_the_second_quote_says_something_else():
    crowd = [candidate(n, s) for n, s in enumerate([SCORE, SCORE_AGAIN, SCORE, STRINGS])]
    assert STRINGS in quotes(*crowd)


def test_two_quotes_are_two_viewers():
    found = choose_quotes([candidate(7, SCORE), candidate(7, STRINGS), candidate(8, ODD)], "praise")
    assert len({one.review_id for one in found}) == len(found) == 2


def test_each_side_has_its_own():
    crowd = [candidate(1, SCORE, 0.9), candidate(2, STRINGS, 0.1), candidate(3, ODD, 0.5)]
    assert quotes(*crowd) == [SCORE]
    assert quotes(*crowd, side="complaints") == [STRINGS]


def test_only_clear_sentences_are_quoted():
    assert quotes(candidate(1, SCORE, CLEAR - 0.01)) == []
    assert quotes(candidate(1, SCORE, 1.01 - CLEAR), side="complaints") == []


def test_a_review_that_is_against_it_is_not_quoted():
    below, above = AGAINST - 0.01, AGAINST + 0.01
    assert quotes(candidate(1, SCORE, review=below), candidate(2, STRINGS, review=above)) == [
        STRINGS
    ]
    blamed = [candidate(1, SCORE, 0.05, review=1 - below), candidate(2, ODD, 0.05, review=0.69)]
    assert quotes(*blamed, side="complaints") == [ODD]


@pytest.mark.parametrize(
    "sentence",
    [
        "The two boys aren't in the least annoying, and they can act.",
        "The two boys aren\u2019t in the least annoying, and they can act.",
        "The songs were never for one moment dull in these three hours.",
        "Three hours of songs, neither boring nor sad, just as they ought to be.",
        "At no time is the singing bad, and at times one hums with it.",
        "He sings the long part without a single weak note in the evening.",
        "A long evening, but far from boring, and we would go again.",
        "It hardly drags at all in the second half of the long evening.",
    ],
)
def test_denied_blame_is_no_complaint(sentence):
    assert is_denied(sentence, "complaints")
    crowd = [candidate(1, sentence, 0.05), candidate(2, SCORE, 0.05)]
    assert quotes(*crowd, side="complaints") == [SCORE]
    assert sentence in quotes(candidate(1, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "I was not really very impressed with what they sang that evening.",
        "The songs are hardly the best that he has written in his life.",
        "It isn't funny, whatever the man at the till may have told you.",
    ],
)
def test_denied_praise_is_no_praise(sentence):
    assert is_denied(sentence, "praise")
    assert quotes(candidate(1, sentence), candidate(2, SCORE)) == [SCORE]
    assert quotes(candidate(1, sentence, 0.05), side="complaints") == [sentence]


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("The singing is not only good, it is the heart of the evening.", "praise"),
        ("The singing (not to mention the great band) is a pleasure to hear.", "praise"),
        ("No doubt a great evening for all who care for an old song.", "praise"),
        ("She is not on for long but great in all of her three songs.", "praise"),
        ("She is not on for long, a great voice in all of her three songs.", "praise"),
        ("The hall was not full, good songs or no good songs on the poster.", "complaints"),
        ("It was a bore, and I could not say what any of it was for.", "complaints"),
        ("I did not stay, for the songs of the second half were so very dull.", "complaints"),
    ],
)
def test_a_denial_of_something_else_does_not_matter(sentence, side):
    assert not is_denied(sentence, side)


def test_a_sentence_stands_for_one_aspect():
    shared, music, story = candidate(1, SCORE), candidate(2, STRINGS), candidate(3, ODD)
    found = choose_by_aspect({"music": [shared], "story": [shared, story]}, "praise")
    assert found == {"music": [shared], "story": [story]}
    found = choose_by_aspect({"story": [shared, story], "music": [shared, music]}, "praise", n=1)
    assert [len(of_aspect) for of_aspect in found.values()] == [1, 1]
    assert found["story"] != found["music"]


def test_an_aspect_takes_nothing_from_the_others_that_it_does_not_show():
    first = [candidate(n, s) for n, s in enumerate([SCORE, STRINGS, ODD])]
    found = choose_by_aspect({"music": first, "story": first}, "praise")
    assert [len(of_aspect) for of_aspect in found.values()] == [2, 1]


def test_the_same_words_of_another_viewer_are_another_sentence():
    crowd = {"music": [candidate(1, SCORE)], "story": [candidate(2, SCORE)]}
    assert choose_by_aspect(crowd, "praise") == crowd


def test_nothing_to_choose_from_gives_nothing():
    assert quotes() == []
    assert quotes(candidate(1, SCORE), n=0) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "In the end he forgives the man who wrote all the music.",
        "The killer is heard by the melody that he whistles at night.",
        "When the composer dies, the music goes on without an end.",
        "The music tells you long before that it was all a dream.",
        "It turns out that the songs were written by his brother.",
        "What a twist that the singer was on the other side of it.",
        "The songs are good, but at the end the singer is left alone.",
        "Spoiler: the music stops when they have found the right house.",
    ],
)
def test_what_gives_the_plot_away_is_not_quoted(sentence):
    assert is_spoiler(sentence)
    assert quotes(candidate(1, sentence), candidate(2, SCORE)) == [SCORE]


@pytest.mark.parametrize(
    "sentence", [SCORE, STRINGS, ODD, "The ending moved me more than I can say."]
)
def test_plain_praise_is_no_spoiler(sentence):
    assert not is_spoiler(sentence)


@pytest.mark.parametrize("warning", ["**SPOILERS AHEAD** ", "Contains spoilers. ", "(Spoiler!) "])
def test_a_review_with_a_warning_is_left_out_altogether(warning):
    assert quotes(candidate(1, SCORE, before=warning), candidate(2, STRINGS)) == [STRINGS]


@pytest.mark.parametrize(
    "sentence",
    [
        "Good songs and good score.",
        "The score " + "and the songs " * 15 + "are good.",
        "THE SCORE IS THE BEST I HAVE HEARD IN A LONG, LONG TIME.",
        "The score is the best that I have heard in years!!!",
        "The score is <i>the best</i> that I have heard in years.",
        "The score is on https://example.org for all to listen to.",
        "The score is the\nbest that I have heard in many a year.",
    ],
    ids=["short", "long", "shouted", "marks", "markup", "link", "line break"],
)
def test_what_cannot_be_shown_is_not_quoted(sentence):
    assert not is_quotable(candidate(1, sentence))


def test_half_a_sentence_is_not_quoted():
    text = "The score carries all of this long movie, but I left early."
    assert not is_quotable(Candidate(1, text, 0, text.index(", but"), 0.9, 0.9))
    assert is_quotable(Candidate(1, text, 0, len(text), 0.9, 0.9))


MIXED = st.lists(
    st.builds(
        candidate,
        st.integers(0, 4),
        st.sampled_from([SCORE, SCORE_AGAIN, STRINGS, ODD, "No.", "\ud800 ? ? ?"]),
        st.floats(0, 1),
    ),
    max_size=12,
)


@given(MIXED, st.sampled_from(["praise", "complaints"]), st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order(crowd, side, random):
    # equal sentences of one review are one candidate
    crowd = list({(one.review_id, one.start): one for one in crowd}.values())
    chosen = choose_quotes(crowd, side)
    random.shuffle(crowd)
    assert choose_quotes(crowd, side) == chosen
    assert len(chosen) <= 2
    for one in chosen:
        assert one.quote in one.text
        assert SHORTEST <= len(one.quote) <= LONGEST
        assert (one.positive > 0.5) == (side == "praise")


@given(st.lists(MIXED, max_size=4), st.sampled_from(["praise", "complaints"]))
def test_no_sentence_stands_for_two_aspects(crowds, side):
    chosen = choose_by_aspect({str(n): crowd for n, crowd in enumerate(crowds)}, side)
    shown = [one.place for of_aspect in chosen.values() for one in of_aspect]
    assert len(shown) == len(set(shown))
    assert list(chosen) == [str(n) for n in range(len(crowds))]
