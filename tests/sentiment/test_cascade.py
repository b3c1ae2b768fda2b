import json
from itertools import pairwise
from math import log, log1p
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import ArtifactError, ConfigError
from matinee.sentiment import LABELS
from matinee.sentiment.cascade import Blend, Cascade, read_blend

BLEND = Blend(
    weights=(0.5, 2.0, 0.1, 0.25, -0.5, 0.2),
    short=0,
    short_doubt=0.9,
    thresholds=(0.2, 0.4, 0.6, 0.8),
)
SHORT = Blend(weights=BLEND.weights, short=100, short_doubt=0.9, thresholds=BLEND.thresholds)


class Asked:
    """A transformer that says 1.5 of praise and -1.5 of the rest, and keeps what it was asked."""

    version = "asked-1"

    def __init__(self):
        self.calls = []

    def log_odds(self, texts):
        self.calls.append(list(texts))
        return np.array([1.5 if "fine" in text else -1.5 for text in texts], dtype=np.float32)

    @property
    def texts(self):
        return [text for call in self.calls for text in call]


def build(toy, doubt, blend=BLEND):
    asked: Any = Asked()
    return Cascade(toy, asked, doubt, blend=blend)


def odds(p: float) -> float:
    return log(p / (1 - p))


# by the toy model: "good" is praise for sure, "movie" says little
SURE, UNSURE = "good", "movie"


def test_only_what_the_linear_tier_doubts_is_sent(toy):
    cascade = build(toy, 0.9)
    linear = toy.score([SURE, UNSURE]).positive
    found = cascade.score([SURE, UNSURE]).positive
    assert linear[0] > 0.9 > max(linear[1], 1 - linear[1])
    assert cascade.transformer.texts == [UNSURE]
    assert found[0] == linear[0]
    assert found[1] != linear[1]


def test_the_blend_by_hand(toy):
    cascade = build(toy, 1.0)
    a, n = odds(float(toy.score(["movie fine"]).positive[0])), log1p(1)
    both = 0.5 * a + 2.0 * 1.5 + 0.1 + n * (0.25 * a - 0.5 * 1.5 + 0.2)
    found = float(cascade.score(["movie fine"]).positive[0])
    assert odds(found) == pytest.approx(both, rel=1e-4)


def test_emoji_count_in_full_beside_the_blend_and_little_known_words_draw_it_to_a_half(toy):
    cascade = build(toy, 1.0)
    plain, loud, strange = (
        odds(float(cascade.score([text]).positive[0]))
        for text in ("movie fine", "movie fine 👍", "movie fine x y")
    )
    assert loud == pytest.approx(plain + 2.0, rel=1e-4)
    # one word in four is known, a half would count in full
    a = odds(float(toy.score(["movie"]).positive[0])) / 2
    n = log1p(1)
    both = 0.5 * a + 2.0 * 1.5 + 0.1 + n * (0.25 * a - 0.5 * 1.5 + 0.2)
    assert strange == pytest.approx(both / 2, rel=1e-4)


def test_without_doubt_the_transformer_is_never_asked(toy):
    texts = [SURE, UNSURE, "", "not good", "zzz"]
    for blend in (BLEND, SHORT):
        cascade = build(toy, 0.5, blend)
        assert cascade.score(texts).positive.tolist() == toy.score(texts).positive.tolist()
        assert cascade.transformer.calls == []


def test_in_full_doubt_everything_is_sent_that_tells_something(toy):
    cascade = build(toy, 1.0)
    scores = cascade.score([SURE, "", UNSURE, "zzz", "👍", "  "])
    assert cascade.transformer.texts == [SURE, UNSURE]
    assert scores.weights.tolist() == [1, 0, 1, 0, 1, 0]
    assert [scores.names[row] for row in (1, 3, 5)] == ["Neutral"] * 3
    assert scores.positive[[1, 3, 5]].tolist() == [0.5] * 3


