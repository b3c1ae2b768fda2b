import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation.sentiment.intervals import (
    balanced,
    by_group,
    mean_of,
    share_by_group,
    wilson,
)
from matinee.evaluation.sentiment.tables import Estimate


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17, 1998, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_have_the_published_intervals(right, n, low, high):
    found = wilson(right, n)
    assert found.value == right / n
    assert found.low == pytest.approx(low, abs=0.0001)
    assert found.high == pytest.approx(high, abs=0.0001)


@given(st.integers(1, 10_000), st.data())
def test_a_share_lies_in_its_interval(n, data):
    right = data.draw(st.integers(0, 2 * n)) / 2
    found, other = wilson(right, n), wilson(n - right, n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    assert found.low == pytest.approx(1 - other.high, abs=1e-12)


def test_no_case_is_no_share():
    with pytest.raises(DataError, match="at least 1 case, not 0"):
        wilson(0, 0)
    with pytest.raises(DataError, match="at least 1 figure, not 0"):
        mean_of([])


def test_a_mean_of_four_alike_is_half_as_unsure():
    found = mean_of([Estimate(0.8, 0.7, 0.86)] * 4)
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.75, 0.83))


def test_the_two_sides_count_alike_however_many_there_are():
    positive = np.array([True] * 90 + [False] * 10)
    right = np.where(positive, 1.0, 0.0).astype(np.float32)
    found = balanced(right, positive)
    assert found.value == 0.5
    assert found.low < 0.5 < found.high


def test_reviews_of_one_movie_are_no_independent_cases():
    # thirty movies of forty reviews, each movie read all right or all wrong
    groups = np.repeat(np.arange(30), 40).astype(np.int32)
    right = (groups % 3 > 0).astype(np.float32)
    found, naive = share_by_group(right, groups), wilson(float(right.sum()), len(right))
    assert found.value == pytest.approx(2 / 3)
    by_movie = math.sqrt(2 / 9 / 30) * 1.96
    assert found.high - found.low == pytest.approx(2 * by_movie, rel=0.15)
    assert found.high - found.low > 4 * (naive.high - naive.low)


def test_groups_of_one_give_what_independent_cases_give():
    right = np.array([1.0] * 400 + [0.0] * 100, dtype=np.float32)
    found = share_by_group(right, np.arange(500, dtype=np.int32))
    wanted = wilson(400, 500)
    assert found.low == pytest.approx(wanted.low, abs=0.01)
    assert found.high == pytest.approx(wanted.high, abs=0.01)


def test_the_interval_of_a_biased_figure_is_turned_around():
    # the distance of a mean from 0.5 is larger in every draw of fair coins: that is no news
    sides = np.array([1.0, -1.0] * 200)

    def distance(draws):
        return np.abs(draws @ sides) / draws.sum(axis=1)

    found = by_group(distance, np.arange(400, dtype=np.int32))
    assert found.value == 0
    assert found.low == 0
    assert found.high == 0


def test_the_same_seed_draws_the_same():
    groups = np.arange(50, dtype=np.int32)
    right = (groups % 2).astype(np.float32)
    assert share_by_group(right, groups) == share_by_group(right, groups)
    assert share_by_group(right, groups) != share_by_group(right, groups, seed=1)


def test_movies_with_many_reviews_make_no_spread_of_their_own():
    groups = np.repeat(np.arange(8), [1, 2, 4, 8, 16, 32, 64, 128]).astype(np.int32)
    found = share_by_group(np.ones(255, dtype=np.float32), groups)
    assert (found.value, found.low, found.high) == (1, 1, 1)
