"""What the shelf holds of audiences, all at once and one movie at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import Critics
from matinee.sentiment import ReceptionConfig
from matinee.service.shelf import Audience
from matinee.storage.activity import ReviewColumns

DAY_S = 86_400
NOW = 1_000 * DAY_S
EVERY, FIRST = np.arange(3, dtype=np.int32), np.zeros(1, dtype=np.int32)

rows = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.floats(0, 1),
        st.floats(0, 1),
        st.floats(1, 10) | st.just(float("nan")),
        st.floats(0, NOW) | st.just(float("nan")),
        st.booleans(),
    ),
    max_size=12,
).map(lambda found: sorted(found, key=lambda row: row[0]))


def audience(n_ratings=(0, 0, 0), n_liked=(0, 0, 0), **config) -> Audience:
    critics = [Critics(rt_average=7.0, rt_reviews=100), Critics(metacritic=40), Critics()]
    ratings = (np.array(n_ratings), np.full(3, 3.5, np.float32), np.array(n_liked))
    return Audience.of(critics, np.full(3, np.nan, np.float32), ratings, ReceptionConfig(**config))


def columns(found) -> ReviewColumns:
    table = np.array(found, dtype=np.float64).reshape(-1, 6)
    movie_ids, positive, weight, stars, moments, here = table.T
    return ReviewColumns(
        movie_ids.astype(np.int64), positive, weight, stars, moments, here.astype(np.bool_)
    )


def posted(n, positive=0.0, movie=0):
    return columns([(movie, positive, 1.0, float("nan"), NOW, True)] * n)


@given(rows, st.none() | st.floats(1, 900))
def test_movie_by_movie_is_as_all_at_once(found, half_life):
    together, apart = (audience(half_life_days=half_life) for _ in range(2))
    together.set_all_reviews(np.array([row[0] for row in found], int), columns(found), NOW)
    for movie in range(3):
        apart.set_reviews(movie, columns([row for row in found if row[0] == movie]), NOW)
    for name in ("n_reviews", "n_effective", "sum_positive"):
        np.testing.assert_allclose(getattr(together, name), getattr(apart, name), rtol=1e-9)
    assert [one.n_reviews for one in together.reception(EVERY)] == together.n_reviews.tolist()


def test_a_review_that_says_nothing_makes_no_movie_known():
    held = audience()
    nan = float("nan")
    held.set_reviews(2, columns([(2, 0.5, 0.0, nan, NOW, True)]), NOW)
    assert (held.reception(EVERY)[2].n_reviews, held.reception(EVERY)[2].known) == (0, False)
    held.set_reviews(2, columns([(2, 0.5, 0.0, 9.0, NOW, True)]), NOW)
    assert (held.reception(EVERY)[2].n_reviews, held.reception(EVERY)[2].known) == (1, True)


def test_one_movie_changes_and_no_other():
    held = audience()
    before = held.reception(EVERY)
    held.set_reviews(1, posted(5, movie=1), NOW)
    after = held.reception(EVERY)
    assert after[0] == before[0]
    assert after[2] == before[2]
    assert after[1].mean < before[1].mean
    held.set_reviews(1, posted(0), NOW)
    assert held.reception(EVERY) == before


def test_reviews_of_movies_that_are_not_on_the_shelf_are_left_out():
    held = audience()
    held.set_all_reviews(np.array([-1, 2]), columns([(7, 0.9, 1, 5, 0, 1), (8, 0.9, 1, 5, 0, 1)]))
    assert held.n_reviews.tolist() == [0, 0, 1]


def test_old_reviews_fade_where_a_half_life_is_set():
    old = columns([(0, 0.9, 1.0, float("nan"), NOW - 100 * DAY_S, True)])
    fading, lasting = audience(half_life_days=50), audience()
    for held, counted in ((fading, 0.25), (lasting, 1.0)):
        held.set_reviews(0, old, NOW)
        assert held.n_effective[0] == pytest.approx(counted)
        assert held.n_reviews[0] == 1


def test_ratings_are_in_the_reception_and_not_in_what_ranking_goes_by():
    none, many = audience(), audience(n_ratings=(0, 900, 900), n_liked=(0, 850, 850))
    assert [one.n_ratings for one in many.reception(EVERY)] == [0, 900, 900]
    assert many.reception_of(2).mean > none.reception_of(2).mean + 0.2
    assert many.reception_of(2).known
    np.testing.assert_array_equal(many.standing(EVERY), none.standing(EVERY))


def test_twenty_angry_reviews_outweigh_critics_and_a_thousand_ratings():
    held = audience(n_ratings=(1_000, 0, 0), n_liked=(700, 0, 0))
    calm, standing = held.reception_of(0), held.standing(FIRST)[0]
    held.set_reviews(0, posted(20, positive=0.03), NOW)
    angry = held.reception_of(0)
    assert angry.high < calm.low
    # more than relevance can make up for at a third of the weight
    assert held.standing(FIRST)[0] < standing - 1
