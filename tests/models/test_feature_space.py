import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import Critics
from matinee.models import MovieFeatures
from matinee.models.feature_space import FeatureSpace, SpaceWeights, rare_unit_rows
from matinee.models.features import build_features
from tests.kit.strategies import patchy_features

NOTHING = dict.fromkeys(("text", "genres", "tags", "people", "year", "critics", "base", "bend"), 0)


def only(**weights: float) -> SpaceWeights:
    return SpaceWeights(**(NOTHING | weights))


def five_movies() -> MovieFeatures:
    """Five movies; of the last nothing is known."""
    return build_features(
        np.array([[1, 0], [0.8, 0.6], [0, 1], [0, 0], [0, 0]], dtype=np.float32),
        np.array([1980, 1980, 1984, np.nan, np.nan], dtype=np.float32),
        genres=[("Crime",), ("Crime", "Drama"), ("Drama",), ("Crime",), ()],
        tags=[("heist", "noir"), ("heist",), ("noir",), ("noir",), ()],
        people=[(1,), (1, 2), (2,), (), ()],
        critics=[
            Critics(metacritic=40, rt_reviews=9),
            Critics(metacritic=60, rt_reviews=99),
            Critics(),
            Critics(metacritic=80),
            Critics(),
        ],
    )


def kernel(weights: SpaceWeights) -> np.ndarray:
    every = np.arange(5, dtype=np.int32)
    return FeatureSpace.of(five_movies(), weights).kernel(every, every)


def test_genres_are_a_cosine_times_the_square_of_their_length():
    near = kernel(only(genres=2))
    np.testing.assert_allclose(near[0], [4, 4 / 2**0.5, 0, 4, 0], atol=1e-5)


def test_texts_are_compared_without_what_they_all_share():
    texts = five_movies().vectors[:3] - five_movies().vectors[:3].mean(axis=0)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    near = kernel(only(text=1))
    np.testing.assert_allclose(near[:3, :3], texts @ texts.T, atol=1e-5)
    assert not near[3:].any()


def test_a_year_is_nearer_to_a_near_one():
    near = kernel(only(year=1))
    assert near[0, 1] > near[0, 2] > 0
    assert not near[3].any()


def test_critics_count_in_spreads_and_gaps_are_marked():
    near = kernel(only(critics=1))
    # of the Metascores 40, 60 and 80 the middle one is the mean
    assert near[0, 3] < near[0, 1]
    # two movies that no critic wrote about have all four gaps in common
    assert near[2, 4] == pytest.approx(4)


def test_rare_labels_count_more():
    tags = five_movies().tags
    assert tags is not None
    rows = rare_unit_rows(tags, 2).toarray()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [2, 2, 2, 2, 0], atol=1e-6)
    heist, noir = rows[0]
    assert heist / noir == pytest.approx(np.log(5 / 2) / np.log(5 / 3), rel=1e-5)


def test_nearness_bends_the_products():
    straight, bent = kernel(only(genres=1)), kernel(only(genres=1, bend=2, width=0.5))
    # the typical point has length 1: itself is at distance 0, a stranger at the square root of 2
    assert bent[0, 0] == pytest.approx(straight[0, 0] + 2)
    assert bent[0, 2] == pytest.approx(straight[0, 2] + 2 * np.exp(-2 / (2 * 0.25)), rel=1e-4)


def test_tells_of_which_movies_anything_is_known():
    assert FeatureSpace.of(five_movies(), SpaceWeights()).told.tolist() == [True] * 4 + [False]


@given(features=patchy_features(), bend=st.sampled_from([0.0, 2.0]))
def test_a_kernel_has_no_negative_direction(features, bend):
    every = np.arange(len(features.years), dtype=np.int32)
    near = FeatureSpace.of(features, SpaceWeights(bend=bend)).kernel(every, every)
    assert near.dtype == np.float32
    np.testing.assert_allclose(near, near.T, atol=1e-4)
    assert np.linalg.eigvalsh(near.astype(np.float64)).min() > -1e-3
