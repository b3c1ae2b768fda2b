import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import StarEase, StarEaseConfig
from matinee.models.precision import DUAL_BELOW
from matinee.models.rated import TIE_BREAK
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix, widen


def told_and_wanted(stars: np.ndarray, seen: float) -> tuple[np.ndarray, np.ndarray]:
    stretched = np.where(stars > 0, (np.clip(stars, 1, 5) - 1) / 4, 0).astype(np.float64)
    return np.where(stars > 0, seen + (1 - seen) * stretched, 0), stretched


def by_brute_force(stars: np.ndarray, reg: float, seen: float) -> np.ndarray:
    """Each movie predicted from all others by a ridge regression of its own."""
    x, y = told_and_wanted(stars, seen)
    n = stars.shape[1]
    weights = np.zeros((n, n))
    for movie in range(n):
        others = np.flatnonzero(np.arange(n) != movie)
        gram = x[:, others].T @ x[:, others] + reg * np.eye(len(others))
        weights[others, movie] = np.linalg.solve(gram, x[:, others].T @ y[:, movie])
    return weights


def dense(model: StarEase, n: int) -> np.ndarray:
    weights = np.zeros((n, n))
    weights[np.ix_(model.columns_, model.columns_)] = model.weights_.toarray()
    return weights


@settings(deadline=None)
@given(
    matrix=star_matrices(min_users=1),
    reg=st.sampled_from([0.5, 10.0, 100.0]),
    seen=st.sampled_from([0.0, 0.25, 1.0]),
)
def test_weights_are_ridge_regressions_without_the_movie_itself(matrix, reg, seen):
    stars = matrix.toarray()
    model = StarEase(StarEaseConfig(reg=reg, seen=seen)).fit(matrix)
    expected = by_brute_force(stars, reg, seen)
    np.testing.assert_allclose(dense(model, stars.shape[1]), expected, atol=2e-5)
    told, _ = told_and_wanted(stars, seen)
    rated = stars.any(axis=0)
    scores = model.score(matrix)
    np.testing.assert_allclose(scores[:, rated], (told @ expected)[:, rated], atol=1e-4)
    assert np.isneginf(scores[:, ~rated]).all()


@pytest.mark.parametrize("n_users", [3, 60], ids=["over users", "over movies"])
def test_both_ways_of_solving_are_the_same_regressions(n_users):
    rng = np.random.default_rng(1)
    stars = np.where(rng.random((n_users, 12)) < 0.5, rng.integers(1, 11, (n_users, 12)) / 2, 0)
    stars[0, stars.sum(axis=0) == 0] = 3
    assert (n_users <= DUAL_BELOW * 12) == (n_users == 3)
    model = StarEase(StarEaseConfig(reg=2)).fit(to_matrix(stars))
    np.testing.assert_allclose(dense(model, 12), by_brute_force(stars, 2, 0.25), atol=1e-5)


def test_both_ways_of_solving_agree_on_the_same_ratings(monkeypatch):
    config = StarEaseConfig(reg=5)
    over_movies = StarEase(config).fit(blocks())
    monkeypatch.setattr("matinee.models.star_ease.DUAL_BELOW", 100)
    over_users = StarEase(config).fit(blocks())
    np.testing.assert_allclose(dense(over_users, 15), dense(over_movies, 15), atol=1e-5)


def test_more_stars_tell_more():
    stars = np.zeros((20, 4))
    stars[:10, [0, 1]] = 5
    stars[10:, [2, 3]] = 5
    model = StarEase(StarEaseConfig(reg=1)).fit(to_matrix(stars))
    said = [model.score(to_matrix([[given, 0, 0, 0]]))[0, 1] for given in (1, 2, 3.5, 5)]
    assert (np.diff(said) > 0.1).all()
    assert said[0] == pytest.approx(0.25 * said[-1], abs=1e-5)


def test_what_is_watched_together_and_disliked_is_not_predicted_to_be_liked():
    stars = np.zeros((20, 3))
    stars[:, 0], stars[:, 1], stars[:10, 2] = 5, 1, 5
    model = StarEase(StarEaseConfig(reg=1)).fit(to_matrix(stars))
    scores = model.score(to_matrix([[5, 0, 0]]))[0]
    assert abs(scores[1]) < 0.01
    assert scores[2] > 0.3


def test_half_a_star_tells_as_much_as_one():
    model = StarEase().fit(blocks())
    scores = [model.score(to_matrix(given * np.eye(1, 15)))[0] for given in (0.5, 1)]
    np.testing.assert_array_equal(*scores)


@pytest.mark.parametrize("value", [0.5, 1.0, 3.0, 5.0])
def test_ratings_of_one_value(value):
    same = blocks()
    same.data[:] = value
    model = StarEase(StarEaseConfig(reg=1)).fit(same)
    np.testing.assert_allclose(dense(model, 15), by_brute_force(same.toarray(), 1, 0.25), atol=2e-5)
    assert (model.recommend(same, 3).indices[:, 0] >= 0).all()
    assert np.isfinite(model.score(same)).all()


def test_dislikes_alone_are_learnt_from_and_nobody_likes_anything():
    stars = to_matrix([[1, 2, 0], [0, 3, 1], [2, 0, 0]])
    model = StarEase().fit(stars)
    assert not model.likes_.any()
    assert (model.score(stars) < 0.5).all()
    assert (model.recommend(stars, 3).indices[:, 0] >= 0).all()


def test_ties_go_to_what_most_have_liked():
    stars = to_matrix([[5, 5, 3, 0], [0, 5, 3, 2], [0, 5, 3, 0]])
    scores = StarEase().fit(stars).score(to_matrix(np.zeros((1, 4))))[0]
    np.testing.assert_allclose(scores, np.array([1 / 3, 1, 0, 0]) * TIE_BREAK, rtol=1e-5)


def test_keeps_the_k_strongest_weights_of_each_movie():
    whole = dense(StarEase(StarEaseConfig(reg=1)).fit(blocks()), 15)
    model = StarEase(StarEaseConfig(reg=1, k=3)).fit(blocks())
    kept = dense(model, 15)
    assert np.diff(model.weights_.indptr).max() <= 3
    for row, strongest in zip(whole, kept, strict=True):
        places = np.argsort(-np.abs(row), kind="stable")[:3]
        expected = np.zeros(15)
        expected[places] = row[places]
        np.testing.assert_allclose(strongest, expected, atol=1e-6)


def test_takes_the_most_rated_movies_where_there_are_too_many():
    stars = to_matrix([[1, 0, 5, 5], [2, 0, 0, 5], [1, 4, 0, 3]])
    model = StarEase(StarEaseConfig(max_movies=2)).fit(stars)
    assert model.columns_.tolist() == [0, 3]
    assert model.likes_.tolist() == [0, 2]
    assert np.isneginf(model.score(stars)[:, [1, 2]]).all()


def test_state_goes_there_and_back_with_movies_that_nobody_rated():
    matrix = widen(blocks(), 2)
    model = StarEase(StarEaseConfig(k=4)).fit(matrix)
    again = StarEase(model.config).load_state(model.state())
    np.testing.assert_array_equal(again.score(matrix), model.score(matrix))
    asked = np.arange(17, dtype=np.int32)
    np.testing.assert_array_equal(
        again.contributions(matrix[[3]], asked), model.contributions(matrix[[3]], asked)
    )
