"""What the profiles bring to movies like a movie, by text and facts alone.

    python benchmarks/similar.py ml-100k=PATH ml-latest-small=PATH

PATH is whatever `matinee setup --ratings` reads. One liked movie in, that user's other likes are
the targets. Four rows beside popularity: facts alone as matinee 0.1 compared them (text and
genres), facts alone as they are compared now (people and years too), with the profiles that ship,
and with the same profiles dealt out at random among the movies that have one, which shows how much
comes from having a profile at all, that is from being well known. Weights were chosen on users that
seed 0 does not ask. Writes `benchmarks/results/similar.json`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data import Interactions, MovieRecord
from matinee.evaluation import EvaluationConfig, Split, evaluate, hold_out_users, iter_folds
from matinee.models import Content, ContentConfig, MovieFeatures, Popularity
from matinee.progress import silent
from matinee.service.evaluate import describe_features, read_folder

RESULTS = Path(__file__).parent / "results"
N_FOLDS = 10
CONFIG = EvaluationConfig()
BEFORE = ContentConfig(genre_weight=0.4, tag_weight=0, people_weight=0, year_weight=0)


def without_profiles(records: Sequence[MovieRecord]) -> list[MovieRecord]:
    return [replace(record, profile=None) for record in records]


def shuffled(records: Sequence[MovieRecord]) -> list[MovieRecord]:
    """Every movie with a profile gets the profile of another one."""
    places = [place for place, record in enumerate(records) if record.profile]
    dealt = list(records)
    drawn = np.random.default_rng(CONFIG.seed).permutation(places)
    for place, other in zip(places, drawn, strict=True):
        dealt[place] = replace(records[place], profile=records[other].profile)
    return dealt


def measure(path: Path) -> dict[str, Any]:
    folder = read_folder(Settings(), path, with_features=False)
    records, interactions = folder.records, folder.interactions
    facts, full, dealt = (
        describe_features(Settings(), some, silent)
        for some in (without_profiles(records), records, shuffled(records))
    )
    rows: dict[str, tuple[MovieFeatures, Any]] = {
        "popularity": (facts, Popularity),
        "facts alone, as in 0.1": (facts, partial(Content, BEFORE)),
        "facts alone": (facts, Content),
        "profiles dealt out at random": (dealt, Content),
        "with profiles": (full, Content),
    }
    n_ratings = np.bincount(interactions.matrix.indices, minlength=len(records))
    has = np.array([record.profile is not None for record in records])
    return {
        "n_movies": len(records),
        "n_profiles": int(has.sum()),
        "share_of_ratings": round(float(n_ratings[has].sum() / n_ratings.sum()), 3),
        "rows": {name: figures(interactions, *row) for name, row in rows.items()},
    }


def figures(interactions: Interactions, features: MovieFeatures, make: Any) -> dict[str, float]:
    def ndcg(split: Split) -> float:
        return evaluate(split, features, {"": make}, CONFIG, task="similar").rows[0].mean()

    folds = [ndcg(split) for split in iter_folds(interactions, CONFIG, N_FOLDS)]
    return {
        "seed_0": round(ndcg(hold_out_users(interactions, CONFIG, part="test")), 4),
        "folds": round(float(np.mean(folds)), 4),
        "spread": round(float(np.std(folds, ddof=1)), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    data: dict[str, Any] = {}
    for given in parser.parse_args().sets:
        name, _, path = given.partition("=")
        data[name] = measure(Path(path))
        for row, values in data[name]["rows"].items():
            print(f"{name:<16} {row:<30} {values}")
    names = " ".join(f"{name}=PATH" for name in data)
    command = f"python benchmarks/similar.py {names}"
    write_result(RESULTS / "similar.json", {"config": CONFIG.model_dump(), "data": data}, command)


if __name__ == "__main__":
    main()
