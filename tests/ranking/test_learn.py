import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from matinee.models import Content
from matinee.models.rated import to_likes
from matinee.ranking import learn
from matinee.ranking.hybrid import learn_ranker
from matinee.ranking.learn import SIGNALS, RankerWeights, learn_weights
from matinee.ranking.signals import FactSignals
from tests.kit.worlds import block_features, blocks, to_matrix

N_USERS, N_MOVIES = 150, 40
#: Log-odds that the made-up signals were drawn with; what speaks against is worth nothing.
WORTH = {"taste": 0.0, "text": 2.0, "genres": 0.0, "people": -2.0, "tags": 0.5}


def made_up(n_users: int = N_USERS, seed: int = 0):
    """Each user likes ten movies and gave two stars to one that nobody else rated."""
    rng = np.random.default_rng(seed)
    stars = np.zeros((n_users, N_MOVIES + n_users))
    for user in range(n_users):
        stars[user, rng.permutation(N_MOVIES)[:10]] = 5
        stars[user, N_MOVIES + user] = 2
    return to_matrix(stars)


class World:
    """Models that know what the users like and tell it in noise; keeps what it was asked."""

    def __init__(self, matrix, worth=WORTH):
        self.likes = matrix.toarray() >= 4
        self.worth = np.array([worth[name] for name in SIGNALS])
        self.rng = np.random.default_rng(7)
        self.fits, self.histories = [], []

    def __call__(self, part):
        self.fits.append(part)
        return self

    def evidence_for(self, history):
        self.histories.append(history)
        # the movie that only this user rated tells who it is; it is always shown
        (user,) = history.indices[history.indices >= N_MOVIES] - N_MOVIES
        candidates = np.setdiff1d(np.arange(N_MOVIES), history.indices).astype(np.int32)
        # normal signals whose means differ by their worth have just that log-odds for a unit
        signals = self.rng.normal(size=(len(candidates), len(SIGNALS)))
        signals += np.outer(self.likes[user, candidates], self.worth)
        return candidates, signals.astype(np.float32)


def learnt(matrix, world, seed=0):
    return learn_weights(matrix, world, 4.0, np.random.default_rng(seed))


def test_finds_out_which_signal_matters():
    matrix = made_up()
    weights = learnt(matrix, World(matrix))
    assert weights.text == pytest.approx(2, abs=0.35)
    assert weights.tags == pytest.approx(0.5, abs=0.25)
    assert max(weights.taste, weights.genres) < 0.25
    assert weights.people == 0


@settings(max_examples=10)
@given(
    worth=st.lists(st.floats(-3, 3), min_size=5, max_size=5),
    scale=st.sampled_from([1e-3, 1.0, 1e3]),
)
def test_no_weight_is_below_zero_whatever_the_signals_say(worth, scale):
    matrix = made_up(100)
    world = World(matrix, dict(zip(SIGNALS, (scale * np.array(worth)).tolist(), strict=True)))
    weights = learnt(matrix, world).model_dump()
    assert all(np.isfinite(value) and value >= 0 for value in weights.values())
    assert any(weights.values())


def test_a_unit_of_a_signal_may_be_large_or_small():
    matrix = made_up()

    class Larger(World):
        def evidence_for(self, history):
            candidates, signals = super().evidence_for(history)
            return candidates, signals * np.array([1, 100, 1, 1, 1], dtype=np.float32)

    one, other = learnt(matrix, World(matrix)), learnt(matrix, Larger(matrix))
    assert other.text == pytest.approx(one.text / 100, rel=0.01)
    assert other.tags == pytest.approx(one.tags, rel=0.01)


