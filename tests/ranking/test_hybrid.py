import numpy as np
import pytest

from matinee.data.interactions import build_matrix
from matinee.models import Content, Lift, MovieFeatures, StarEase
from matinee.ranking import Hybrid, HybridConfig
from matinee.ranking.signals import FactSignals


@pytest.fixture
def features():
    """Six movies: 0-2 are about one thing, 3-5 about another."""
    vectors = np.array(
        [[1, 0.1, 0], [1, 0.2, 0], [1, 0.3, 0.1], [0, 1, 0.1], [0.1, 1, 0.3], [0, 1, 0.5]],
        dtype=np.float32,
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return MovieFeatures(
        vectors=vectors,
        genres=np.zeros((6, 1), dtype=np.float32),
        years=np.full(6, np.nan, dtype=np.float32),
    )


def likes(rows, n_movies=6):
    users = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    movies = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    values = np.full(len(movies), 5, dtype=np.float32)
    return build_matrix(values, users, movies, (len(rows), n_movies))


@pytest.fixture
def across():
    """People who like movie 0 like movie 5, which is about something else."""
    return likes([[0, 5]] * 30 + [[1, 4]] * 20 + [[2, 3]] * 10)


def test_without_ratings_it_is_text_alone(features):
    hybrid = Hybrid().fit(likes([[]] * 1), features)
    assert set(hybrid.similar(np.array([0]), 2).indices[0].tolist()) == {1, 2}


def test_ratings_bring_what_text_does_not_see(features, across):
    hybrid = Hybrid().fit(across, features)
    assert 5 in hybrid.similar(np.array([0]), 3).indices[0]


def test_the_worth_of_likeness_decides_between_text_and_ratings(features, across):
    text = Hybrid(HybridConfig(about_similar=50)).fit(across, features)
    people = Hybrid(HybridConfig(about_similar=0)).fit(across, features)
    assert set(text.similar(np.array([0]), 2).indices[0].tolist()) == {1, 2}
    assert people.similar(np.array([0]), 1).indices[0].tolist() == [5]


def test_movies_that_came_after_the_ratings_models_take_part_by_text(features, across):
    earlier = likes([[0, 4]] * 20 + [[1, 3]], n_movies=5)
    hybrid = Hybrid.of(
        Content().fit(across, features),
        FactSignals.of(features),
        stars=StarEase().fit(earlier),
        lift=Lift().fit(earlier),
    )
    assert len(hybrid.score_similar(np.array([5]))[0]) == 6
    assert 4 in hybrid.similar(np.array([5]), 2).indices[0]
    assert hybrid.recommend(likes([[0, 5]]), 1).indices[0].tolist() == [4]


def test_state_survives_a_round_trip(features, across):
    hybrid = Hybrid().fit(across, features)
    again = Hybrid().load_state(hybrid.state())
    query = np.array([0, 3])
    np.testing.assert_array_equal(again.similar(query, 3).indices, hybrid.similar(query, 3).indices)


def test_history_is_never_recommended(features, across):
    hybrid = Hybrid().fit(across, features)
    assert 0 not in hybrid.recommend(likes([[0, 1]]), 5).indices[0]
