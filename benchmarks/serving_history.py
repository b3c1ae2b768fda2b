"""Time and memory of one user's list: fifty ratings over 20,000 movies, to five explained picks.

    python benchmarks/serving_history.py [--ratings FOLDER] [--users 300]

Movies, users and ratings are made up, as uneven as in MovieLens and the shipped catalogue; vectors
have 384 dimensions. One thread answers: candidates of the hybrid, the blend with the reception,
and what each rating adds to each of five picks. With ``--ratings``, a set that `matinee setup`
reads, every served model is fitted on it and timed too. Writes
``benchmarks/results/serving-history.json``.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result
from scipy.sparse import csr_array, issparse
from threadpoolctl import threadpool_limits

from matinee.config import Settings
from matinee.data import Interactions
from matinee.data.interactions import build_matrix
from matinee.models import REGISTRY, ColdMap, Content, Lift, MovieFeatures, StarEase
from matinee.models.rated import to_likes
from matinee.progress import silent
from matinee.ranking import Hybrid, blend
from matinee.ranking.signals import FactSignals
from matinee.service.evaluate import read_folder
from matinee.service.ranker import fit_ranker
from matinee.service.train import SERVED
from matinee.types import RatingMatrix, SparseMatrix

RESULT = Path(__file__).parent / "results" / "serving-history.json"
#: What the issue asks for.
MOST_MS, MOST_MB, MOST_FIT_S = 5.0, 200.0, 60.0
#: Size of the made-up world; people, tags and genres of a movie as in the shipped catalogue.
N_MOVIES, N_USERS, DIM, N_TOPICS = 20_000, 3_000, 384, 60
N_PEOPLE, N_TAGS, N_GENRES = 24_000, 360, 19
PEOPLE_EACH, TAGS_EACH, GENRES_EACH = 5, 6, 2
#: Ratings of a user: median and spread of a log-normal; movies that nobody may have rated.
MEDIAN_RATINGS, SPREAD, N_NEW = 100, 0.8, 4_000
N_ASKED, N_PICKS = 50, 5


def _labels(
    rng: np.random.Generator, topics: np.ndarray, n_labels: int, each: int, skew: float
) -> SparseMatrix:
    """Labels of movies: half by the movie's topic, half by how common they are."""
    n = len(topics)
    weights = np.cumsum(1 / (np.arange(n_labels) + 5.0) ** skew)
    common = np.searchsorted(weights, rng.random((n, each)) * weights[-1])
    own = (topics[:, None] * 7919 + rng.integers(0, 4 * each, (n, each))) % n_labels
    columns = np.where(rng.integers(0, 2, (n, each)), own, common)
    rows = np.repeat(np.arange(n), each)
    places = np.unique(rows * n_labels + columns.ravel())
    ones = np.ones(len(places), dtype=np.float32)
    where = (places // n_labels).astype(np.int32), (places % n_labels).astype(np.int32)
    return csr_array((ones, where), shape=(n, n_labels))


def make_features(rng: np.random.Generator, topics: np.ndarray) -> MovieFeatures:
    centres = rng.normal(size=(N_TOPICS, DIM))
    vectors = centres[topics] + 1.5 * rng.normal(size=(len(topics), DIM)) + 0.3
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return MovieFeatures(
        vectors=vectors.astype(np.float32),
        genres=_labels(rng, topics, N_GENRES, GENRES_EACH, 0.7).toarray(),
        years=rng.integers(1930, 2025, len(topics)).astype(np.float32),
        tags=_labels(rng, topics, N_TAGS, TAGS_EACH, 0.9),
        people=_labels(rng, topics, N_PEOPLE, PEOPLE_EACH, 0.6),
    )


def make_ratings(
    rng: np.random.Generator, topics: np.ndarray, n_users: int, fewest: int = 20
) -> RatingMatrix:
    """Popular movies and those of a user's three topics; half of the ratings are likes."""
    n = len(topics)
    popularity = 1 / (rng.permutation(n) + 20.0)
    popularity[-N_NEW:] = 0
    rows, columns, values = [], [], []
    for user in range(n_users):
        length = int(np.clip(rng.lognormal(np.log(MEDIAN_RATINGS), SPREAD), fewest, 1500))
        own = np.isin(topics, rng.integers(0, N_TOPICS, 3))
        weights = popularity * np.where(own, 10, 1)
        movies = rng.choice(n, length, replace=False, p=weights / weights.sum())
        rows.append(np.full(length, user))
        columns.append(movies)
        stars = 3.2 + 0.8 * own[movies] + rng.normal(size=length)
        values.append(np.clip(np.round(2 * stars) / 2, 0.5, 5))
    where = np.concatenate(rows), np.concatenate(columns)
    matrix: RatingMatrix = csr_array(
        (np.concatenate(values).astype(np.float32), where), shape=(n_users, n)
    )
    return matrix


def make_histories(rng: np.random.Generator, topics: np.ndarray, n: int) -> list[RatingMatrix]:
    """New users of fifty ratings each."""
    ratings = make_ratings(rng, topics, n, fewest=N_ASKED)
    histories = []
    for row in range(n):
        start, stop = ratings.indptr[row], ratings.indptr[row + 1]
        some = rng.permutation(np.arange(start, stop))[:N_ASKED]
        values, where = ratings.data[some], ratings.indices[some]
        nobody = np.zeros(len(some), dtype=np.int32)
        histories.append(build_matrix(values, nobody, where, (1, ratings.shape[1])))
    return histories


def fit_hybrid(matrix: RatingMatrix, features: MovieFeatures, seconds: dict[str, float]) -> Hybrid:
    """The parts that a server holds, with the weights that it has before any are learnt."""
    n_ratings = np.bincount(matrix.indices, minlength=matrix.shape[1])
    likes = to_likes(matrix, Hybrid.config_class().liked_from)
    n_likes = np.bincount(likes.indices, minlength=matrix.shape[1])

    def timed(name: str, make: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        made = make()
        seconds[name] = time.perf_counter() - started
        return made

    return Hybrid.of(
        timed("content", lambda: Content().fit(matrix, features)),
        timed("facts", lambda: FactSignals.of(features, n_likes)),
        stars=timed("ease-stars", lambda: StarEase().fit(matrix)),
        lift=timed("lift", lambda: Lift().fit(matrix)),
        cold=timed("cold", lambda: ColdMap().fit(matrix, features).only(n_ratings == 0)),
    )


def iter_arrays(value: object, seen: set[int]) -> Iterator[np.ndarray]:
    """Every array that a value holds, each once; of a view the whole that it keeps alive."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        if isinstance(value.base, np.ndarray):
            yield from iter_arrays(value.base, seen)
        else:
            yield value
    elif issparse(value):
        for name in ("data", "indices", "indptr"):
            yield from iter_arrays(getattr(value, name), seen)
    elif type(value).__module__.startswith("matinee"):
        names = [*getattr(value, "__dict__", {}), *getattr(type(value), "__slots__", ())]
        for name in names:
            yield from iter_arrays(getattr(value, name), seen)


def megabytes(value: object) -> float:
    return sum(array.nbytes for array in iter_arrays(value, set())) / 1e6


def answer(hybrid: Hybrid, history: RatingMatrix, reception: np.ndarray) -> tuple[float, ...]:
    """Seconds of candidates, of the blend and of the contributions."""
    moments = [time.perf_counter()]
    candidates = hybrid.candidates_for(history)
    moments.append(time.perf_counter())
    picks = blend(candidates, reception[candidates.indices], N_PICKS, sentiment=0.2)
    moments.append(time.perf_counter())
    told = hybrid.contributions(history, np.array([pick.index for pick in picks], dtype=np.int32))
    moments.append(time.perf_counter())
    assert len(picks) == N_PICKS
    assert told["audience"].shape == (N_ASKED, N_PICKS)
    return tuple(np.diff(moments))


def measure_serving(n_asked: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    topics = rng.integers(0, N_TOPICS, N_MOVIES)
    features = make_features(rng, topics)
    matrix = make_ratings(rng, topics, N_USERS)
    seconds: dict[str, float] = {}
    hybrid = fit_hybrid(matrix, features, seconds)
    reception = rng.random(N_MOVIES).astype(np.float32)
    histories = make_histories(rng, topics, n_asked)
    with threadpool_limits(1):
        for history in histories[:20]:
            answer(hybrid, history, reception)
        steps, busy = [], []
        for history in histories:
            started = time.thread_time()
            steps.append(answer(hybrid, history, reception))
            busy.append(1000 * (time.thread_time() - started))
    each = 1000 * np.array(steps)
    total = each.sum(axis=1)
    parts = ("content_", "facts_", "stars_", "lift_", "cold_")
    return {
        "movies": N_MOVIES,
        "users": N_USERS,
        "ratings": int(matrix.nnz),
        "rated_movies": int(np.count_nonzero(np.bincount(matrix.indices))),
        "ratings_of_a_user": N_ASKED,
        "asked": n_asked,
        "median_ms": float(np.median(total)),
        "p95_ms": float(np.percentile(total, 95)),
        "most_ms": MOST_MS,
        # of the processor: what the clock would say if nothing else were running
        "median_busy_ms": float(np.median(busy)),
        "p95_busy_ms": float(np.percentile(busy, 95)),
        "median_ms_of": dict(
            zip(("candidates", "blend", "why"), np.median(each, axis=0).tolist(), strict=True)
        ),
        "weights_mb": megabytes(hybrid),
        "most_mb": MOST_MB,
        "weights_mb_of": {name.rstrip("_"): megabytes(getattr(hybrid, name)) for name in parts},
        "fit_seconds": seconds,
    }


def measure_fits(path: Path) -> dict[str, Any]:
    """Seconds of every served model on a set of ratings, one after the other, with defaults."""
    folder = read_folder(Settings(), path, with_features=True)
    interactions, features = folder.interactions, folder.features
    assert features is not None
    seconds: dict[str, float] = {}
    for name in SERVED:
        started = time.perf_counter()
        _fit(name, interactions, features)
        seconds[name] = time.perf_counter() - started
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr)
    return {
        "data": folder.name,
        "ratings": int(interactions.matrix.nnz),
        "movies": int(interactions.matrix.shape[1]),
        "seconds": seconds,
        "total_seconds": sum(seconds.values()),
        "most_seconds": MOST_FIT_S,
    }


def _fit(name: str, interactions: Interactions, features: MovieFeatures) -> None:
    """As `matinee train` does."""
    if name == Hybrid.name:
        with tempfile.TemporaryDirectory() as kept:
            fit_ranker(Path(kept), interactions.matrix, features, {}, silent)
        return
    REGISTRY[name]().fit(interactions.matrix, features, times=interactions.times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ratings", type=Path, help="also fit every served model on this set")
    parser.add_argument("--users", type=int, default=300, help="users that are asked")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"serving": measure_serving(arguments.users, arguments.seed)}
    named = ""
    if arguments.ratings:
        figures["fits"] = measure_fits(arguments.ratings)
        named = f" --ratings {arguments.ratings.name}"
    print(json.dumps(figures, indent=2))
    command = f"python benchmarks/serving_history.py{named}"
    write_result(RESULT, figures, f"{command} --users {arguments.users} --seed {arguments.seed}")


if __name__ == "__main__":
    main()
