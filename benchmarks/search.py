"""Milliseconds of a search by sentence at 20,000 movies and more, whole and by its parts.

The catalogue that ships is set up in a new MATINEE_HOME without ratings and filled up with further
movies, whose titles, people, tags and plots are drawn from its own, so that words are as common as
they are there; every one that is added has a plot.

    python benchmarks/search.py [--movies 20000] [--rounds 3] [--out benchmarks/results]
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data import MovieRecord, Profile
from matinee.search import parse_query
from matinee.search.candidates import most_hits
from matinee.service import build, search_by_sentence, set_up
from matinee.service.encode import encode_catalogue
from matinee.service.matinee import Matinee

QUERIES = (
    "the godfather",
    "tom hanks",
    "hitchcock",
    "heat 1995",
    "the shawshank redemtion",
    "western from the 1950s",
    "french comedy drama since 2000",
    "a comedy with cary grant about newspapers",
    "hacker learns that reality is a simulation",
    "a boy wishes to be grown up and wakes up as an adult working in a toy company",
    "poor family cons its way into a rich household in seoul",
    "two detectives in rural korea hunt a serial killer in the eighties",
    "soldiers sent behind enemy lines after d-day to bring home the last surviving brother",
    "feel-good christmas movie for the family",
    "something sad about an old man and his dog",
    "nun becomes governess for seven children in austria and they flee the nazis",
    "young lawyer finds out that his boss is satan",
    "space",
    "drama",
    "a love story about a man and a woman in a big city who meet again after many years of war, "
    "family, crime, money, friendship, work, music and murder, and who find out what life is about",
)


def further(records: list[MovieRecord], n: int, rng: np.random.Generator) -> list[MovieRecord]:
    """Movies put together out of others."""
    profiles = [record.profile for record in records if record.profile]
    words = " ".join(profile.premise for profile in profiles).split()
    movies = []
    for number in range(n):
        one, other = (records[int(place)] for place in rng.integers(len(records), size=2))
        like = profiles[int(rng.integers(len(profiles)))]
        start = int(rng.integers(len(words) - 35))
        profile = Profile(
            premise=" ".join(words[start : start + 35]), tags=like.tags, notes=like.notes
        )
        title = f"{one.title} {other.title.split()[-1]} {number}"
        movies.append(
            replace(one, title=title, imdb_id=None, aliases=(), cast=other.cast, profile=profile)
        )
    return movies


def timed(matinee: Matinee, rounds: int) -> list[float]:
    spent = []
    for query in QUERIES * rounds:
        started = time.perf_counter()
        search_by_sentence(matinee, query)
        spent.append(1000 * (time.perf_counter() - started))
    return spent


def middle(ask: Callable[[str], Any]) -> float:
    spent = []
    for query in QUERIES:
        started = time.perf_counter()
        ask(query)
        spent.append(1000 * (time.perf_counter() - started))
    return median(spent)


def measure(n_movies: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        matinee = build(Settings(home=Path(folder)))
        set_up(matinee, "none")
        with matinee.database.begin() as work:
            records = list(work.movies.iter_all())
            missing = max(n_movies - len(records), 0)
            plain = [
                MovieRecord(**{name: getattr(one, name) for name in MovieRecord.__slots__})
                for one in records
            ]
            work.movies.add(further(plain, missing, np.random.default_rng(0)))
        encode_catalogue(matinee)
        started = time.perf_counter()
        search_by_sentence(matinee, "anything")
        first = time.perf_counter() - started
        spent = timed(matinee, rounds)

        def words(query: str) -> None:
            with matinee.database.read() as work:
                work.movies.fulltext(parse_query(query).words, most_hits(n_movies))

        figures = {
            "n_movies": len(records) + missing,
            "n_plots": _plots(matinee),
            "n_queries": len(QUERIES),
            "rounds": rounds,
            "first_search_seconds": first,
            "median_ms": median(spent),
            "p95_ms": float(np.percentile(spent, 95)),
            "slowest_ms": max(spent),
            "median_ms_encoding_the_query": middle(matinee.encoder.encode_one),
            "median_ms_full_text": middle(words),
        }
        matinee.close()
    return figures


def _plots(matinee: Matinee) -> int:
    with matinee.database.read() as work:
        return len(work.movies.told())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--movies", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = measure(arguments.movies, arguments.rounds)
    print(json.dumps(figures, indent=2))
    write_result(arguments.out / "search-latency.json", figures)


if __name__ == "__main__":
    main()
