import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.evaluation import EvaluationConfig, iter_folds, split_users
from matinee.evaluation.splits import eligible_users
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix

SMALL = EvaluationConfig(min_history=2)


@settings(deadline=None)
@given(matrix=star_matrices(min_users=4), seed=st.integers(0, 50))
def test_split_divides_users_and_likes(matrix, seed):
    stars = matrix.toarray()
    n_likes = (stars >= 4).sum(axis=1)
    assume((n_likes >= 2).sum() >= 2)
    split = split_users(matrix, SMALL.model_copy(update={"seed": seed}))
    histories, targets = split.histories.toarray(), split.targets.toarray()
    likes = np.where(stars >= 4, stars, 0)[split.held_out]
    assert not ((histories > 0) & (targets > 0)).any()
    np.testing.assert_array_equal((histories > 0) | (targets > 0), likes > 0)
    np.testing.assert_array_equal(histories[histories > 0], likes[histories > 0])
    assert (targets.sum(axis=1) >= 1).all()
    assert ((histories > 0).sum(axis=1) >= 1).all()
    assert len(split.held_out) + split.train.shape[0] == (n_likes >= 2).sum()


def test_shares_are_those_of_the_protocol():
    matrix = to_matrix(np.full((40, 20), 5.0))
    split = split_users(matrix, EvaluationConfig())
    assert split.train.shape == (36, 20)
    assert np.diff(split.histories.indptr).tolist() == [16] * 4
    assert np.diff(split.targets.indptr).tolist() == [4] * 4


def test_dislikes_of_learners_stay_and_those_of_the_held_out_go():
    stars = np.full((10, 8), 5.0)
    stars[:, 0] = 1
    split = split_users(to_matrix(stars), EvaluationConfig())
    assert (split.train.toarray()[:, 0] == 1).all()
    assert split.histories.toarray()[0, 0] == 0


def test_one_seed_gives_one_split_and_another_seed_another():
    config, other = EvaluationConfig(min_history=2), EvaluationConfig(min_history=2, seed=1)
    one, again = split_users(blocks(), config), split_users(blocks(), config)
    np.testing.assert_array_equal(one.targets.toarray(), again.targets.toarray())
    different = split_users(blocks(), other)
    assert (
        one.held_out.tolist() != different.held_out.tolist()
        or one.targets.toarray().tolist() != different.targets.toarray().tolist()
    )


def test_folds_hold_out_everybody_once():
    folds = list(iter_folds(blocks(), SMALL, 4))
    held_out = np.concatenate([fold.held_out for fold in folds])
    np.testing.assert_array_equal(np.sort(held_out), eligible_users(blocks(), SMALL))
    assert {fold.train.shape[0] + len(fold.held_out) for fold in folds} == {len(held_out)}


def test_too_few_users_are_refused():
    with pytest.raises(DataError, match="2 users or more with 5 ratings of at least 4 stars"):
        split_users(to_matrix(np.full((1, 9), 5.0)), EvaluationConfig())
    for n_folds in (1, 19):
        with pytest.raises(DataError, match=f"folds must be 2 to .*, not {n_folds}"):
            list(iter_folds(blocks(), SMALL, n_folds))
