"""The texts that ``train_encoder_head.py`` uses, and the linear models' scores of them."""
# ruff: noqa: INP001 - part of the script beside it

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
import train_multilingual as linear_training

from matinee.sentiment.multilingual import Multilingual

HELD_OUT, FIRST, ALWAYS = 0, 1, -1
NEUTRAL: Final = linear_training.SIDES["neutral"]
#: Texts of each language, source and side: of fold 0, of fold 1, and of folds 2 to 7.
N_HELD_OUT, N_FIRST, N_TRAIN = 150, 100, 400
#: Neutral texts of each language and source, for the bounds of the labels.
N_NEUTRAL = 15

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Rows:
    """The texts that are used, row by row; ``target`` is 0, 0.5 or 1."""

    texts: list[str]
    target: Array
    language: Array
    source: Array
    domain: Array
    part: Array
    fold: Array
    linear: Array

    def of(self, part: str) -> Array:
        """Clear texts of a part: ``train`` or ``held out``."""
        return np.flatnonzero((self.part == part) & (self.target != NEUTRAL))


def read_rows(given: argparse.Namespace) -> Rows:
    """The texts of both files that are used, and the linear model's scores of them."""
    phrases = Path(__file__).with_name(linear_training.PHRASE_FILE)
    data = linear_training.read_data(given.texts, phrases, given.limit)
    linear = read_linear(data, given.cache / f"linear-{given.limit or 'all'}.npz")
    fold = data.fold
    limits = {"train": given.train, "first": N_FIRST, "held out": N_HELD_OUT}
    part = np.where(fold == FIRST, "first", "train")
    part = np.where(~data.trainable | (fold == HELD_OUT), "held out", part)
    taken: dict[tuple[Any, ...], set[str]] = {}
    rows = []
    for row in sorted(range(len(data.texts)), key=lambda row: order_of(data.texts[row])):
        key = (data.language[row], data.source[row], data.target[row], part[row])
        seen = taken.setdefault(key, set())
        most = limits[part[row]]
        if data.source[row] == linear_training.PHRASES:
            most = given.limit or len(data.texts)
        if data.target[row] == NEUTRAL:
            most = N_NEUTRAL if part[row] == "first" else 0
        if data.texts[row] not in seen and len(seen) < most:
            seen.add(data.texts[row])
            rows.append(row)
    rows.sort()
    more = read_reviews(given.reviews, given.train, given.limit) if given.reviews else []
    n = len(more)
    columns = ((data.language, "en"), (data.source, "reviews"), (data.domain, "movie"))
    return Rows(
        [data.texts[row] for row in rows] + [text for text, _ in more],
        np.r_[data.target[rows], [side for _, side in more]],
        *(np.r_[column[rows], np.full(n, name)] for column, name in columns),
        np.r_[np.where(part[rows] == "held out", "held out", "train"), np.full(n, "train")],
        np.r_[fold[rows], np.full(n, ALWAYS)],
        np.r_[linear[rows], np.zeros(n)],
    )


def order_of(text: str) -> str:
    """By what texts are drawn: any order that has nothing to do with the folds'."""
    return hashlib.sha256(f"plan{text}".encode()).hexdigest()


def read_reviews(path: Path, train: int, limit: int | None) -> list[tuple[str, float]]:
    """English reviews of movies that train, with their side."""
    table = pq.read_table(path, columns=["imdb_id", "label", "text"]).to_pydict()
    found: dict[str, list[str]] = {"neg": [], "pos": []}
    for row in sorted(range(len(table["text"])), key=lambda row: plain_hash(table["text"][row])):
        if linear_training.fold_of(table["imdb_id"][row]) > FIRST:
            found[table["label"][row]].append(table["text"][row])
    most = min(train, limit or train)
    return [(text, float(side == "pos")) for side, texts in found.items() for text in texts[:most]]


def plain_hash(text: str) -> str:
    """By what reviews are drawn."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_linear(data: Any, path: Path) -> Array:
    """Scores of the linear models: out of fold for texts of folds 1 to 7, else the shipped ones'.

    They are kept in a file beside the vectors, with a digest of the texts and of what ships.
    """
    shipped = Multilingual.shipped()
    known = "\n".join([shipped.version, *data.texts])
    digest = hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()
    if path.is_file():
        with np.load(path) as told:
            if str(told["digest"]) == digest:
                return np.asarray(told["scores"])
    scores = np.zeros(len(data.texts))
    seen = data.trainable & (data.fold > HELD_OUT)
    names = set(data.language[seen].tolist()) - {linear_training.ENGLISH}
    for name in sorted(names):
        scores += np.where(data.language == name, linear_training.train(name, data)[1], 0)
    rest = np.flatnonzero(~seen & (data.fold != ALWAYS))
    texts = [data.texts[row] for row in rest]
    scores[rest] = shipped.log_odds(texts, data.language[rest].tolist())
    np.savez(path, scores=scores, digest=digest)
    return scores
