import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matinee.errors import DataError
from matinee.models import Ease, EaseConfig, Nearby, NearbyConfig, Recent, RecentConfig
from matinee.models.rated import TIE_BREAK
from matinee.models.recent import order_of
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix, widen


def timed(matrix, moments):
    """Times in the places of a matrix, from a dense table or a list in the order of its entries."""
    moments = np.asarray(moments, dtype=np.float64)
    if moments.ndim == 2:
        moments = moments[
            np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices
        ]
    return csr_array((moments, matrix.indices, matrix.indptr), shape=matrix.shape)


@st.composite
def timed_matrices(draw, min_users: int = 2):
    matrix = draw(star_matrices(min_users=min_users))
    moments = draw(st.lists(st.integers(0, 6), min_size=matrix.nnz, max_size=matrix.nnz))
    return matrix, timed(matrix, moments)


def counted(matrix, times, config: RecentConfig) -> np.ndarray:
    """The table of steps by plain loops over pairs of a user's ratings."""
    stars, moments = matrix.toarray(), times.toarray()
    n = stars.shape[1]
    likes = (stars >= 4).sum(axis=0)
    pairs, evidence = np.zeros((n, n)), np.zeros(n)
    for row, when in zip(stars, moments, strict=True):
        rated = [movie for movie in range(n) if row[movie] and likes[movie]]
        before = {movie: sum(when[other] < when[movie] for other in rated) for movie in rated}
        for one in rated:
            for other in rated:
                if one == other or row[other] < 4:
                    continue
                gap = before[other] - before[one]
                way = 1 if gap > 0 else config.backward if gap < 0 else (1 + config.backward) / 2
                step = way * np.exp(-max(abs(gap) - 1, 0) / config.reach)
                step *= 1 if row[one] >= 4 else config.others
                pairs[one, other] += step
                evidence[one] += step**2
    table = pairs / (evidence[:, None] + config.prior) / (likes + 1.0) ** config.held_back
    known = likes > 0
    result: np.ndarray = table[np.ix_(known, known)]
    return result


@settings(deadline=None, max_examples=40)
@given(world=timed_matrices(), backward=st.sampled_from([0.0, 0.4, 1.0]))
def test_steps_equal_plain_loops(world, backward):
    matrix, times = world
    config = RecentConfig(backward=backward, prior=2, reach=3)
    model = Recent(config).fit(matrix, times=times)
    np.testing.assert_allclose(model.steps_.toarray(), counted(matrix, times, config), atol=1e-5)


@settings(deadline=None, max_examples=40)
@given(world=timed_matrices())
def test_without_times_it_is_ease(world):
    matrix, times = world
    ease = Ease(EaseConfig(reg=9)).fit(matrix).score(matrix)
    config = RecentConfig(reg=9)
    np.testing.assert_array_equal(Recent(config).fit(matrix).score(matrix), ease)
    np.testing.assert_array_equal(Recent(config).fit(matrix).score(matrix, times), ease)
    np.testing.assert_array_equal(Recent(config).fit(matrix, times=times).score(matrix), ease)


@settings(deadline=None, max_examples=40)
@given(world=timed_matrices(), k=st.integers(1, 9))
def test_contributions_sum_to_the_score_with_times_too(world, k):
    matrix, times = world
    model = Recent(RecentConfig(k=k, prior=1)).fit(matrix, times=times)
    asked = np.arange(matrix.shape[1], dtype=np.int32)
    for user in range(matrix.shape[0]):
        history, when = matrix[[user]], times[[user]]
        parts = model.contributions(history, asked, when)
        score = model.score(history, when)[0]
        known = np.isfinite(score)
        np.testing.assert_allclose(
            parts.sum(axis=0)[known], score[known], rtol=1e-4, atol=3 * TIE_BREAK
        )
        assert not parts[:, ~known].any()


@settings(deadline=None, max_examples=40)
@given(world=timed_matrices(), shift=st.integers(-9, 9), stretch=st.integers(1, 5))
def test_only_the_order_of_times_counts(world, shift, stretch):
    matrix, times = world
    moved = timed(matrix, times.data * stretch + shift)
    model = Recent().fit(matrix, times=times)
    other = Recent().fit(matrix, times=moved)
    np.testing.assert_array_equal(model.score(matrix, times), other.score(matrix, moved))


def chain(n_users: int = 40, n_movies: int = 12, length: int = 5):
    """Users who go through the movies in a ring, each from somewhere to somewhere."""
    stars, moments = np.zeros((2, n_users, n_movies))
    for user in range(n_users):
        for step in range(length):
            stars[user, (user + step) % n_movies] = 5
            moments[user, (user + step) % n_movies] = 100 + step
    matrix = to_matrix(stars)
    return matrix, timed(matrix, moments)


def test_says_what_comes_next_and_ease_does_not():
    matrix, times = chain()
    model = Recent(RecentConfig(reg=5)).fit(matrix, times=times)
    following = [(user + 5) % 12 for user in range(40)]
    assert model.recommend(matrix, 1, times).indices[:, 0].tolist() == following
    plain = model.recommend(matrix, 1).indices[:, 0]
    assert (plain == following).mean() < 0.6


