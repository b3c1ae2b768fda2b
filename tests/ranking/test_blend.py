from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.ranking import blend, gather
from matinee.ranking.blend import to_unit

scores = hnp.arrays(
    np.float32,
    st.integers(3, 40),
    elements=st.one_of(st.just(np.float32(-np.inf)), st.floats(-50, 50, width=32)),
)


@given(scores)
def test_unit_scale_stays_in_bounds_and_keeps_the_order(values):
    unit = to_unit(values)
    assert unit.min() >= 0
    assert unit.max() <= 1
    known = values > -np.inf
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(unit[known][order]) >= 0).all()
    assert (unit[~known] == 0).all()


def test_best_known_movie_is_one_and_the_median_is_zero():
    values = np.array([1, 2, 3, 4, 7], dtype=np.float32)
    assert to_unit(values).tolist() == [0, 0, 0, 0.25, 1]


def test_where_a_model_knows_few_movies_its_zero_is_no_opinion():
    values = np.array([-np.inf, -np.inf, -np.inf, -np.inf, 0.5, 1], dtype=np.float32)
    assert to_unit(values).tolist() == [0, 0, 0, 0, 0.5, 1]
    only_one = np.array([-np.inf, -np.inf, 0.2], dtype=np.float32)
    assert to_unit(only_one).tolist() == [0, 0, 1]


def test_excluded_movies_and_unknown_ones_are_no_candidates():
    text = np.array([9, 1, 2, 3, 4], dtype=np.float32)
    people = np.array([9, -np.inf, -np.inf, -np.inf, 5], dtype=np.float32)
    found = gather({"about": text, "audience": people}, {"about": 1, "audience": 1}, 2, exclude=[0])
    assert found.indices.tolist() == [3, 4]


def test_a_signal_that_knows_nothing_gives_its_weight_away():
    text = np.array([0, 1, 2, 3], dtype=np.float32)
    nothing = np.full(4, -np.inf, dtype=np.float32)
    found = gather(
        {"about": text, "audience": nothing}, {"about": 0.3, "audience": 0.7}, 3, exclude=[]
    )
    assert found.weights == {"about": 1.0}
    assert found.relevance.max() == 1


def test_nothing_known_at_all_gives_no_candidates_and_no_picks():
    nothing = np.full(4, -np.inf, dtype=np.float32)
    found = gather({"about": nothing}, {"about": 1}, 3, exclude=[1])
    assert found.indices.size == 0
    assert blend(found, np.empty(0, np.float32), 5, sentiment=0.5) == []


@pytest.fixture
def five():
    values = np.array([0, 1.0, 0.8, 0.6, 0.4, 0.2, 0, 0, 0, 0, 0], dtype=np.float32)
    return gather({"about": values}, {"about": 1}, 5, exclude=[0])


def test_reception_moves_a_movie_down_and_full_weight_ranks_by_reception_alone(five):
    loved = np.ones(len(five.indices), dtype=np.float32)
    hated = loved.copy()
    hated[0] = 0
    assert blend(five, loved, 3, sentiment=0.3)[0].index == 1
    assert blend(five, hated, 3, sentiment=0.3)[0].index == 2
    assert 1 not in [pick.index for pick in blend(five, hated, 4, sentiment=1)]


def test_reception_ranks_only_among_what_fits(five):
    best_loved_last = np.linspace(0, 1, len(five.indices)).astype(np.float32)
    picks = blend(five, best_loved_last, 2, sentiment=1, pool=3)
    assert {pick.index for pick in picks} <= {1, 2, 3}


@given(scores, st.floats(0, 1), st.data())
def test_parts_add_up_to_the_score_and_scores_descend(values, sentiment, data):
    found = gather({"about": values}, {"about": 1}, 10, exclude=[0])
    low = data.draw(hnp.arrays(np.float32, len(found.indices), elements=st.floats(0, 1, width=32)))
    picks = blend(found, low, 5, sentiment=sentiment)
    for pick in picks:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score)
        assert 0 <= pick.score <= 1 + 1e-6
    told = [pick.score for pick in picks]
    assert all(a >= b - 1e-6 for a, b in pairwise(told))
    assert 0 not in [pick.index for pick in picks]
