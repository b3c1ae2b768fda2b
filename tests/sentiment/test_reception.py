from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta as beta_distribution

from matinee.data import Critics
from matinee.errors import ConfigError, DataError
from matinee.sentiment import (
    Prior,
    ReceptionConfig,
    intervals,
    lower_bound,
    posterior,
    prior,
    priors,
    reception,
    receptions,
)
from matinee.sentiment.reception import catalogue_mean, standing

critics_figures = st.builds(
    Critics,
    metacritic=st.none() | st.integers(0, 100),
    rt_average=st.none() | st.floats(0, 10),
    rt_meter=st.none() | st.integers(0, 100),
    rt_reviews=st.none() | st.integers(1, 400),
)
counts = st.floats(0.05, 5_000)
evidence = st.integers(0, 2_000).flatmap(lambda n: st.tuples(st.just(n), st.floats(0, n)))


def odds_of(critics: Critics) -> float:
    before = prior(critics)
    return log(before.alpha / before.beta)


@pytest.mark.parametrize(
    ("critics", "odds"),
    [
        (Critics(rt_average=8.0, rt_reviews=10), 1.12),
        (Critics(metacritic=60), 0.20),
        (Critics(metacritic=85), 0.20 + 0.975),
        # 98 of 98 fresh and one more of each: log-odds log 99
        (Critics(rt_meter=100, rt_reviews=98), -0.25 + 0.56 * log(99)),
        (Critics(rt_average=8.0, metacritic=60, rt_reviews=10), (3 * 1.12 + 0.20) / 4),
    ],
)
def test_each_figure_maps_to_its_log_odds(critics, odds):
    assert odds_of(critics) == pytest.approx(odds)


def test_prior_strength_grows_with_critics_up_to_eight():
    strengths = [
        sum(prior(Critics(rt_average=7.0, rt_reviews=n))[:2]) for n in (1, 5, 15, 100, 100_000)
    ]
    # 8 * 15 / 30 in the middle; the least is that of a movie without critics
    assert strengths[0] == strengths[1] == pytest.approx(2.0)
    assert strengths[2] == pytest.approx(4.0)
    assert strengths[2] < strengths[3] < strengths[4] < 8


@pytest.mark.parametrize(
    ("critics", "n_critics"),
    [
        (Critics(), 0),
        (Critics(rt_reviews=30), 0),
        (Critics(metacritic=50), 4),
        (Critics(rt_meter=50), 5),
        (Critics(rt_meter=50, rt_reviews=33), 33),
        (Critics(metacritic=50, rt_average=5.0, rt_reviews=2), 4),
    ],
)
def test_critics_are_counted_once(critics, n_critics):
    assert prior(critics).n_critics == n_critics


def test_without_critics_the_catalogue_speaks_softly():
    config = ReceptionConfig(catalogue_mean=0.7, unknown_strength=3.0)
    assert prior(Critics(), config) == pytest.approx((2.1, 0.9, 0))


@given(critics_figures, st.sampled_from(["metacritic", "rt_average", "rt_meter"]))
def test_a_better_figure_never_lowers_the_prior(critics, name):
    figures = {field: getattr(critics, field) for field in Critics.__slots__}
    worse, better = (Critics(**{**figures, name: value}) for value in (3, 9))
    assert odds_of(better) > odds_of(worse)


@given(st.lists(critics_figures, max_size=6))
def test_priors_agree_with_one_by_one_in_any_order(many):
    for rows in (many, many[::-1]):
        alpha, beta, n_critics = priors(rows)
        expected = np.array([prior(one) for one in rows]).reshape(-1, 3)
        np.testing.assert_allclose(np.stack([alpha, beta, n_critics], axis=1), expected, rtol=1e-6)


def test_catalogue_mean_is_over_movies_with_critics():
    # log-odds 0 is one half
    assert catalogue_mean([Critics(rt_average=6.0), Critics()]) == pytest.approx(0.5)
    assert catalogue_mean([Critics()]) == ReceptionConfig().catalogue_mean


def test_posterior_adds_soft_counts():
    assert posterior(Prior(2.0, 1.0, 5), 10, 7.5) == (9.5, 3.5)


def test_posterior_forgives_rounding_only():
    assert posterior(Prior(1.0, 1.0, 0), 3, 3.00001) == (4.0, 1.0)
    for wrong in (3.1, -0.1, float("nan")):
        with pytest.raises(DataError, match="sum_positive must be 0 to 3"):
            posterior(Prior(1.0, 1.0, 0), 3, wrong)