def test_models_never_saw_whom_they_are_asked_about():
    matrix = made_up()

    class Watchful(World):
        def evidence_for(self, history):
            (own,) = history.indices[history.indices >= N_MOVIES]
            assert own not in self.fits[-1].indices
            return super().evidence_for(history)

    world = Watchful(matrix)
    learnt(matrix, world)
    assert len(world.fits) == learn.N_PARTS
    assert {part.shape[0] for part in world.fits} == {N_USERS - N_USERS // learn.N_PARTS}
    asked = np.concatenate([one.indices[one.indices >= N_MOVIES] for one in world.histories])
    assert sorted(asked.tolist()) == list(range(N_MOVIES, N_MOVIES + N_USERS))


def test_a_fifth_of_the_likes_is_hidden_from_the_history():
    matrix = made_up()
    world = World(matrix)
    learnt(matrix, world)
    for history in world.histories:
        (own,) = history.indices[history.indices >= N_MOVIES] - N_MOVIES
        liked = history.indices[history.data >= 4]
        assert len(liked) == 8
        assert set(liked.tolist()) < set(matrix[[own]].indices.tolist())


def test_of_many_users_some_are_asked_and_the_models_are_fitted_once(monkeypatch):
    monkeypatch.setattr(learn, "MOST_USERS", 110)
    matrix = made_up()
    world = World(matrix)
    assert learnt(matrix, world).text > 1
    assert [part.shape[0] for part in world.fits] == [N_USERS - 110]
    assert len(world.histories) == 110


def test_from_few_users_nothing_is_learnt():
    matrix = made_up(learn.FEWEST_USERS - 1)
    world = World(matrix)
    assert learnt(matrix, world) == RankerWeights()
    assert not world.fits
    few_likes = made_up(300)
    few_likes.data[few_likes.data == 5] = 3
    assert learnt(few_likes, World(few_likes)) == RankerWeights()


def test_users_of_few_likes_are_learnt_from_and_not_asked():
    few = made_up(120)
    first = few.indices[few.indptr[0] : few.indptr[1]]
    few.data[few.indptr[0] : few.indptr[1]][first < N_MOVIES] = 3
    world = World(few)
    learnt(few, world)
    assert len(world.histories) == 119
    assert all(N_MOVIES in part.indices for part in world.fits)


@pytest.mark.parametrize(
    "signals",
    [
        lambda n, rng: np.zeros((n, len(SIGNALS))),
        lambda n, rng: np.full((n, len(SIGNALS)), 3.0),
    ],
    ids=["silent", "the same of all"],
)
def test_signals_that_tell_nobody_apart_leave_the_defaults(signals):
    matrix = made_up(100)

    class Mute(World):
        def evidence_for(self, history):
            candidates, told = super().evidence_for(history)
            return candidates, signals(len(told), self.rng).astype(np.float32)

    assert learnt(matrix, Mute(matrix)) == RankerWeights()


def test_candidates_without_any_hidden_like_leave_the_defaults():
    matrix = made_up(100)

    class Blind(World):
        def evidence_for(self, history):
            candidates, told = super().evidence_for(history)
            return candidates + len(self.likes[0]), told

    assert learnt(matrix, Blind(matrix)) == RankerWeights()


def test_the_same_seed_learns_the_same_and_asks_the_same():
    matrix = made_up()
    one, two, three = World(matrix), World(matrix), World(matrix)
    assert learnt(matrix, one, 1) == learnt(matrix, two, 1) != learnt(matrix, three, 2)
    for first, second in zip(one.histories, two.histories, strict=True):
        np.testing.assert_array_equal(first.indices, second.indices)


@pytest.fixture(scope="module")
def groups():
    """Groups of people who like one kind of movie, and what the movies are about."""
    matrix, features = blocks(4, users=30, movies=15), block_features(4, movies=15)
    n_likes = np.bincount(to_likes(matrix, 4).indices, minlength=matrix.shape[1])
    return matrix, Content().fit(matrix, features), FactSignals.of(features, n_likes)


def test_on_ratings_the_facts_that_tell_groups_apart_count(groups):
    weights = learn_ranker(*groups)
    assert weights != RankerWeights()
    assert weights.people == weights.tags == 0  # nothing is known of them here
    assert max(weights.text, weights.genres, weights.taste) > 0
    assert learn_ranker(*groups) == weights
    steps = []
    learn_ranker(*groups, rng=3, progress=lambda *step: steps.append(step))
    assert all(0 <= done <= total for _, done, total in steps)


@pytest.mark.parametrize("value", [0.5, 3.0, 5.0])
def test_who_saw_everything_and_gave_one_value_to_all_teaches_nothing(value, groups):
    _, content, facts = groups
    same = to_matrix(np.full((120, 60), value))
    assert learn_ranker(same, content, facts) == RankerWeights()


@pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf")])
def test_weights_are_numbers_of_at_least_zero(bad):
    for name in SIGNALS:
        with pytest.raises(ValidationError):
            RankerWeights(**{name: bad})
    with pytest.raises(ValidationError):
        RankerWeights.model_validate({"mood": 1})
