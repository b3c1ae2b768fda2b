"""Who reads what: English, other languages, and what nobody reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.sentiment.by_language import ByLanguage
from matinee.sentiment.polarity import NEUTRAL, UNREAD_WEIGHT, SentimentScores
from tests.sentiment.test_language import ENGLISH, PROBES, UNSUPPORTED


@pytest.fixture(scope="module")
def reader(shipped):
    assert isinstance(shipped, ByLanguage)
    return shipped


class Stub:
    """Says 0.9 of everything and remembers what it was asked."""

    languages = frozenset({"fr"})

    def __init__(self, version="stub-1", languages=frozenset({"fr"})):
        self.version = version
        self.languages = languages
        self.asked = []

    def score(self, texts, told=None):
        self.asked.extend(texts)
        if callable(told):
            told("sentiment", len(texts), len(texts))
        n = len(texts)
        return SentimentScores.read(np.full(n, 0.9, np.float32), np.full(n, 3, np.int32))


def known(share):
    return lambda texts: np.full(len(texts), share, np.float32)


def test_each_text_goes_to_the_model_of_its_language():
    english, others = Stub(), Stub()
    texts = [
        "J'ai adoré ce film, il est magnifique",
        *ENGLISH[:2],
        *UNSUPPORTED["sv"],
        "",
        "Très beau film",
    ]
    scores = ByLanguage(english, others, known(1.0)).score(texts)
    assert english.asked == list(ENGLISH[:2])
    assert others.asked == [texts[0], texts[-1]]
    assert scores.languages == ("fr", "en", "en", "sv", "sv", None, "fr")
    assert scores.positive.round(3).tolist() == pytest.approx([0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.9])
    assert scores.weights == pytest.approx([1, 1, 1, UNREAD_WEIGHT, UNREAD_WEIGHT, 0, 1])
    assert scores.labels.tolist() == [3, 3, 3, NEUTRAL, NEUTRAL, NEUTRAL, 3]


@pytest.mark.parametrize(
    ("text", "share", "language"),
    [("great!", 1.0, "en"), ("great!", 0.7, None), ("génial!", 1.0, None), ("wow", 1.0, "en")],
)
def test_a_short_text_is_english_only_if_its_words_are(text, share, language):
    english = Stub()
    scores = ByLanguage(english, Stub(), known(share)).score([text])
    assert scores.languages == (language,)
    assert english.asked == ([text] if language else [])
    assert scores.weights[0] == pytest.approx(1 if language else UNREAD_WEIGHT)


@pytest.mark.parametrize("text", ["great!", "Boring.", "10/10", "amazing", "Loved it!!", *ENGLISH])
def test_english_is_read(reader, text):
    scores = reader.score([text])
    assert scores.languages == ("en",)
    assert scores.positive[0] != 0.5


@pytest.mark.parametrize(
    ("text", "liked"),
    [
        ("“Masterpiece”", True),
        ("WOW 😍", True),
        ("great fun 🔥🔥", True),
        ("Boring \u2013 avoid", False),
        ("trash movie 🗑️", False),
        ("Absolute trash 💩💩", False),
    ],
)
def test_marks_and_emoji_do_not_hide_short_english(reader, text, liked):
    scores = reader.score([text])
    assert scores.languages == ("en",)
    assert scores.weights.tolist() == [1]
    assert (scores.positive[0] > 0.7) == liked
    assert (scores.positive[0] < 0.3) != liked


@pytest.mark.parametrize("language", UNSUPPORTED)
def test_what_nobody_reads_is_unknown_and_never_an_english_guess(reader, language):
    scores = reader.score(UNSUPPORTED[language])
    assert scores.positive.tolist() == [0.5, 0.5]
    assert scores.weights == pytest.approx([UNREAD_WEIGHT] * 2)
    assert scores.names == ("Neutral", "Neutral")


@pytest.mark.parametrize("language", PROBES)
def test_raves_and_pans_are_told_apart_without_naming_the_language(reader, language):
    rave, pan = reader.score(PROBES[language]).positive
    assert rave > 0.55
    assert pan < 0.45


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "...", "!?!?", "--", "\ud800", "___", "1234567"]
)
def test_what_says_nothing_counts_for_nothing(reader, text):
    scores = reader.score([text])
    assert scores.positive.tolist() == [0.5]
    assert scores.weights.tolist() == [0]
    assert scores.names == ("Neutral",)


@pytest.mark.parametrize(
    ("text", "liked"),
    [("👍👍👍", True), ("😍", True), ("❤️", True), ("👎", False), ("🤮 💩", False)],
)
def test_emoji_alone_are_read_by_what_they_show(reader, text, liked):
    scores = reader.score([text])
    assert (scores.positive[0] > 0.7) == liked
    assert (scores.positive[0] < 0.3) != liked
    assert scores.weights.tolist() == [1]
    assert scores.languages == (None,)


def test_the_version_changes_with_every_part():
    parts = [("a", "b"), ("a2", "b"), ("a", "b2")]
    versions = {ByLanguage(Stub(e), Stub(o), known(1.0)).version for e, o in parts}
    assert len(versions) == len(parts)
    assert ByLanguage(Stub("a"), Stub("b"), known(0.1)).version in versions


def test_progress_counts_up_to_all_texts():
    told = []
    texts = [*ENGLISH, *PROBES["fr"], *UNSUPPORTED["sv"]]
    ByLanguage(Stub(), Stub(), known(1.0)).score(texts, lambda *step: told.append(step))
    assert [step for step, _, _ in told] == ["sentiment"] * len(told)
    assert [n for _, n, _ in told] == sorted(n for _, n, _ in told)
    assert told[-1][1:] == (len(texts), len(texts))


def test_no_texts_have_no_scores(reader):
    assert len(reader.score([])) == 0


MANY = [*ENGLISH, "", "👎", *(text for row in (PROBES | UNSUPPORTED).values() for text in row)]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(MANY) | st.text(max_size=30), max_size=8))
def test_order_and_company_change_nothing(reader, texts):
    together = reader.score(texts)
    assert ((together.positive >= 0) & (together.positive <= 1)).all()
    assert ((together.weights >= 0) & (together.weights <= 1)).all()
    for row, text in enumerate(texts):
        alone = reader.score([text])
        assert alone.positive[0] == pytest.approx(together.positive[row], abs=1e-6)
        assert alone.weights[0] == together.weights[row]
        assert alone.languages[0] == together.languages[row]
