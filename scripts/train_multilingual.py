#!/usr/bin/env python3
"""Train the shipped models of other languages and measure them on texts that they never saw.

A tool for maintainers: ``python scripts/train_multilingual.py TEXTS.parquet``, then
``starter_manifest.py refresh`` for what it wrote. Two minutes and 2 GB on one core; ``--limit N``
takes N texts of each source and label, which makes poor models in seconds.

Texts are split by ``sha256(text)`` modulo 8: fold 0 is held out (it is read once, at the end), 1 is
validation, the rest trains. Calibration comes from out-of-fold scores over folds 1 to 7; what ships
is trained on folds 1 to 7. Sources whose terms forbid training are only measured. Each source
weighs as much as another in its language, and each side as much as the other.

Two things help languages with little text. ``multilingual_phrases.toml``, written by hand, adds
words and phrases of praise and complaint, so that a language whose texts are all of one kind reads
movie reviews, too. And the languages of short messages lend each other theirs: names, emoji and
words that many languages share. Both are in training only, never in a figure.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import hashlib
import json
import re
import sys
import tomllib
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
#: Languages that lend each other their texts and phrases.
_MESSAGES = frozenset({"de", "en", "es", "fr", "it", "pt"})
RELATIVES = dict.fromkeys(_MESSAGES | {"hi-Latn"}, _MESSAGES)
#: Weight of a phrase where a text has 1, and of all lent texts together where the own have 1.
PHRASE_WEIGHT, LENT_WEIGHT = 2.0, 2.0
PHRASE_FILE = "multilingual_phrases.toml"
PHRASES, ALWAYS = "phrases", -1  # source and fold of the phrases
ENGLISH = "en"
N_FRAGMENTS, MIN_TEXTS = 100_000, 2
#: Power of the naive-Bayes ratios and cost of the regression, by folds 1 to 3 out of fold.
USUAL_OPTIONS = (0.5, 4.0)
OPTIONS = {"ar": (0.5, 1.0)} | dict.fromkeys(("hi", "ko", "th", "tr", "vi"), (1.0, 10.0))
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
        """Language, source and domain of each row of the table, by the alphabet."""
        keys = set(zip(*map(np.ndarray.tolist, self._key_columns()), strict=True))
        return sorted(key for key in keys if key[1] != PHRASES)

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


def read_data(path: Path, phrases: Path, limit: int | None) -> Data:
    """All texts, or the first ``limit`` of each source and label, and then the phrases."""
    table = pq.read_table(path).to_pydict()
    taken: dict[tuple[str, ...], int] = {}
    rows = []
    for row, key in enumerate(zip(table["lang"], table["source"], table["label"], strict=True)):
        taken[key] = taken.get(key, 0) + 1
        if limit is None or taken[key] <= limit:
            rows.append(row)
    texts = [table["text"][row] for row in rows]
    added = read_phrases(phrases)
    return Data(
        texts + [phrase for phrase, _, _ in added],
        np.array([SIDES[table["label"][row]] for row in rows] + [side for _, side, _ in added]),
        np.array([table["lang"][row] for row in rows] + [language for *_, language in added]),
        np.array([table["source"][row] for row in rows] + [PHRASES] * len(added)),
        np.array([table["domain"][row] for row in rows] + [PHRASES] * len(added)),
        np.array([fold_of(text) for text in texts] + [ALWAYS] * len(added)),
    )


def read_phrases(path: Path) -> list[tuple[str, float, str]]:
    """Phrases with their side and language."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        (phrase.strip(), SIDES[side], language)
        for language, sides in told.items()
        for side, row in sides.items()
        for phrase in row.replace("\n", " ").split(",")
        if phrase.strip()
    ]


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


def fit(
    matrix: csr_array, keys: Array, target: Array, weight: Array, options: tuple[float, float]
) -> Weights:
    """Regression on fragments of at least two texts; the heaviest are kept and fitted again."""
    frequency = np.asarray(matrix.sum(axis=0)).ravel()
    columns = np.flatnonzero(frequency >= MIN_TEXTS)
    values, bias = regress(matrix[:, columns], target, weight, *options)
    if len(columns) > N_FRAGMENTS:
        largest = np.argsort(-np.abs(values), kind="stable")[:N_FRAGMENTS]
        columns = columns[np.sort(largest)]
        values, bias = regress(matrix[:, columns], target, weight, *options)
    return Weights(keys[columns], values, round(bias, 5))


