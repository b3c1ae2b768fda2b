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
from matinee.data import IdMap, Interactions, MovieRecord, RatingSet
from matinee.evaluation import (
    EvaluationConfig,
    StrongSplit,
    iter_folds,
    measure_similar,
    split_users,
)
from matinee.ingest import read_ratings
from matinee.models import Content, ContentConfig, MovieFeatures, Popularity
from matinee.progress import silent
from matinee.service.evaluate import describe_features, describe_movies
from matinee.types import RatingMatrix

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
    found = read_ratings(path)
    records, movie_ids = describe_movies(found)
    ratings = RatingSet(
        found.ratings.user_ids, movie_ids, found.ratings.ratings, found.ratings.timestamps
    )
    matrix = Interactions.from_ratings(ratings, IdMap("movie", np.arange(len(records)))).matrix
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
    n_ratings = np.bincount(movie_ids, minlength=len(records))
    has = np.array([record.profile is not None for record in records])
    return {
        "n_movies": len(records),
        "n_profiles": int(has.sum()),
        "share_of_ratings": round(float(n_ratings[has].sum() / n_ratings.sum()), 3),
        "rows": {name: figures(matrix, *row) for name, row in rows.items()},
    }


def figures(matrix: RatingMatrix, features: MovieFeatures, make: Any) -> dict[str, float]:
    def ndcg(split: StrongSplit) -> float:
        return measure_similar(matrix, split, features, {"": make}, CONFIG).rows[0].ndcg_at_10

    folds = [ndcg(split) for split in iter_folds(matrix, CONFIG, N_FOLDS)]
    return {
        "seed_0": round(ndcg(split_users(matrix, CONFIG)), 4),
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