def test_short_texts_are_sent_at_less_doubt(toy):
    p = float(toy.score([UNSURE]).positive[0])
    assert 0.6 < p < 0.9
    for blend, sent in ((BLEND, []), (SHORT, [UNSURE])):
        cascade = build(toy, 0.6, blend)
        cascade.score([UNSURE])
        assert cascade.transformer.texts == sent


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([SURE, UNSURE, "not good", "good movie fine", "", "👎 movie"])),
    st.sampled_from([0.5, 0.7, 0.9, 1.0]),
)
def test_one_reading_gives_every_doubt(toy, texts, doubt):
    tiers = build(toy, 0.5, SHORT).tiers(texts, doubt=1)
    sent = tiers.sent(doubt, SHORT.short_doubt)
    expected = build(toy, doubt, SHORT).score(texts)
    assert np.where(sent, tiers.blended, tiers.linear).tolist() == expected.positive.tolist()


def test_a_rising_doubt_never_sends_less(toy):
    tiers = build(toy, 1.0, SHORT).tiers([SURE, UNSURE, "not good", "good movie", "not", "good x"])
    sent = [tiers.sent(doubt, 0.9) for doubt in (0.5, 0.6, 0.8, 0.95, 1.0)]
    assert [int(one.sum()) for one in sent] == sorted(int(one.sum()) for one in sent)
    assert all((less <= more).all() for less, more in pairwise(sent))


def test_many_texts_are_read_in_batches_and_told(toy):
    cascade, told = build(toy, 1.0), []
    texts = [f"{'good ' * (row % 3)}movie" for row in range(2500)]
    scores = cascade.score(texts, lambda *step: told.append(step))
    assert [done for _, done, _ in told] == [1024, 2048, 2500]
    assert {step for step, _, _ in told} == {"sentiment"}
    assert max(map(len, cascade.transformer.calls)) <= 1024
    assert scores.positive.tolist() == build(toy, 1.0).score(texts[::-1]).positive.tolist()[::-1]


def test_no_texts_give_no_scores(toy):
    assert len(build(toy, 0.9).score([])) == 0


def test_the_version_names_all_that_changes_scores(toy):
    versions = {
        build(toy, 0.9).version,
        build(toy, 0.8).version,
        build(toy, 0.9, SHORT).version,
    }
    other = build(toy, 0.9)
    other.transformer.version = "asked-2"
    assert len(versions) == 3
    assert all(toy.version in one and "asked-1" in one for one in versions)
    assert build(toy, 0.9).version == build(toy, 0.9).version


@pytest.mark.parametrize("doubt", [0.49, 1.01, -1.0, float("nan")])
def test_a_doubt_out_of_range_is_refused(toy, doubt):
    with pytest.raises(ConfigError, match=r"sentiment_doubt must be 0\.5 to 1"):
        build(toy, doubt)


GOOD = {
    "format": 1,
    "kind": "cascade",
    "weights": [0.5, 2, 0.1, 0.25, -0.5, 0.2],
    "short": 0,
    "short_doubt": 0.9,
    "thresholds": [0.2, 0.4, 0.6, 0.8],
}


def test_a_blend_survives_the_disk(tmp_path):
    (tmp_path / "cascade.json").write_text(json.dumps(GOOD), "utf-8")
    assert read_blend(tmp_path / "cascade.json") == BLEND


@pytest.mark.parametrize(
    "change",
    [{"weights": [1, 2]}, {"thresholds": [0.1] * 5}, {"short": "x"}, {"weights": [None] * 6}],
    ids=str,
)
def test_a_file_that_describes_no_cascade_is_refused(tmp_path, change):
    (tmp_path / "cascade.json").write_text(json.dumps(GOOD | change), "utf-8")
    with pytest.raises(ArtifactError, match="does not describe a cascade"):
        read_blend(tmp_path / "cascade.json")


def test_a_missing_or_newer_file_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="does not describe a cascade"):
        read_blend(tmp_path / "cascade.json")
    (tmp_path / "cascade.json").write_text(json.dumps(GOOD | {"format": 2}), "utf-8")
    with pytest.raises(ArtifactError, match="has format 2; this version reads 1"):
        read_blend(tmp_path / "cascade.json")


def test_labels_by_their_bounds():
    assert BLEND.labels(np.array([0.0, 0.2, 0.5, 0.79, 1.0])).tolist() == [0, 1, 2, 3, 4]
    assert len(LABELS) == 5
