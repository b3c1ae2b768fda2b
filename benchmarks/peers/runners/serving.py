"""What every runner shares: read a job, fit, list, measure, write.

    python runners/implicit_peer.py JOB.json

A job names a problem folder and runs: model, hyperparameters, and a folder for the answer.
Runners take what they need of ``exchange`` from here, since this is where its folder is found.
Imported by scripts that run in a peer's own environment: nothing of matinee may be needed here.
"""

import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from exchange import ANSWER, BEGINS, ENDS, LIST_LENGTH, LISTS, Problem, read_problem

__all__ = ["LIST_LENGTH", "Problem", "best_first", "list_rows", "main"]


class Peer(Protocol):
    """A model of a package: fits a problem, then lists unseen movies for the asked users."""

    def fit(self, problem: Problem) -> None: ...

    def recommend(self, problem: Problem) -> np.ndarray: ...


#: Makes a peer's model from hyperparameters and a seed.
Maker = Callable[[dict[str, Any], int], Peer]


def run_job(makers: Mapping[str, Maker], job: dict[str, Any]) -> None:
    """Do every run of a job, one after the other; what fails says why in its answer."""
    problem = read_problem(Path(job["problem"]))
    for run in job["runs"]:
        out = Path(run["out"])
        out.mkdir(parents=True, exist_ok=True)
        print(BEGINS, out, flush=True)
        try:
            answer = _run_one(makers[run["model"]], run["params"], problem, job["seed"], out)
        except Exception as error:  # noqa: BLE001 - a bad draw must not end the others
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        (out / ANSWER).write_text(json.dumps(answer) + "\n")
        print(ENDS, out, flush=True)


def _run_one(
    make: Maker, params: dict[str, Any], problem: Problem, seed: int, out: Path
) -> dict[str, Any]:
    begun = time.perf_counter()
    # seconds of the processor, which do not grow while others use the machine
    started = time.process_time()
    peer = make(params, seed)
    peer.fit(problem)
    fitted = time.process_time()
    lists = np.asarray(peer.recommend(problem), dtype=np.int32)
    served = time.process_time()
    np.save(out / LISTS, lists)
    return {
        "fit_seconds": fitted - started,
        "serve_seconds": served - fitted,
        "clock_seconds": time.perf_counter() - begun,
        "n_asked": problem.n_asked,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Most memory that this process has held, in MB (1e6 bytes).

    Linux tells it for this program alone; ``ru_maxrss`` would begin with what the parent held.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held / 1e6 if sys.platform == "darwin" else held * 1024 / 1e6
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def main(makers: Mapping[str, Maker]) -> None:
    """Run the job that the command line names."""
    run_job(makers, json.loads(Path(sys.argv[1]).read_text()))


def list_rows(problem: Problem, ranked: Callable[[int], np.ndarray]) -> np.ndarray:
    """The lists of all asked users, of which ``ranked`` gives one, best first."""
    rows = [problem.keep_unseen(row, ranked(row)) for row in range(problem.n_asked)]
    return np.array(rows, dtype=np.int32)


def best_first(scores: np.ndarray, seen: np.ndarray, n: int) -> np.ndarray:
    """The ``n`` best unseen places of one row of scores; NaN and -inf are left out."""
    scores = np.where(np.isnan(scores), -np.inf, scores).astype(np.float64)
    scores[seen] = -np.inf
    order = np.argsort(-scores, kind="stable")[:n]
    return order[scores[order] > -np.inf]