@given(critics_figures, evidence, st.floats(0, 1))
def test_more_positive_evidence_never_lowers_anything(critics, given_evidence, share):
    n, positive = given_evidence
    more = positive + share * (n - positive)
    less_liked = reception(*posterior(prior(critics), n, positive))
    more_liked = reception(*posterior(prior(critics), n, more))
    # float32 keeps seven digits
    assert more_liked.mean >= less_liked.mean - 1e-6
    assert more_liked.low >= less_liked.low - 1e-6
    assert more_liked.high >= less_liked.high - 1e-6


@given(counts, counts)
def test_the_interval_contains_the_mean(alpha, beta):
    found = reception(alpha, beta)
    assert 0 <= found.low <= found.mean <= found.high <= 1


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 1.0), (2.5, 7.0), (300.0, 20.0)])
def test_the_interval_holds_nine_tenths(alpha, beta):
    found = reception(alpha, beta)
    curve = beta_distribution(alpha, beta)
    assert curve.cdf(found.low) == pytest.approx(0.05, abs=1e-5)
    assert curve.cdf(found.high) == pytest.approx(0.95, abs=1e-5)
    assert found.mean == pytest.approx(alpha / (alpha + beta))


def test_a_flat_posterior_by_hand():
    mean, low, high = intervals([1.0], [1.0], ReceptionConfig(interval=0.5))
    assert (mean[0], low[0], high[0]) == pytest.approx((0.5, 0.25, 0.75))


@given(st.lists(st.tuples(counts, counts, st.integers(0, 99), st.integers(0, 99)), max_size=6))
def test_many_agree_with_one_by_one_in_any_order(rows):
    for ordered in (rows, rows[::-1]):
        columns = np.array(ordered, dtype=float).reshape(-1, 4).T
        n_reviews, n_critics = columns[2].astype(int), columns[3].astype(int)
        found = receptions(columns[0], columns[1], n_reviews, n_critics)
        assert found == [reception(*row) for row in ordered]
        lows = [one.low for one in found]
        assert lower_bound(columns[0], columns[1]).tolist() == lows


def test_three_raves_do_not_beat_three_hundred_good_reviews():
    raves = posterior(prior(Critics()), 3, 2.97)
    good = posterior(prior(Critics()), 300, 240.0)
    low = lower_bound([raves[0], good[0]], [raves[1], good[1]])
    assert low[0] < low[1]
    # and the plain mean would have said the same of raves as of good reviews, or more
    assert raves[0] / sum(raves) > good[0] / sum(good)


def test_twenty_angry_reviews_outweigh_the_critics():
    before = prior(Critics(metacritic=73, rt_average=7.0, rt_meter=87, rt_reviews=129))
    calm = reception(before.alpha, before.beta, 0, before.n_critics)
    angry = reception(*posterior(before, 20, 0.6), 20, before.n_critics)
    assert calm.mean > 0.6
    assert angry.high < calm.low


def test_known_tells_whether_anyone_spoke():
    assert not reception(1.0, 1.0).known
    assert reception(1.0, 1.0, n_reviews=1).known
    assert reception(1.0, 1.0, n_critics=1).known


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_counts_must_be_positive_and_finite(wrong):
    with pytest.raises(DataError, match="alpha must be above 0 and finite"):
        lower_bound([1.0, wrong], [1.0, 1.0])
    with pytest.raises(DataError, match="beta must be above 0 and finite"):
        intervals([1.0], [wrong])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("critics_strength", 0.0),
        ("critics_half", -1.0),
        ("unknown_strength", 0.0),
        ("catalogue_mean", 1.0),
        ("interval", 0.0),
    ],
)
def test_a_config_out_of_range_is_refused(name, wrong):
    with pytest.raises(ConfigError, match=f"{name} must be"):
        ReceptionConfig(**{name: wrong})


def test_three_raves_do_not_stand_above_three_hundred_good_reviews():
    raves, many = standing([2 + 3], [2]), standing([2 + 240], [2 + 60])
    assert raves[0] < many[0]


def test_sure_dislike_stands_far_below_what_nobody_knows():
    unknown, hated = standing([1.0, 5.0], [1.0, 25.0])
    assert hated < unknown - 0.5


@given(st.floats(0.1, 500), st.floats(0.1, 500))
def test_one_more_dislike_never_raises_the_standing(alpha, beta):
    before, after = standing([alpha, alpha], [beta, beta + 1])
    assert after <= before + 1e-6
