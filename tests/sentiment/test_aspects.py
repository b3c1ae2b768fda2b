import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import ASPECTS
from matinee.sentiment.aspects import (
    MOST_MENTIONS,
    aspects_version,
    find_mentions,
    iter_passages,
    to_plain,
)
from matinee.sentiment.lexicon import shipped_lexicon
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.polarity import SentimentScores


class Listening:
    """Says 0.9 of what holds "good", 0.1 of what holds "bad", and remembers what it was asked."""

    version = "listening"

    def __init__(self):
        self.asked = []

    def score(self, texts, progress=None):
        self.asked.append(list(texts))
        positive = [
            0.9 if "good" in text.lower() else 0.1 if "bad" in text else 0.5 for text in texts
        ]
        return SentimentScores.read(
            np.array(positive, np.float32), np.full(len(texts), 2, np.int32)
        )


@pytest.fixture
def model():
    return Listening()


def told(text, model, **more):
    """Aspect, words and probability of each mention."""
    (mentions,) = find_mentions([text], model, **more)
    return [
        (one.aspect, text[one.start : one.end], pytest.approx(one.positive)) for one in mentions
    ]


def aspects(text):
    return {
        ASPECTS[place] for one in iter_passages(text, shipped_lexicon()) for place in one.aspects
    }


def test_each_sentence_is_judged_by_itself(model):
    text = "The music is good. I saw it on a train. The plot is bad!"
    assert told(text, model) == [
        ("music", "The music is good.", 0.9),
        ("story", "The plot is bad!", 0.1),
    ]


def test_a_contrast_of_two_aspects_is_two_mentions(model):
    text = "A good cast, but the pacing is bad"
    assert told(text, model) == [
        ("acting", "A good cast,", 0.9),
        ("pace", "but the pacing is bad", 0.1),
    ]


def test_a_half_without_an_aspect_stays_with_its_neighbour(model):
    text = "Although I was tired, the music is good, but I left, though the plot is bad"
    assert [words for _, words, _ in told(text, model)] == [
        "Although I was tired, the music is good, but I left,",
        "though the plot is bad",
    ]


def test_a_contrast_within_one_aspect_is_one_mention(model):
    text = "The story is good at first, but the plot is soon lost"
    assert told(text, model) == [("story", text, 0.9)]


def test_one_sentence_may_speak_of_several(model):
    text = "The acting and the music are good."
    assert told(text, model) == [("acting", text, 0.9), ("music", text, 0.9)]


def test_only_passages_are_scored_and_in_one_batch(model):
    find_mentions(["Hello. Good music.", "", "The plot! The acting and the plot."], model)
    assert model.asked == [["Good music.", "The plot!", "The acting and the plot."]]


def test_nothing_is_asked_where_nothing_is_found(model):
    assert find_mentions(["Hello.", "", "7/10"], model) == [(), (), ()]
    assert model.asked == []


def test_only_english_is_looked_at(model):
    texts = ["Die story ist good.", "The story is good.", "Good story"]
    found = find_mentions(texts, model, languages=["de", "en", None])
    assert [len(mentions) for mentions in found] == [0, 1, 1]


def test_the_review_as_a_whole_has_a_small_say(model):
    texts = ["The music is there."] * 3 + ["Good music"] * 2
    reviews = np.array([0.5, 0.9, 0.0, 0.5, 0.01], np.float32)
    found = find_mentions(texts, model, reviews=reviews)
    positive = [mentions[0].positive for mentions in found]
    # log-odds of 0.9 are 2.197; those of 0 are cut at -4
    assert positive[:3] == pytest.approx(
        [0.5, 1 / (1 + np.exp(-0.2 * 2.1972)), 1 / (1 + np.exp(0.2 * 4))], abs=1e-4
    )
    assert 0.7 < positive[4] < positive[3] == pytest.approx(0.9)


