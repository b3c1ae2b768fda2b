import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.evaluation import (
    EvaluationConfig,
    TestSplit,
    ValidationSplit,
    check_validation,
    eligible_users,
    hide_movies,
    hold_out_users,
    iter_folds,
    leave_last_out,
    split_by_time,
)
from tests.kit.worlds import blocks, interactions_of, to_matrix

SMALL = EvaluationConfig(min_history=2, holdout_users=0.3, holdout_movies=0.3, holdout_time=0.3)
SPLITTERS = [hold_out_users, leave_last_out, split_by_time, hide_movies]
EVERY = pytest.mark.parametrize("splitter", SPLITTERS, ids=lambda splitter: splitter.name)
BOTH = pytest.mark.parametrize("part", ["validation", "test"])


@st.composite
def rated(draw):
    """Stars of some users, given at moments of which many are the same."""
    shape = (draw(st.integers(5, 10)), draw(st.integers(4, 14)))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    matrix = to_matrix(rng.choice([0, 0, 2.5, 4, 5], size=shape))
    return interactions_of(matrix, rng.integers(0, 7, matrix.nnz).astype(np.float64))


def divided(splitter, interactions, config, part):
    """The split, where there is enough to divide."""
    try:
        return splitter(interactions, config, part=part)
    except DataError:
        assume(False)


def dense(matrix):
    return matrix.toarray()


@BOTH
@EVERY
@settings(deadline=None, max_examples=25)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_what_is_hidden_is_nowhere_to_be_seen(splitter, part, interactions, seed):
    config = SMALL.model_copy(update={"seed": seed})
    split = divided(splitter, interactions, config, part)
    stars = dense(interactions.matrix)[split.users]
    histories, targets, hidden = (
        dense(matrix) for matrix in (split.histories, split.targets, split.hidden)
    )
    assert split.part == part
    assert isinstance(split, TestSplit if part == "test" else ValidationSplit)
    assert not ((histories > 0) & (hidden > 0)).any()
    np.testing.assert_array_equal(targets > 0, hidden >= 4)
    for shown in (histories, hidden):
        np.testing.assert_array_equal(shown[shown > 0], stars[shown > 0])
    assert ((targets > 0).sum(axis=1) >= 1).all()
    assert ((histories > 0).sum(axis=1) >= 1).all()
    assert (np.diff(split.users) > 0).all()


@EVERY
@settings(deadline=None, max_examples=25)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_validation_sees_nothing_that_the_test_hides(splitter, interactions, seed):
    config = SMALL.model_copy(update={"seed": seed})
    test = divided(splitter, interactions, config, "test")
    validation = divided(splitter, interactions, config, "validation")
    hidden = np.zeros(interactions.matrix.shape)
    hidden[test.users] = dense(test.hidden)
    for matrix in (validation.histories, validation.hidden):
        seen = np.zeros(interactions.matrix.shape)
        seen[validation.users] = dense(matrix)
        assert not ((seen > 0) & (hidden > 0)).any()
    # what is learnt for validation is part of what is learnt for the test, movie by movie
    learnt, allowed = ((dense(split.train) > 0).sum(axis=0) for split in (validation, test))
    assert (learnt <= allowed).all()


@settings(deadline=None, max_examples=25)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_held_out_users_are_whole_and_learnt_by_nobody(interactions, seed):
    config = SMALL.model_copy(update={"seed": seed})
    test = divided(hold_out_users, interactions, config, "test")
    validation = divided(hold_out_users, interactions, config, "validation")
    stars = dense(interactions.matrix)
    np.testing.assert_array_equal(dense(test.histories) + dense(test.hidden), stars[test.users])
    enough = eligible_users(interactions, config)
    others = np.setdiff1d(enough, test.users)
    np.testing.assert_array_equal(dense(test.train), stars[others])
    rest = np.setdiff1d(others, validation.users)
    np.testing.assert_array_equal(dense(validation.train), stars[rest])
    assert not np.isin(validation.users, test.users).any()


