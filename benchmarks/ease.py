"""Time and memory of fitting EASE, against nothing but LAPACK on a matrix of that size.

    python benchmarks/ease.py [N_MOVIES ...]      # by default 5000 10000 20000

Likes are made up: as many users as movies, popularity and activity as uneven as in MovieLens.
Each measurement is a process of its own, fit and bare factor-and-invert by turns, and of
``--repeats`` turns the fastest counts. Seconds are those of the clock; those of the processor are
told too, which with ``OPENBLAS_NUM_THREADS=1`` hold on a busy machine as well. Writes
``benchmarks/results/ease.json``.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from record import write_result
from scipy.linalg import lapack
from scipy.sparse import csr_array

from matinee.models import Ease, EaseConfig
from matinee.models.precision import DUAL_BELOW
from matinee.types import RatingMatrix

RESULT = Path(__file__).parent / "results" / "ease.json"
SIZES = (5_000, 10_000, 20_000)
#: What the issue asks for at 20,000 movies.
MOST_TIME, MOST_MATRICES = 1.3, 2.5
#: Likes of a user: median and spread of a log-normal, roughly those of ml-latest.
MEDIAN_LIKES, SPREAD = 40, 1.1


def make_likes(n_movies: int, seed: int = 0) -> RatingMatrix:
    """As many users as movies; the r-th most liked movie is drawn as ``1 / (r + 20)``."""
    rng = np.random.default_rng(seed)
    lengths = np.clip(rng.lognormal(np.log(MEDIAN_LIKES), SPREAD, n_movies), 5, n_movies // 4)
    users = np.repeat(np.arange(n_movies), lengths.astype(int))
    weights = np.cumsum(1 / (np.arange(n_movies) + 20.0))
    movies = np.searchsorted(weights, rng.random(len(users)) * weights[-1])
    # each movie at least once, so that the matrix is as large as it says
    users, movies = np.append(users, np.arange(n_movies)), np.append(movies, np.arange(n_movies))
    places = np.unique(users * n_movies + rng.permutation(n_movies)[movies])
    stars = np.full(len(places), 5, dtype=np.float32)
    return csr_array((stars, (places // n_movies, places % n_movies)), shape=(n_movies, n_movies))


def peak_bytes() -> int:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def stopwatch() -> Iterator[dict[str, float]]:
    """Seconds of the clock and of the processor, filled in at the end."""
    taken: dict[str, float] = {}
    start, start_of_processor = time.perf_counter(), time.process_time()
    yield taken
    taken["seconds"] = time.perf_counter() - start
    taken["processor"] = time.process_time() - start_of_processor


def measure_fit(n_movies: int) -> dict[str, float]:
    """Seconds and memory of a fit, without those of making the likes."""
    likes = make_likes(n_movies)
    assert likes.shape[0] > DUAL_BELOW * n_movies
    model, before = Ease(EaseConfig(max_movies=n_movies)), peak_bytes()
    with stopwatch() as taken:
        model.fit(likes)
    matrices = (peak_bytes() - before) / (4 * n_movies**2)
    return {**taken, "matrices": matrices, "likes": float(likes.nnz)}


def measure_bare(n_movies: int) -> dict[str, float]:
    """Seconds of spotrf and spotri on a positive definite matrix of that size, in place."""
    matrix = np.random.default_rng(0).random((n_movies, n_movies), dtype=np.float32)
    matrix = np.asfortranarray(matrix)
    matrix[np.diag_indices(n_movies)] += n_movies
    with stopwatch() as taken:
        factor, failed = lapack.spotrf(matrix, lower=1, clean=0, overwrite_a=1)
        _, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    assert not failed
    assert not failed_too
    return taken


def ask_child(task: str, n_movies: int) -> dict[str, float]:
    """A measurement in a process of its own, so that its peak memory is its own."""
    words = [sys.executable, __file__, "--task", task, str(n_movies)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def summary(bare: list[dict[str, float]], fit: list[dict[str, float]]) -> dict[str, float]:
    """The fastest of each, their ratio, and the largest memory."""
    found = {"likes": fit[0]["likes"]}
    for clock in ("seconds", "processor"):
        fastest = [min(turn[clock] for turn in turns) for turns in (bare, fit)]
        found[f"bare_{clock}"], found[f"fit_{clock}"] = (round(each, 3) for each in fastest)
        found[f"ratio_{clock}"] = round(fastest[1] / fastest[0], 3)
    return {**found, "peak_matrices": round(max(turn["matrices"] for turn in fit), 3)}


def main() -> None:
    """Measure every size and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--task", choices=("fit", "bare"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.task:
        measure = measure_fit if args.task == "fit" else measure_bare
        print(json.dumps(measure(args.sizes[0])))
        return
    figures = {}
    for n_movies in args.sizes:
        turns = [
            (ask_child("bare", n_movies), ask_child("fit", n_movies)) for _ in range(args.repeats)
        ]
        figures[str(n_movies)] = summary([one for one, _ in turns], [fit for _, fit in turns])
        print(n_movies, figures[str(n_movies)], flush=True)
    bars = {"ratio_seconds": MOST_TIME, "peak_matrices": MOST_MATRICES}
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "all cores")
    about = {"bars_at_20000": bars, "repeats": args.repeats, "threads": threads}
    write_result(RESULT, {"sizes": figures, **about})


if __name__ == "__main__":
    main()
