import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.models import Ease, EaseConfig
from matinee.models import precision as precision_room
from matinee.models.precision import by_movies, by_users, invert, precision
from matinee.models.rated import to_likes
from matinee.progress import silent
from tests.kit.strategies import star_matrices
from tests.kit.worlds import to_matrix

WAYS = pytest.mark.parametrize("way", [by_movies, by_users])


@WAYS
@settings(deadline=None)
@given(matrix=star_matrices(), reg=st.sampled_from([0.5, 10.0, 250.0]))
def test_both_ways_equal_a_general_inverse(way, matrix, reg):
    likes = to_likes(matrix, 4.0)
    # a penalty for each movie, all different
    penalties = (reg * (1 + np.arange(likes.shape[1]) / 3)).astype(np.float32)
    dense = likes.toarray().astype(np.float64)
    expected = np.linalg.inv(dense.T @ dense + np.diag(penalties))
    diagonal, rows = way(likes, penalties, "ease", silent)
    np.testing.assert_allclose(diagonal, np.diag(expected), rtol=1e-4)
    whole = np.vstack([block for _, block in rows])
    np.testing.assert_allclose(whole, expected, atol=1e-4 * expected.max())


@WAYS
def test_blocks_are_numbered_by_their_first_row(way, monkeypatch):
    monkeypatch.setattr(precision_room, "BLOCK_ROWS", 3)
    likes = to_likes(_crowd(5, 8), 4.0)
    _, rows = way(likes, np.ones(8, dtype=np.float32), "ease", silent)
    found = [(start, block.shape) for start, block in rows]
    assert found == [(0, (3, 8)), (3, (3, 8)), (6, (2, 8))]


def test_few_users_are_solved_without_a_matrix_over_the_movies(monkeypatch):
    ways: list[str] = []
    for name in ("by_movies", "by_users"):
        monkeypatch.setattr(precision_room, name, lambda *_, name=name: ways.append(name))
    for n_users in (4, 5):
        precision(to_likes(_crowd(n_users, 10), 4.0), np.ones(10, dtype=np.float32))
    assert ways == ["by_users", "by_movies"]


def test_models_come_out_the_same_either_way(monkeypatch):
    # small blocks, so that more than one is put together
    monkeypatch.setattr(precision_room, "BLOCK_ROWS", 20)
    matrix = _crowd(30, 90)
    scores = []
    for bound in (0.0, 9.0):
        monkeypatch.setattr(precision_room, "DUAL_BELOW", bound)
        scores.append(Ease(EaseConfig(reg=20)).fit(matrix).score(matrix))
    np.testing.assert_allclose(scores[0], scores[1], atol=1e-4)


def test_penalties_of_nothing_are_refused_by_movies():
    with pytest.raises(DataError, match="must be larger"):
        by_movies(to_likes(_crowd(3, 9), 4.0), np.zeros(9, dtype=np.float32), "ease", silent)


def _crowd(n_users: int, n_movies: int):
    likes = np.random.default_rng(n_users).random((n_users, n_movies)) < 0.4
    likes[0] = True
    return to_matrix(np.where(likes, 5, 0))


@pytest.mark.parametrize("n", [1, 3, 7, 8, 20])
def test_inverse_is_whole_and_right(n, monkeypatch):
    monkeypatch.setattr(precision_room, "BLOCK_ROWS", 3)
    rng = np.random.default_rng(n)
    half = rng.normal(size=(2 * n, n))
    gram = (half.T @ half + np.eye(n)).astype(np.float32)
    expected = np.linalg.inv(gram.astype(np.float64))
    result = invert(gram)
    assert np.shares_memory(result, gram)
    np.testing.assert_allclose(result, expected, rtol=1e-3, atol=1e-5)
    np.testing.assert_array_equal(result, result.T)


def test_inverse_of_a_singular_matrix_is_refused():
    with pytest.raises(DataError, match="must be larger"):
        invert(np.zeros((3, 3), dtype=np.float32))
