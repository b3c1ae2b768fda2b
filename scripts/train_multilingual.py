#!/usr/bin/env python3
"""Train the shipped models of other languages and measure them on texts that they never saw.

A tool for maintainers: ``python scripts/train_multilingual.py TEXTS.parquet``, then
``starter_manifest.py add`` for what it wrote. Three minutes and 2 GB on one core; ``--limit N``
takes N texts of each source, which makes poor models in seconds.

Texts are split by ``sha256(text)`` modulo 8: fold 0 is held out (it is read once, at the end), 1 is
validation, the rest trains. Calibration comes from out-of-fold scores over folds 1 to 7; what ships
is trained on folds 1 to 7. Sources whose terms forbid training are only measured. Each source
weighs as much as another in its language, and each side as much as the other.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
from scipy.optimize import minimize
from scipy.sparse import csr_array, diags_array
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matinee.sentiment.fragments import iter_fragments  # noqa: E402 - needs the path above
from matinee.sentiment.multilingual import (  # noqa: E402 - likewise
    Multilingual,
    Reading,
    Weights,
    write_models,
)

OUT = ROOT / "src" / "matinee" / "starter" / "files" / "sentiment"
FOLDS, HELD_OUT, VALIDATION = 8, 0, 1
#: Sources that may be measured, never trained on.
EXCLUDED = re.compile(
    "douban_short|parsinlu_.*|norec_.*|nl-bol.com_books|fr-amazon_books|de-amazon_books|allocine_.*"
)
#: Weights and the languages that share them, where that is not one and the same.
SHARED_MODELS = {"ms": "id"}
ENGLISH = "en"
N_FRAGMENTS, MIN_TEXTS, COST = 100_000, 2, 4.0
FULL_COVERAGE = 0.5
BATCH_TEXTS = 512
SIDES: Final = {"negative": 0.0, "neutral": 0.5, "positive": 1.0}
VERY: Final = (0.15, 0.85)

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Data:
    """Texts with their labels, row by row; ``target`` is 0, 0.5 or 1."""

    texts: list[str]
    target: Array
    language: Array
    source: Array
    domain: Array
    fold: Array

    @property
    def trainable(self) -> Array:
        """Whether the terms of a row's source allow training."""
        return np.array([not EXCLUDED.fullmatch(name) for name in self.source])

    def cells(self) -> list[tuple[str, str, str]]:
        """Language, source and domain of each table row, by the alphabet."""
        return sorted(set(zip(*map(np.ndarray.tolist, self._key_columns()), strict=True)))

    def rows(self, cell: tuple[str, str, str]) -> Array:
        """Rows of one of the :meth:`cells`."""
        kept = np.ones(len(self.texts), dtype=bool)
        for column, value in zip(self._key_columns(), cell, strict=True):
            kept &= column == value
        return np.flatnonzero(kept)

    def _key_columns(self) -> tuple[Array, Array, Array]:
        return self.language, self.source, self.domain


def fold_of(text: str) -> int:
    """Fold of a text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % FOLDS


def read_data(path: Path, limit: int | None) -> Data:
    """All texts, or the first ``limit`` of each source and label."""
    table = pq.read_table(path).to_pydict()
    taken: dict[tuple[str, ...], int] = {}
    rows = []
    for row, key in enumerate(zip(table["lang"], table["source"], table["label"], strict=True)):
        taken[key] = taken.get(key, 0) + 1
        if limit is None or taken[key] <= limit:
            rows.append(row)
    texts = [table["text"][row] for row in rows]
    return Data(
        texts,
        np.array([SIDES[table["label"][row]] for row in rows]),
        *(np.array([table[name][row] for row in rows]) for name in ("lang", "source", "domain")),
        np.array([fold_of(text) for text in texts]),
    )


def build_matrix(texts: Sequence[str]) -> tuple[csr_array, Array]:
    """Which fragment is in which text, and the fragments' hashes in ascending order."""
    cells = [np.zeros(0, np.uint64)]
    for start in range(0, len(texts), BATCH_TEXTS):
        for found in iter_fragments(texts[start : start + BATCH_TEXTS]):
            rows = (found.rows + start).astype(np.uint64)
            cells.append(np.unique(rows << np.uint64(32) | found.keys))
    cell = np.concatenate(cells)
    keys, columns = np.unique(cell.astype(np.uint32), return_inverse=True)
    places = ((cell >> np.uint64(32)).astype(np.int32), columns.astype(np.int32))
    ones = np.ones(len(columns), np.float32)
    matrix = csr_array((ones, places), shape=(len(texts), len(keys)))
    matrix.data[:] = 1  # two fragments of one hash are one
    return matrix, keys


