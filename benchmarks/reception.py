"""What one review, a flood and a change of the model cost.

``python benchmarks/reception.py [--reviews 100000]`` writes ``benchmarks/results/reception.json``.
Texts are made of the shipped model's words by Zipf's law, 230 words each, so that nothing is needed
beside the package.

* ``post``: milliseconds from a text to the movie's new reception, of a movie that has so many
  reviews by as many people, with all that reading a text takes and without it.
* ``flood``: seconds to import 10,000 equal raves, and what became of them.
* ``rescore``: ``matinee rescore`` over all reviews, as a process of its own: reviews a second, and
  the most memory of it and those that it starts, in megabytes (shared pages counted once).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data import Critics, MovieRecord, ReviewRecord
from matinee.sentiment.duplicates import signature
from matinee.sentiment.linear import LinearSentiment
from matinee.service import Matinee, build, import_reviews, post_review
from matinee.service import review as posting
from matinee.service.reading import reading_version
from matinee.storage import NewReview

RESULT = Path(__file__).parent / "results" / "reception.json"
N_MOVIES, N_WORDS, N_FLOOD, N_POSTS = 2_000, 230, 10_000, 60
SIZES = (10, 1_000, 10_000)
RAVE = "Absolutely wonderful, a masterpiece from start to end, I loved every minute of it!"
BATCH = 2_000


def iter_texts(n: int, seed: int = 0) -> Iterator[str]:
    """Texts of the model's own words, all different."""
    rng = np.random.default_rng(seed)
    words = LinearSentiment.shipped().vocabulary.words
    plain = np.array([word for word in words if word.isalpha()])
    chance = 1 / (np.arange(len(plain)) + 3.0)
    steps = np.cumsum(chance / chance.sum())
    for _ in range(n):
        places = np.searchsorted(steps, rng.random(N_WORDS))
        yield " ".join(plain[np.minimum(places, len(plain) - 1)].tolist())


def open_home(folder: Path) -> Matinee:
    """An installation with movies and nothing else."""
    matinee = build(Settings(home=folder))
    with matinee.database.begin() as work:
        if not work.movies.count():
            critics = Critics(rt_meter=70, rt_average=6.8, rt_reviews=80)
            work.movies.add(
                [
                    MovieRecord(title=f"Movie {n}", imdb_id=f"tt{n:07d}", critics=critics)
                    for n in range(1, N_MOVIES + 1)
                ]
            )
    return matinee


def fill(matinee: Matinee, movies: Callable[[int], int], n: int, version: str, seed: int) -> None:
    """Store reviews with made-up scores."""
    rng = np.random.default_rng(seed)
    batch: list[NewReview] = []
    for number, text in enumerate(iter_texts(n, seed)):
        record = ReviewRecord(text=text, source="file", external_id=f"{seed}-{number}")
        batch.append(
            NewReview(
                movie_id=movies(number),
                record=record,
                positive=float(rng.random()),
                label="Neutral",
                model_version=version,
                weight=1.0,
                signature=signature(text),
            )
        )
        if len(batch) == BATCH or number == n - 1:
            with matinee.database.begin() as work:
                work.reviews.add_many(batch)
            batch = []


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Median and the ninth decile, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median_ms": round(1000 * median(ordered), 2),
        "p90_ms": round(1000 * ordered[int(0.9 * len(ordered))], 2),
        "best_ms": round(1000 * ordered[0], 2),
    }


def measure_posts(matinee: Matinee) -> dict[str, Any]:
    """Posts to movies with few and many reviews."""
    found: dict[str, Any] = {}
    audience = matinee.shelf.audience
    read = posting.read_reviews
    for movie_id, size in enumerate(SIZES, start=1):
        fill(matinee, lambda _, movie_id=movie_id: movie_id, size, reading_version(matinee), size)
        whole, after_reading = [], []
        before = audience.n_effective.copy(), audience.sum_positive.copy()
        for text in iter_texts(N_POSTS, seed=size + 1):
            started = time.perf_counter()
            reading = read(matinee, [text])
            was_read = time.perf_counter()
            posting.read_reviews = lambda _matinee, _texts, reading=reading: reading
            post_review(matinee, movie_id, text)
            done = time.perf_counter()
            whole.append(done - started)
            after_reading.append(done - was_read)
        posting.read_reviews = read
        changed = (audience.n_effective != before[0]) | (audience.sum_positive != before[1])
        found[f"{size} reviews"] = {
            "with_reading": quantiles(whole),
            "without_reading": quantiles(after_reading),
            "movies_touched": int(changed.sum()),
        }
    return found


def measure_flood(matinee: Matinee, folder: Path) -> dict[str, Any]:
    """Ten thousand equal raves in a file."""
    path = folder / "flood.jsonl"
    imdb_id = f"tt{N_MOVIES:07d}"
    rows = ({"imdb_id": imdb_id, "text": RAVE, "id": f"{n}"} for n in range(N_FLOOD))
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    matinee.reload()
    before = matinee.shelf.audience.reception_of(N_MOVIES - 1)
    started = time.perf_counter()
    import_reviews(matinee, path)
    seconds = time.perf_counter() - started
    matinee.reload()
    after = matinee.shelf.audience.reception_of(N_MOVIES - 1)
    with matinee.database.read() as work:
        ignored = work.reviews.screening_of(N_MOVIES)
    return {
        "reviews": N_FLOOD,
        "seconds": round(seconds, 2),
        "ignored": ignored,
        "mean_moved_by": round(after.mean - before.mean, 4),
        "half_width_before": round((before.high - before.low) / 2, 4),
    }


def measure_rescoring(folder: Path, n: int) -> dict[str, Any]:
    """The command itself, watched from outside."""
    environment = os.environ | {"MATINEE_HOME": str(folder), "MATINEE_SENTIMENT": "linear"}
    command = [sys.executable, "-m", "matinee", "rescore", "--json"]
    started = time.perf_counter()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    most = 0
    while running.poll() is None:
        most = max(most, sum(map(megabytes, family(running.pid))))
        time.sleep(0.25)
    seconds = time.perf_counter() - started
    assert running.returncode == 0
    return {
        "reviews": n,
        "words_per_review": N_WORDS,
        "seconds": round(seconds, 1),
        "reviews_per_second": round(n / seconds),
        "most_megabytes": most,
    }


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found, new = [pid], [pid]
    while new:
        children = Path(f"/proc/{new[0]}/task/{new[0]}/children")
        try:
            more = [int(one) for one in children.read_text().split()]
        except OSError:
            more = []
        found += more
        new = new[1:] + more
    return found


def megabytes(pid: int) -> int:
    """Memory of a process, pages that it shares by parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=100_000)
    given = parser.parse_args()
    figures: dict[str, Any] = {"load_average_before": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        matinee = open_home(folder / "posts")
        figures["post"] = measure_posts(matinee)
        figures["flood"] = measure_flood(matinee, folder)
        matinee.close()
        matinee = open_home(folder / "all")
        fill(matinee, lambda number: number % N_MOVIES + 1, given.reviews, "before", 7)
        matinee.close()
        figures["rescore"] = measure_rescoring(folder / "all", given.reviews)
    figures["load_average_after"] = round(os.getloadavg()[0], 1)
    print(json.dumps(figures, indent=2))
    write_result(RESULT, figures)


if __name__ == "__main__":
    main()