def regress(
    part: csr_array, target: Array, weight: Array, power: float, cost: float
) -> tuple[Array, float]:
    """Folded values and bias of a logistic regression over scaled rows of length 1."""
    liked, not_liked = (1 + part.T @ (weight * side) for side in (target, 1 - target))
    ratio = np.log((liked / liked.sum()) / (not_liked / not_liked.sum()))
    scale = np.sign(ratio) * np.abs(ratio) ** power
    length = np.sqrt(np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1))
    scaled = (diags_array(1 / length) @ part @ diags_array(scale)).tocsr().astype(np.float32)
    model = LogisticRegression(C=cost, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    model.fit(scaled, target, sample_weight=weight)
    return scale * model.coef_[0], float(model.intercept_[0])


def score_rows(model: Weights, matrix: csr_array, keys: Array) -> Array:
    """The formula of :mod:`matinee.sentiment.multilingual` over rows of the matrix."""
    part = matrix[:, np.searchsorted(keys, model.keys)]
    count = np.asarray(part.sum(axis=1)).ravel()
    scores = model.bias + (part @ model.values) / np.sqrt(np.maximum(count, 1))
    return np.where(count > 0, scores, 0)


def training_weights(name: str, data: Data, rows: Array) -> Array:
    """What each row counts for the model of a language: its own, its phrases, and lent ones."""
    own = data.language[rows] == name
    phrase = data.source[rows] == PHRASES
    weight = np.zeros(len(rows))
    for group, share in (
        (own & ~phrase, 1.0),
        (own & phrase, PHRASE_WEIGHT * (own & phrase).sum() / max((own & ~phrase).sum(), 1)),
        (~own, LENT_WEIGHT),
    ):
        if group.any():
            even = even_weights(data.source[rows][group], data.target[rows][group])
            weight[group] = even * (share * (own & ~phrase).sum() / group.sum())
    return weight


def train(name: str, data: Data) -> tuple[Weights, Array]:
    """The model that ships, and out-of-fold scores of all rows; 0 for held-out and other rows."""
    lenders = RELATIVES.get(name, frozenset()) | {name}
    kept = data.trainable & np.isin(data.language, list(lenders))
    kept &= (data.language == name) | (data.target != SIDES["neutral"])
    rows = np.flatnonzero(kept)
    matrix, keys = build_matrix([data.texts[row] for row in rows])
    own, fold = data.language[rows] == name, data.fold[rows]
    clear = data.target[rows] != SIDES["neutral"]
    scores = np.zeros(len(data.texts))

    def fit_without(left_out: set[int]) -> Weights:
        part = np.flatnonzero(clear & ~np.isin(fold, list(left_out)))
        weight = training_weights(name, data, rows[part])
        options = OPTIONS.get(name, USUAL_OPTIONS)
        return fit(matrix[part], keys, data.target[rows[part]], weight, options)

    for one in range(1, FOLDS):
        held = own & (fold == one)
        scores[rows[held]] = score_rows(fit_without({HELD_OUT, one}), matrix[held], keys)
    return fit_without({HELD_OUT}), scores


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


def train_all(data: Data) -> tuple[dict[str, Weights], dict[str, Reading], dict[str, float | None]]:
    """A model for each language that may be trained, and what its scores mean and are worth."""
    weights: dict[str, Weights] = {}
    worth: dict[str, float | None] = {}
    told: dict[str, tuple[float, float]] = {}
    positive = np.full(len(data.texts), 0.5)
    texts = data.trainable & (data.source != PHRASES)
    seen = texts & (data.fold != HELD_OUT) & (data.language != ENGLISH)
    for name in sorted(set(data.language[seen].tolist())):
        weights[name], scores = train(name, data)
        rows = np.flatnonzero(seen & (data.language == name))
        told[name] = calibrate(scores[rows], data.target[rows], data.source[rows])
        positive[rows] = expit(told[name][0] * scores[rows] + told[name][1])
        worth[name] = mean_of_sources(positive[rows], data.target[rows], data.source[rows])
        print(f"{name}: {len(weights[name].keys)} fragments, out of fold {worth[name]}", flush=True)
    thresholds = choose_thresholds(positive[seen], data.target[seen])
    readings = {
        name: Reading(
            model=name,
            slope=slope,
            intercept=intercept,
            full_coverage=FULL_COVERAGE,
            thresholds=thresholds,
        )
        for name, (slope, intercept) in told.items()
    }
    return weights, readings, worth


def mean_of_sources(positive: Array, target: Array, source: Array) -> float | None:
    """Mean balanced accuracy of the sources that have both sides."""
    told = [
        figures_of(positive[source == one], target[source == one]).get("balanced_accuracy")
        for one in sorted(set(source.tolist()))
    ]
    return mean([one for one in told if one is not None])


def mean(values: Sequence[float]) -> float | None:
    """The mean to four digits; of no values there is none."""
    return round(float(np.mean(values)), 4) if values else None


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
    return mean([float(np.mean(one)) for one in tags.values()])


def main() -> None:
    """Train, calibrate, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="Parquet with text, label, lang, source, domain")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--phrases", type=Path, default=Path(__file__).parent / PHRASE_FILE)
    parser.add_argument("--limit", type=int, help="texts of each source and label")
    given = parser.parse_args()
    data = read_data(given.texts, given.phrases, given.limit)
    weights, readings, worth = train_all(data)
    write_models(given.out, weights, readings)
    arrays = given.out / "multilingual.safetensors"
    model = Multilingual.read(arrays, given.out / "multilingual.json")
    table = measure(model, data)
    trained = [row for row in table if row["trained"] and row["read"]]
    figures = {
        "version": model.version,
        "size_bytes": arrays.stat().st_size,
        "n_fragments": {name: len(one.keys) for name, one in weights.items()},
        "out_of_fold": worth,
        "mean_out_of_fold": mean([one for one in worth.values() if one is not None]),
        "mean_of_trained_tags": mean_of_tags(trained),
        "table": table,
    }
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    (given.out / "multilingual-figures.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
