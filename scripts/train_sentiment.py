#!/usr/bin/env python3
"""Train the shipped sentiment model and measure it on movies that it never saw.

A tool for maintainers: ``python scripts/train_sentiment.py LABELLED.parquet SST_FOLDER``, then
``starter_manifest.py add`` for what it wrote. Three minutes and 3 GB on one core.

Reviews are split by movie: ``sha256(imdb_id)`` modulo 8 is 0 for the held-out movies (they are read
once, at the end), 1 for validation (hyperparameters), the rest trains. Calibration and thresholds
come from out-of-fold predictions over folds 1 to 7. What ships is trained on folds 1 to 7.

Two heads share n-grams and document frequencies. The long one is NB-SVM on reviews and sentences.
The short one is plain logistic regression on sentences: those of the treebank, and the first and
the last two of each review, which carry its label for want of a better one. It knows that "good"
alone is praise, which a regression over whole reviews does not.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, diags_array
from scipy.special import expit
from sentiment_data import (
    FOLDS,
    HELD_OUT,
    PIECE,
    UNDECIDED,
    VALIDATION,
    Data,
    FloatArray,
    read_data,
)
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matinee.sentiment.linear import (  # noqa: E402 - needs the path above
    FORMAT,
    Calibration,
    LinearSentiment,
    write_state,
)
from matinee.sentiment.ngrams import WORD_BITS, find_ngrams, tokenize  # noqa: E402 - likewise

OUT = ROOT / "src" / "matinee" / "starter" / "files" / "sentiment"
N_NGRAMS, MIN_TEXTS, MIN_WORD_TEXTS = 300_000, 2, 2
GRID = {"cost": (10.0, 20.0, 40.0), "idf_power": (1.0, 1.3)}
ALWAYS_KEPT_TEXTS = 10  # a word of so many texts is kept, whatever its weights
SHORT_COST, PIECE_WEIGHT = 10.0, 0.4


@dataclass(frozen=True)
class Options:
    """What is chosen on the validation movies."""

    cost: float
    idf_power: float


@dataclass(frozen=True)
class Fit:
    """Both heads over chosen columns of the big matrix; ``weights`` is ``(n_columns, 2)``."""

    columns: FloatArray
    idf: FloatArray
    weights: FloatArray
    biases: FloatArray

    def score(self, matrix: csr_array) -> FloatArray:
        """The formula of :mod:`matinee.sentiment.linear` over rows: shape ``(n_rows, 2)``."""
        part = matrix[:, self.columns]
        norm = np.sqrt(part @ self.idf**2)
        return self.biases + (part @ self.weights) / np.where(norm > 0, norm, 1)[:, None]


def build_words(texts: Sequence[str]) -> list[str]:
    """Words of at least two texts, most frequent first; equals by the alphabet."""
    counts = Counter(word for text in texts for word in set(tokenize(text)))
    known = [word for word, n in counts.items() if n >= MIN_WORD_TEXTS]
    return sorted(known, key=lambda word: (-counts[word], word))


def build_matrix(texts: Sequence[str], words: Sequence[str]) -> tuple[csr_array, FloatArray]:
    """Which n-gram is in which text, and the n-grams' keys; those of one text are left out."""
    found = find_ngrams(texts, {word: number for number, word in enumerate(words, start=1)})
    keys, columns = np.unique(found.keys, return_inverse=True)
    # liblinear takes 32-bit indices only
    places = (found.rows.astype(np.int32), columns.astype(np.int32))
    matrix = csr_array((np.ones(len(columns), np.float32), places), shape=(len(texts), len(keys)))
    matrix.data[:] = 1
    kept = np.flatnonzero(np.bincount(matrix.indices, minlength=len(keys)) >= MIN_TEXTS)
    return matrix[:, kept], keys[kept]


