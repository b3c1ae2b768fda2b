import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.ranking.evidence import CHANCE, LEAST, weigh

NAMES = ("audience", "text", "genres")
#: Sum of float32 parts against what they were made of.
ROUNDING = 4 * np.finfo(np.float32).eps


@st.composite
def told(draw, most: float = 1e6):
    """Evidence of some candidates: nothing, a little, a lot, for and against."""
    n = draw(st.integers(0, 12))
    values = st.sampled_from([0.0, LEAST, most, -most]) | st.floats(-30, 30, width=32)
    return {name: draw(hnp.arrays(np.float32, n, elements=values)) for name in NAMES}


def places(evidence):
    return np.arange(3, 3 + len(evidence["text"]), dtype=np.int32)


def sums(candidates):
    """Sum of the parts of each candidate, and the largest of them."""
    parts = np.zeros((len(candidates.scores) + 1, len(candidates.indices)))
    for row, values in zip(parts, candidates.scores.values(), strict=False):
        row[:] = values
    return parts.sum(axis=0), np.abs(parts).max(axis=0)


@given(evidence=told())
def test_parts_sum_to_odds_against_the_best(evidence):
    candidates = weigh(places(evidence), evidence)
    total = np.sum([values.astype(np.float64) for values in evidence.values()], axis=0)
    odds = np.exp(total - total.max(initial=-np.inf))
    parts, largest = sums(candidates)
    np.testing.assert_array_less(np.abs(parts - odds), ROUNDING * np.maximum(largest, 1) + 1e-9)
    np.testing.assert_array_less(
        np.abs(candidates.relevance - odds), ROUNDING * np.maximum(largest, 1) + 1e-9
    )
    assert set(candidates.weights.values()) <= {1.0}
    np.testing.assert_array_equal(candidates.indices, places(evidence))


@given(evidence=told(most=20))
def test_the_best_has_one_and_the_order_is_that_of_the_evidence(evidence):
    candidates = weigh(places(evidence), evidence)
    if not len(candidates.indices):
        return
    total = np.sum([values.astype(np.float64) for values in evidence.values()], axis=0)
    _, largest = sums(candidates)
    slack = float(ROUNDING * max(largest.max(), 1))
    relevance = candidates.relevance
    assert relevance.max() == pytest.approx(1, abs=slack)
    assert (np.diff(relevance[np.argsort(total, kind="stable")]) >= -2 * slack).all()
    assert not np.isnan(relevance).any()


@given(evidence=told(), data=st.data())
def test_filters_change_no_score(evidence, data):
    n = len(places(evidence))
    allowed = np.ones(n + 3, dtype=np.bool_)
    allowed[3:] = data.draw(hnp.arrays(np.bool_, n))
    whole, some = weigh(places(evidence), evidence), weigh(places(evidence), evidence, allowed)
    kept = allowed[3:]
    np.testing.assert_array_equal(some.indices, whole.indices[kept])
    np.testing.assert_array_equal(some.relevance, whole.relevance[kept])
    assert some.scores.keys() == whole.scores.keys()
    for name, values in some.scores.items():
        np.testing.assert_array_equal(values, whole.scores[name][kept])


def test_what_a_filter_brings_in_moves_no_other_and_counts_as_the_best_at_most():
    evidence = {"text": np.array([1, 3, 2], dtype=np.float32)}
    found = weigh(
        np.arange(3, dtype=np.int32), evidence, usual=np.array([True, False, True], dtype=np.bool_)
    )
    np.testing.assert_allclose(found.relevance, [np.exp(-1), 1, 1], rtol=1e-6)


def test_shares_of_the_score_are_those_of_the_evidence():
    evidence = {
        "audience": np.array([3, 1], dtype=np.float32),
        "text": np.array([1, 2], dtype=np.float32),
    }
    found = weigh(np.arange(2, dtype=np.int32), evidence)
    np.testing.assert_allclose(found.scores["audience"], [0.75, np.exp(-1) / 3], rtol=1e-6)
    np.testing.assert_allclose(found.scores["text"], [0.25, 2 * np.exp(-1) / 3], rtol=1e-6)


def test_what_evidence_lacks_is_chance_and_silent_signals_are_left_out():
    evidence = {
        "audience": np.zeros(2, dtype=np.float32),
        "text": np.array([0, -1], dtype=np.float32),
    }
    found = weigh(np.arange(2, dtype=np.int32), evidence)
    assert set(found.scores) == {"text", CHANCE}
    assert found.scores["text"][0] == 0
    np.testing.assert_allclose(found.scores[CHANCE], [1, np.exp(-1) * 21], rtol=1e-5)
    np.testing.assert_allclose(found.relevance, [1, np.exp(-1)], rtol=1e-5)


def test_next_to_no_evidence_is_told_as_chance():
    evidence = {"text": np.array([LEAST / 100], dtype=np.float32)}
    found = weigh(np.zeros(1, dtype=np.int32), evidence)
    assert found.scores["text"].item() == pytest.approx(0.01, rel=1e-5)
    assert found.scores[CHANCE].item() == pytest.approx(0.99, rel=1e-5)


def test_no_candidates_are_no_candidates():
    found = weigh(np.empty(0, dtype=np.int32), {"text": np.empty(0, dtype=np.float32)})
    assert len(found.indices) == len(found.relevance) == 0
