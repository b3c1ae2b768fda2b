import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation import EvaluationConfig, draw_queries, hold_out_users
from tests.kit.worlds import interactions_of, to_matrix

CONFIG = EvaluationConfig(min_history=2, holdout_users=0.3)


def world(seed: int, users: int = 40, movies: int = 60):
    """Movies from rare to liked by nearly everybody."""
    rng = np.random.default_rng(seed)
    seen = rng.random((users, movies)) < np.linspace(0.05, 0.9, movies)
    return interactions_of(to_matrix(np.where(seen, rng.choice([2, 4, 5], seen.shape), 0)))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 500), n_queries=st.integers(1, 12))
def test_asks_for_liked_movies_and_wants_the_others(seed, n_queries):
    interactions = world(seed)
    config = CONFIG.model_copy(update={"n_queries": n_queries, "seed": seed})
    split = hold_out_users(interactions, config, part="test")
    queries = draw_queries(split, config)
    liked = interactions.matrix.toarray()[split.users] >= 4
    learnt = np.asarray((split.train.toarray() >= 4).any(axis=0))
    wanted = queries.targets.toarray() > 0
    pairs = set()
    for row, movie, targets in zip(queries.rows, queries.movies, wanted, strict=True):
        assert liked[row, movie]
        assert learnt[movie]
        others = liked[row].copy()
        others[movie] = False
        np.testing.assert_array_equal(targets, others)
        pairs.add((int(row), int(movie)))
    assert len(pairs) == len(queries.movies)


def test_rare_and_popular_movies_are_asked_for_alike():
    split = hold_out_users(world(0), CONFIG, part="test")
    queries = draw_queries(split, CONFIG)
    per_decile = CONFIG.n_queries * len(split.users) // 10
    assert np.bincount(queries.deciles, minlength=10).max() == per_decile
    assert np.bincount(queries.deciles, minlength=10)[2:].min() == per_decile
    popularity = (split.train.toarray() >= 4).sum(axis=0)[queries.movies]
    means = [popularity[queries.deciles == decile].mean() for decile in range(10)]
    assert (np.diff(means) > 0).all()
    # drawn from all likes, the popular half would be asked for four times of five
    assert np.median(popularity) < np.median((split.train.toarray() >= 4).sum(axis=0)) + 4


def test_nobody_is_asked_twice_before_everybody_was_asked_once():
    split = hold_out_users(world(0), CONFIG, part="test")
    queries = draw_queries(split, CONFIG)
    n_users = len(split.users)
    for decile in range(10):
        rows = queries.rows[queries.deciles == decile]
        assert len(set(rows.tolist())) == min(len(rows), n_users) or decile < 2


def test_one_seed_asks_the_same_and_another_does_not():
    split = hold_out_users(world(0), CONFIG, part="test")
    one, again = draw_queries(split, CONFIG), draw_queries(split, CONFIG)
    np.testing.assert_array_equal(one.movies, again.movies)
    other = draw_queries(split, CONFIG.model_copy(update={"seed": 3}))
    assert one.movies.tolist() != other.movies.tolist()


def test_nothing_to_ask_is_refused():
    stars = np.zeros((8, 16))
    for user in range(8):
        stars[user, 2 * user : 2 * user + 2] = 5
    split = hold_out_users(interactions_of(to_matrix(stars)), CONFIG, part="test")
    with pytest.raises(DataError, match="a user with two likes, one of them learnt"):
        draw_queries(split, CONFIG)
