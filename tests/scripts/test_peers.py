"""The run against other packages: what goes to a peer, who is chosen on whom, and what comes out.

The peer is scikit-learn's NMF, which is installed with the project.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from matinee.data import IdMap, Interactions
from matinee.evaluation import EvaluationConfig, leave_last_out

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
CONFIG = EvaluationConfig()
N_MOVIES = 30


@pytest.fixture
def peers(monkeypatch):
    """The scripts, imported as they import each other."""
    names = ("bench", "cross_tune", "environments", "exchange", "problems", "spaces", "table")
    monkeypatch.syspath_prepend(str(PEERS))
    for name in (*names, "states", "runners", "runners.features"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return SimpleNamespace(**{name: import_module(name) for name in names})


@pytest.fixture(scope="module")
def ratings():
    """Forty users of two tastes, each with fifteen stars at rising moments."""
    rng = np.random.default_rng(3)
    stars = np.zeros((40, N_MOVIES), dtype=np.float32)
    times = np.zeros((40, N_MOVIES))
    for user in range(40):
        movies = rng.permutation(N_MOVIES)[:15]
        liked = (movies < N_MOVIES // 2) == (user % 2 == 0)
        stars[user, movies] = np.where(liked, rng.choice([4, 5], 15), rng.choice([1, 2, 3], 15))
        times[user, movies] = np.arange(1, 16)
    matrix = csr_array(stars)
    # movies of one user ascend, so both have their entries in the same places
    known = [IdMap(kind, range(n)) for kind, n in (("user", 40), ("movie", N_MOVIES))]
    return Interactions(known[0], known[1], matrix, csr_array(times))


def dense(matrix):
    return np.asarray(matrix.todense())


@pytest.fixture
def data(peers, ratings, tmp_path):
    return peers.problems.DataSet("tiny", tmp_path / "tiny", ratings, lambda: None)


@pytest.fixture
def bench(peers, tmp_path):
    return peers.bench.Bench(tmp_path / "envs", 0, peers.bench.Log({}))


def nmf(peers, **given):
    return peers.spaces.Entry("sklearn", "nmf", "folded in", **given)


def test_a_peer_reads_what_the_split_shows_and_not_what_it_hides(peers, ratings, tmp_path):
    split = leave_last_out(ratings, CONFIG, part="test")
    peers.exchange.write_problem(tmp_path, split, CONFIG.liked_from)
    (tmp_path / peers.exchange.TARGETS).unlink()
    problem = peers.exchange.read_problem(tmp_path)
    for name in ("train", "histories", "train_times", "history_times"):
        assert np.array_equal(dense(getattr(problem, name)), dense(getattr(split, name)))
    assert np.array_equal(dense(problem.train)[problem.rows], dense(problem.histories))
    assert np.array_equal(dense(problem.likes(problem.train)), dense(split.train) >= 4)
    assert problem.joined()[0].shape == split.train.shape


def test_users_that_nobody_learnt_are_joined_below(peers, data):
    problems = peers.problems.make_problems(data, "users", CONFIG)
    problem = peers.exchange.read_problem(problems.asking[0][0])
    assert problem.rows is None
    stars, rows = problem.joined()
    assert stars.shape[0] == problem.train.shape[0] + problem.n_asked
    assert np.array_equal(dense(stars)[rows], dense(problem.histories))


def test_what_was_rated_is_left_out_of_a_list(peers, ratings):
    histories = ratings.matrix[:2]
    problem = peers.exchange.Problem(ratings.matrix, histories, None, None, None, 4.0)
    listed = problem.keep_unseen(1, np.arange(-1, N_MOVIES))
    unseen = np.flatnonzero(dense(histories)[1] == 0)
    assert listed.dtype == np.int32
    assert listed[: len(unseen)].tolist() == unseen.tolist()
    assert set(listed[len(unseen) :].tolist()) == {-1}
    assert problem.n_extra() == 15
    assert problem.n_extra(problem.likes(histories)) < 15


def test_hyperparameters_of_a_half_are_chosen_without_its_users(peers, data, ratings):
    problems = peers.problems.make_problems(data, "users", CONFIG)
    assert sorted(problems.users.tolist()) == list(range(40))
    rows = {row.tobytes(): user for user, row in enumerate(dense(ratings.matrix))}
    start = 0
    for folder, place in problems.asking:
        n_asked = peers.exchange.read_problem(folder).n_asked
        asked = set(problems.users[start : start + n_asked].tolist())
        start += n_asked
        chosen_on = peers.exchange.read_problem(problems.choosing[place])
        learnt = {rows[row.tobytes()] for row in dense(chosen_on.train)}
        assert not asked & learnt
        # of users that are asked there a part is shown: nobody of ours has those ratings
        for shown in dense(chosen_on.histories):
            likely = [
                user
                for user, row in enumerate(dense(ratings.matrix))
                if np.array_equal(row[shown > 0], shown[shown > 0])
            ]
            assert likely
            assert not asked & set(likely)


def test_every_user_is_asked_once_and_the_better_trial_wins(peers, data, bench):
    entry = nmf(peers, start={"n_components": 2}, space={"n_components": {"low": 1, "high": 6}})
    problems = peers.problems.make_problems(data, "last", CONFIG)
    outcome = peers.cross_tune.cross_tune(bench, entry, problems, 3)
    trials = peers.spaces.draw_trials(entry, 3, 0)
    reached = [a.ndcg.mean() for a in bench.run(entry, problems.choosing[0], trials, ask=False)]
    assert outcome.chosen == [trials[int(np.argmax(reached))]]
    assert len(outcome.hits) == len(problems.users) == 40
    # four unseen likes among fifteen unseen movies: two tastes are not hard to tell apart
    assert outcome.hits.mean() > 0.9
    assert outcome.figure("fit_seconds") > 0
    assert 20 < outcome.figure("peak_mb") < 2000


def test_what_was_run_is_not_run_again(peers, data, bench, monkeypatch):
    problem = peers.problems.make_problems(data, "last", CONFIG).choosing[0]
    params = {"n_components": 2}
    assert bench.run(nmf(peers), problem, [params], ask=False) == [None]
    first = bench.run(nmf(peers), problem, [params])[0]
    monkeypatch.setattr(peers.bench, "_watch", lambda *_: pytest.fail("ran again"))
    again = peers.bench.Bench(bench.envs, 0, peers.bench.Log({}))
    assert np.array_equal(again.run(nmf(peers), problem, [params])[0].ndcg, first.ndcg)
    for other, what in (
        (again, {"n_components": 3}),
        (peers.bench.Bench(bench.envs, 1, bench.log), params),
    ):
        with pytest.raises(pytest.fail.Exception):
            other.run(nmf(peers), problem, [what])


def test_what_is_missing_on_disk_is_no_outcome(peers, data, bench):
    problems = peers.problems.make_problems(data, "last", CONFIG)
    assert peers.cross_tune.cross_tune(bench, nmf(peers), problems, 1, ask=False) is None


def test_a_run_that_fails_says_why_and_the_others_go_on(peers, data, bench):
    problem = peers.problems.make_problems(data, "last", CONFIG).choosing[0]
    bad, good = bench.run(nmf(peers), problem, [{"n_components": -1}, {"n_components": 2}])
    assert "n_components" in bad.figures["error"]
    assert bad.ndcg.max() == 0
    assert good.ndcg.mean() > 0


def test_a_run_that_kills_its_process_is_noted_and_the_others_go_on(
    peers, data, bench, monkeypatch
):
    calls = []

    def watch(words, _log):
        runs = json.loads(Path(words[-1]).read_text())["runs"]
        calls.append(len(runs))
        return True  # it began and answered nothing

    monkeypatch.setattr(peers.bench, "_watch", watch)
    problem = peers.problems.make_problems(data, "last", CONFIG).choosing[0]
    answers = bench.run(nmf(peers), problem, [{"n_components": 2}, {"n_components": 3}])
    assert calls == [2, 1]
    assert [answer.figures["error"] for answer in answers] == ["the process died"] * 2


def test_a_runner_that_cannot_begin_stops_the_run(peers, data, bench, monkeypatch):
    monkeypatch.setattr(peers.bench, "_watch", lambda *_: False)
    problem = peers.problems.make_problems(data, "last", CONFIG).choosing[0]
    with pytest.raises(SystemExit, match=r"sklearn\.nmf could not begin"):
        bench.run(nmf(peers), problem, [{"n_components": 2}])


def test_every_space_is_drawn_from_and_a_larger_budget_goes_on_from_a_smaller_one(peers):
    entries = peers.spaces.read_entries(PEERS / "spaces.toml")
    assert {"implicit", "rectools", "lenskit", "surprise", "sklearn", "matinee"} == {
        entry.peer for entry in entries
    }
    for entry in entries:
        trials = peers.spaces.draw_trials(entry, 6, seed=1)
        assert trials[0] == entry.start
        assert len(trials) == (6 if entry.space else 1)
        assert peers.spaces.draw_trials(entry, 3, seed=1) == trials[:3]
        for trial in trials[1:]:
            for name, span in entry.space.items():
                if "choices" in span:
                    assert trial[name] in span["choices"]
                else:
                    assert span["low"] <= trial[name] <= span["high"]
                    assert isinstance(trial[name], type(span["low"]))


def test_an_unknown_peer_is_refused_by_name(peers):
    entries = peers.spaces.read_entries(PEERS / "spaces.toml")
    assert [e.name for e in peers.spaces.choose(entries, ["rectools.ease"])] == ["rectools.ease"]
    with pytest.raises(SystemExit, match="not 'netflix'"):
        peers.spaces.choose(entries, ["netflix"])


def made_up(peers, peer, model, hits):
    figures = {"fit_seconds": 2.0, "serve_seconds": 0.5, "n_asked": len(hits), "peak_mb": 99.6}
    hits = np.array(hits, dtype=np.float64)
    answer = peers.bench.Answer(hits / 2, hits, figures)
    entry = peers.spaces.Entry(peer, model, "folded in")
    return peers.cross_tune.Outcome(entry, [{}], [0.5], 1, 0, hits / 2, hits, [answer])


def test_the_table_ranks_and_compares_with_the_best_of_ours(peers):
    outcomes = [
        made_up(peers, "matinee", "popularity", [0, 0, 0, 0, 1] * 20),
        made_up(peers, "other", "best", [1, 1, 1, 1, 1] * 20),
        made_up(peers, "matinee", "hybrid", [1, 1, 0, 1, 1] * 20),
    ]
    figures = peers.table.figures_of("last", outcomes, np.arange(100))
    assert [row["model"] for row in figures["rows"]] == ["best", "hybrid", "popularity"]
    assert figures["compared_with"] == "matinee.hybrid"
    best, ours, last = figures["rows"]
    assert ours["against"] is None
    value, low, high = best["against"]["difference"]
    assert value == pytest.approx(0.2)
    assert 0 < low < value < high < 0.4
    assert last["against"]["difference"][0] == pytest.approx(-0.6)
    assert best["hit_rate_at_10"] == [1.0, 1.0, 1.0]
    assert best["seconds_per_1000_users"] == pytest.approx(5.0)
    text = peers.table.markdown("tiny", figures)
    assert "| other best | 1.0000 (1.000 to 1.000) | +0.2000 (" in text
    assert "| matinee hybrid | 0.8000 (" in text
    assert "| folded in | 2.00 | 100 | 5.00 |" in text


def test_an_answer_of_other_code_does_not_pass_for_todays(peers, tmp_path, monkeypatch):
    states = import_module("states")
    monkeypatch.setattr(states, "HERE", tmp_path)
    monkeypatch.setattr(states, "SOURCE", tmp_path / "matinee")
    (tmp_path / "runners").mkdir()
    (tmp_path / "matinee" / "models").mkdir(parents=True)
    seen = set()
    for name in (
        "exchange.py",
        "runners/serving.py",
        "runners/matinee_peer.py",
        "matinee/models/x.py",
    ):
        (tmp_path / name).write_text("one")
        seen.add(states.state_of_peer("matinee"))
    assert len(seen) == 4
    theirs = states.state_of_peer("other")
    (tmp_path / "matinee" / "models" / "x.py").write_text("two")
    assert states.state_of_peer("matinee") not in seen
    assert states.state_of_peer("other") == theirs
