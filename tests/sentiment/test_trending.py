import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from matinee.errors import DataError
from matinee.sentiment.trending import LEAST, LEAST_RATIO, expected, find_trends, ratio_low

counts = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), min_size=1, max_size=30).map(
    lambda rows: np.array(rows).T
)


def test_a_movie_far_above_its_past_trends():
    before, recent = np.full(500, 20.0), np.full(500, 2.0)
    recent[7] = 25
    found = find_trends(before, recent)
    assert found.indices.tolist() == [7]
    assert found.n_recent.tolist() == [25]
    # nearly all movies are alike, so each is expected to be talked about as much as the mean
    assert found.n_expected[0] == pytest.approx(recent.mean(), rel=0.02)
    assert 2 < found.ratio_low[0] < 25 / 2


def test_what_is_always_talked_about_does_not_trend():
    before, recent = np.full(500, 10.0), np.full(500, 1.0)
    before[0], recent[0] = 5_000, 510
    assert 0 not in find_trends(before, recent).indices


def test_chance_makes_no_trends():
    rng = np.random.default_rng(0)
    usual = rng.gamma(0.5, 8, size=3_000)
    found = find_trends(rng.poisson(30 * usual), rng.poisson(usual))
    # of 3,000 movies, 150 are above their 95 % bound by chance where nothing holds them down
    assert len(found) <= 5


def test_an_import_of_everything_at_once_makes_no_trends():
    before = np.random.default_rng(0).poisson(30, 2_000)
    assert len(find_trends(before, 10 * before)) == 0
    assert len(find_trends(np.zeros(2_000), np.full(2_000, 40))) == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_words_make_no_trend(n):
    recent = np.zeros(1_000)
    recent[3] = n
    assert len(find_trends(np.zeros(1_000), recent)) == 0


def test_three_words_of_a_new_movie_are_a_hint():
    recent = np.zeros(1_000)
    recent[3], recent[4] = LEAST, 12
    found = find_trends(np.zeros(1_000), recent)
    assert found.indices.tolist() == [4, 3]
    assert 1 < found.ratio_low[1] < LEAST


def test_more_evidence_of_the_same_ratio_is_surer():
    before = np.full(400, 100.0)
    recent = np.full(400, 10.0)
    before[0], recent[0] = 1_000, 300
    before[1], recent[1] = 100, 30
    found = find_trends(before, recent)
    assert found.indices.tolist() == [0, 1]
    assert found.ratio_low[0] > found.ratio_low[1]


def test_nothing_at_all():
    assert len(find_trends([], [])) == 0
    assert len(find_trends([5, 0], [0, 0])) == 0


def test_the_lower_end_is_the_posteriors():
    recent, usual = np.array([10.0, 0, 1, 2, 0, 1]), np.array([2.0, 1, 1, 1, 1, 1])
    low = ratio_low(recent, usual)
    # of the same c for all: the first two tell it, up to the quantile's inverse
    shapes = np.linspace(1, 50, 20_000)
    c = shapes[np.argmin(np.abs(gamma.ppf(0.05, shapes + 10, scale=1 / (shapes + 2)) - low[0]))]
    np.testing.assert_allclose(low, gamma.ppf(0.05, c + recent, scale=1 / (c + usual)), rtol=2e-3)


@settings(deadline=None, max_examples=40)
@given(counts)
def test_expected_numbers_add_up_to_all_that_is_said(rows):
    before, recent = rows.astype(float)
    usual = expected(before, recent.sum())
    assert usual.sum() == pytest.approx(recent.sum())
    # whoever was talked about more is expected to be talked about more
    assert (np.diff(usual[np.argsort(before, kind="stable")]) >= -1e-9).all()


@settings(deadline=None, max_examples=40)
@given(counts)
def test_trends_are_few_enough_large_enough_and_in_order(rows):
    found = find_trends(*rows)
    assert (found.n_recent >= LEAST).all()
    assert (found.ratio_low >= LEAST_RATIO).all()
    assert (found.n_recent > found.n_expected).all()
    assert (np.diff(found.ratio_low) <= 0).all()
    assert len(found) < max(2, rows.shape[1])


@settings(deadline=None, max_examples=40)
@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_movies_does_not_matter(rows, random):
    places = list(range(rows.shape[1]))
    random.shuffle(places)
    found, mixed = find_trends(*rows), find_trends(*rows[:, places])
    assert sorted(found.ratio_low) == pytest.approx(sorted(mixed.ratio_low))
    assert {places[index] for index in mixed.indices} == set(found.indices.tolist())


def test_wrong_numbers_are_refused():
    with pytest.raises(DataError, match="one entry a movie"):
        find_trends([1, 2], [1])
    with pytest.raises(DataError, match="0 or more"):
        find_trends([-1], [1])
