import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation.metrics import (
    coverage,
    hit_rate,
    mark_hits,
    ndcg,
    recall,
    reciprocal_rank,
)
from matinee.types import BoolArray, IndexArray
from tests.kit.strategies import ranked_lists
from tests.kit.worlds import to_matrix

METRICS = pytest.mark.parametrize("metric", [ndcg, recall, hit_rate, reciprocal_rank])
N_MOVIES = 12


def marked(listed: IndexArray, targets: set[int]) -> tuple[BoolArray, IndexArray]:
    wanted = np.zeros((1, N_MOVIES))
    wanted[0, sorted(targets)] = 1
    return mark_hits(listed, to_matrix(wanted)), np.array([len(targets)], dtype=np.int32)


def by_loops(name: str, listed: list[int], targets: set[int], n: int) -> float:
    """Each metric in plain words."""
    ranks = [rank for rank, movie in enumerate(listed[:n], start=1) if movie in targets]
    if name == "ndcg":
        best = sum(1 / math.log2(rank + 1) for rank in range(1, min(n, len(targets)) + 1))
        return sum(1 / math.log2(rank + 1) for rank in ranks) / best
    if name == "recall":
        return len(ranks) / min(n, len(targets))
    if name == "hit_rate":
        return float(bool(ranks))
    return 1 / ranks[0] if ranks else 0.0


@METRICS
@given(case=ranked_lists(), n=st.integers(1, 10))
def test_equals_plain_loops_and_stays_in_bounds(metric, case, n):
    listed, targets = case
    value = metric(*marked(listed, targets), n)[0]
    assert value == pytest.approx(by_loops(metric.__name__, listed[0].tolist(), targets, n))
    assert 0 <= value <= 1 + 1e-12


@METRICS
@given(case=ranked_lists(), n=st.integers(1, 8))
def test_perfect_list_gives_one(metric, case, n):
    _, targets = case
    rest = [movie for movie in range(N_MOVIES) if movie not in targets]
    perfect = np.array([[*sorted(targets), *rest]], dtype=np.int32)
    assert metric(*marked(perfect, targets), n)[0] == pytest.approx(1)


@METRICS
@given(case=ranked_lists(), n=st.integers(2, 8), data=st.data())
def test_swapping_a_miss_before_a_later_hit_never_helps(metric, case, n, data):
    listed, targets = case
    first, second = sorted(data.draw(st.permutations(range(8)))[:2])
    before = metric(*marked(listed, targets), n)[0]
    hits, n_targets = marked(listed, targets)
    if hits[0, first] and not hits[0, second]:
        hits[0, [first, second]] = hits[0, [second, first]]
        assert metric(hits, n_targets, n)[0] <= before + 1e-12


def test_by_hand():
    # places 1 and 3 of 3 hit, 3 targets: gain 1 + 1/2 of at best 1 + .63093 + 1/2
    hits, n_targets = np.array([[True, False, True]]), np.array([3])
    assert ndcg(hits, n_targets, 3)[0] == pytest.approx(1.5 / 2.13093, abs=1e-5)
    assert recall(hits, n_targets, 3)[0] == pytest.approx(2 / 3)
    assert hit_rate(hits, n_targets, 3)[0] == 1
    assert reciprocal_rank(hits, n_targets, 3)[0] == 1


def test_recall_of_a_short_list_counts_what_could_be_there():
    assert recall(np.array([[True, True]]), np.array([50]), 2)[0] == 1


def test_coverage_counts_movies_once_and_padding_never():
    assert coverage(np.array([[3, 1, -1], [1, 3, 2]], dtype=np.int32), 6) == 0.5
    assert coverage(np.full((2, 2), -1, dtype=np.int32), 6) == 0


@METRICS
def test_bad_input_is_refused(metric):
    hits = np.zeros((1, 3), dtype=bool)
    with pytest.raises(DataError, match="n must be at least 1, not 0"):
        metric(hits, np.array([1]), 0)
    with pytest.raises(DataError, match="must have a target"):
        metric(hits, np.array([0]), 3)
    with pytest.raises(DataError, match="must have 1 rows, not 2"):
        metric(hits, np.array([1, 1]), 3)


def test_other_bad_input_is_refused():
    with pytest.raises(DataError, match="n_movies must be at least 1, not 0"):
        coverage(np.zeros((1, 1), dtype=np.int32), 0)
    with pytest.raises(DataError, match="one for each user, not 2"):
        mark_hits(np.zeros((2, 3), dtype=np.int32), to_matrix(np.ones((1, 3))))
