"""What the ablation changes, on forty users and thirty movies."""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from matinee.data import Critics, IdMap, Interactions, MovieRecord
from matinee.evaluation import EvaluationConfig, hold_out_users
from matinee.models import MovieFeatures
from matinee.ranking import Candidates, Hybrid
from matinee.ranking.learn import RankerWeights

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
N_USERS, N_MOVIES = 140, 30
CONFIG = EvaluationConfig()


@pytest.fixture(scope="module")
def ablation():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return import_module("ablation")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(N_MOVIES, 8))
    vectors[:15, 0] += 2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    genres = np.zeros((N_MOVIES, 2), dtype=np.float32)
    genres[:15, 0] = genres[15:, 1] = 1
    return MovieFeatures(
        vectors=vectors.astype(np.float32),
        genres=genres,
        years=np.full(N_MOVIES, 2000, dtype=np.float32),
    )


@pytest.fixture(scope="module")
def split():
    """Two tastes; dislikes among the likes."""
    rng = np.random.default_rng(3)
    stars = np.zeros((N_USERS, N_MOVIES), dtype=np.float32)
    for user in range(N_USERS):
        movies = rng.permutation(N_MOVIES)[:18]
        fits = (movies < 15) == (user % 2 == 0)
        stars[user, movies] = np.where(fits, rng.choice([4, 5], 18), rng.choice([1, 2, 3], 18))
    matrix = csr_array(stars)
    known = [IdMap(kind, range(n)) for kind, n in (("user", N_USERS), ("movie", N_MOVIES))]
    return hold_out_users(Interactions(known[0], known[1], matrix), CONFIG, part="validation")


@pytest.fixture(scope="module")
def audience(ablation):
    """The later a movie stands, the better critics found it; the first two nobody wrote of."""
    critics = [Critics(rt_meter=20 + 2 * n, rt_reviews=80) for n in range(N_MOVIES)]
    critics[:2] = [Critics(), Critics()]
    records = [MovieRecord(title=f"Movie {n}", critics=one) for n, one in enumerate(critics)]
    return ablation.audience_of(records)


@pytest.fixture(scope="module")
def measured(ablation, split, features, audience):
    found = {"users": ablation.Found(), "similar": ablation.Found()}
    ablation.measure_fold(split, features, audience, CONFIG, found)
    return {name: ablation.summary(one, ablation.OUT[name], 0) for name, one in found.items()}


def test_more_weight_means_better_received_picks(measured):
    for told in measured.values():
        means = [row["reception"][0] for row in told["sentiment"]]
        assert means == sorted(means)
        assert means[-1] > means[0]


def test_nothing_left_out_is_weight_zero_and_is_not_compared_with_itself(measured):
    for told in measured.values():
        whole, blended = told["signals"][0], told["sentiment"][0]
        assert whole["without"] == "nothing"
        assert whole["ndcg_at_10"] == blended["ndcg_at_10"]
        assert whole["against"] is blended["against"] is None
        assert all(row["against"] for row in (*told["signals"][1:], *told["sentiment"][1:]))


def test_every_signal_is_left_out_once(measured):
    left_out = [row["without"] for row in measured["users"]["signals"]]
    assert left_out[1:] == ["text", "genres", "people", "tags", "all facts", "stars (likes alone)"]
    assert len(measured["similar"]["signals"]) == 3


def test_differences_are_those_of_the_means(measured):
    rows = measured["users"]["sentiment"]
    for row in rows[1:]:
        expected = row["ndcg_at_10"][0] - rows[0]["ndcg_at_10"][0]
        value, low, high = row["against"]["difference"]
        assert value == pytest.approx(expected, abs=2e-5)
        assert low <= value <= high


def test_a_signal_that_is_left_out_weighs_nothing_and_the_rest_is_learnt_anew(
    ablation, split, features
):
    hybrid = Hybrid().fit(split.train, features)
    others = ablation.for_users(hybrid, split.train, 0)
    assert hybrid.weights_ != RankerWeights()
    assert hybrid.weights_.genres > 0
    without = others["genres"].weights_
    assert without.genres == 0
    assert without.taste != hybrid.weights_.taste
    assert others["all facts"].weights_.taste > 0
    assert type(others["stars (likes alone)"].stars_).__name__ == "Ease"
    assert hybrid.weights_ == Hybrid().fit(split.train, features).weights_


def test_weights_learnt_with_nothing_left_out_are_those_of_the_ranker(ablation, split, features):
    hybrid = Hybrid().fit(split.train, features, rng=0)
    assert ablation.Learner(hybrid, split.train, ablation.StarEase).learn((), 0) == hybrid.weights_


def test_lists_that_are_too_short_are_padded(ablation):
    candidates = Candidates(np.array([4, 7], np.int32), {"a": np.ones(2, np.float32)}, {"a": 1.0})
    listed = ablation.listed(candidates, np.zeros(N_MOVIES, np.float32), 0.0)
    assert sorted(listed.tolist()) == [-1] * 8 + [4, 7]


def test_critics_alone_are_what_a_fresh_shelf_says(audience):
    assert not audience.n_reviews.any()
    assert not audience.n_ratings.any()
    assert (audience.n_critics > 0).tolist() == [False, False] + [True] * (N_MOVIES - 2)
