import numpy as np
import pytest
from hypothesis import given, settings

from matinee.errors import DataError, NotFittedError
from matinee.models import Biased, BiasedConfig
from matinee.models import biased as biased_room
from matinee.models.biased import MOVIE_BIAS, USER_BIAS
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix, widen


def world(seed: int = 0, n_users: int = 80, n_movies: int = 60, n_factors: int = 2):
    """Stars made of known biases and factors and a little noise, and where they are hidden."""
    rng = np.random.default_rng(seed)
    user_bias, movie_bias = rng.normal(0, 0.4, (n_users, 1)), rng.normal(0, 0.5, n_movies)
    users, movies = rng.normal(0, 0.7, (2, max(n_users, n_movies), n_factors))
    truth = 3.2 + user_bias + movie_bias + users[:n_users] @ movies[:n_movies].T
    stars = np.clip(truth + rng.normal(0, 0.2, truth.shape), 0.5, 5)
    shown = rng.random(stars.shape) < 0.5
    return stars, shown


def rmse(guesses: np.ndarray, stars: np.ndarray) -> float:
    return float(np.sqrt(np.mean((guesses - stars) ** 2)))


def test_finds_biases_and_factors_in_what_it_was_not_shown():
    stars, shown = world()
    matrix = to_matrix(stars * shown)
    found = Biased(BiasedConfig(dim=4)).fit(matrix).predict_stars(matrix)
    means = stars[shown].mean()
    user = [
        (row[seen] - means).sum() / (seen.sum() + 2) for row, seen in zip(stars, shown, strict=True)
    ]
    movie = [
        (row[seen] - means).sum() / (seen.sum() + 2)
        for row, seen in zip(stars.T, shown.T, strict=True)
    ]
    biases_alone = rmse((means + np.add.outer(user, movie))[~shown], stars[~shown])
    assert rmse(found[~shown], stars[~shown]) < 0.5 * biases_alone
    assert rmse(found[~shown], stars[~shown]) < 0.3


def test_a_new_user_is_told_as_one_it_was_fitted_with():
    stars, shown = world()
    matrix = to_matrix(stars * shown)
    model = Biased(BiasedConfig(dim=4)).fit(matrix[:70])
    found = model.predict_stars(matrix[70:])
    assert rmse(found[~shown[70:]], stars[70:][~shown[70:]]) < 0.4


@settings(deadline=None, max_examples=40)
@given(matrix=star_matrices(min_users=2))
def test_fold_in_is_the_ridge_regression_that_knows_what_is_unsure(matrix):
    model = Biased(BiasedConfig(dim=3, epochs=4)).fit(matrix)
    for user in range(matrix.shape[0]):
        history = matrix[[user]]
        precision, aim = np.diag(1 / model.variances_.astype(np.float64)), np.zeros(4)
        for movie, stars in zip(history.indices, history.data, strict=True):
            moment = model.moments_[np.searchsorted(model.columns_, movie)].astype(np.float64)
            free = [0, 2, 3, 4]
            precision += moment[np.ix_(free, free)] / model.noise_
            aim += ((stars - model.mean_) * moment[0, free] - moment[free, 1]) / model.noise_
        found = model.fold_in(history)[0]
        assert found[MOVIE_BIAS] == 1
        np.testing.assert_allclose(
            np.delete(found, MOVIE_BIAS), np.linalg.solve(precision, aim), rtol=1e-3, atol=1e-4
        )


@settings(deadline=None, max_examples=40)
@given(matrix=star_matrices())
def test_stars_are_stars(matrix):
    stars = Biased(BiasedConfig(dim=2, epochs=5)).fit(matrix).predict_stars(matrix)
    assert stars.dtype == np.float32
    assert stars.shape == matrix.shape
    assert stars.min() >= 0.5
    assert stars.max() <= 5


def test_without_a_history_it_says_the_usual_stars():
    matrix = to_matrix([[5, 1, 0], [5, 2, 0], [4, 1, 0], [5, 1, 0]])
    model = Biased(BiasedConfig(dim=1)).fit(matrix)
    stars = model.predict_stars(to_matrix(np.zeros((1, 3))))[0]
    assert 4 < stars[0] < 5
    assert 1 < stars[1] < 2.5
    # nobody rated the third
    assert stars[2] == pytest.approx(matrix.data.mean())


def test_who_gives_low_stars_is_told_low_ones():
    stars, shown = world()
    model = Biased(BiasedConfig(dim=4)).fit(to_matrix(stars * shown))
    harsh, kind_ = np.zeros((2, 1, 60))
    harsh[0, :10], kind_[0, :10] = 1, 5
    low, high = (model.predict_stars(to_matrix(row)).mean() for row in (harsh, kind_))
    assert low + 1 < high


def test_ratings_of_one_value_are_predicted():
    same = blocks()
    same.data[:] = 3.5
    np.testing.assert_allclose(Biased().fit(same).predict_stars(same), 3.5, atol=1e-3)


def test_few_ratings_are_shrunk_to_neutral():
    stars = np.zeros((30, 3))
    stars[:, 0] = 4.5
    stars[:2, 1] = 5
    stars[:, 2] = [1, 2] * 15
    model = Biased(BiasedConfig(dim=1, strength=20)).fit(to_matrix(stars))
    scores = model.score(to_matrix(np.zeros((1, 3))))[0]
    usual = model.predict_stars(to_matrix(np.zeros((1, 3))))[0]
    np.testing.assert_allclose(
        scores, (usual - 3) * np.array([30, 2, 30]) / [50, 22, 50], rtol=1e-4
    )
    assert scores[0] > scores[1] > 0 > scores[2]


def test_knows_groups_apart():
    matrix = blocks(users=30, movies=12)
    model = Biased(BiasedConfig(dim=3)).fit(matrix)
    similar = model.similar(np.arange(36, dtype=np.int32), 3).indices
    assert (similar // 12 == np.arange(36)[:, None] // 12).all()
    stars = model.predict_stars(matrix)
    groups = np.arange(90)[:, None] // 30 == np.arange(36) // 12
    assert stars[groups].mean() > 4
    assert stars[~groups].mean() < 2


def test_another_seed_is_another_start():
    one, other = (Biased(BiasedConfig(epochs=1)).fit(blocks(), rng=seed) for seed in (1, 2))
    assert np.abs(one.moments_ - other.moments_).max() > 1e-3


def test_asked_wrongly_it_says_so():
    with pytest.raises(NotFittedError):
        Biased().predict_stars(blocks())
    with pytest.raises(DataError, match="15 columns, not 17"):
        Biased().fit(blocks()).predict_stars(widen(blocks(), 2))


def test_variances_do_not_vanish(monkeypatch):
    monkeypatch.setattr(biased_room, "LEAST_VARIANCE", 0.25)
    same = blocks()
    same.data[:] = 4
    model = Biased(BiasedConfig(dim=2)).fit(same)
    assert model.noise_[0] == 0.25
    assert (model.variances_ == 0.25).all()
    assert (model.moments_[:, USER_BIAS, USER_BIAS] == 1).all()


def test_movies_that_few_have_rated_are_less_sure():
    stars, shown = world()
    shown[:, 0] = False
    shown[:2, 0] = True
    model = Biased(BiasedConfig(dim=2)).fit(to_matrix(stars * shown))
    means = model.moments_[:, USER_BIAS]
    unsure = np.einsum("mii->m", model.moments_) - (means**2).sum(axis=1)
    assert (unsure > 0).all()
    assert unsure[0] > 3 * unsure[1:].max()
