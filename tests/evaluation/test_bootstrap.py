import numpy as np
import pytest

from matinee.errors import DataError
from matinee.evaluation import Resamples


def normal(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def test_interval_of_a_mean_is_that_of_the_normal_law():
    values = 0.5 + 0.1 * normal(400)
    found = Resamples(np.arange(400)).mean(values)
    error = values.std() / np.sqrt(400)
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.2 * error)


def test_lists_of_one_user_are_drawn_together():
    # ten lists of each of forty users, all the same: no more is known than from forty lists
    values = normal(40)
    alone = Resamples(np.arange(40)).mean(values)
    together = Resamples(np.repeat(np.arange(40), 10)).mean(np.repeat(values, 10))
    as_if = Resamples(np.arange(400)).mean(np.repeat(values, 10))
    bounds = (alone.value, alone.low, alone.high)
    assert (together.value, together.low, together.high) == pytest.approx(bounds)
    assert as_if.high - as_if.low < 0.5 * (together.high - together.low)


def test_users_may_come_in_any_order_and_with_any_number():
    users, values = np.array([7, 3, 7, 9]), np.array([1.0, 2.0, 3.0, 4.0])
    order = [3, 1, 0, 2]
    assert Resamples(users).mean(values) == Resamples(users[order]).mean(values[order])


def test_absent_values_do_not_count():
    users = np.arange(6)
    some = np.array([1.0, np.nan, 3.0, np.nan, np.nan, 2.0])
    found = Resamples(users).mean(some)
    assert found.value == 2
    assert 1 <= found.low <= found.high <= 3
    assert np.isnan(Resamples(users).mean(np.full(6, np.nan)).value)


def test_weights_make_a_ratio_of_sums():
    found = Resamples(np.arange(3)).mean(np.array([1.0, 0.0, np.nan]), np.array([3, 1, 9]))
    assert found.value == 0.75
    assert (found.low, found.high) == (0, 1)


def test_one_seed_gives_one_answer():
    values, other = normal(30), normal(30, seed=1)
    one, again = (Resamples(np.arange(30), seed=5).compare(values, other) for _ in range(2))
    assert one == again
    assert Resamples(np.arange(30), seed=6).compare(values, other) != one


def test_comparison_sees_what_two_intervals_hide():
    # users differ much, the models little and always in one direction
    baseline = 1 + 0.3 * normal(200)
    better = baseline + 0.02 + 0.02 * normal(200, seed=1)
    resamples = Resamples(np.arange(200))
    assert resamples.mean(better).low < resamples.mean(baseline).high
    found = resamples.compare(better, baseline)
    gain = (better - baseline).mean()
    assert found.difference.value == pytest.approx(gain)
    assert 0 < found.difference.low < gain < found.difference.high
    assert found.relative.value == pytest.approx(gain / baseline.mean())
    assert found.relative.low == pytest.approx(found.difference.low / baseline.mean(), rel=0.2)
    assert found.p_value < 0.001


def test_comparison_turns_with_its_sides():
    values, other = normal(50), normal(50, seed=1)
    resamples = Resamples(np.arange(50))
    one, turned = resamples.compare(values, other), resamples.compare(other, values)
    assert one.difference.low == pytest.approx(-turned.difference.high)
    assert one.p_value == turned.p_value


def test_p_value_is_that_of_all_flips():
    # of the 2**5 signs two give a sum as large: all plus and all minus
    found = Resamples(np.arange(5)).compare(np.arange(1.0, 6.0), np.zeros(5))
    assert found.p_value == pytest.approx(2 / 32, abs=0.01)
    same = Resamples(np.arange(5)).compare(np.ones(5), np.ones(5))
    assert same.p_value == 1
    assert (same.difference.low, same.difference.high) == (0, 0)


def test_p_values_of_equals_are_spread_evenly():
    rng = np.random.default_rng(0)
    values = [
        Resamples(np.arange(25), n_draws=10).compare(rng.normal(size=25), rng.normal(size=25))
        for _ in range(60)
    ]
    small = np.mean([found.p_value < 0.25 for found in values])
    assert 0.1 < small < 0.4


def test_interval_of_a_relative_gain_over_nothing_is_absent():
    found = Resamples(np.arange(4)).compare(np.ones(4), np.zeros(4))
    assert found.difference.value == 1
    assert np.isnan(found.relative.value)


def test_no_lists_are_refused():
    with pytest.raises(DataError, match="a list or more"):
        Resamples(np.array([], dtype=np.int32))
