import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import Critics
from matinee.errors import DataError
from matinee.sentiment import critics_ten, rating_ten, ratings_ten, shown_rating

stars = st.floats(0.5, 5)
counts = st.integers(0, 10_000)


def test_shrunk_mean_by_hand():
    # 2 (5 * 5 stars + 5 * 3.5 stars) / 10
    assert rating_ten(5.0, 5, 3.5) == pytest.approx(8.5)
    assert rating_ten(5.0, 1, 3.5, strength=1) == pytest.approx(8.5)


def test_without_ratings_it_is_the_global_mean():
    assert rating_ten(float("nan"), 0, 3.4) == pytest.approx(6.8)


@given(stars, counts, stars)
def test_shrunk_mean_lies_between_the_two_means(mean, n, overall):
    shown = rating_ten(mean, n, overall)
    assert min(mean, overall) - 1e-9 <= shown / 2 <= max(mean, overall) + 1e-9


@given(stars, counts, stars)
def test_more_ratings_bring_it_closer_to_their_mean(mean, n, overall):
    closer = abs(rating_ten(mean, n + 1, overall) - 2 * mean)
    assert closer <= abs(rating_ten(mean, n, overall) - 2 * mean) + 1e-9


@given(st.lists(st.tuples(stars, counts), max_size=8), stars)
def test_many_agree_with_one_by_one(rows, overall):
    means = np.array([mean for mean, _ in rows], dtype=np.float32)
    n = np.array([count for _, count in rows], dtype=np.int32)
    singles = [rating_ten(float(mean), int(c), overall) for mean, c in zip(means, n, strict=True)]
    assert ratings_ten(means, n, overall) == pytest.approx(singles, rel=1e-6)


def test_many_ignore_the_mean_of_nobody():
    means = np.array([np.nan, 4.0], dtype=np.float32)
    shown = ratings_ten(means, np.array([0, 5], dtype=np.int32), 3.0)
    assert shown.tolist() == [6.0, 7.0]
    assert shown.dtype == np.float32


def test_bad_counts_are_refused():
    with pytest.raises(DataError, match="number of ratings must be 0 or more, not -1"):
        rating_ten(3.0, -1, 3.5)
    with pytest.raises(DataError, match="strength must be above 0, not 0"):
        rating_ten(3.0, 1, 3.5, strength=0)


@pytest.mark.parametrize(
    ("critics", "expected"),
    [
        (Critics(), None),
        (Critics(metacritic=73), 7.3),
        (Critics(rt_average=6.1, rt_meter=10), 6.1),
        (Critics(metacritic=80, rt_average=7.0), 7.5),
        (Critics(metacritic=0, rt_average=1.0), 0.5),
        (Critics(rt_meter=50), 5.58),
    ],
)
def test_critics_on_a_ten_point_scale(critics, expected):
    assert critics_ten(critics) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("meter", [0, 100])
def test_a_meter_alone_stays_on_the_scale(meter):
    shown = critics_ten(Critics(rt_meter=meter))
    assert shown is not None
    assert 0 <= shown <= 10


def test_imdb_goes_before_audience_before_critics_before_global_mean():
    critics = Critics(metacritic=90)
    assert shown_rating(critics, 7.7, 2.0, 100) == 7.7
    assert shown_rating(critics, None, 4.0, 5, 3.0) == pytest.approx(7.0)
    assert shown_rating(critics, None, 0.0, 0, 3.0) == 9.0
    assert shown_rating(Critics(), None, 0.0, 0, 3.0) == pytest.approx(6.0)
