"""Every recommender that can be asked for by name keeps the contract of ``models.base``."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.errors import ArtifactError, DataError, NotFittedError, UnsupportedError
from matinee.models import Nmf, NmfConfig
from matinee.models.base import Recommender
from matinee.ranking import RECOMMENDERS
from tests.kit.strategies import star_matrices
from tests.kit.worlds import block_features, blocks, checkerboard, features_of, to_matrix, widen

EVERY = pytest.mark.parametrize("kind", RECOMMENDERS.values(), ids=RECOMMENDERS)
MADE_UP = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def made(kind: type[Recommender]) -> Recommender:
    """The model as it is by default, but for what a world of a few movies has to have."""
    return Nmf(NmfConfig(n_components=3)) if kind is Nmf else kind()


def fitted(kind: type[Recommender], matrix) -> Recommender:
    return made(kind).fit(matrix, features_of(matrix.shape[1]))


@EVERY
def test_is_registered_under_its_own_name(kind):
    assert RECOMMENDERS[kind.name] is kind


@EVERY
def test_constructor_stores_the_config_and_learns_nothing(kind):
    config = kind.config_class(liked_from=3)
    assert kind(config).config is config
    assert kind().config == kind.config_class()


@EVERY
def test_documents_itself(kind):
    assert len((kind.__doc__ or "").splitlines()) > 3
    assert all(field.description for field in kind.config_class.model_fields.values())


@EVERY
def test_asked_before_fit_raises(kind):
    with pytest.raises(NotFittedError, match="has not been fitted"):
        kind().score(checkerboard())
    with pytest.raises(NotFittedError, match="has not been fitted"):
        kind().similar(np.array([0]), 3)
    with pytest.raises(NotFittedError, match="has not been fitted"):
        kind().state()


@EVERY
def test_flag_of_new_users_tells_the_truth(kind):
    model, matrix = fitted(kind, blocks()), blocks()
    if kind.handles_new_users:
        assert model.score(matrix).shape == matrix.shape
    else:
        with pytest.raises(UnsupportedError):
            model.score(matrix)


@EVERY
def test_flag_of_similar_movies_tells_the_truth(kind):
    model = fitted(kind, blocks())
    if kind.handles_similar:
        assert model.similar(np.array([0, 3]), 4).indices.shape == (2, 4)
    else:
        with pytest.raises(UnsupportedError):
            model.similar(np.array([0, 3]), 4)


@EVERY
def test_flag_of_ratings_tells_the_truth(kind):
    nobody = to_matrix(np.zeros((0, 5)))
    if kind.needs_ratings:
        with pytest.raises(NotFittedError, match="there are none yet"):
            fitted(kind, nobody)
    else:
        assert (fitted(kind, nobody).similar(np.array([0]), 3).indices >= 0).any()


@EVERY
def test_flag_of_features_tells_the_truth(kind):
    if kind.needs_features:
        with pytest.raises(DataError, match="needs features"):
            kind().fit(blocks())
    else:
        assert kind().fit(blocks()).n_movies_ == blocks().shape[1]


@EVERY
def test_refuses_bad_ratings_and_shapes(kind):
    for bad in (np.nan, np.inf, -1.0):
        stars = checkerboard()
        stars.data[0] = bad
        with pytest.raises(DataError, match="finite and above 0"):
            fitted(kind, stars)
    with pytest.raises(DataError, match="a row for each of 8 movies"):
        kind().fit(checkerboard(), features_of(7))
    model = fitted(kind, checkerboard())
    with pytest.raises(DataError, match="8 columns, not 3"):
        model.score(to_matrix(np.ones((1, 3))))
    for outside in (-1, 8):
        with pytest.raises(DataError, match="0 to 7"):
            model.score_similar(np.array([outside]))
    with pytest.raises(DataError, match="at least 1, not 0"):
        model.recommend(checkerboard(), 0)


@EVERY
def test_fit_returns_itself_and_forgets_what_it_knew(kind):
    model = fitted(kind, blocks())
    assert model.fit(checkerboard(), features_of(8)) is model
    fresh = fitted(kind, checkerboard())
    np.testing.assert_array_equal(model.score(checkerboard()), fresh.score(checkerboard()))


@EVERY
def test_two_fits_with_one_seed_are_equal(kind):
    one = kind().fit(blocks(), block_features(), rng=7)
    two = kind().fit(blocks(), block_features(), rng=np.random.default_rng(7))
    np.testing.assert_array_equal(one.score(blocks()), two.score(blocks()))


@EVERY
def test_tells_of_its_progress(kind):
    steps: list[tuple[str, int, int]] = []
    kind().fit(blocks(), block_features(), progress=lambda *step: steps.append(step))
    assert all(0 <= done <= total for _, done, total in steps)
    assert kind.name == "popularity" or steps[-1][1] == steps[-1][2]


@EVERY
def test_scores_are_float32_and_no_nan(kind):
    model = fitted(kind, blocks())
    for scores in (model.score(blocks()), model.score_similar(np.arange(5, dtype=np.int32))):
        assert scores.dtype == np.float32
        assert not np.isnan(scores).any()
        assert not np.isposinf(scores).any()


@EVERY
def test_movies_that_nobody_rated_do_not_move_the_others(kind):
    if kind.needs_features:
        pytest.skip(f"{kind.name} knows movies by their features, rated or not.")
    narrow, wide = fitted(kind, blocks()), fitted(kind, widen(blocks(), 2))
    scores = wide.score(widen(blocks(), 2))
    assert np.isneginf(scores[:, :2]).all()
    np.testing.assert_allclose(scores[:, 2:], narrow.score(blocks()), rtol=1e-5, atol=1e-6)
    assert np.isneginf(wide.score_similar(np.array([0, 1]))).all()
    assert (wide.similar(np.array([0]), 3).indices == -1).all()


@EVERY
def test_knows_blocks_apart(kind):
    if kind.name == "popularity":
        pytest.skip("popularity tells everybody the same, on purpose.")
    if kind.name == "biased":
        pytest.skip("biased needs more ratings than these; its own tests have a larger world.")
    if kind.name == "ease-stars":
        pytest.skip("ease-stars takes what is disliked for chosen, and here others chose it too.")
    matrix, n_movies = blocks(), 5
    model = made(kind).fit(matrix, block_features())
    for user in range(matrix.shape[0]):
        picks = model.recommend(matrix[[user]], 1).indices[0]
        unseen = set(range(15)) - set(matrix[[user]].indices.tolist())
        own = {movie for movie in unseen if movie // n_movies == user // 6}
        assert not own or set(picks.tolist()) <= own
    similar = model.similar(np.arange(15, dtype=np.int32), 2).indices
    assert (similar // n_movies == np.arange(15)[:, None] // n_movies).all()


@EVERY
@MADE_UP
@given(matrix=star_matrices(), n=st.integers(1, 12))
def test_lists_are_sorted_unique_unseen_and_padded(kind, matrix, n):
    ranking = fitted(kind, matrix).recommend(matrix, n)
    assert ranking.indices.shape == ranking.scores.shape == (matrix.shape[0], n)
    assert ranking.indices.dtype == np.int32
    for row, (indices, scores) in enumerate(zip(ranking.indices, ranking.scores, strict=True)):
        listed = indices[indices >= 0]
        assert len(set(listed.tolist())) == len(listed)
        assert not set(listed.tolist()) & set(matrix[[row]].indices.tolist())
        assert (indices[len(listed) :] == -1).all()
        assert np.isneginf(scores[len(listed) :]).all()
        assert (np.diff(scores[: len(listed)]) <= 0).all()


@EVERY
@MADE_UP
@given(matrix=star_matrices(), n=st.integers(1, 12))
def test_similar_lists_never_hold_the_movie_itself(kind, matrix, n):
    movies = np.arange(matrix.shape[1], dtype=np.int32)
    ranking = fitted(kind, matrix).similar(movies, n)
    assert not (ranking.indices == movies[:, None]).any()
    assert (np.isneginf(ranking.scores) == (ranking.indices == -1)).all()


@EVERY
@MADE_UP
@given(matrix=star_matrices(min_users=2))
def test_batch_equals_one_by_one(kind, matrix):
    model = fitted(kind, matrix)
    together = model.score(matrix)
    for row in range(matrix.shape[0]):
        alone = model.score(matrix[[row]])[0]
        np.testing.assert_allclose(together[row], alone, rtol=1e-4, atol=1e-5)


@EVERY
@MADE_UP
@given(matrix=star_matrices(min_users=2), data=st.data())
def test_order_of_users_does_not_matter(kind, matrix, data):
    if kind.name == "nmf":
        pytest.skip("nmf finds a local optimum, and which one depends on rounding.")
    order = data.draw(st.permutations(range(matrix.shape[0])))
    one, other = fitted(kind, matrix), fitted(kind, matrix[order])
    np.testing.assert_allclose(one.score(matrix), other.score(matrix), rtol=1e-3, atol=1e-4)


@EVERY
def test_no_histories_get_no_lists(kind):
    ranking = fitted(kind, blocks()).recommend(to_matrix(np.zeros((0, 15))), 3)
    assert ranking.indices.shape == (0, 3)


@EVERY
def test_history_without_likes_is_answered_like_an_empty_one(kind):
    if kind.predicts_stars or kind.name == "ease-stars":
        pytest.skip(f"{kind.name} goes by stars, low ones too.")
    model = fitted(kind, blocks())
    disliked = np.zeros((1, 15))
    disliked[0, 3] = 1
    to_all = model.recommend(to_matrix(np.zeros((1, 15))), 15).indices[0]
    to_one = model.recommend(to_matrix(disliked), 14).indices[0]
    np.testing.assert_array_equal(to_all[to_all != 3], to_one)


@EVERY
def test_history_without_likes_gets_the_most_liked_movies(kind):
    if getattr(kind, "predicts_stars", False):
        pytest.skip(f"{kind.name} goes by stars, low ones too.")
    if not kind.needs_ratings:
        pytest.skip(f"{kind.name} need not know what is liked.")
    matrix = blocks()
    likes = np.bincount(matrix.indices[matrix.data >= 4], minlength=15)
    expected = np.argsort(-likes, kind="stable")
    model = fitted(kind, matrix)
    order = model.recommend(to_matrix(np.zeros((1, 15))), 15).indices[0]
    np.testing.assert_array_equal(order, expected)


@EVERY
def test_state_goes_there_and_back(kind):
    matrix = widen(blocks(), 3)
    model = fitted(kind, matrix)
    state = {name: array.copy() for name, array in model.state().items()}
    loaded = kind(model.config).load_state(state)
    np.testing.assert_array_equal(loaded.score(matrix), model.score(matrix))
    movies = np.arange(matrix.shape[1], dtype=np.int32)
    np.testing.assert_array_equal(loaded.score_similar(movies), model.score_similar(movies))


@EVERY
def test_state_that_is_not_its_own_is_refused(kind):
    model = fitted(kind, blocks())
    state = model.state()
    for name, array in state.items():
        changed = [
            {key: value for key, value in state.items() if key != name},
            {**state, name: array.astype(np.complex64)},
            {**state, name: array[None]},
        ]
        for bad in changed:
            with pytest.raises(ArtifactError, match=r"must|train it again"):
                kind().load_state(bad)
    with pytest.raises(ArtifactError, match="must hold"):
        kind().load_state({**state, "surprise": np.zeros(1)})
