import math

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation.measures import ACCURACY
from matinee.evaluation.metrics import (
    average_precision,
    hit_rate,
    mark_hits,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)
from matinee.types import BoolArray, IndexArray
from tests.kit.strategies import ranked_lists
from tests.kit.worlds import to_matrix

FILLING = [ndcg, recall, hit_rate, reciprocal_rank, average_precision]
#: A perfect list gives 1; precision cannot where there are fewer targets than places.
REACHES_ONE = pytest.mark.parametrize("metric", FILLING)
METRICS = pytest.mark.parametrize("metric", [*FILLING, precision])
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
    at_hits = [place / rank for place, rank in enumerate(ranks, start=1)]
    return {
        "precision": len(ranks) / n,
        "average_precision": sum(at_hits) / min(n, len(targets)),
        "reciprocal_rank": 1 / ranks[0] if ranks else 0.0,
    }[name]


@METRICS
@given(case=ranked_lists(), n=st.integers(1, 10))
def test_equals_plain_loops_and_stays_in_bounds(metric, case, n):
    listed, targets = case
    value = metric(*marked(listed, targets), n)[0]
    assert value == pytest.approx(by_loops(metric.__name__, listed[0].tolist(), targets, n))
    assert 0 <= value <= 1 + 1e-12


@REACHES_ONE
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
    assert precision(hits, n_targets, 3)[0] == pytest.approx(2 / 3)
    assert average_precision(hits, n_targets, 3)[0] == pytest.approx((1 + 2 / 3) / 3)


#: Name in a report to that of trec_eval, and whether that divides by all targets.
TREC = {
    "ndcg": ("nDCG", False),
    "recall": ("R", True),
    "hit_rate": ("Success", False),
    "mrr": ("RR", False),
    "precision": ("P", False),
    "map": ("AP", True),
}


@pytest.mark.parametrize("name", ACCURACY)
def test_equals_trec_eval_on_random_lists(name):
    metric, n = ACCURACY[name]
    rng = np.random.default_rng(n)
    n_lists, n_movies = 60, 200
    wanted = rng.random((n_lists, n_movies)) < rng.uniform(0.005, 0.4, size=(n_lists, 1))
    wanted[:, 0] |= ~wanted.any(axis=1)
    listed = np.array([rng.permutation(n_movies)[:100] for _ in range(n_lists)], dtype=np.int32)
    for row, end in enumerate(rng.integers(1, 101, n_lists)):
        listed[row, end:] = -1
    targets = to_matrix(wanted)
    n_targets = np.diff(targets.indptr)
    ours = metric(mark_hits(listed, targets), n_targets, n)
    theirs, by_all = TREC[name.rsplit("_at_")[0]]
    judged = {
        str(row): {str(movie): 1 for movie in np.flatnonzero(liked)}
        for row, liked in enumerate(wanted)
    }
    runs = {
        str(row): {str(movie): -float(rank) for rank, movie in enumerate(movies) if movie >= 0}
        for row, movies in enumerate(listed)
    }
    measure = ir_measures.parse_measure(f"{theirs}@{n}")
    found = {each.query_id: each.value for each in ir_measures.iter_calc([measure], judged, runs)}
    assert len(found) == n_lists
    expected = np.array([found[str(row)] for row in range(n_lists)])
    if by_all:
        # ours asks for as many as could be there, theirs for all
        expected *= n_targets / np.minimum(n_targets, n)
    np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_recall_of_a_short_list_counts_what_could_be_there():
    assert recall(np.array([[True, True]]), np.array([50]), 2)[0] == 1


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
    with pytest.raises(DataError, match="one for each user, not 2"):
        mark_hits(np.zeros((2, 3), dtype=np.int32), to_matrix(np.ones((1, 3))))