def even_weights(source: Array, target: Array) -> Array:
    """Weights by which every source, and each side of it, counts alike; their mean is 1."""
    weight = np.zeros(len(target))
    for name in set(source.tolist()):
        for side in (0.0, 1.0):
            rows = (source == name) & (target == side)
            weight[rows] = 1 / max(rows.sum(), 1)
    return weight * len(weight) / weight.sum()


def fit(matrix: csr_array, keys: Array, target: Array, weight: Array) -> Weights:
    """Regression on fragments of at least two texts; the heaviest are kept and fitted again."""
    frequency = np.asarray(matrix.sum(axis=0)).ravel()
    columns = np.flatnonzero(frequency >= MIN_TEXTS)
    values, bias = regress(matrix[:, columns], target, weight)
    if len(columns) > N_FRAGMENTS:
        largest = np.argsort(-np.abs(values), kind="stable")[:N_FRAGMENTS]
        columns = columns[np.sort(largest)]
        values, bias = regress(matrix[:, columns], target, weight)
    return Weights(keys[columns], values, round(bias, 5))


def regress(part: csr_array, target: Array, weight: Array) -> tuple[Array, float]:
    """Folded values and bias of a logistic regression over scaled rows of length 1."""
    liked, not_liked = (1 + part.T @ (weight * side) for side in (target, 1 - target))
    ratio = np.log((liked / liked.sum()) / (not_liked / not_liked.sum()))
    scale = np.sign(ratio) * np.sqrt(np.abs(ratio))
    length = np.sqrt(np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1))
    scaled = (diags_array(1 / length) @ part @ diags_array(scale)).tocsr().astype(np.float32)
    model = LogisticRegression(C=COST, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    model.fit(scaled, target, sample_weight=weight)
    return scale * model.coef_[0], float(model.intercept_[0])


def score_rows(model: Weights, matrix: csr_array, keys: Array) -> Array:
    """The formula of :mod:`matinee.sentiment.multilingual` over rows of the matrix."""
    part = matrix[:, np.searchsorted(keys, model.keys)]
    count = np.asarray(part.sum(axis=1)).ravel()
    scores = model.bias + (part @ model.values) / np.sqrt(np.maximum(count, 1))
    return np.where(count > 0, scores, 0)


def train(name: str, data: Data, rows: Array) -> tuple[Weights, Array]:
    """The model that ships, and out-of-fold scores of the rows; held-out rows get 0."""
    matrix, keys = build_matrix([data.texts[row] for row in rows])
    target, source, fold = data.target[rows], data.source[rows], data.fold[rows]
    clear = target != SIDES["neutral"]
    scores = np.zeros(len(rows))

    def fit_without(left_out: set[int]) -> Weights:
        kept = clear & ~np.isin(fold, list(left_out))
        weight = even_weights(source[kept], target[kept])
        return fit(matrix[kept], keys, target[kept], weight)

    for one in range(1, FOLDS):
        held = fold == one
        scores[held] = score_rows(fit_without({HELD_OUT, one}), matrix[held], keys)
    seen = clear & (fold != HELD_OUT)
    told = balanced_accuracy(scores[seen], target[seen])
    print(f"{name}: {len(rows)} texts, {len(keys)} fragments, out of fold {told:.3f}", flush=True)
    return fit_without({HELD_OUT}), scores


def balanced_accuracy(scores: Array, target: Array) -> float:
    """Mean of the shares of both sides that are on the right side of 0."""
    return float(((scores[target == 1] > 0).mean() + (scores[target == 0] <= 0).mean()) / 2)


def calibrate(scores: Array, target: Array, source: Array) -> tuple[float, float]:
    """Slope and intercept of the log-odds; every source and each side counts alike."""
    clear = target != SIDES["neutral"]
    weight = even_weights(source[clear], target[clear]) / clear.sum()

    def loss(values: Array) -> float:
        odds = values[0] * scores[clear] + values[1]
        return float((weight * (np.logaddexp(0, odds) - target[clear] * odds)).sum())

    slope, intercept = minimize(loss, np.array([1.0, 0.0])).x
    return round(float(slope), 5), round(float(intercept), 5)


def choose_thresholds(positive: Array, target: Array) -> tuple[float, float, float, float]:
    """The bounds of Neutral with the best macro-F1 over three classes, and two fixed outer ones."""
    grid = np.arange(0.2, 0.81, 0.02)
    pairs = [(low, high) for low in grid for high in grid if low < high]
    low, high = max(pairs, key=lambda pair: macro_f1(positive, target, pair))
    return VERY[0], round(float(low), 4), round(float(high), 4), VERY[1]


def macro_f1(positive: Array, target: Array, bounds: tuple[float, float]) -> float:
    """Mean F1 of the three classes that two bounds cut."""
    guess = np.searchsorted(bounds, positive, side="right") / 2
    right = [2 * ((guess == one) & (target == one)).sum() for one in SIDES.values()]
    total = [(guess == one).sum() + (target == one).sum() for one in SIDES.values()]
    return float(np.mean(np.array(right) / np.maximum(total, 1)))


def train_all(data: Data) -> tuple[dict[str, Weights], dict[str, Reading]]:
    """A model for each language that has text to train on, and how its scores are read."""
    trainable = data.trainable & (data.language != ENGLISH)
    names = np.array([SHARED_MODELS.get(one, one) for one in data.language.tolist()])
    weights: dict[str, Weights] = {}
    scores = np.zeros(len(data.texts))
    for name in sorted(set(names[trainable].tolist())):
        rows = np.flatnonzero(trainable & (names == name))
        weights[name], scores[rows] = train(name, data, rows)
    seen = trainable & (data.fold != HELD_OUT)
    told, positive = {}, np.full(len(data.texts), 0.5)
    for language in sorted(set(data.language[trainable].tolist())):
        rows = np.flatnonzero(seen & (data.language == language))
        told[language] = calibrate(scores[rows], data.target[rows], data.source[rows])
        positive[rows] = expit(told[language][0] * scores[rows] + told[language][1])
    thresholds = choose_thresholds(positive[seen], data.target[seen])
    readings = {
        language: Reading(
            model=SHARED_MODELS.get(language, language),
            slope=slope,
            intercept=intercept,
            full_coverage=FULL_COVERAGE,
            thresholds=thresholds,
        )
        for language, (slope, intercept) in told.items()
    }
    return weights, readings


def measure(model: Multilingual, data: Data) -> list[dict[str, Any]]:
    """Each language, source and domain: held-out rows, or all where nothing was trained on."""
    trainable = data.trainable
    figures = []
    for cell in data.cells():
        rows = data.rows(cell)
        rows = rows[(data.target[rows] != SIDES["neutral"])]
        if trainable[rows].all():
            rows = rows[data.fold[rows] == HELD_OUT]
        scores = model.score([data.texts[row] for row in rows], data.language[rows].tolist())
        read = {"read": cell[0] in model.languages, "trained": bool(trainable[rows].all())}
        told = figures_of(scores.positive, data.target[rows])
        figures.append(
            {**dict(zip(("lang", "source", "domain"), cell, strict=True)), **read, **told}
        )
    return figures


def figures_of(positive: Array, target: Array) -> dict[str, float]:
    """Balanced accuracy, its standard error, and numbers of either side."""
    sides = [(positive[target == 1] > 1 / 2), (positive[target == 0] < 1 / 2)]
    n = [len(side) for side in sides]
    if not all(n):
        return {"n_positive": n[0], "n_negative": n[1]}
    shares = np.array([side.mean() for side in sides])
    error = np.sqrt((shares * (1 - shares) / n).sum()) / 2
    return {
        "balanced_accuracy": round(float(shares.mean()), 4),
        "standard_error": round(float(error), 4),
        "n_positive": n[0],
        "n_negative": n[1],
    }


def mean_of_tags(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Mean over languages of the mean over their sources."""
    tags: dict[str, list[float]] = {}
    for row in rows:
        if "balanced_accuracy" in row:
            tags.setdefault(row["lang"], []).append(row["balanced_accuracy"])
    return round(float(np.mean([np.mean(one) for one in tags.values()])), 4) if tags else None


def main() -> None:
    """Train, calibrate, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="Parquet with text, label, lang, source, domain")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--limit", type=int, help="texts of each source and label")
    given = parser.parse_args()
    data = read_data(given.texts, given.limit)
    weights, readings = train_all(data)
    write_models(given.out, weights, readings)
    arrays = given.out / "multilingual.safetensors"
    model = Multilingual.read(arrays, given.out / "multilingual.json")
    table = measure(model, data)
    trained = [row for row in table if row["trained"] and row["read"]]
    figures = {
        "version": model.version,
        "size_bytes": arrays.stat().st_size,
        "n_fragments": {name: len(one.keys) for name, one in weights.items()},
        "mean_of_trained_tags": mean_of_tags(trained),
        "table": table,
    }
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    (given.out / "multilingual-figures.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
