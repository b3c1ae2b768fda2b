"""Trials outlive the run that made them, and a file of something else is refused."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from textwrap import dedent

import numpy as np
import pytest

from matinee.errors import DataError, MissingExtraError
from matinee.evaluation.spaces import Span
from matinee.service.study import N_BY_CHANCE, StudyFile, open_study

SPACE = {"reg": Span(1.0, 1000.0, log=True), "k": Span(1, 50)}
START = {"reg": 500.0, "k": 40}
ABOUT = {"data": "abc", "version": "1", "metric": "ndcg@10", "split": "users", "seed": 0}
N_TRIALS = N_BY_CHANCE + 3


class Hill:
    """Best at 10 and 7; remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, weights):
        self.asked.append(tuple(weights.values()))
        height = 1 - abs(np.log10(weights["reg"]) - 1) / 5 - abs(weights["k"] - 7) / 100
        return np.array([height, height / 2])


def search(path, n_trials=N_TRIALS, about=ABOUT, space=SPACE, measure=None, **more):
    hill = measure or Hill()
    start = {field: START[field] for field in space}
    with open_study(path, about) as study:
        return study.search("ease", space, start, hill, n_trials, **more), hill


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A search that nobody stopped: what it found, what it asked, its file."""
    path = tmp_path_factory.mktemp("whole") / "study.db"
    found, hill = search(path)
    return found, hill.asked, path


def test_the_default_comes_first_and_the_best_is_kept(whole):
    found, asked, _ = whole
    assert found.n_trials == len(asked) == N_TRIALS
    assert asked[0] == tuple(START.values())
    assert found.start.weights == START
    heights = [float(Hill()(dict(zip(SPACE, one, strict=True))).mean()) for one in asked]
    assert found.best.value == max(heights) > found.start.value
    assert tuple(found.best.weights.values()) == asked[int(np.argmax(heights))]
    assert found.best.by_list.shape == (2,)
    assert all(1 <= reg <= 1000 and isinstance(k, int) for reg, k in asked)


def test_a_finished_search_asks_nothing_again(whole):
    found, _, path = whole
    again, hill = search(path)
    assert hill.asked == []
    assert again.best.weights == found.best.weights
    assert again.n_trials == found.n_trials


def test_more_trials_go_on_from_there(whole, tmp_path):
    _, asked, _ = whole
    path = tmp_path / "new" / "study.db"
    _, first = search(path, 5)
    found, rest = search(path)
    assert first.asked + rest.asked == asked
    assert found.n_trials == N_TRIALS


def test_another_seed_asks_otherwise(whole, tmp_path):
    _, asked, _ = whole
    _, hill = search(tmp_path / "study.db", 3, about={**ABOUT, "seed": 1}, seed=1)
    assert hill.asked[0] == asked[0]
    assert not set(hill.asked[1:]) & set(asked)


KILLED = dedent(
    """
    import sys, time
    from pathlib import Path
    from tests.service.test_study import KILLED_IN, Hill, search

    class Last(Hill):
        def __call__(self, weights):
            print(*weights.values(), flush=True)
            if len(self.asked) == KILLED_IN:
                time.sleep(60)
            return super().__call__(weights)

    search(Path(sys.argv[1]), measure=Last())
    """
)
#: A trial that chance has no part in any more.
KILLED_IN = N_BY_CHANCE + 1


def test_a_kill_loses_one_trial_and_changes_nothing(whole, tmp_path):
    found, asked, _ = whole
    path = tmp_path / "study.db"
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    begun = [child.stdout.readline() for _ in range(KILLED_IN + 1)]
    child.send_signal(signal.SIGKILL)
    assert child.wait(30) == -signal.SIGKILL
    child.stdout.close()
    assert all(begun)
    again, hill = search(path)
    assert hill.asked == asked[KILLED_IN:]
    assert (again.best.weights, again.n_trials) == (found.best.weights, N_TRIALS)


def test_a_stop_keeps_what_there_is(whole, tmp_path):
    _, asked, _ = whole

    class Stopped(Hill):
        def __call__(self, weights):
            if len(self.asked) == 3:
                raise KeyboardInterrupt
            return super().__call__(weights)

    with pytest.raises(KeyboardInterrupt):
        search(tmp_path / "study.db", measure=Stopped())
    found, hill = search(tmp_path / "study.db", 5)
    assert hill.asked == asked[3:5]
    assert found.n_trials == 5


def test_weights_that_do_not_go_together_count_as_tried(tmp_path):
    class Steep(Hill):
        def __call__(self, weights):
            values = super().__call__(weights)
            if weights["k"] < 20:
                raise DataError("too steep.")
            return values

    found, hill = search(tmp_path / "study.db", measure=Steep())
    assert found.n_trials == len(hill.asked) == N_TRIALS
    assert any(k < 20 for _, k in hill.asked)
    assert found.best.weights["k"] >= 20
    again, hill = search(tmp_path / "study.db", measure=Steep())
    assert hill.asked == []
    assert again.best.weights == found.best.weights


def test_defaults_that_cannot_be_measured_are_told(tmp_path):
    def flat(_weights):
        raise DataError("there is no hill.")

    with pytest.raises(DataError, match="there is no hill"):
        search(tmp_path / "study.db", measure=flat)


def test_the_same_weights_are_not_measured_twice(tmp_path):
    space = {"k": Span(39, 41)}
    found, hill = search(tmp_path / "study.db", space=space, measure=Narrow())
    assert found.n_trials == N_TRIALS
    assert sorted(hill.asked) == [(39,), (40,), (41,)]


class Narrow(Hill):
    def __call__(self, weights):
        self.asked.append((weights["k"],))
        return np.array([weights["k"] / 100])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": "def"}, "another data set"),
        ({"version": "2"}, "another version of matinee"),
        ({"metric": "mrr@5"}, "another metric"),
        ({"split": "last"}, "another split"),
        ({"seed": 3}, "another seed"),
    ],
)
def test_trials_of_another_question_are_refused(whole, change, said):
    with (
        pytest.raises(DataError, match=f"holds trials of {said}; name another file"),
        open_study(whole[2], {**ABOUT, **change}) as study,
    ):
        study.found("ease", SPACE)


def test_trials_of_another_space_are_refused(whole):
    with (
        pytest.raises(DataError, match="another space of weights"),
        open_study(whole[2], ABOUT) as study,
    ):
        study.found("ease", {**SPACE, "k": Span(1, 51)})


def test_two_runs_do_not_share_a_file(whole):
    with open_study(whole[2], ABOUT):
        started = time.monotonic()
        with (
            pytest.raises(DataError, match="another run is at"),
            open_study(whole[2], ABOUT),
        ):
            pass
        assert time.monotonic() - started < 5


def test_what_is_no_file_of_trials_is_refused(whole, tmp_path):
    path = tmp_path / "study.db"
    path.write_text("reg = 300\n" * 200)
    with pytest.raises(DataError, match="damaged or no file of trials"):
        StudyFile(path, ABOUT)
    data = bytearray(whole[2].read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(DataError, match="damaged or no file of trials"):
        StudyFile(path, ABOUT)
    path.write_bytes(whole[2].read_bytes()[:6000])
    with pytest.raises(DataError, match="damaged or no file of trials"):
        StudyFile(path, ABOUT)
    with pytest.raises(DataError, match="not a folder"):
        StudyFile(tmp_path, ABOUT)
    with pytest.raises(DataError, match="no question mark"):
        StudyFile(tmp_path / "study?.db", ABOUT)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE movies (movie_id INTEGER)")
    with pytest.raises(DataError, match="database of something else"):
        StudyFile(path, ABOUT)


def test_a_file_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DataError, match="cannot be made"),
        open_study(tmp_path / "file" / "study.db", ABOUT),
    ):
        pass


def test_the_message_without_optuna_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'matinee\[tune\]'"):
        StudyFile(tmp_path / "study.db", ABOUT)