def test_the_latest_movie_says_where_somebody_is():
    matrix, times = chain()
    model = Recent(RecentConfig(reg=5)).fit(matrix, times=times)
    history = to_matrix([[5, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0]])
    for moments, following in (([1, 2], 7), ([2, 1], 1)):
        found = model.recommend(history, 1, timed(history, moments)).indices[0, 0]
        assert found == following


def test_so_does_one_that_was_not_liked():
    matrix, times = chain()
    model = Recent(RecentConfig(reg=5, fade=0.3)).fit(matrix, times=times)
    history = to_matrix([[5, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]])
    assert model.recommend(history, 1, timed(history, [1, 2, 3])).indices[0, 0] == 8
    assert model.recommend(history, 1, timed(history, [2, 3, 1])).indices[0, 0] == 2


def test_a_burst_counts_as_much_as_one_rating():
    matrix, times = chain()
    model = Recent().fit(matrix, times=times)
    known = to_matrix(np.full((2, 12), 5))
    when = np.arange(24.0)
    when[12:] = 7
    strengths = model._recency(known, timed(known, when)).toarray()
    np.testing.assert_allclose(strengths.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(strengths[1], 1 / 12, rtol=1e-5)
    np.testing.assert_allclose(strengths[0, 1:] / strengths[0, :-1], np.exp(0.2), rtol=1e-5)


def test_positions_count_what_came_before():
    matrix = to_matrix([[5, 5, 5, 5], [0, 0, 0, 0], [5, 0, 5, 0]])
    found = order_of(timed(matrix, [30, 10, 10, 99, 4, 2]))
    assert found.tolist() == [2, 0, 0, 3, 1, 0]


def test_both_parts_have_one_spread_on_those_it_learnt_from():
    matrix, times = blocks(), timed(blocks(), np.arange(blocks().nnz))
    ease = Recent(RecentConfig(weight=0)).fit(matrix, times=times)
    both = Recent(RecentConfig(weight=1)).fit(matrix, times=times)
    root = np.sqrt(1 + (matrix.toarray() >= 4).sum(axis=1))[:, None]
    plain = ease.score(matrix, times) / root
    steps = (both.score(matrix, times) - ease.score(matrix, times)) / root
    assert steps.std() == pytest.approx(plain.std(), rel=1e-3)


def test_times_in_other_places_are_refused():
    matrix, times = chain()
    model = Recent().fit(matrix, times=times)
    with pytest.raises(DataError, match="in the same places"):
        model.score(matrix[[0]], times[[1]])
    with pytest.raises(DataError, match="in the same places"):
        model.contributions(matrix[[0]], np.array([0]), times[[1]])


def test_state_keeps_the_steps():
    matrix, times = chain()
    matrix, moments = widen(matrix, 2), times.data
    times = timed(matrix, moments)
    model = Recent().fit(matrix, times=times)
    loaded = Recent(model.config).load_state(model.state())
    np.testing.assert_array_equal(loaded.score(matrix, times), model.score(matrix, times))
    assert model.scale_[0] > 0


@pytest.mark.parametrize("stars", [[[5, 0, 0]], [[5, 5, 5]], [[5, 1, 0], [0, 5, 0]]])
def test_worlds_without_steps_do_no_harm(stars):
    matrix = to_matrix(stars)
    times = timed(matrix, np.zeros(matrix.nnz))
    scores = Recent().fit(matrix, times=times).score(matrix, times)
    assert not np.isnan(scores).any()


def test_nearby_needs_no_times_of_a_history():
    matrix, times = chain()
    model = Nearby().fit(matrix, times=times)
    plain = Ease().fit(matrix).score(matrix)
    scores = model.score(matrix)
    assert np.abs(scores - plain).max() > 0.01
    np.testing.assert_allclose(scores, model.score(matrix, times), rtol=1e-5)
    asked = np.arange(12, dtype=np.int32)
    parts = model.contributions(matrix[[3]], asked)
    np.testing.assert_allclose(parts.sum(axis=0), scores[3], rtol=1e-4, atol=3 * TIE_BREAK)


def test_nearby_puts_forward_what_was_watched_around_the_same_time():
    rng = np.random.default_rng(0)
    stars, moments = np.full((30, 8), 5.0), np.zeros((30, 8))
    for user in range(30):
        # everybody likes everything, the first half of the movies in one week, or the other
        halves = rng.permutation(np.repeat([0, 100], 4).reshape(2, 4), axis=0).ravel()
        moments[user] = halves + rng.permutation(8)
    stars[:, 7] *= rng.random(30) < 0.9
    matrix = to_matrix(stars)
    model = Nearby(NearbyConfig(weight=5)).fit(matrix, times=timed(matrix, moments))
    for shown, near in ((0, {1, 2, 3}), (5, {4, 6, 7})):
        history = np.zeros((1, 8))
        history[0, shown] = 5
        assert set(model.recommend(to_matrix(history), 3).indices[0].tolist()) == near
