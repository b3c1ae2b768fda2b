#!/usr/bin/env python3
"""Propose phrases for ``aspects.toml``: words near to the seeds of an aspect.

A tool for maintainers: ``python scripts/widen_aspects.py [--n 40] [--candidates 8000]`` prints for
each aspect the nearest words and pairs with their cosine. It changes nothing: near is not the same
("soprano" is music, "deaf" is near to it as well), so a person moves what fits into ``widened`` and
runs ``starter_manifest.py refresh``.

Candidates are the most frequent words and pairs that the shipped linear model knows. Each is
encoded by the encoder that ships; near means a high cosine to the mean vector of an aspect's seeds,
less the mean vector of all seeds, since words about movies are all alike to it.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import sys
import tomllib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matinee import starter  # noqa: E402 - needs the path above
from matinee.sentiment.lexicon import FILE, expand, shipped_lexicon  # noqa: E402 - likewise
from matinee.sentiment.linear import LinearSentiment  # noqa: E402 - likewise
from matinee.sentiment.ngrams import LONGEST, WORD_BITS  # noqa: E402 - likewise
from matinee.text import build_encoder  # noqa: E402 - likewise
from matinee.types import FloatArray  # noqa: E402 - likewise

#: From a key to its words, first word first.
SHIFTS = tuple(place * WORD_BITS for place in reversed(range(LONGEST)))

#: Words that make no phrase of a pair.
FILLERS = (
    "the a an of to in and is was it this that i for on with as at by be are his her he she they "
    "you but from or its it's have has had not one if so who than movie film movies films been "
    "were will would their my we"
)


def iter_candidates(model: LinearSentiment, n: int) -> list[str]:
    """The ``n`` most frequent words and pairs of words, most frequent first."""
    words, keys = model.vocabulary.words, model.vocabulary.keys
    found: list[str] = []
    fillers = set(FILLERS.split())
    for place in np.argsort(model.squared_idf, kind="stable").tolist():
        numbers = [int(keys[place]) >> shift & (1 << WORD_BITS) - 1 for shift in SHIFTS]
        parts = [words[number - 1] for number in numbers if number]
        plain = len(parts) < LONGEST and all(part.isalpha() for part in parts)
        if plain and not fillers.intersection(parts):
            found.append(" ".join(parts))
        if len(found) == n:
            break
    return found


def centre(vectors: FloatArray, mean: FloatArray) -> FloatArray:
    """The vectors less their common part, of length 1."""
    moved = vectors - mean
    scaled: FloatArray = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
    return scaled


def main() -> None:
    """Print candidates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=40, help="candidates of each aspect")
    parser.add_argument("--candidates", type=int, default=8000, help="words and pairs to look at")
    given = parser.parse_args()
    encoder = build_encoder("minilm")
    entries = tomllib.loads(starter.file(FILE).read_text("utf-8"))
    known = shipped_lexicon().aspects
    candidates = iter_candidates(LinearSentiment.shipped(), given.candidates)
    seeds = [encoder.encode(list(expand(entry["seeds"]))) for entry in entries.values()]
    mean = np.concatenate(seeds).mean(axis=0)
    centres = np.stack([centre(part.mean(axis=0), mean) for part in seeds])
    near = centre(encoder.encode(candidates), mean) @ centres.T
    best = near.argmax(axis=1)
    for place, aspect in enumerate(entries):
        own = [row for row in np.argsort(-near[:, place]).tolist() if best[row] == place]
        new = [row for row in own if candidates[row] not in known][: given.n]
        print(f"[{aspect}]")
        print(", ".join(f"{candidates[row]} {near[row, place]:.2f}" for row in new), end="\n\n")


if __name__ == "__main__":
    main()
