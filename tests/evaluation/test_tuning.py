"""The objective knows validation users only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matinee.data import IdMap, Interactions
from matinee.errors import DataError
from matinee.evaluation import EvaluationConfig, evaluate, hold_out_users, leave_last_out
from matinee.evaluation.report import Task
from matinee.evaluation.tuning import (
    METRICS,
    SPLITS,
    Objective,
    check_metric,
    draw_validation,
)
from matinee.models import Ease, EaseConfig, Popularity
from matinee.types import RatingMatrix

CONFIG = EvaluationConfig(min_history=3)


def interactions_of(matrix: RatingMatrix, *, timed: bool = True) -> Interactions:
    users, movies = (np.arange(n, dtype=np.int64) for n in matrix.shape)
    times = None
    if timed:
        moments = 1 + np.random.default_rng(1).permutation(matrix.nnz).astype(np.float64)
        times = csr_array((moments, matrix.indices, matrix.indptr), shape=matrix.shape)
    return Interactions(IdMap("user", users), IdMap("movie", movies), matrix, times)


def two_tastes(n_users=60, n_movies=24, seed=0, low=0.2) -> RatingMatrix:
    """Even users like even movies, odd ones odd movies; some of the rest is disliked."""
    rng = np.random.default_rng(seed)
    users, movies = np.indices((n_users, n_movies))
    same = (users + movies) % 2 == 0
    rated = rng.random(same.shape) < np.where(same, 0.6, low)
    stars = np.where(same, rng.choice([4.0, 4.5, 5.0], same.shape), 2.0)
    matrix: RatingMatrix = csr_array(np.where(rated, stars, 0).astype(np.float32))
    return matrix


def objective_of(interactions, split="users", metric="ndcg@10", config=CONFIG, n_draws=3):
    draws = draw_validation(interactions, config, split, n_draws)
    return Objective(draws, None, metric, config, similar=split == "similar")


@pytest.fixture(scope="module")
def world():
    return interactions_of(two_tastes())


def test_no_draw_asks_about_a_test_user_or_about_one_twice(world):
    test = set(hold_out_users(world, CONFIG, part="test").users.tolist())
    draws = draw_validation(world, CONFIG, "users", 10)
    asked = [user for draw in draws for user in draw.users.tolist()]
    assert len(asked) == len(set(asked))
    assert set(asked) | test == set(range(60))
    assert not set(asked) & test
    assert draw_validation(world, CONFIG, "users", 2)[1].users.tolist() == draws[1].users.tolist()


@given(seed=st.integers(0, 2**16), data=st.data())
def test_what_test_users_rated_has_no_effect(seed, data):
    config = EvaluationConfig(min_history=3, seed=seed % 7)
    matrix = two_tastes()
    test = hold_out_users(interactions_of(matrix), config, part="test").users
    # other likes of the test users, as many as before, so that the same users are drawn
    other = matrix.tolil()
    rng = np.random.default_rng(seed)
    for user in test.tolist():
        other[user] = rng.permutation(matrix[[user]].toarray()[0])
    changed: RatingMatrix = csr_array(other.tocsr())
    split = data.draw(st.sampled_from(["users", "similar"]))
    before, after = (
        draw_validation(interactions_of(one, timed=False), config, split, 2)
        for one in (matrix, changed)
    )
    assert not np.array_equal(changed.toarray(), matrix.toarray())
    for one, same in zip(before, after, strict=True):
        for part in ("train", "histories", "targets"):
            assert np.array_equal(getattr(one, part).toarray(), getattr(same, part).toarray())


def test_test_likes_of_the_last_split_are_in_no_part_of_it(world):
    test = leave_last_out(world, CONFIG, part="test")
    (draw,) = draw_validation(world, CONFIG, "last", 3)
    hidden = set(zip(test.users[test.targets.nonzero()[0]], test.targets.nonzero()[1], strict=True))
    rows, movies = (draw.histories + draw.targets).nonzero()
    assert hidden
    assert not hidden & set(zip(draw.users[rows], movies, strict=True))
    assert draw.train.nnz < world.matrix.nnz - len(hidden)


@pytest.mark.parametrize("split", [hold_out_users, leave_last_out])
def test_a_test_split_is_refused(world, split):
    planted = split(world, CONFIG, part="test")
    with pytest.raises(DataError, match=r"tuning needs validation splits .*, not TestSplit"):
        Objective([planted], None, "ndcg@10", CONFIG)
    honest = draw_validation(world, CONFIG, "users", 2)
    with pytest.raises(DataError, match="not TestSplit"):
        Objective([*honest, planted], None, "ndcg@10", CONFIG)
    with pytest.raises(DataError, match="at least one draw"):
        Objective([], None, "ndcg@10", CONFIG)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("metric", ["ndcg@10", "hit-rate@5", "map@20"])
def test_it_is_what_evaluate_says(world, split, metric):
    objective = objective_of(world, split, metric)
    values = objective(Ease)
    assert values.shape == objective.users.shape
    assert 0 <= values.mean() <= 1
    # EASE knows nothing of cold movies
    assert (values.mean() > 0) == (split != "cold")
    task: Task = "similar" if split == "similar" else "recommend"
    draws = draw_validation(world, CONFIG, split, 3)
    report = evaluate(draws, None, {"ease": Ease}, CONFIG, task=task)
    assert np.array_equal(report.asked.users, objective.users)
    assert np.array_equal(report.rows[0].values[METRICS[metric]], values)


def test_it_tells_better_weights_from_worse(world):
    objective = objective_of(world)
    taste, crowd = objective(Ease).mean(), objective(Popularity).mean()
    over = objective(lambda: Ease(EaseConfig(reg=1e9))).mean()
    assert taste > 1.3 * crowd
    assert taste > over
    assert np.array_equal(objective(Ease), objective(Ease))


@pytest.mark.parametrize("metric", ["", "ndcg", "ndcg@0", "ndcg@11", "ndcg@-1", "magic@10", "@10"])
def test_figures_that_there_are_not(metric):
    with pytest.raises(DataError, match=r"metric must be one of ndcg@5, .*map@20"):
        check_metric(metric)


def test_figures_are_those_of_the_report():
    assert {"ndcg@10", "ndcg@100", "recall@20", "hit-rate@10", "mrr@10", "map@5"} <= set(METRICS)


def test_too_few_users_are_told():
    few = interactions_of(two_tastes(n_users=9))
    with pytest.raises(DataError, match=r"10 users beside those of the test.* there are 9 in all"):
        draw_validation(few, CONFIG, "users", 3)
    with pytest.raises(DataError, match="20 draws needs 20 users"):
        draw_validation(interactions_of(two_tastes(n_users=20)), CONFIG, "users", 20)


@pytest.mark.parametrize("stars", [1.0, 3.5])
@pytest.mark.parametrize("split", SPLITS)
def test_ratings_without_a_like_are_told(stars, split):
    matrix = two_tastes()
    matrix.data[:] = stars
    with pytest.raises(DataError):
        draw_validation(interactions_of(matrix), CONFIG, split, 3)


@pytest.mark.parametrize("split", SPLITS)
def test_ratings_of_one_value_will_do_where_they_are_likes(split):
    matrix = two_tastes(low=0)
    matrix.data[:] = 5.0
    found = objective_of(interactions_of(matrix), split)(Ease).mean()
    assert (found > 0) == (split != "cold")


def test_numbers_out_of_range(world):
    with pytest.raises(DataError, match="draws must be at least 1, not 0"):
        draw_validation(world, CONFIG, "users", 0)
    with pytest.raises(
        DataError, match="split must be one of users, similar, last, cold, not 'time'"
    ):
        draw_validation(world, CONFIG, "time", 1)