@BOTH
@settings(deadline=None, max_examples=25)
@given(interactions=rated(), n_folds=st.integers(2, 4), seed=st.integers(0, 20))
def test_folds_hold_out_everybody_once(part, interactions, n_folds, seed):
    config = SMALL.model_copy(update={"seed": seed})
    try:
        folds = list(iter_folds(interactions, config, n_folds, part=part))
    except DataError:
        assume(False)
    asked = np.concatenate([fold.users for fold in folds])
    wanted = eligible_users(interactions, config)
    if part == "validation":
        test = hold_out_users(interactions, config, part="test")
        wanted = np.setdiff1d(wanted, test.users)
    np.testing.assert_array_equal(np.sort(asked), wanted)
    assert {fold.train.shape[0] + len(fold.users) for fold in folds} == {len(wanted)}


@BOTH
@settings(deadline=None, max_examples=25)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_last_like_follows_all_that_is_shown(part, interactions, seed):
    config = SMALL.model_copy(update={"seed": seed})
    split = divided(leave_last_out, interactions, config, part)
    times = dense(interactions.times + csr_ones(interactions))[split.users] - 1
    targets = dense(split.targets) > 0
    # a like may follow at the same moment, and is hidden no less; one of them is drawn
    first = np.where(targets, times, np.inf).min(axis=1)
    shown = dense(split.histories) > 0
    assert (np.where(shown, times, -np.inf).max(axis=1) <= first).all()
    np.testing.assert_array_equal(targets.sum(axis=1), 1)
    learnt = dense(split.train)
    assert split.train.shape[0] >= len(split.users)
    for history in dense(split.histories):
        assert (learnt == history).all(axis=1).any()


def csr_ones(interactions: Interactions):
    """A one in each place of a rating, so that a moment 0 is told from no rating."""
    matrix = interactions.matrix
    return csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)


@BOTH
@settings(deadline=None, max_examples=40)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_nothing_is_learnt_or_shown_that_came_after_a_target(part, interactions, seed):
    # half of the likes are hidden, so that there are first and last targets
    config = SMALL.model_copy(update={"seed": seed, "fold_in": 0.3, "holdout_time": 0.6})
    split = divided(split_by_time, interactions, config, part)
    times = dense(interactions.times + csr_ones(interactions))[split.users] - 1
    first = np.where(dense(split.targets) > 0, times, np.inf).min(axis=1)
    shown = np.where(dense(split.histories) > 0, times, -np.inf).max(axis=1)
    assert (shown <= first).all()
    assert split.train_times is not None
    assert split.train_times.data.max() < first.min()


@BOTH
@settings(deadline=None, max_examples=25)
@given(interactions=rated(), seed=st.integers(0, 20))
def test_cold_movies_have_no_rating_and_are_all_that_may_be_listed(part, interactions, seed):
    config = SMALL.model_copy(update={"seed": seed})
    split = divided(hide_movies, interactions, config, part)
    assert split.candidates is not None
    cold = split.candidates
    assert not dense(split.train)[:, cold].any()
    assert not dense(split.histories)[:, cold].any()
    assert not dense(split.hidden)[:, ~cold].any()
    if part == "validation":
        test = divided(hide_movies, interactions, config, "test")
        assert test.candidates is not None
        assert not (cold & test.candidates).any()
        for matrix in (split.train, split.histories, split.hidden):
            assert not dense(matrix)[:, test.candidates].any()


def test_shares_are_those_of_the_protocol():
    stars = np.full((40, 30), 5.0)
    stars[:, 20:] = 2
    split = hold_out_users(interactions_of(to_matrix(stars)), EvaluationConfig(), part="test")
    assert split.train.shape == (36, 30)
    assert np.diff(split.targets.indptr).tolist() == [4] * 4
    assert (dense(split.histories) == 5).sum(axis=1).tolist() == [16] * 4
    assert (dense(split.histories) == 2).sum(axis=1).tolist() == [8] * 4


def test_published_protocol_shows_likes_alone_and_hides_the_same():
    stars = np.random.default_rng(0).choice([0, 2, 4, 5], size=(40, 30))
    interactions = interactions_of(to_matrix(stars))
    config = EvaluationConfig()
    with_others = hold_out_users(interactions, config, part="test")
    likes = hold_out_users(
        interactions, config.model_copy(update={"show_others": False}), part="test"
    )
    np.testing.assert_array_equal(with_others.users, likes.users)
    np.testing.assert_array_equal(dense(with_others.targets), dense(likes.targets))
    assert likes.histories.data.min() == 4
    assert with_others.histories.data.min() == 2
    shown = dense(with_others.histories)
    np.testing.assert_array_equal(np.where(shown >= 4, shown, 0), dense(likes.histories))