def fit(
    matrix: csr_array,
    data: Data,
    folds: Sequence[int],
    options: Options,
    columns: FloatArray | None,
) -> Fit:
    """Both heads on some folds: naive-Bayes ratios for the long one, none for the short one."""
    rows = data.rows(folds)
    part = matrix[rows]
    if columns is None:
        columns = np.flatnonzero(np.asarray(part.sum(axis=0)).ravel() >= MIN_TEXTS)
    part, target = part[:, columns], data.target[rows]
    liked, not_liked = (1 + part.T @ side for side in (target, 1 - target))
    ratio = np.log((liked / liked.sum()) / (not_liked / not_liked.sum()))
    frequency = np.asarray(part.sum(axis=0)).ravel()
    idf = (np.log((1 + len(rows)) / (1 + frequency)) + 1) ** options.idf_power
    even = np.ones(len(rows))
    long = regress(part, idf=idf, scale=idf * ratio, target=target, weight=even, cost=options.cost)
    kept = np.isin(data.fold, folds) & (data.stars != 0) & (data.target != UNDECIDED)
    rows = np.flatnonzero(kept)
    weight = np.where(data.stars[rows] == PIECE, PIECE_WEIGHT, 1.0)
    part, target = matrix[rows][:, columns], data.target[rows]
    short = regress(part, idf=idf, scale=idf, target=target, weight=weight, cost=SHORT_COST)
    weights, biases = (np.stack(pair, axis=-1) for pair in zip(long, short, strict=True))
    return Fit(columns, idf, weights, biases)


