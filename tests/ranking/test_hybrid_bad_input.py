"""What the hybrid does with users, ratings and movies that are odd."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from matinee.errors import DataError
from matinee.ranking import Hybrid, HybridConfig
from tests.kit.worlds import block_features, blocks, features_of, to_matrix


def history(n_movies=15, **stars):
    """One user's stars: ``m3=5`` is five for movie 3."""
    table = np.zeros((1, n_movies))
    for name, value in stars.items():
        table[0, int(name[1:])] = value
    return to_matrix(table)


def test_without_ratings_a_history_goes_by_facts():
    hybrid = Hybrid().fit(to_matrix(np.zeros((0, 15))), block_features())
    assert (hybrid.stars_, hybrid.lift_, hybrid.cold_) == (None, None, None)
    found = hybrid.recommend(history(m0=5, m1=4), 3).indices[0]
    assert set(found.tolist()) == {2, 3, 4}
    told = hybrid.contributions(history(m0=5, m7=2), np.array([2], dtype=np.int32))
    assert not told["audience"].any()
    assert told["text"][0] > 0 == told["text"][1]


@pytest.mark.parametrize("odd", [{}, {"m3": 2}, {"m0": 0.5, "m9": 3.5}], ids=str)
def test_without_ratings_and_likes_there_is_nothing_to_go_by(odd):
    hybrid = Hybrid().fit(to_matrix(np.zeros((0, 15))), block_features())
    assert (hybrid.recommend(history(**odd), 3).indices == -1).all()


@pytest.mark.parametrize("odd", [{}, {"m3": 2}, {"m0": 0.5, "m9": 3.5}], ids=str)
def test_who_liked_nothing_gets_what_most_have_liked(odd):
    matrix = blocks()
    hybrid = Hybrid().fit(matrix, features_of(15))
    likes = np.bincount(matrix.indices[matrix.data >= 4], minlength=15)
    seen = history(**odd).indices
    order = [movie for movie in np.argsort(-likes, kind="stable") if movie not in seen]
    found = hybrid.recommend(history(**odd), 15)
    assert found.indices[0, : len(order)].tolist() == order
    expected = (1 + likes[order]) / (1 + likes[order[0]])
    np.testing.assert_allclose(found.scores[0, : len(order)], expected, rtol=1e-5)
    added = hybrid.contributions(history(**odd), np.array(order[:2], dtype=np.int32))
    assert not any(parts.any() for parts in added.values())


def test_one_rating_is_enough():
    hybrid = Hybrid().fit(blocks(), block_features())
    found = hybrid.recommend(history(m0=5), 4).indices[0]
    assert set(found.tolist()) == {1, 2, 3, 4}


def test_whoever_saw_everything_gets_nothing():
    hybrid = Hybrid().fit(blocks(), block_features())
    for value in (1, 3, 5):
        assert (hybrid.recommend(to_matrix(np.full((1, 15), value)), 5).indices == -1).all()


@pytest.mark.parametrize("value", [0.5, 3.0, 5.0])
def test_ratings_of_one_value(value):
    same = blocks()
    same.data[:] = value
    hybrid = Hybrid().fit(same, block_features())
    scores = hybrid.score(same)
    assert not np.isnan(scores).any()
    assert (hybrid.recommend(same, 3).indices[:, 0] >= 0).all()
    assert (hybrid.similar(np.arange(15, dtype=np.int32), 3).indices >= 0).all()


def test_a_rating_that_is_no_number_is_refused():
    stars = blocks()
    stars.data[0] = np.nan
    with pytest.raises(DataError, match="finite"):
        Hybrid().fit(stars, block_features())


def test_a_movie_that_stands_twice_in_a_history_is_one_more_voice():
    hybrid = Hybrid().fit(blocks(), block_features())
    twice: csr_array = csr_array(
        (np.array([5, 4, 2], np.float32), np.array([0, 0, 7]), np.array([0, 3])), shape=(1, 15)
    )
    found = hybrid.candidates_for(twice)
    assert not {0, 7} & set(found.indices.tolist())
    assert not np.isnan(found.relevance).any()
    told = hybrid.contributions(twice, found.indices)
    assert all(parts.shape == (3, len(found.indices)) for parts in told.values())


def test_lists_longer_than_the_catalogue_are_padded():
    hybrid = Hybrid(HybridConfig(n_rated=500, n_fresh=500)).fit(blocks(), block_features())
    found = hybrid.recommend(history(m0=5, m3=1), 40).indices[0]
    assert sorted(found[found >= 0].tolist()) == [i for i in range(15) if i not in {0, 3}]
    similar = hybrid.similar(np.array([2]), 40).indices[0]
    assert sorted(similar[similar >= 0].tolist()) == [i for i in range(15) if i != 2]


def test_a_movie_of_which_nothing_is_known_is_like_none():
    features = block_features()
    features.vectors[4], features.genres[4] = 0, 0
    matrix = blocks()
    matrix.data[matrix.indices == 4] = 2
    hybrid = Hybrid().fit(matrix, features)
    assert not len(hybrid.candidates_similar(4).indices)
    assert 4 not in hybrid.candidates_similar(0).indices


def test_movies_of_one_text_are_told_apart_by_their_ratings():
    features = block_features()
    features.vectors[:] = features.vectors[0]
    features.genres[:] = 1
    hybrid = Hybrid().fit(blocks(), features)
    found = hybrid.recommend(blocks()[[0]], 3)
    assert np.isfinite(found.scores[found.indices >= 0]).all()
    assert not np.isnan(hybrid.score_similar(np.arange(15, dtype=np.int32))).any()
