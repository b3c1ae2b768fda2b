"""How many of sixty sentences find a movie that they mean, by words, by meaning, and by both.

    python benchmarks/search_quality.py

The sentences stand in `search_queries.toml`. Two installations are made in a folder that goes away:
one of the catalogue that ships, and one of the same movies without their profiles. Success means
that one of the movies that are right is among the first ten. Writes
`benchmarks/results/search-quality.json`.
"""

import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.ingest import read_starter
from matinee.search import by_meaning, by_words, parse_query
from matinee.service import Matinee, build
from matinee.service.encode import encode_catalogue
from matinee.service.plots import read_meanings
from matinee.service.search import search_by_sentence

HERE = Path(__file__).parent
N = 10
Ask = Callable[[Matinee, str], Sequence[int]]


def build_home(home: Path, records: list[MovieRecord]) -> Matinee:
    matinee = build(Settings(home=home))
    with matinee.database.begin() as work:
        work.movies.add(records)
        work.movies.refresh_popularity()
    encode_catalogue(matinee)
    return matinee


def ask_words(matinee: Matinee, text: str) -> Sequence[int]:
    with matinee.database.read() as work:
        hits = work.movies.fulltext(parse_query(text).words)
    found: list[int] = by_words(hits, len(matinee.shelf.movies)).movie_ids[:N].tolist()
    return found


def ask_meaning(matinee: Matinee, text: str) -> Sequence[int]:
    meanings = read_meanings(matinee)
    assert meanings is not None
    best = by_meaning(matinee.encoder.encode_one(text), meanings, least=-1).best()
    found: list[int] = best.movie_ids[:N].tolist()
    return found


def ask_both(matinee: Matinee, text: str) -> Sequence[int]:
    return [hit.view.movie.movie_id for hit in search_by_sentence(matinee, text, n=N).hits]


ASKS: dict[str, Ask] = {"words": ask_words, "meaning": ask_meaning, "both": ask_both}


def measure(matinee: Matinee, queries: list[dict[str, Any]]) -> dict[str, Any]:
    with matinee.database.read() as work:
        number_of = work.movies.ids_by_imdb([key for query in queries for key in query["ids"]])
    figures: dict[str, Any] = {}
    for name, ask in ASKS.items():
        ranks = []
        for query in queries:
            right = {number_of[key] for key in query["ids"] if key in number_of}
            found = ask(matinee, query["text"])
            ranks.append(next((r for r, number in enumerate(found, 1) if number in right), 0))
        hit = np.array(ranks) > 0
        kinds = sorted({query["kind"] for query in queries})
        figures[name] = {
            "success_at_10": round(float(hit.mean()), 3),
            "mrr_at_10": round(float(np.mean([1 / r if r else 0 for r in ranks])), 3),
            "by_kind": {
                kind: round(float(hit[[query["kind"] == kind for query in queries]].mean()), 3)
                for kind in kinds
            },
            "missed": [q["text"] for q, rank in zip(queries, ranks, strict=True) if not rank],
        }
        print(f"  {name:<8} {figures[name]['success_at_10']:.3f} {figures[name]['by_kind']}")
    return figures


def main() -> None:
    queries = tomllib.loads((HERE / "search_queries.toml").read_text(encoding="utf-8"))["query"]
    records = read_starter()
    bare = [replace(record, profile=None) for record in records]
    figures: dict[str, Any] = {"n_queries": len(queries), "n_movies": len(records)}
    for name, some in (("facts alone", bare), ("with profiles", records)):
        print(name)
        with tempfile.TemporaryDirectory() as folder:
            matinee = build_home(Path(folder), some)
            figures[name] = measure(matinee, queries)
            matinee.close()
    write_result(HERE / "results" / "search-quality.json", figures)


if __name__ == "__main__":
    main()
