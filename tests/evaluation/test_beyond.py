import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation.beyond import (
    content_vectors,
    coverage,
    exposure,
    genre_shares,
    gini,
    intra_list_diversity,
    list_means,
    miscalibration,
    popularity_percentiles,
    self_information,
)
from tests.kit.worlds import to_matrix

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=12).filter(any).map(np.array)


def test_coverage_counts_movies_once_and_padding_never():
    listed = np.array([[3, 1, -1], [1, 3, 2]], dtype=np.int32)
    assert exposure(listed, 6).tolist() == [0, 2, 1, 2, 0, 0]
    assert coverage(exposure(listed, 6)) == 0.5
    assert coverage(exposure(np.full((2, 2), -1, dtype=np.int32), 6)) == 0


def test_gini_by_hand():
    assert gini(np.array([4, 4, 4])) == 0
    assert gini(np.array([0, 0, 0, 8])) == 0.75
    # half the sum of all differences, over n times the sum
    assert gini(np.array([1, 3])) == pytest.approx(0.25)


@given(counts=COUNTS)
def test_gini_is_the_mean_difference_of_pairs(counts):
    by_pairs = np.abs(counts[:, None] - counts[None, :]).sum() / (2 * len(counts) * counts.sum())
    assert gini(counts) == pytest.approx(by_pairs)
    assert gini(counts[::-1]) == pytest.approx(gini(counts))


def test_percentiles_share_ties_and_average_a_half():
    likes = np.array([5, 0, 0, 9])
    everyone = np.ones(4, dtype=bool)
    assert popularity_percentiles(likes, everyone).tolist() == [0.625, 0.25, 0.25, 0.875]
    # movies outside are placed among the known ones
    some = np.array([True, True, False, False])
    assert popularity_percentiles(likes, some).tolist() == [0.75, 0.25, 0.25, 1]


@given(likes=COUNTS)
def test_percentiles_are_shares_in_the_order_of_likes(likes):
    percentiles = popularity_percentiles(likes, np.ones(len(likes), dtype=bool))
    assert percentiles.mean() == pytest.approx(0.5)
    order = np.argsort(likes)
    assert (np.diff(percentiles[order]) >= 0).all()


def test_rare_likes_tell_more():
    assert self_information(np.array([7, 3, 1, 0]), 7).tolist() == [0, 1, 2, 3]


def test_list_means_leave_out_padding():
    values = np.array([1.0, 2.0, 9.0])
    means = list_means(np.array([[0, 1], [2, -1], [-1, -1]], dtype=np.int32), values)
    assert means[:2].tolist() == [1.5, 9]
    assert np.isnan(means[2])


def test_diversity_of_equal_and_of_unlike_movies():
    content = np.array([[1, 0], [1, 0], [0, 1], [-1, 0]], dtype=np.float32)
    listed = np.array([[0, 1, -1], [0, 2, -1], [0, 3, -1], [0, 1, 2], [0, -1, -1]], dtype=np.int32)
    values = intra_list_diversity(listed, content)
    np.testing.assert_allclose(values[:4], [0, 1, 2, 2 / 3])
    assert np.isnan(values[4])


@given(seed=st.integers(0, 100), length=st.integers(2, 6))
def test_diversity_is_one_less_the_mean_cosine_of_pairs(seed, length):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(9, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    genres = (rng.random((9, 3)) < 0.5).astype(np.float32)
    content = content_vectors(vectors, genres)
    np.testing.assert_allclose(np.linalg.norm(content, axis=1), 1, rtol=1e-5)
    listed = rng.permutation(9)[:length].astype(np.int32)
    pairs = [content[a] @ content[b] for a in listed for b in listed if a < b]
    value = intra_list_diversity(np.array([[*listed, -1]], dtype=np.int32), content)[0]
    assert value == pytest.approx(1 - np.mean(pairs), abs=1e-5)


def test_genre_shares_split_a_movie_over_its_genres():
    genres = np.array([[1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.float32)
    shares = genre_shares(to_matrix([[1, 1, 0], [0, 0, 1], [2, 1, 1]]), genres)
    expected = np.array([[1 / 4, 1 / 4, 1 / 2], [0, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    np.testing.assert_allclose(shares, expected, rtol=1e-6)


def test_miscalibration_by_hand():
    half = np.array([[0.5, 0.5]], dtype=np.float32)
    one = np.array([[1, 0]], dtype=np.float32)
    none = np.zeros((1, 2), dtype=np.float32)
    assert miscalibration(half, half)[0] == 0
    # the list's shares are smoothed to .995 and .005
    expected = 0.5 * np.log(0.5 / 0.995) + 0.5 * np.log(0.5 / 0.005)
    assert miscalibration(half, one)[0] == pytest.approx(expected)
    assert np.isnan(miscalibration(none, half)[0])
    assert np.isnan(miscalibration(half, none)[0])


@given(seed=st.integers(0, 100))
def test_miscalibration_is_never_below_zero(seed):
    p, q = np.random.default_rng(seed).dirichlet([0.3] * 4, size=2).astype(np.float32)
    assert miscalibration(p[None], q[None])[0] >= -1e-6


def test_nothing_to_measure_is_refused():
    with pytest.raises(DataError, match="a movie or more"):
        coverage(np.array([], dtype=np.int64))
    with pytest.raises(DataError, match="a list that holds a movie"):
        gini(np.zeros(3, dtype=np.int64))
