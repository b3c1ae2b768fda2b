"""How well receptions predict held-out stars, on movies whose answer is known."""

import numpy as np
import pytest

from matinee.data import Critics
from matinee.errors import DataError
from matinee.evaluation.held_out_stars import HeldOutStars, half_of
from matinee.evaluation.reception import (
    Guess,
    log_likelihood,
    reception_guess,
    reception_tables,
)
from matinee.evaluation.sentiment.tables import Estimate

RNG = np.random.default_rng(0)
N = 60


def world(n_ratings=40, n_reviews=30) -> HeldOutStars:
    """Movies that a share of viewers likes; critics are noise, raters and reviewers are not."""
    share = np.linspace(0.1, 0.9, N)
    liked = RNG.binomial(n_ratings, share, size=(2, N)).astype(float)
    rated = np.full((2, N), float(n_ratings))
    averages = RNG.permutation(np.linspace(4.0, 8.0, N))
    return HeldOutStars(
        tuple(f"tt{n:07d}" for n in range(N)),
        np.zeros(N, np.int32),
        tuple(Critics(rt_average=float(one), rt_reviews=100) for one in averages),
        rated,
        liked,
        rated * (2.0 + 2.5 * liked / rated),
        ("",) * (N * n_reviews),
        np.repeat(np.arange(N), n_reviews).astype(np.int32),
        np.full(N * n_reviews, np.nan),
    )


def verdicts(data: HeldOutStars) -> np.ndarray:
    share = np.linspace(0.1, 0.9, N)
    return np.clip(share[data.movies] + RNG.normal(0, 0.2, len(data.movies)), 0.01, 0.99)


def cells(tables, name):
    (table,) = [table for table in tables if table.name == name]
    return {row[0]: row[1:] for row in table.rows}


def test_what_is_known_better_is_shown_to_predict_better():
    data = world()
    rows = cells(reception_tables(data, verdicts(data)), "reception")
    critics, reviews, whole = (
        rows[name]
        for name in (
            "critics alone",
            "reception from critics and reviews",
            "reception from critics, reviews and ratings",
        )
    )
    assert abs(critics[0].value) < 0.35
    assert reviews[0].value > critics[0].value + 0.2
    assert whole[0].value > reviews[0].value
    assert whole[1].value < reviews[1].value < critics[1].value
    assert whole[2].value < reviews[2].value < critics[2].value


def test_every_figure_is_inside_its_interval():
    data = world()
    for table in reception_tables(data, verdicts(data), np.zeros(len(data.texts))):
        for row in table.rows:
            for cell in row[1:]:
                assert cell is None or isinstance(cell, Estimate)
                assert cell is None or cell.low <= cell.value <= cell.high


def test_a_guess_that_is_right_has_no_error():
    data = world(n_ratings=10)
    told = data.n_liked / data.n_ratings
    sure = Guess.of(1e6 * told + 1e-6, 1e6 * (1 - told) + 1e-6)
    vague = Guess.of(np.ones((2, N)), np.ones((2, N)))
    which = data.n_ratings > 0
    assert log_likelihood(data, sure, which) > log_likelihood(data, vague, which)
    # a flat prior expects each number from 0 to 10 alike
    assert log_likelihood(data, vague, which) == pytest.approx(-np.log(11))


def test_each_half_is_predicted_from_the_other_only():
    data = world()
    n = data.n_ratings.copy()
    n[0] = 0
    one_sided = HeldOutStars(
        data.imdb_ids, data.folds, data.critics, n, np.where(n > 0, data.n_liked, 0),
        data.sum_stars, (), data.movies[:0], data.stars[:0],
    )  # fmt: skip
    guess = reception_guess(one_sided)
    alone = reception_guess(one_sided, rated=False)
    np.testing.assert_array_equal(guess.share[1], alone.share[1])
    assert (guess.share[0] != alone.share[0]).mean() > 0.9


def test_wrong_columns_and_empty_worlds_are_refused():
    data = world()
    with pytest.raises(DataError, match="one probability for each review"):
        reception_tables(data, np.zeros(3))
    with pytest.raises(DataError, match="no held-out movie has 5 ratings"):
        reception_tables(world(n_ratings=4), verdicts(data))
    with pytest.raises(DataError, match="needs posterior counts"):
        log_likelihood(data, Guess(np.full((2, N), 0.5)), data.n_ratings > 0)


def test_users_are_halved():
    halves = [half_of(user) for user in range(1_000)]
    assert set(halves) == {0, 1}
    assert 450 < sum(halves) < 550