def regress(
    part: csr_array,
    *,
    idf: FloatArray,
    scale: FloatArray,
    target: FloatArray,
    weight: FloatArray,
    cost: float,
) -> tuple[FloatArray, FloatArray]:
    """Folded weights and bias of a logistic regression over scaled, normalised rows."""
    norm = np.sqrt(part @ idf**2)
    scaled = diags_array(1 / np.where(norm > 0, norm, 1)) @ part @ diags_array(scale)
    model = LogisticRegression(C=cost, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    model.fit(scaled.tocsr().astype(np.float32), target, sample_weight=weight)
    return scale * model.coef_[0], model.intercept_[0]


def fit_pruned(
    matrix: csr_array, keys: FloatArray, data: Data, folds: Sequence[int], options: Options
) -> Fit:
    """Fit, keep frequent words and the n-grams that weigh most in either head, fit again."""
    first = fit(matrix, data, folds, options, None)
    weight = np.abs(first.weights / first.weights.std(axis=0)).max(axis=1)
    frequency = np.asarray(matrix[data.rows(folds)][:, first.columns].sum(axis=0)).ravel()
    weight[(keys[first.columns] < 1 << WORD_BITS) & (frequency >= ALWAYS_KEPT_TEXTS)] = np.inf
    largest = np.argsort(-weight, kind="stable")[:N_NGRAMS]
    return fit(matrix, data, folds, options, first.columns[np.sort(largest)])


def accuracy(scores: FloatArray, target: FloatArray) -> float:
    """Share of texts on the right side, neutral ones left out."""
    clear = target != UNDECIDED
    return float(((scores[clear] > 0) == (target[clear] > UNDECIDED)).mean())


def choose(matrix: csr_array, data: Data) -> tuple[Options, list[dict[str, float]]]:
    """The grid's best long head by its accuracy on validation reviews."""
    held = data.rows([VALIDATION])
    held = held[~data.short[held]]
    tried = []
    for values in product(*GRID.values()):
        options = Options(*values)
        scores = fit(matrix, data, range(2, FOLDS), options, None).score(matrix[held])
        reviews = round(accuracy(scores[:, 0], data.target[held]), 4)
        tried.append({**asdict(options), "reviews": reviews})
        print(tried[-1], flush=True)
    best = max(tried, key=lambda one: one["reviews"])
    return Options(**{name: best[name] for name in GRID}), tried


def out_of_fold(
    matrix: csr_array, keys: FloatArray, data: Data, options: Options
) -> tuple[FloatArray, FloatArray]:
    """Scores and numbers of n-grams of folds 1 to 7, each by a model that did not see its fold."""
    scores, counts = np.zeros((len(data.texts), 2)), np.zeros(len(data.texts))
    for fold in range(1, FOLDS):
        rest = [other for other in range(1, FOLDS) if other != fold]
        model = fit_pruned(matrix, keys, data, rest, options)
        held = data.rows([fold], clear=False)
        scores[held] = model.score(matrix[held])
        counts[held] = np.asarray(matrix[held][:, model.columns].sum(axis=1)).ravel()
        told = [round(accuracy(scores[held, head], data.target[held]), 4) for head in (0, 1)]
        print(f"fold {fold}: long {told[0]}, short {told[1]}", flush=True)
    return scores, counts


def calibrate(
    scores: FloatArray, counts: FloatArray, data: Data, held: FloatArray
) -> tuple[Calibration, FloatArray]:
    """Platt scaling that changes with length; reviews and sentences weigh alike.

    Neutral sentences are left out: a probability of praise is of those who took a side. The
    bounds of the labels do count them.

    Returns:
        The calibration, and the log-odds of the held rows.
    """
    short = data.short[held]
    length, y = np.log1p(counts[held])[:, None], data.target[held]
    clear = y != UNDECIDED
    weight = np.where(short, 1 / (short & clear).sum(), 1 / (~short).sum()) * clear
    features = np.hstack([scores[held], scores[held] * length, np.ones_like(length), length])
    values = fit_odds(features, y, weight)
    odds = features @ values
    thresholds = choose_thresholds(expit(odds[short]), data.stars[held][short])
    told = [round(float(value), 5) for value in values]
    calibration = Calibration(
        slopes=(told[0], told[1]),
        length_slopes=(told[2], told[3]),
        intercept=told[4],
        length_intercept=told[5],
        full_coverage=0.6,
        thresholds=thresholds,
    )
    return calibration, odds


def fit_odds(features: FloatArray, y: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights of a logistic regression on weighted rows; ``features`` holds the constant, too."""

    def loss(values: FloatArray) -> tuple[float, FloatArray]:
        odds = features @ values
        slope = features.T @ (weight * (expit(odds) - y))
        return float((weight * (np.logaddexp(0, odds) - y * odds)).sum()), slope

    start = np.zeros(features.shape[1])
    # without its own slope and a tight bound it stops where long and short texts still disagree
    return np.asarray(minimize(loss, start, jac=True, options={"gtol": 1e-9}).x)


def choose_thresholds(positive: FloatArray, stars: FloatArray) -> tuple[float, float, float, float]:
    """Four bounds by coordinate ascent from quantiles.

    They maximise macro-F1 plus accuracy over five classes: the one alone gives away the classes
    that most sentences are of, the other alone those that few are of.
    """
    shares = np.cumsum(np.bincount(stars, minlength=6)[1:5]) / len(stars)
    bounds = np.quantile(positive, shares)
    grid = np.arange(0.02, 0.99, 0.01)
    for _ in range(4):
        for index in range(4):
            trials = [np.r_[bounds[:index], value, bounds[index + 1 :]] for value in grid]
            trials = [trial for trial in trials if (np.diff(trial) > 0).all()]
            bounds = max(trials, key=partial(goodness, positive, stars))
    return tuple(round(float(bound), 4) for bound in bounds)


def goodness(positive: FloatArray, stars: FloatArray, bounds: FloatArray) -> float:
    """Macro-F1 plus accuracy of the five classes that the bounds cut."""
    guess = np.searchsorted(bounds, positive, side="right") + 1
    return macro_f1(positive, stars, bounds) + float((guess == stars).mean())


def macro_f1(positive: FloatArray, stars: FloatArray, bounds: FloatArray) -> float:
    """Mean F1 of the five classes that the bounds cut."""
    guess = np.searchsorted(bounds, positive, side="right") + 1
    right = [2 * ((guess == one) & (stars == one)).sum() for one in range(1, 6)]
    total = [(guess == one).sum() + (stars == one).sum() for one in range(1, 6)]
    return float(np.mean(np.array(right) / np.maximum(total, 1)))


def calibration_error(positive: FloatArray, target: FloatArray, n_bins: int = 15) -> float:
    """Expected calibration error over equally wide bins of the probability of positive.

    Source:
        Naeini, Cooper & Hauskrecht, AAAI 2015.
    """
    bins = np.minimum((positive * n_bins).astype(int), n_bins - 1)
    gaps = np.bincount(bins, positive - target)
    return float(np.abs(gaps).sum() / len(target))


def measure(model: LinearSentiment, data: Data, rows: FloatArray) -> dict[str, float]:
    """What the stored model says of some rows."""
    scores = model.score([data.texts[row] for row in rows])
    target, stars = data.target[rows], data.stars[rows]
    clear = target != UNDECIDED
    figures: dict[str, float] = {
        "n": int(clear.sum()),
        "accuracy": accuracy(scores.positive - 0.5, target),
        "ece": calibration_error(scores.positive[clear], target[clear]),
    }
    if stars.all():
        guess = scores.labels + 1
        figures["n_five"] = len(rows)
        figures["accuracy_five"] = float((guess == stars).mean())
        figures["off_by_one_five"] = float((abs(guess - stars) <= 1).mean())
        figures["macro_f1_five"] = macro_f1(scores.positive, stars, model.calibration.thresholds)
    return {name: round(value, 4) for name, value in figures.items()}


def write(
    folder: Path, words: list[str], keys: FloatArray, model: Fit, calibration: Calibration
) -> LinearSentiment:
    """Write both files and read them back."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"keys": keys[model.columns], "weights": model.weights, "idf": model.idf}
    digest = write_state(folder / "linear.safetensors", words, arrays)
    told = {
        "format": FORMAT,
        "kind": "linear",
        "sha256": digest,
        "biases": model.biases.tolist(),
        "calibration": asdict(calibration),
        "split": {
            "rule": "int(sha256(imdb_id).hexdigest()[:8], 16) % folds",
            "folds": FOLDS,
            "held_out": HELD_OUT,
        },
    }
    (folder / "linear.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return LinearSentiment.read(folder / "linear.safetensors", folder / "linear.json")


def keep_figures(path: Path, figures: dict[str, Any]) -> None:
    """Write figures beside those of other models that are there."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(known | figures, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Choose, calibrate, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reviews", type=Path, help="Parquet with imdb_id, label, text")
    parser.add_argument("treebank", type=Path, help="folder with sst_train.txt and sst_dev.txt")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--keep", type=Path, help="write out-of-fold scores there (.npz)")
    parser.add_argument("--limit", type=int, default=0, help="texts of each kind, 0 for all")
    given = parser.parse_args()
    data = read_data(given.reviews, given.treebank, given.limit)
    words = build_words([data.texts[row] for row in data.rows(range(1, FOLDS))])
    matrix, keys = build_matrix(data.texts, words)
    print(f"{matrix.shape[0]} texts, {len(words)} words, {len(keys)} n-grams", flush=True)
    options, tried = choose(matrix, data)
    scores, counts = out_of_fold(matrix, keys, data, options)
    held = data.rows(range(1, FOLDS), clear=False)
    calibration, odds = calibrate(scores, counts, data, held)
    if given.keep:
        kept = np.zeros(len(data.texts))
        kept[held] = odds
        n = int((data.stars != PIECE).sum())  # pieces come last
        np.savez(given.keep, odds=kept[:n], counts=counts[:n])
    fitted = fit_pruned(matrix, keys, data, range(1, FOLDS), options)
    model = write(given.out, words, keys, fitted, calibration)
    short = data.short[held]
    figures = {
        "options": asdict(options),
        "validation": tried,
        "out_of_fold": {
            "reviews": round(accuracy(odds[~short], data.target[held][~short]), 4),
            "sst_train": round(accuracy(odds[short], data.target[held][short]), 4),
        },
        "held_out_movies": measure(model, data, data.rows([HELD_OUT])),
        "sst_dev": measure(model, data, data.rows([-1], clear=False)),
        "n_ngrams": len(model.weights),
        "size_bytes": (given.out / "linear.safetensors").stat().st_size,
        "version": model.version,
    }
    keep_figures(given.out / "figures.json", figures)
    print(json.dumps({name: figures[name] for name in figures if name != "validation"}, indent=2))


if __name__ == "__main__":
    main()
