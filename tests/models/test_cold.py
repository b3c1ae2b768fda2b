import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError, NotFittedError
from matinee.models import ColdMap, ColdMapConfig, Content, MovieFeatures
from matinee.models.feature_space import FeatureSpace
from matinee.models.features import build_features
from tests.kit.strategies import patchy_features, star_matrices
from tests.kit.worlds import LIKED, block_features, blocks, to_matrix

#: Nothing is cut off and plain likeness adds nothing.
BARE = ColdMapConfig(likeness=0, k=1000)


def kinds(*letters: str) -> MovieFeatures:
    """Movies of a few kinds, each kind unlike all others, no two movies the same."""
    rng = np.random.default_rng(0)
    place = {letter: row for row, letter in enumerate(sorted(set(letters)))}
    vectors = np.eye(8)[[place[letter] for letter in letters]]
    vectors = vectors + 0.05 * rng.normal(size=vectors.shape)
    return MovieFeatures(
        vectors=vectors.astype(np.float32),
        genres=np.zeros((len(letters), 1), dtype=np.float32),
        years=np.full(len(letters), np.nan, dtype=np.float32),
    )


def test_what_the_same_people_like_carries_over_to_movies_that_nobody_rated():
    """Those who like musicals like war movies too, which are nothing like musicals."""
    features = kinds(*"mmmwwwsss", "w", "s")
    stars = np.zeros((20, 11))
    stars[:10, :6] = LIKED
    stars[10:, 6:9] = LIKED
    stars[np.arange(20), np.arange(20) % 9] = 0
    fond_of_musicals = np.zeros((1, 11))
    fond_of_musicals[0, :2] = LIKED
    scores = ColdMap(BARE).fit(to_matrix(stars), features).score(to_matrix(fond_of_musicals))[0]
    assert scores[9] > 3 * scores[10] > 0
    alike = Content().fit(to_matrix(stars), features).score(to_matrix(fond_of_musicals))[0]
    assert abs(alike[9] - alike[10]) < 0.05


def test_scores_are_those_of_the_formula():
    matrix, features, config = blocks(), block_features(), BARE
    model = ColdMap(config).fit(matrix, features)
    likes = (matrix.toarray() >= 4).astype(float)
    warm = np.flatnonzero(likes.any(axis=0))
    inverse = np.linalg.inv(likes[:, warm].T @ likes[:, warm] + config.link_reg * np.eye(len(warm)))
    links = -inverse / np.diag(inverse)
    np.fill_diagonal(links, config.own)
    near = FeatureSpace.of(features, config.space).kernel(
        warm.astype(np.int32), np.arange(15, dtype=np.int32)
    )
    mapped = np.linalg.solve(near[:, warm] + config.reg * np.eye(len(warm)), near)
    expected = np.zeros((15, 15))
    expected[warm] = links @ mapped
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(model.weights_.toarray(), expected, atol=1e-5)
    np.testing.assert_allclose(model.score(matrix), likes @ expected, atol=1e-4)


def test_plain_likeness_comes_on_top_by_its_share_of_the_spread():
    matrix, features = blocks(), block_features()
    every = np.arange(15, dtype=np.int32)
    learnt = ColdMap(BARE).fit(matrix, features).weights_.toarray()
    alike = Content().fit(matrix, features).score_similar(every)
    added = ColdMap(ColdMapConfig(likeness=0.5, k=1000)).fit(matrix, features).weights_.toarray()
    ratio = (added - learnt)[alike != 0] / alike[alike != 0]
    off_diagonal = ~np.isclose(ratio, 0)
    assert np.ptp(ratio[off_diagonal]) < 1e-3
    assert 0.3 < ratio[off_diagonal].mean() * alike.std() / learnt.std() < 0.8


def test_contributions_add_up_to_the_score():
    matrix = blocks()
    model = ColdMap().fit(matrix, block_features())
    every = np.arange(15, dtype=np.int32)
    for user in range(matrix.shape[0]):
        shares = model.contributions(matrix[[user]], every)
        assert shares.shape == (matrix[[user]].nnz, 15)
        np.testing.assert_allclose(shares.sum(axis=0), model.score(matrix[[user]])[0], atol=1e-5)
        assert not shares[matrix[[user]].data < 4].any()


def test_contributions_of_what_is_not_there_are_refused():
    with pytest.raises(NotFittedError):
        ColdMap().contributions(blocks(), np.array([0], dtype=np.int32))
    model = ColdMap().fit(blocks(), block_features())
    with pytest.raises(DataError, match=r"shape \(1, 15\), not \(18, 15\)"):
        model.contributions(blocks(), np.array([0], dtype=np.int32))
    with pytest.raises(DataError, match="must be 0 to 14"):
        model.contributions(blocks()[[0]], np.array([15], dtype=np.int32))


def test_a_history_without_likes_gets_what_will_be_popular():
    features = kinds(*"aaaabbbb", "a", "b")
    stars = np.zeros((12, 10))
    stars[:9, :4], stars[9:, 4:8] = LIKED, LIKED
    model = ColdMap().fit(to_matrix(stars), features)
    order = model.recommend(to_matrix(np.zeros((1, 10))), 10).indices[0]
    assert set(order[:5].tolist()) == {0, 1, 2, 3, 8}


