"""Runs models on problem folders, each in a child process, and keeps every answer on disk.

What was run once is not run again while the split, the hyperparameters, the runner and the peer's
pinned versions are the same; for the project's own models also while their source is.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from environments import HERE, ONE_THREAD, python_of
from exchange import ANSWER, BEGINS, ENDS, LISTS, TARGETS
from scipy.sparse import csr_array, load_npz
from spaces import OURS, Entry
from states import features_folder, state_of_peer

from matinee.evaluation.metrics import hit_rate, mark_hits, ndcg

#: Places that count.
N = 10


@dataclass(frozen=True)
class Answer:
    """What a run gave.

    Attributes:
        ndcg: nDCG@10 of each asked user, float64.
        hits: Whether one of the first ten is a target, likewise.
        figures: Seconds and memory, or ``error``.
        listed: Whether any list of ten holds each movie, shape ``(n_movies,)``.
    """

    ndcg: np.ndarray
    hits: np.ndarray
    figures: dict[str, Any]
    listed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))


class Bench:
    """The place where runs happen."""

    def __init__(self, envs: Path, seed: int, log: "Log") -> None:
        self.envs = envs
        self.seed = seed
        self.log = log

    def run(
        self, entry: Entry, problem: Path, trials: Sequence[dict[str, Any]], *, ask: bool = True
    ) -> list[Answer | None]:
        """Answers to ``problem``, one for each set of hyperparameters, in one child process.

        With ``ask`` off only what is on disk is given; what is not there is ``None``.
        """
        folders = [self.folder(entry, problem, params) for params in trials]
        missing = [place for place, path in enumerate(folders) if not _is_there(path)]
        if ask:
            self.log.skip(entry.name, problem, [path for path in folders if _is_there(path)])
        if missing and ask:
            self._run_child(entry, problem, [(trials[i], folders[i]) for i in missing])
        return [read_answer(path, problem) if _is_there(path) else None for path in folders]

    def folder(self, entry: Entry, problem: Path, params: dict[str, Any]) -> Path:
        """Where a run's answer is kept."""
        said = json.dumps([params, self.seed, state_of_peer(entry.peer)], sort_keys=True)
        key = sha256(said.encode()).hexdigest()[:12]
        return problem / "runs" / entry.name / key

    def _run_child(
        self, entry: Entry, problem: Path, runs: list[tuple[dict[str, Any], Path]]
    ) -> None:
        """Do runs in a child; one that kills it is noted as failed and the others go on in another.

        Raises:
            SystemExit: The runner cannot even begin.
        """
        extra = (
            {"features_folder": str(features_folder(problem.parents[1]))}
            if entry.peer == OURS
            else {}
        )
        script = HERE / "runners" / f"{entry.peer}_peer.py"
        python = python_of(entry.peer, self.envs)
        self.log.begin(entry.name, problem)
        for params, out in runs:
            out.mkdir(parents=True, exist_ok=True)
            (out / "params.json").write_text(json.dumps(params) + "\n")
        while runs:
            told = [
                {"model": entry.model, "params": {**params, **extra}, "out": str(out)}
                for params, out in runs
            ]
            job = problem / f"job-{entry.name}-{os.getpid()}.json"
            job.write_text(json.dumps({"problem": str(problem), "seed": self.seed, "runs": told}))
            try:
                begun = _watch([str(python), "-W", "ignore", str(script), str(job)], self.log)
            finally:
                job.unlink()
            runs = [(params, out) for params, out in runs if not _is_there(out)]
            if runs and not begun:
                raise SystemExit(f"{entry.name} could not begin; what it said is above.")
            if runs:
                # out of memory, or a crash in compiled code
                died = {"error": "the process died"}
                (runs.pop(0)[1] / ANSWER).write_text(json.dumps(died) + "\n")


def _watch(words: list[str], log: "Log") -> bool:
    """Run a child and tell the log of each run that it ends; says whether it began one."""
    env = {**os.environ, **ONE_THREAD, "PYTHONHASHSEED": "0"}
    begun = False
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout or ():
            begun = begun or line.startswith(BEGINS)
            if line.startswith(ENDS):
                log.step()
    return begun


def _is_there(folder: Path) -> bool:
    return (folder / ANSWER).exists()


def read_answer(folder: Path, problem: Path) -> Answer:
    """Score the lists of a run; a run that failed has scored nothing."""
    figures = json.loads((folder / ANSWER).read_text())
    targets = csr_array(load_npz(problem / TARGETS))
    if "error" in figures:
        return Answer(np.zeros(targets.shape[0]), np.zeros(targets.shape[0]), figures)
    lists = np.load(folder / LISTS)
    hits = mark_hits(lists, targets)
    n_targets = np.diff(targets.indptr)
    listed = np.zeros(targets.shape[1], dtype=bool)
    listed[lists[:, :N][lists[:, :N] >= 0]] = True
    return Answer(ndcg(hits, n_targets, N), hit_rate(hits, n_targets, N), figures, listed)


class Log:
    """Tells what is being run, how much is left and for how long.

    A run is thought to take as long as the mean of those of the same model on the same set, or of
    all, while there is none.
    """

    def __init__(self, planned: dict[tuple[str, str], int]) -> None:
        """``planned``: runs to come, by set and model."""
        self.left = dict(planned)
        self.total = sum(planned.values())
        self.spent: dict[tuple[str, str], list[float]] = {}
        self.now = ("", "")
        self.where = ""
        self.since = time.monotonic()

    def begin(self, name: str, problem: Path) -> None:
        self.now = (problem.parents[1].name, name)
        self.where = f"{problem.parent.name}/{problem.name.rsplit('-', 1)[0]}"
        self.since = time.monotonic()

    def skip(self, name: str, problem: Path, folders: Sequence[Path]) -> None:
        """Take note of runs that are on disk already, and of how long they took."""
        key = (problem.parents[1].name, name)
        self.left[key] = max(0, self.left.get(key, 0) - len(folders))
        answers = [json.loads((folder / ANSWER).read_text()) for folder in folders]
        took = [answer["clock_seconds"] for answer in answers if "clock_seconds" in answer]
        self.spent.setdefault(key, []).extend(took)

    def step(self) -> None:
        seconds = time.monotonic() - self.since
        self.since = time.monotonic()
        self.spent.setdefault(self.now, []).append(seconds)
        self.left[self.now] = max(0, self.left.get(self.now, 1) - 1)
        left = sum(self.left.values())
        print(
            f"[{self.total - left}/{self.total}] {self.now[0]} {self.where} {self.now[1]} "
            f"{seconds:.1f} s, {self.seconds_left() / 60:.0f} min left",
            flush=True,
        )

    def seconds_left(self) -> float:
        every = [value for values in self.spent.values() for value in values]
        usual = float(np.mean(every)) if every else 0.0
        return sum(
            n * (float(np.mean(self.spent[what])) if self.spent.get(what) else usual)
            for what, n in self.left.items()
        )
