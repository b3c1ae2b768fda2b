"""What likeness of audiences brings to movies like a movie.

    python benchmarks/audience.py ml-latest-small=PATH LABELLED.parquet UNLABELLED.parquet

PATH is whatever `matinee setup --ratings` reads; the other two are reviews with `imdb_id` and
`text`. One liked movie in, that user's other likes are the targets, as in `similar.py`. The rows
add the likeness of how audiences speak of two movies to `content`, at several weights: of what they
praise, of what they speak of, and of both. Beside each weight stands the same with the profiles
dealt out at random among the movies that have one, which shows how much comes from having been
reviewed at all, that is from being well known. All of it once over the whole catalogue, and once
over the movies with ten reviews or more alone, where the likeness has something to say. Writes
`benchmarks/results/audience.json`.
"""

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result
from scipy.sparse import csr_array

from matinee.config import Settings
from matinee.data import IdMap, Interactions, MovieRecord, RatingSet
from matinee.evaluation import EvaluationConfig, evaluate, iter_folds
from matinee.ingest import read_ratings
from matinee.models import Content, MovieFeatures
from matinee.progress import silent
from matinee.sentiment.aspects import aspects_version, find_mentions
from matinee.sentiment.audience import (
    N_ASPECTS,
    AspectCounts,
    catalogue_shares,
    count_mentions,
    likeness_vectors,
)
from matinee.sentiment.linear import LinearSentiment
from matinee.service.evaluate import describe_features, describe_movies
from matinee.types import FloatArray, IdArray, IndexArray, RatingMatrix

RESULT = Path(__file__).parent / "results" / "audience.json"
N_FOLDS = 10
ENOUGH = 10
CONFIG = EvaluationConfig()
KINDS = ("user", "movie")
WEIGHTS = (0.05, 0.1, 0.2)
PARTS = {"praise": slice(0, N_ASPECTS), "talk": slice(N_ASPECTS, None), "both": slice(None)}


class WithAudience(Content):
    """Content's likeness and the audiences', added."""

    def __init__(self, vectors: FloatArray, weight: float) -> None:
        super().__init__()
        self.vectors, self.weight = vectors, weight

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        scores = super()._score_similar(movie_indices)
        return scores + np.float32(self.weight) * (self.vectors[movie_indices] @ self.vectors.T)


def count(records: Sequence[MovieRecord], files: Sequence[Path]) -> AspectCounts:
    """Mentions in the reviews of the movies."""
    model = LinearSentiment.shipped()
    places = {record.imdb_id: place for place, record in enumerate(records) if record.imdb_id}
    texts: dict[int, list[str]] = {}
    for file in files:
        table = import_module("pyarrow.parquet").read_table(file, columns=["imdb_id", "text"])
        for imdb_id, text in zip(*table.to_pydict().values(), strict=True):
            if imdb_id in places:
                texts.setdefault(places[imdb_id], []).append(text)
    n, liked = np.zeros((2, len(records), N_ASPECTS), dtype=np.float32)
    total = np.zeros(len(records), dtype=np.float32)
    for place, reviews in texts.items():
        found = count_mentions(find_mentions(reviews, model, reviews=model.score(reviews).positive))
        n[place], liked[place], total[place] = found.n, found.liked, found.n_reviews
    return AspectCounts(n, liked, total)


def measure(path: Path, files: Sequence[Path]) -> dict[str, Any]:
    found = read_ratings(path)
    records, movie_ids = describe_movies(found)
    ratings = RatingSet(
        found.ratings.user_ids, movie_ids, found.ratings.ratings, found.ratings.timestamps
    )
    matrix = Interactions.from_ratings(ratings, IdMap("movie", np.arange(len(records)))).matrix
    counts = count(records, files)
    features = describe_features(Settings(), records, silent)
    known = np.flatnonzero(counts.n_reviews >= ENOUGH)
    some = AspectCounts(counts.n[known], counts.liked[known], counts.n_reviews[known])
    return {
        "all movies": compare(matrix, features, counts),
        f"movies with {ENOUGH} reviews or more": compare(
            csr_array(matrix[:, known]), take(features, known), some
        ),
    }


def take(features: MovieFeatures, rows: IdArray) -> MovieFeatures:
    """The features of some movies."""
    return MovieFeatures(
        vectors=features.vectors[rows],
        years=features.years[rows],
        genres=features.genres[rows],
        tags=None if features.tags is None else csr_array(features.tags[rows]),
        people=None if features.people is None else csr_array(features.people[rows]),
    )


def compare(matrix: RatingMatrix, features: MovieFeatures, counts: AspectCounts) -> dict[str, Any]:
    """nDCG of content, and with the audiences' likeness added."""
    vectors = likeness_vectors(counts, catalogue_shares(counts))
    reviewed = np.flatnonzero(counts.n_reviews)
    dealt = vectors.copy()
    dealt[reviewed] = vectors[np.random.default_rng(CONFIG.seed).permutation(reviewed)]
    makers: dict[str, Any] = {"content": Content}
    for part, columns in PARTS.items():
        # a part alone counts as much as both do
        scale = np.float32(1 if part == "both" else np.sqrt(2))
        for weight in WEIGHTS:
            for name, some in (("", vectors), (", dealt at random", dealt)):
                made = np.ascontiguousarray(some[:, columns]) * scale
                makers[f"{part} {weight}{name}"] = lambda v=made, w=weight: WithAudience(v, w)
    gained: dict[str, list[float]] = {name: [] for name in makers}
    users, movies = (IdMap(kind, range(n)) for kind, n in zip(KINDS, matrix.shape, strict=True))
    for split in iter_folds(Interactions(users, movies, matrix), CONFIG, N_FOLDS):
        for row in evaluate(split, features, makers, CONFIG, task="similar").rows:
            gained[row.model].append(row.mean())
    base = np.array(gained["content"])
    return {
        "n_movies": matrix.shape[1],
        "n_reviewed": len(reviewed),
        "n_reviews": int(counts.n_reviews.sum()),
        "rows": {name: summary(np.array(values), base) for name, values in gained.items()},
    }


def summary(values: FloatArray, base: FloatArray) -> dict[str, float]:
    """Mean over the folds, and the mean gain over content alone with its standard error."""
    gain = values - base
    return {
        "ndcg_at_10": round(float(values.mean()), 4),
        "gain": round(float(gain.mean()), 4),
        "standard_error": round(float(gain.std(ddof=1) / np.sqrt(len(gain))), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ratings", metavar="NAME=PATH")
    parser.add_argument("reviews", nargs="+", type=Path)
    given = parser.parse_args()
    name, _, path = given.ratings.partition("=")
    figures = measure(Path(path), given.reviews)
    for over, part in figures.items():
        for row, values in part["rows"].items():
            print(f"{over:<32} {row:<30} {values}")
    files = " ".join(file.name for file in given.reviews)
    write_result(
        RESULT,
        {
            "config": CONFIG.model_dump(),
            "versions": {"aspects": aspects_version(), "linear": LinearSentiment.shipped().version},
            "data": {name: figures},
        },
        f"python benchmarks/audience.py {name}=PATH {files}",
    )


if __name__ == "__main__":
    main()
