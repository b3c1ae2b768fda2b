from typing import Any

import numpy as np
import pytest

from matinee.evaluation.sentiment import English, Remembered
from matinee.evaluation.sentiment.held_out import Reviews, Sentences
from matinee.progress import silent
from matinee.sentiment import SentimentScores
from matinee.sentiment.cascade import Blend, Cascade
from matinee.sentiment.linear import LinearSentiment

GOOD, BAD = "a wonderful , perfect movie", "an awful , boring movie"
UNSURE = "the movie is what it is and that is that"


class Certain:
    """A transformer that hates what has "that" in it, and counts what it is asked."""

    version = "reader-certain"

    def __init__(self):
        self.asked = 0

    def log_odds(self, texts, progress=silent):
        self.asked += len(texts)
        return np.array([-3.0 if "that" in text else 3.0 for text in texts], dtype=np.float32)


@pytest.fixture
def cascade():
    blend = Blend(
        weights=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
        short=0.0,
        short_doubt=0.5,
        thresholds=(0.1, 0.4, 0.6, 0.9),
    )
    certain: Any = Certain()
    return Cascade(LinearSentiment.shipped(), certain, 0.9, blend=blend)


@pytest.fixture
def reviews():
    texts = (GOOD, BAD, UNSURE) * 100
    liked = np.array([True, False, False] * 100)
    return Reviews(texts, liked, np.arange(300, dtype=np.int32) // 10)


@pytest.fixture
def english(cascade, reviews):
    sentences = Sentences((GOOD, BAD, UNSURE), np.array([5, 1, 2], dtype=np.int32))
    return English(cascade, reviews, sentences, lambda _: silent)


def test_one_pass_gives_what_the_cascade_says_at_any_doubt(english, cascade, reviews):
    points = english.points((0.5, 0.9, 1.0))
    assert cascade.transformer.asked == 303
    for point in points:
        other = Cascade(cascade.linear, cascade.transformer, point.doubt, blend=cascade.blend)
        wanted = other.score(reviews.texts)
        assert point.reviews == pytest.approx(wanted.positive, abs=1e-6)
    assert [float(point.sent.mean()) for point in points] == pytest.approx([0, 1 / 3, 1])


def test_the_three_readings(english, cascade, reviews):
    ngrams, middle, both = english.readings(0.9)
    assert [one.name for one in (ngrams, middle, both)] == ["n-grams", "cascade", "both always"]
    assert [one.sent for one in (ngrams, middle, both)] == pytest.approx([0, 1 / 3, 1])
    assert ngrams.reviews.positive == pytest.approx(cascade.linear.score(reviews.texts).positive)
    wanted = cascade.score(reviews.texts)
    assert middle.reviews.positive == pytest.approx(wanted.positive)
    assert middle.reviews.labels.tolist() == wanted.labels.tolist()
    assert both.reviews.positive[1] > 0.9
    assert both.reviews.positive[2] < 0.1


def test_time_is_told_for_either_tier(english):
    linear, transformer = english.seconds
    assert linear > 0
    assert np.isfinite(transformer)


class Counting:
    version = "counting"
    languages = frozenset({"ko", "tr"})

    def __init__(self):
        self.asked = []

    def score(self, texts, languages):
        self.asked += list(zip(texts, languages, strict=True))
        positive = np.array([len(text) / 10 for text in texts], dtype=np.float32)
        labels = np.arange(len(texts), dtype=np.int32)
        weights = np.array([0.1 if name is None else 1 for name in languages], dtype=np.float32)
        return SentimentScores(positive, labels, weights, tuple(languages))


def test_what_was_read_is_not_read_again():
    counting = Counting()
    reader = Remembered(counting)
    assert (reader.version, reader.languages) == ("counting", counting.languages)
    first = reader.score(["a", "bb", "a"], ["ko", None, "ko"])
    again = reader.score(["bb", "a", "ccc", "a"], [None, "ko", "tr", "tr"])
    assert counting.asked == [("a", "ko"), ("bb", None), ("ccc", "tr"), ("a", "tr")]
    assert first.positive.tolist() == pytest.approx([0.1, 0.2, 0.1])
    assert first.labels.tolist() == [0, 1, 0]
    assert again.positive.tolist() == pytest.approx([0.2, 0.1, 0.3, 0.1])
    assert again.weights.tolist() == pytest.approx([0.1, 1, 1, 1])
    assert again.languages == (None, "ko", "tr", "tr")
    assert len(reader.score([], [])) == 0