def test_each_review_leans_on_its_own_sentences(model):
    texts = ["No.", "The music. The plot.", "Hello.", "The music."]
    found = find_mentions(texts, model, reviews=np.array([0, 0.9, 0, 0.1], np.float32))
    assert [[one.positive > 0.5 for one in mentions] for mentions in found] == [
        [],
        [True, True],
        [],
        [False],
    ]


def test_offsets_hold_where_small_letters_are_longer(model):
    text = "İİİİ istanbul! The MUSIC is good. Çok iyi."
    assert told(text, model) == [("music", "The MUSIC is good.", 0.9)]
    assert len(to_plain(text)) == len(text)


def test_hyphens_and_curly_quotes_make_no_difference():
    assert aspects("A fast-moving rip-off") == aspects("A fast moving rip off") != set()
    assert aspects("It doesn\u2019t make sense") == {"story"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plot is full of holes", {"story"}),
        ("Tom Hanks was superb as the captain", {"acting"}),
        ("It was clumsily put together and badly directed", {"direction"}),
        ("It drags on and on", {"pace"}),
        ("Gorgeous cinematography and fake-looking CGI", {"visuals"}),
        ("Hans Zimmer's score is haunting; I love the songs", {"music"}),
        ("So many quotable lines", {"dialogue"}),
        ("I laughed out loud", {"humour"}),
        ("It moved me to tears", {"emotion"}),
        ("What a disappointing ending", {"ending"}),
        ("Nothing but clichés", {"originality"}),
        ("Fun for the whole family", {"family-friendliness"}),
        ("The film plays at the end of the day", set()),
        ("I scored a ticket and had a score to settle", set()),
        ("They walked in the right direction", set()),
        ("Toy Story and The Sound of Music", set()),
        ("He dragged me to the car in slow motion", set()),
        ("He came to the conclusion that it is a true story", set()),
        ("A never-ending walk in fresh air", set()),
        ("Nobody can read between the lines", set()),
        ("The funny thing is that nobody knew", set()),
        ("Directed by Somebody, who moved to France", set()),
    ],
)
def test_words_are_told_from_their_doubles(text, expected):
    assert aspects(text) == expected


def test_a_flood_is_cut(model):
    (mentions,) = find_mentions(["Good music! " * 20_000], model)
    assert len(mentions) == MOST_MENTIONS
    assert sum(map(len, model.asked)) <= MOST_MENTIONS


WORDS = st.lists(
    st.sampled_from(
        [
            "music",
            "plot",
            "good",
            "bad",
            "but",
            ",",
            ". ",
            "<br />",
            "İ",
            "although",
            "toy",
            "story",
        ]
    ),
    max_size=20,
).map(" ".join)


@given(WORDS)
def test_every_mention_holds_a_phrase_of_its_aspect(text):
    words = shipped_lexicon()
    (mentions,) = find_mentions([text], Listening())
    places = [(one.start, one.end, ASPECTS.index(one.aspect)) for one in mentions]
    assert len(set(places)) == len(places)
    assert [place[:2] for place in places] == sorted(place[:2] for place in places)
    for start, end, aspect in places:
        hits = words.pattern.findall(to_plain(text)[start:end])
        known = [words.aspects.get(re.sub(r"\s+", " ", hit), ()) for hit in hits]
        assert any(aspect in places for places in known)


@given(st.lists(WORDS, max_size=4))
def test_texts_do_not_know_each_other(texts):
    together = find_mentions(texts, Listening())
    assert together == [find_mentions([text], Listening())[0] for text in texts]


def test_the_version_names_the_lexicon():
    assert aspects_version().startswith(shipped_lexicon().version)


def test_the_shipped_model_hears_the_contrast():
    (mentions,) = find_mentions(["Great cast, but the pacing drags."], LinearSentiment.shipped())
    by_aspect = {one.aspect: one.positive for one in mentions}
    assert by_aspect["acting"] > 0.6
    assert by_aspect["pace"] < 0.4
