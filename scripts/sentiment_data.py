"""What the English models learn from and are measured on: reviews and the treebank's sentences."""
# ruff: noqa: INP001 - the scripts beside it import it by its name

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

#: Movies of fold 0 are held out, those of fold 1 validate, the rest trains.
FOLDS, HELD_OUT, VALIDATION = 8, 0, 1
PIECE = -1  # "stars" of a sentence out of a review
NEUTRAL_STARS, UNDECIDED = 3, 0.5
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

FloatArray = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Data:
    """All texts in one row order: reviews, the treebank's train and dev, pieces of reviews.

    ``fold`` is -1 for dev sentences, ``target`` 0, 1, or 0.5 for neutral sentences; ``stars`` are
    the treebank's classes 1 to 5, 0 for reviews, -1 for pieces.
    """

    texts: list[str]
    fold: FloatArray
    target: FloatArray
    stars: FloatArray

    @property
    def short(self) -> FloatArray:
        """Whether a text is a treebank sentence."""
        return self.stars > 0

    def rows(self, folds: Sequence[int], *, clear: bool = True) -> FloatArray:
        """Reviews and sentences of folds; ``clear`` leaves out neutral sentences."""
        kept = np.isin(self.fold, folds) & (self.stars != PIECE)
        return np.flatnonzero(kept & (self.target != UNDECIDED) if clear else kept)


def fold_of(key: str) -> int:
    """Fold of a movie (by its IMDb id) or of a sentence (by its text)."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % FOLDS


def read_data(reviews: Path, treebank: Path, limit: int = 0) -> Data:
    """Both sources; a treebank sentence of fold 0 moves to fold 1, it has no held-out part.

    ``limit`` is how many reviews and sentences are read, evenly spread; 0 for all.
    """
    read = pq.read_table(reviews, columns=["imdb_id", "label", "text"])
    table = read.take(spread(len(read), limit)).to_pydict()
    texts, stars = list(table["text"]), [0] * len(table["text"])
    fold = [fold_of(imdb_id) for imdb_id in table["imdb_id"]]
    target = [float(label == "pos") for label in table["label"]]
    for part in ("train", "dev"):
        lines = (treebank / f"sst_{part}.txt").read_text(encoding="utf-8").splitlines()
        for place in spread(len(lines), limit):
            label, _, text = lines[place].partition("\t")
            texts.append(text)
            stars.append(int(re.sub(r"\D", "", label)))
            fold.append(max(fold_of(text), VALIDATION) if part == "train" else -1)
            target.append((np.sign(stars[-1] - NEUTRAL_STARS) + 1) / 2)
    for row in range(len(table["text"])):
        if fold[row] != HELD_OUT:
            pieces = cut_pieces(texts[row])
            texts += pieces
            stars += [PIECE] * len(pieces)
            fold += [fold[row]] * len(pieces)
            target += [target[row]] * len(pieces)
    return Data(texts, np.array(fold), np.array(target), np.array(stars))


def spread(n: int, limit: int) -> list[int]:
    """``limit`` places of ``n``, evenly spread; all where it is 0."""
    return list(range(0, n, max(1, n // limit) if limit else 1))


def cut_pieces(text: str) -> list[str]:
    """The first and the last two sentences of a review, the last one of a short review."""
    sentences = [part for part in _SENTENCE_END.split(text) if len(part) > len("...")]
    return sentences[:1] + sentences[-2:] if len(sentences) > len("123") else sentences[-1:]