def test_users_and_hidden_likes_of_a_seed_stay_those_of_earlier_versions():
    stars = np.random.default_rng(0).choice([0, 2, 4, 5], size=(40, 12))
    split = hold_out_users(interactions_of(to_matrix(stars)), EvaluationConfig(), part="test")
    assert split.users.tolist() == [2, 13, 29]
    assert [row.nonzero()[0].tolist() for row in dense(split.targets)] == [[11], [1], [8, 11]]


def test_times_go_with_their_ratings():
    matrix = blocks()
    interactions = interactions_of(matrix, 1000 * np.arange(matrix.nnz, dtype=np.float64))
    moments = dense(interactions.times)
    for splitter in SPLITTERS:
        split = splitter(interactions, SMALL, part="test")
        assert split.history_times is not None
        np.testing.assert_array_equal(split.history_times.indices, split.histories.indices)
        np.testing.assert_array_equal(split.history_times.indptr, split.histories.indptr)
        shown = dense(split.histories) > 0
        np.testing.assert_array_equal(
            dense(split.history_times)[shown], moments[split.users][shown]
        )


def test_one_seed_gives_one_split_and_another_seed_another():
    interactions = interactions_of(blocks())
    one, again = (hold_out_users(interactions, SMALL, part="test") for _ in range(2))
    np.testing.assert_array_equal(dense(one.targets), dense(again.targets))
    other = SMALL.model_copy(update={"seed": 1})
    different = hold_out_users(interactions, other, part="test")
    assert (
        one.users.tolist() != different.users.tolist()
        or dense(one.targets).tolist() != dense(different.targets).tolist()
    )


def test_tuning_on_a_test_split_is_refused():
    interactions = interactions_of(blocks())
    check_validation([hold_out_users(interactions, SMALL, part="validation")])
    with pytest.raises(DataError, match="not TestSplit: the test users are asked once"):
        check_validation([hold_out_users(interactions, SMALL, part="test")])
    with pytest.raises(DataError, match="part must be 'validation' or 'test', not 'train'"):
        hold_out_users(interactions, SMALL, part="train")  # type: ignore[call-overload]


def test_types_keep_the_parts_apart():
    def choose_on(split: ValidationSplit) -> str:
        return split.part

    interactions = interactions_of(blocks())
    assert choose_on(hold_out_users(interactions, SMALL, part="validation")) == "validation"
    # mypy says that the next two comments are needed, and that is what is tested
    test = hold_out_users(interactions, SMALL, part="test")
    assert choose_on(test) == "test"  # type: ignore[arg-type]
    fold = next(iter_folds(interactions, SMALL, 2))
    assert choose_on(fold) == "test"  # type: ignore[arg-type]


def test_too_little_is_refused():
    lonely = interactions_of(to_matrix(np.full((1, 9), 5.0)))
    with pytest.raises(DataError, match="2 users or more with 5 ratings of at least 4 stars"):
        hold_out_users(lonely, EvaluationConfig(), part="test")
    n_users = len(eligible_users(interactions_of(blocks()), SMALL))
    for n_folds in (1, n_users + 1):
        with pytest.raises(DataError, match=f"folds must be 2 to {n_users}, not {n_folds}"):
            list(iter_folds(interactions_of(blocks()), SMALL, n_folds))
    for splitter in (leave_last_out, split_by_time):
        with pytest.raises(DataError, match=f"'{splitter.name}' needs the times"):
            splitter(interactions_of(blocks()), SMALL, part="test")
    at_once = interactions_of(blocks(), np.full(blocks().nnz, 7.0))
    with pytest.raises(DataError, match="ratings of different times"):
        split_by_time(at_once, SMALL, part="test")
    disliked = np.full((4, 9), 5.0)
    disliked[:, 3:] = 1
    seed = next(seed for seed in range(9) if np.random.default_rng(seed).permutation(9)[0] > 2)
    nobody = SMALL.model_copy(update={"holdout_movies": 0.1, "seed": seed})
    with pytest.raises(DataError, match="leaves nobody to ask"):
        hide_movies(interactions_of(to_matrix(disliked)), nobody, part="test")
