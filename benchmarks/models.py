"""Accuracy of the recommenders by strong generalisation, and how their defaults were chosen.

    python benchmarks/models.py tune NAME=PATH ...   # hyperparameters, on validation users only
    python benchmarks/models.py test NAME=PATH ...   # the defaults, on held-out users

PATH is whatever ``matinee setup --ratings`` reads. ``tune`` takes the test users of seed 0 away
and runs folds over the rest; ``test`` runs seed 0 once, and ten folds over all users for the
spread. (The users of the folds took part in choosing, all but those of seed 0; a handful of
numbers chosen over a thousand users leaves no trace that the spread would not swallow.)
Each writes ``benchmarks/results/models-<command>.json``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import scipy

from matinee.data import Interactions
from matinee.evaluation import (
    EvaluationConfig,
    StrongSplit,
    iter_folds,
    measure_similar,
    measure_split,
    split_users,
)
from matinee.ingest import read_ratings
from matinee.models import (
    Ease,
    EaseConfig,
    ItemKnn,
    ItemKnnConfig,
    Nmf,
    NmfConfig,
    Popularity,
    Recommender,
)
from matinee.types import FloatArray, RatingMatrix

RESULTS = Path(__file__).parent / "results"
CONFIG = EvaluationConfig()
FIGURES = ("ndcg_at_10", "recall_at_20", "hit_rate_at_10", "mrr", "coverage_at_10", "fit_seconds")
Makers = Mapping[str, Callable[[], Recommender]]
#: Task -> model -> figure -> mean; and what it is a summary of -> that.
Summary = dict[str, dict[str, dict[str, float]]]
Found = dict[str, Summary]

#: nDCG@10 of the published table (design notes), one seed each: ml-100k, ml-latest-small.
BARS = {
    "popularity": (0.141, 0.179),
    "nmf, 10 parts, item-item": (0.090, 0.076),
    "nmf, 50 parts": (0.282, 0.240),
    "item cosine, all neighbours": (0.234, 0.229),
    "ease": (0.329, 0.302),
}


class NmfByMovie(Nmf):
    """The classic demonstration: a history is answered by the sum of its movies' cosines."""

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return likes @ self._score_links(np.arange(len(self.columns_), dtype=np.int32))


def candidates() -> Makers:
    """What ``tune`` compares."""
    makers: dict[str, Callable[[], Recommender]] = {"popularity": Popularity}
    for reg in (50, 100, 150, 200, 250, 400):
        makers[f"ease reg={reg}"] = partial(Ease, EaseConfig(reg=reg))
    for k in (20, 50, 100, 200):
        for shrink in (0, 10, 20, 50):
            config = ItemKnnConfig(k=k, shrink=shrink)
            makers[f"item-knn k={k} shrink={shrink}"] = partial(ItemKnn, config)
    for n in (10, 20, 35, 50, 80):
        makers[f"nmf n_components={n}"] = partial(Nmf, NmfConfig(n_components=n))
    return makers


def defaults() -> Makers:
    """What ``test`` measures: the models as they ship, and the rows of the published table."""
    return {
        "popularity": Popularity,
        "item-knn": ItemKnn,
        "nmf": Nmf,
        "ease": Ease,
        "nmf, 10 parts, item-item": partial(NmfByMovie, NmfConfig(n_components=10)),
        "nmf, 10 parts": partial(Nmf, NmfConfig(n_components=10)),
        "nmf, 50 parts": partial(Nmf, NmfConfig(n_components=50)),
        "item cosine, all neighbours": partial(ItemKnn, ItemKnnConfig(k=100_000, shrink=0)),
        "ease, all weights": partial(Ease, EaseConfig(k=100_000)),
    }


def summarise(matrix: RatingMatrix, splits: Iterable[StrongSplit], makers: Makers) -> Summary:
    """Mean of each figure over the splits, and the spread of nDCG between them."""
    found: dict[str, dict[str, list[list[float]]]] = {"recommend": {}, "similar": {}}
    for number, split in enumerate(splits):
        for measure in (measure_split, measure_similar):
            report = measure(matrix, split, None, makers, CONFIG)
            for row in report.rows:
                figures = [getattr(row, figure) for figure in FIGURES]
                found[report.task].setdefault(row.model, []).append(figures)
        print(f"  split {number} done", file=sys.stderr)
    summary: Summary = {}
    for task, rows in found.items():
        for model, repeats in rows.items():
            means = dict(zip(FIGURES, np.mean(repeats, axis=0).round(4).tolist(), strict=True))
            spread = float(np.std([repeat[0] for repeat in repeats], ddof=len(repeats) > 1))
            means |= {"ndcg_spread": round(spread, 4), "splits": len(repeats)}
            summary.setdefault(task, {})[model] = means
    return summary


def machine() -> dict[str, object]:
    """Where and of what the figures are."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "command": " ".join(["python", "benchmarks/models.py", sys.argv[1]]),
        "commit": commit.stdout.strip(),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "blas_threads": os.environ.get("OPENBLAS_NUM_THREADS", "all"),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


def tune(matrix: RatingMatrix, n_folds: int) -> Found:
    """Compare hyperparameters on users that the test never asks."""
    test_users = split_users(matrix, CONFIG).held_out
    rest = matrix[np.setdiff1d(np.arange(matrix.shape[0]), test_users)]
    return {"validation": summarise(rest, iter_folds(rest, CONFIG, n_folds), candidates())}


def test(matrix: RatingMatrix, n_folds: int) -> Found:
    """Measure the defaults."""
    return {
        "seed 0": summarise(matrix, [split_users(matrix, CONFIG)], defaults()),
        "folds": summarise(matrix, iter_folds(matrix, CONFIG, n_folds), defaults()),
    }


def show(data: Mapping[str, Found]) -> None:
    """Print the figures as tables."""
    for name, parts in data.items():
        for part, tasks in parts.items():
            for task, rows in tasks.items():
                print(f"\n{name}, {part}, {task}")
                for model, row in rows.items():
                    figures = "  ".join(f"{row[figure]:.3f}" for figure in FIGURES)
                    print(f"  {model:<30} {figures}  ± {row['ndcg_spread']:.3f}")


def main() -> None:
    """Parse, run, write, show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["tune", "test"])
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    arguments = parser.parse_args()
    run, n_folds = {"tune": (tune, 5), "test": (test, 10)}[arguments.command]
    data: dict[str, Found] = {}
    for item in arguments.sets:
        name, _, path = item.partition("=")
        ratings = read_ratings(Path(path)).ratings
        print(f"{name}: {len(ratings)} ratings", file=sys.stderr)
        data[name] = run(Interactions.from_ratings(ratings).matrix, n_folds)
    RESULTS.mkdir(exist_ok=True)
    result = {"machine": machine(), "config": CONFIG.model_dump(), "bars": BARS, "data": data}
    target = RESULTS / f"models-{arguments.command}.json"
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    show(data)


if __name__ == "__main__":
    main()
