#!/usr/bin/env python3
"""Writes the manual's page of figures out of the benchmarks' results; ``--check`` compares only."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/explanation/figures.md"
RESULTS = ROOT / "benchmarks/results"

Json = dict[str, Any]


def read(name: str) -> Json:
    """A result file."""
    found: Json = json.loads((RESULTS / name).read_text(encoding="utf-8"))
    return found


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def source(result: Json) -> str:
    """How the figures came about."""
    machine = result["machine"]
    return (
        f"`{result['command']}`, commit {result['commit']}, {result['measured_at'][:10]}, "
        f"{machine['processor']} ({machine['cores']} cores), Python {machine['python']}."
    )


def similar() -> str:
    """What profiles bring to movies like a movie."""
    result = read("similar.json")
    parts = []
    for name, found in result["figures"]["data"].items():
        rows = [
            [row, f"{told['seed_0']:.3f}", f"{told['folds']:.3f} ± {told['spread']:.3f}"]
            for row, told in found["rows"].items()
        ]
        head = (
            f"**{name}**: {found['n_profiles']:,} of {found['n_movies']:,} movies have a profile, "
            f"with {found['share_of_ratings']:.0%} of the ratings"
        )
        told = found["rows"]
        full, today, before = (
            told[row]["folds"] for row in ("with profiles", "facts alone", "facts alone, as in 0.1")
        )
        ratio = (
            f"With profiles it is {full / before:.2f} times what 0.1 reached with facts, "
            f"and {full / today:.2f} times what facts reach today (ten folds)."
        )
        parts.append(f"{head}\n\n{table(['nDCG@10', 'seed 0', 'ten folds'], rows)}\n\n{ratio}")
    return "\n\n".join([*parts, source(result)])


def search() -> str:
    """Sixty sentences, with and without profiles."""
    result, timed = read("search-quality.json"), read("search-latency.json")
    told = result["figures"]
    rows = []
    for catalogue in ("facts alone", "with profiles"):
        for way, names in (("words", "keywords"), ("meaning", "embedding"), ("both", "search")):
            found = told[catalogue][way]
            by_kind = [f"{value:.2f}" for value in found["by_kind"].values()]
            figures = [f"{found['success_at_10']:.3f}", f"{found['mrr_at_10']:.3f}", *by_kind]
            rows.append([catalogue, names, *figures])
    kinds = told["with profiles"]["both"]["by_kind"]
    columns = ["catalogue", "by", "success@10", "MRR@10", *kinds]
    took = timed["figures"]
    speed = (
        f"A search takes {took['median_ms']:.0f} ms at {took['n_movies']:,} movies "
        f"({took['p95_ms']:.0f} ms in the slowest twentieth), "
        f"{took['n_plots']:,} of them with a plot. "
        f"`{timed['command']}`, commit {timed['commit']}."
    )
    return f"{table(columns, rows)}\n\n{source(result)}\n\n{speed}"


def sentiment() -> str:
    """Accuracy of the shipped model."""
    path = ROOT / "src/matinee/starter/files/sentiment/figures.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    held, dev = found["held_out_movies"], found["sst_dev"]
    rows = [
        [
            "reviews of held-out movies",
            f"{held['n']:,}",
            f"{held['accuracy']:.3f}",
            f"{held['ece']:.3f}",
        ],
        ["SST dev, two classes", f"{dev['n']:,}", f"{dev['accuracy']:.3f}", f"{dev['ece']:.3f}"],
        ["SST dev, five classes", f"{dev['n_five']:,}", f"{dev['accuracy_five']:.3f}", "-"],
    ]
    columns = ["test set", "texts", "accuracy", "calibration error"]
    return (
        f"{table(columns, rows)}\n\n`python scripts/train_sentiment.py`, model {found['version']}."
    )


def speed() -> str:
    """Speed and memory."""
    serving, reviews = read("serving.json"), read("sentiment-speed.json")["figures"]
    told = serving["figures"]
    rows = [
        ["set-up, packages installed", f"{told['setup_seconds']:.1f} s"],
        ["start-up to the first page", f"{told['start_up_seconds']:.2f} s"],
        ["`similar`, first time", f"{told['similar_first_time_ms']:.1f} ms"],
        ["`similar`, known answers, one worker", f"{told['similar_per_second']:,.0f} a second"],
        ["… as a share of a bare route with the same bytes", f"{told['share_of_bare']:.2f}"],
        ["resident memory while serving", f"{told['resident_mb']:.0f} MB"],
        [
            f"reviews of {reviews['words_per_text']} words, one core",
            f"{reviews['rates']['linear']['per_second']:,.0f} a second",
        ],
    ]
    for threads in (1, 2):
        found = read(f"encoder-threads-{threads}.json")["figures"]
        rows.append(
            [
                f"texts encoded, {threads} thread{'s' * (threads > 1)}",
                f"{found['texts_per_second']['ours']} a second, "
                f"{found['ours_to_torch']} times torch, "
                f"{found['share_of_floor_speed']} times the floor",
            ]
        )
    return f"{table(['what', 'measured'], rows)}\n\n{source(serving)}"


def render() -> str:
    """The whole page."""
    return f"""# Figures: profiles, search, reviews, speed

Every figure here is written by `scripts/figures_reference.py` from the results of the scripts in
`benchmarks/`. Machines differ and are noisy: trust the ratios. Recommendations have a page of their
own, [How good is it?](how-good.md), and so have [reviews](sentiment.md).

## What profiles bring to movies like a movie

Text and facts alone, no ratings: one liked movie in, the other likes of whoever liked it are the
targets. Popularity is hard to beat at this: taste is not likeness. Profiles that are dealt out
at random among the movies that have one show how much comes from being well known; the rest is what
they say.

{similar()}

## Search by sentence

Sixty sentences, written before anything was tuned by someone who had not read the profiles, in
`benchmarks/search_queries.toml`; success means that a movie that is right is among the first ten.
The weights of search were chosen on 74 other sentences, by someone who had not read these.

{search()}

## Reading reviews

{sentiment()}

## Speed and memory

{speed()}

The floor of the encoder is 21.3 MFLOP a token at the rate of a large float32 product; above 1 means
that its small products run faster than that one.
"""


def main() -> None:
    """Write the page, or with ``--check`` say whether it is up to date."""
    page = render()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page else f"{PAGE.name} is out of date.")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