def test_where_nobody_likes_anything_likeness_is_left():
    features, every = block_features(), np.arange(15, dtype=np.int32)
    nobody = to_matrix(np.zeros((0, 15)))
    model, content = ColdMap().fit(nobody, features), Content().fit(nobody, features)
    history = to_matrix(np.eye(15)[:1] * LIKED)
    np.testing.assert_array_equal(
        model.recommend(history, 5).indices, content.recommend(history, 5).indices
    )
    assert (model.similar(every, 4).indices // 5 == np.arange(15)[:, None] // 5).all()


def test_a_movie_that_nobody_rated_is_like_those_that_the_same_people_will_like():
    features = kinds(*"mmmwwwsss", "w", "s")
    stars = np.zeros((20, 11))
    stars[:10, :6], stars[10:, 6:9] = LIKED, LIKED
    model = ColdMap(BARE).fit(to_matrix(stars), features)
    lists = model.similar(np.array([9, 0], dtype=np.int32), 5)
    # musicals are among them, and of the third kind there is none
    assert set(lists.indices[0].tolist()) < {0, 1, 2, 3, 4, 5}
    assert 9 in lists.indices[1]
    assert lists.scores.max() <= 1 + 1e-5


def test_only_the_strongest_weights_are_kept():
    matrix, features = blocks(), block_features()
    every = ColdMap(ColdMapConfig(k=1000, likeness=0)).fit(matrix, features).weights_.toarray()
    model = ColdMap(ColdMapConfig(k=3, likeness=0)).fit(matrix, features)
    kept = model.weights_.toarray()
    assert (np.count_nonzero(kept, axis=0) <= 3 + 1).all()
    for column in range(15):
        strongest = np.argsort(-np.abs(every[:, column]))[:3]
        np.testing.assert_allclose(kept[strongest, column], every[strongest, column], atol=1e-6)


def test_the_most_liked_movies_are_learnt_from():
    stars = blocks().toarray()
    stars[:, 0] = LIKED
    model = ColdMap(ColdMapConfig(max_movies=1, likeness=0)).fit(to_matrix(stars), block_features())
    assert set(model.weights_.tocoo().row.tolist()) == {0}


def test_movies_of_which_nothing_is_known_are_never_listed():
    features = build_features(
        np.array([[1, 0], [0.9, 0.1], [0, 0], [0, 0]], dtype=np.float32),
        np.array([np.nan, np.nan, 1999, np.nan], dtype=np.float32),
        genres=[()] * 4,
        tags=[()] * 4,
        people=[()] * 4,
    )
    stars = [[LIKED, LIKED, 0, LIKED], [LIKED, 0, 0, LIKED]]
    model = ColdMap().fit(to_matrix(stars), features)
    scores = model.score(to_matrix(stars))
    assert np.isneginf(scores[:, 3]).all()
    # a year is little, but it is something
    assert np.isfinite(scores[:, :3]).all()
    assert np.isneginf(model.score_similar(np.array([3], dtype=np.int32))).all()


def test_nothing_known_of_any_movie_gives_empty_lists():
    features = MovieFeatures(
        vectors=np.zeros((3, 1), dtype=np.float32),
        genres=np.zeros((3, 0), dtype=np.float32),
        years=np.full(3, np.nan, dtype=np.float32),
    )
    model = ColdMap().fit(to_matrix([[LIKED, 0, 0]]), features)
    assert (model.recommend(to_matrix([[LIKED, 0, 0]]), 2).indices == -1).all()


def test_the_same_text_twice_is_scored_the_same():
    features = block_features()
    features.vectors[14] = features.vectors[13]
    stars = blocks().toarray()
    stars[:, 13:] = 0
    model = ColdMap().fit(to_matrix(stars), features)
    # what the two add to each other aside, which is nothing while nobody likes them
    scores = model.score(to_matrix(stars))
    np.testing.assert_allclose(scores[:, 13], scores[:, 14], atol=1e-6)


@pytest.mark.parametrize("stars", [0.0, 1.0, LIKED])
def test_one_movie_is_a_catalogue(stars):
    model = ColdMap().fit(to_matrix([[stars]]), kinds("a"))
    assert np.isfinite(model.score(to_matrix([[stars]]))).all()
    assert model.similar(np.array([0], dtype=np.int32), 2).indices.tolist() == [[-1, -1]]


@settings(max_examples=40, deadline=None)
@given(matrix=star_matrices(), data=st.data())
def test_whatever_is_missing_scores_are_numbers(matrix, data):
    features = data.draw(patchy_features(matrix.shape[1]))
    model = ColdMap().fit(matrix, features)
    every = np.arange(matrix.shape[1], dtype=np.int32)
    for scores in (model.score(matrix), model.score_similar(every)):
        assert not np.isnan(scores).any()
        assert not np.isposinf(scores).any()
    assert np.isfinite(model.score(matrix)[:, model.told_ > 0]).all()
