import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import Ease, EaseConfig
from tests.kit.strategies import star_matrices
from tests.kit.worlds import checkerboard, to_matrix


def closed_form(stars: np.ndarray, reg: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The weights as the paper writes them, in float64 by a general inverse."""
    likes = (stars >= 4).astype(np.float64)
    precision = np.linalg.inv(likes.T @ likes + reg * np.eye(likes.shape[1]))
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0)
    return likes, weights, precision


@settings(deadline=None)
@given(matrix=star_matrices(min_users=2), reg=st.sampled_from([0.5, 10.0, 250.0]))
def test_scores_equal_a_general_inverse(matrix, reg):
    likes, weights, _ = closed_form(matrix.toarray(), reg)
    known = likes.any(axis=0)
    scores = Ease(EaseConfig(reg=reg)).fit(matrix).score(matrix)
    np.testing.assert_allclose(scores[:, known], (likes @ weights)[:, known], atol=1e-4)
    assert np.isneginf(scores[:, ~known]).all()


def test_similar_are_ordered_by_partial_correlation():
    matrix = checkerboard(8)
    _, _, precision = closed_form(matrix.toarray(), 2.0)
    spread = np.sqrt(np.diag(precision))
    expected = -precision / np.outer(spread, spread)
    links = (
        Ease(EaseConfig(reg=2, discount=0)).fit(matrix).score_similar(np.arange(8, dtype=np.int32))
    )
    linked = np.isfinite(links)
    np.testing.assert_allclose(links[linked], expected[linked], atol=1e-5)
    np.testing.assert_array_equal(linked, (expected > 1e-6) & ~np.eye(8, dtype=bool))


def test_discount_divides_links_by_a_power_of_likes():
    stars = to_matrix([[5, 5, 5, 0], [5, 5, 0, 0], [5, 0, 5, 0], [5, 5, 0, 0], [0, 5, 0, 5]])
    query = np.array([2, 3], dtype=np.int32)
    plain = Ease(EaseConfig(reg=1, discount=0)).fit(stars).score_similar(query)
    half = Ease(EaseConfig(reg=1, discount=0.5)).fit(stars).score_similar(query)
    linked = np.isfinite(plain)
    likes = np.broadcast_to([4, 4, 2, 1], plain.shape)
    np.testing.assert_allclose(half[linked], plain[linked] / np.sqrt(likes[linked]), rtol=1e-5)


def test_finds_the_withheld_square():
    matrix = checkerboard()
    model = Ease(EaseConfig(reg=1)).fit(matrix)
    assert model.recommend(matrix, 1).indices[:, 0].tolist() == list(range(8))


def test_keeps_the_most_liked_movies_where_there_are_too_many():
    stars = to_matrix([[5, 5, 0, 5], [5, 0, 0, 5], [0, 0, 5, 5]])
    model = Ease(EaseConfig(max_movies=2)).fit(stars)
    assert model.columns_.tolist() == [0, 3]
    assert np.isneginf(model.score(stars)[:, [1, 2]]).all()


def test_keeps_only_k_weights_of_each_movie():
    model = Ease(EaseConfig(k=2, reg=1)).fit(checkerboard())
    assert np.diff(model.weights_.indptr).max() <= 2
