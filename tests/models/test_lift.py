import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import Lift, LiftConfig
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix


def by_formula(stars, shrink: float) -> np.ndarray:
    """Counted pair by pair."""
    likes = stars >= 4
    n_users = sum(likes.any(axis=1))
    n = stars.shape[1]
    links = np.zeros((n, n))
    for one in range(n):
        for other in range(n):
            both = sum(likes[:, one] & likes[:, other])
            chance = likes[:, one].sum() * likes[:, other].sum() / n_users
            if one != other:
                links[one, other] = max(np.log((both + shrink) / (chance + shrink)), 0)
    return links


@settings(deadline=None)
@given(matrix=star_matrices(), shrink=st.sampled_from([0.1, 1.0, 10.0]))
def test_links_equal_the_formula(matrix, shrink):
    stars = matrix.toarray()
    links = by_formula(stars, shrink)
    model = Lift(LiftConfig(shrink=shrink)).fit(matrix)
    found = model.score_similar(np.arange(stars.shape[1], dtype=np.int32))
    # what is 0 but for rounding may or may not be a link
    np.testing.assert_allclose(np.where(np.isfinite(found), found, 0), links, atol=1e-5)
    assert (np.isfinite(found) | (links < 1e-5)).all()


def test_users_who_like_nothing_are_no_part_of_chance():
    stars = blocks().toarray()
    more = np.vstack([stars, np.where(np.arange(15) < 5, 2.0, 0)[None].repeat(30, axis=0)])
    every = np.arange(15, dtype=np.int32)
    one, other = (Lift().fit(to_matrix(table)).score_similar(every) for table in (stars, more))
    np.testing.assert_array_equal(one, other)


def test_what_everybody_likes_has_no_start():
    # 0 and 1 are liked by the same few, and 2 by everybody
    stars = np.zeros((60, 4))
    stars[:12, [0, 1]] = 5
    stars[12:40, 3] = 5
    stars[:, 2] = 5
    similar = Lift().fit(to_matrix(stars)).similar(np.array([0, 2]), 3)
    assert similar.indices.tolist() == [[1, -1, -1], [-1, -1, -1]]


def test_a_pair_seen_often_proves_more_than_one_seen_once():
    stars = np.zeros((100, 5))
    stars[0, [0, 1]] = 5
    stars[1:21, [2, 3]] = 5
    stars[21:, 4] = 5
    links = Lift().fit(to_matrix(stars)).score_similar(np.array([0, 2], dtype=np.int32))
    few, many = links[0, 1], links[1, 3]
    assert many > 5 * few > 0


def test_keeps_the_k_largest_links():
    whole = by_formula(blocks().toarray(), 10)
    model = Lift(LiftConfig(shrink=10, k=2)).fit(blocks())
    assert np.diff(model.weights_.indptr).max() <= 2
    kept = model.weights_.toarray()
    for row, strongest in zip(whole, kept, strict=True):
        assert strongest.sum() == pytest.approx(np.sort(row)[-2:].sum(), abs=1e-5)
        np.testing.assert_allclose(strongest[strongest > 0], row[strongest > 0], atol=1e-5)
    assert (model.weights_.data > 0).all()
