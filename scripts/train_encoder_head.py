#!/usr/bin/env python3
"""Train the head of ``matinee[multilingual]`` and measure it on texts that it never saw.

A tool for maintainers: ``python scripts/train_encoder_head.py TEXTS.parquet --cache FOLDER``, then
``starter_manifest.py refresh`` for what it wrote. Vectors of texts are kept in the folder as they
are made (thirty a second on two cores), so a run that was stopped goes on where it was; the rest
takes five minutes. ``--limit N`` takes N texts of each source and label, which makes a poor head in
a minute; ``--reviews LABELLED.parquet`` lets English movie reviews train, too, which helped little
and was not done for what ships.

The split is that of ``train_multilingual.py``: ``sha256(text)`` modulo 8 is 0 for held-out texts
(they decide nothing), the rest trains. Sources whose terms forbid training are only measured. Of
English reviews, those of movies in folds 2 to 7 train. Choices and calibration are made on scores
of folds 1 to 7 by heads, and linear models, that did not see the text's fold.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import json
import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

import train_multilingual as linear_training  # noqa: E402 - needs the path above
from encoder_head_rows import (  # noqa: E402 - likewise
    ALWAYS,
    FIRST,
    N_FIRST,
    N_TRAIN,
    Rows,
    read_rows,
)
from kept_vectors import KeptEncoder, make_vectors  # noqa: E402 - likewise

from matinee.sentiment.encoder_head import (  # noqa: E402 - likewise
    DIM,
    Blend,
    EncoderHead,
    write_head,
)
from matinee.sentiment.multilingual import Multilingual  # noqa: E402 - likewise

OUT, EXCLUDED = linear_training.OUT, linear_training.EXCLUDED
#: Scale of vectors whose spread in one direction is about 0.05, for the regression's sake.
SCALE = 8.0
#: What is tried: cost, and how easily a language departs from the rest.
GRID = [(0.5, 0.4), (1.0, 0.4), (1.0, 0.7)]
#: Languages without a text to train on that the head reads all the same, by the shared row.
UNTRAINED = ("fa", "nl", "no")
#: Balanced accuracy out of fold below which a language is not read.
GOOD_ENOUGH = 0.7
VERY: Final = (0.15, 0.85)
#: Pull of a language's blend towards that of all.
PULL = 0.05

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Trained:
    """The mean of the training vectors, and weights with a bias: shared ones, each language's."""

    mean: Array
    shared: Array
    rows: dict[str, Array]


def even_weights(rows: Rows, kept: Array, power: float) -> Array:
    """Weights of rows; by ``power`` 1 every source and side counts alike, by 0 every text."""
    weight = np.zeros(len(kept))
    source = np.char.add(rows.language[kept].astype(str), rows.source[kept].astype(str))
    for name in set(source.tolist()):
        for side in (0.0, 1.0):
            places = (source == name) & (rows.target[kept] == side)
            weight[places] = max(places.sum(), 1) ** -power
    return weight * len(weight) / weight.sum()


def fit(
    rows: Rows, vectors: Array, kept: Array, cost: float, own: float
) -> tuple[Array, dict[str, Array]]:
    """The shared row and those of the languages, each of shape ``(385,)``, for centred vectors.

    One regression over ``[x, 0 .. own x .. 0]``, the second part at the language's place, so that
    the penalty on it grows as ``own`` shrinks.
    """
    languages = sorted(set(rows.language[kept].tolist()))
    scaled = np.c_[vectors[kept] * SCALE, np.ones(len(kept))].astype(np.float64)
    shares = [np.ones(len(kept)), *(own * (rows.language[kept] == name) for name in languages)]
    parts = [csr_array(scaled * share[:, None]) for share in shares]
    model = LogisticRegression(
        C=cost, solver="liblinear", dual=True, tol=1e-2, random_state=0, fit_intercept=False
    )
    model.fit(hstack(parts).tocsr(), rows.target[kept], sample_weight=even_weights(rows, kept, 0.5))
    unscale = np.r_[np.full(DIM, SCALE), 1.0]
    table = model.coef_[0].reshape(1 + len(languages), DIM + 1) * unscale
    return table[0], {
        name: table[0] + own * row for name, row in zip(languages, table[1:], strict=True)
    }


def head_scores(rows: Rows, vectors: Array, shared: Array, table: Mapping[str, Array]) -> Array:
    """The formula of :mod:`matinee.sentiment.encoder_head` over all rows."""
    weights = np.stack([table.get(name, shared) for name in rows.language.tolist()])
    return weights[:, DIM] + np.einsum("ij,ij->i", vectors, weights[:, :DIM])


def mean_accuracy(rows: Rows, scores: Array, kept: Array) -> dict[str, float]:
    """Balanced accuracy of each language, the mean over its sources."""
    told: dict[str, list[float]] = {}
    pairs = sorted(set(zip(rows.language[kept].tolist(), rows.source[kept].tolist(), strict=True)))
    for language, source in pairs:
        at = kept[(rows.language[kept] == language) & (rows.source[kept] == source)]
        sides = [(scores[at] > 0)[rows.target[at] == 1], (scores[at] <= 0)[rows.target[at] == 0]]
        if all(len(side) for side in sides):
            told.setdefault(language, []).append(float(np.mean([one.mean() for one in sides])))
    return {language: float(np.mean(one)) for language, one in told.items()}


def choose_blends(rows: Rows, head: Array, kept: Array, *, alone: bool) -> dict[str, Blend]:
    """A blend for each language of the kept texts, drawn towards that of all.

    Args:
        rows: All rows.
        head: Scores of all rows, out of fold.
        kept: Rows that are calibrated on.
        alone: Leave the linear model out.
    """
    languages = sorted(set(rows.language[kept].tolist()))
    place = np.array([languages.index(name) for name in rows.language[kept].tolist()])
    linear = np.zeros(len(kept)) if alone else rows.linear[kept]
    features = np.stack([head[kept], linear, np.ones(len(kept))], axis=1)
    target, weight = rows.target[kept], even_weights(rows, kept, 1.0) / len(kept)

    def loss(values: Array) -> tuple[float, Array]:
        table = values.reshape(-1, 3)
        odds = np.einsum("ij,ij->i", features, table[0] + table[1 + place])
        told = (weight * (np.logaddexp(0, odds) - target * odds)).sum()
        each = features * (weight * (expit(odds) - target))[:, None]
        slope = np.zeros_like(table)
        np.add.at(slope, 1 + place, each)
        slope[0] = each.sum(axis=0)
        slope[1:] += 2 * PULL / len(languages) * table[1:]
        return float(told + PULL / len(languages) * (table[1:] ** 2).sum()), slope.ravel()

    start = np.zeros((1 + len(languages), 3))
    start[0] = (1.0, 0.0 if alone else 1.0, 0.0)
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B").x.reshape(-1, 3)
    blends = {"": Blend(**_named(found[0]))}
    for name, row in zip(languages, found[1:], strict=True):
        blends[name] = Blend(**_named(found[0] + row))
    return blends


def _named(values: Array) -> dict[str, float]:
    told = [round(float(value), 5) for value in values]
    return dict(zip(("head", "linear", "intercept"), told, strict=True))


def blend_scores(rows: Rows, head: Array, blends: Mapping[str, Blend]) -> Array:
    """Log-odds of all rows."""
    used = [blends.get(name, blends[""]) for name in rows.language.tolist()]
    table = np.array([(one.head, one.linear, one.intercept) for one in used])
    return table[:, 0] * head + table[:, 1] * rows.linear + table[:, 2]


def mixed(
    rows: Rows, with_linear: Mapping[str, Blend], alone: Mapping[str, Blend]
) -> dict[str, Blend]:
    """The blend with the linear model where that model reads the language, else the other."""
    told = dict(alone)
    for name in set(rows.language[rows.linear != 0].tolist()):
        told[name] = with_linear.get(name, alone[""])
    return told


def measure(model: EncoderHead, rows: Rows, scores: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Each language and source of the held-out texts: what ships, and its parts alone."""
    kept = rows.of("held out")
    shipped = model.score([rows.texts[row] for row in kept], rows.language[kept].tolist()).positive
    columns = (rows.language[kept], rows.source[kept], rows.domain[kept])
    cells = list(zip(*map(np.ndarray.tolist, columns), strict=True))
    table = []
    for cell in sorted(set(cells)):
        at = np.array([one == cell for one in cells])
        target = rows.target[kept][at]
        row = dict(zip(("lang", "source", "domain"), cell, strict=True))
        row["trained"] = not EXCLUDED.fullmatch(cell[1])
        row["read"] = cell[0] in model.languages
        row.update(linear_training.figures_of(shipped[at], target))
        for name, odds in scores.items():
            alone = linear_training.figures_of(expit(odds[kept][at]), target)
            row[name] = alone.get("balanced_accuracy")
            row[f"{name}_error"] = alone.get("standard_error")
        table.append(row)
    return table


def calibration_error(positive: Array, target: Array, weight: Array, n_bins: int = 15) -> float:
    """Expected calibration error; every source and side counts alike."""
    bins = np.minimum((positive * n_bins).astype(int), n_bins - 1)
    gaps = np.bincount(bins, weight * (positive - target), minlength=n_bins)
    return float(np.abs(gaps).sum() / weight.sum())


def main() -> None:
    """Make vectors, choose, calibrate, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="Parquet with text, label, lang, source, domain")
    parser.add_argument("--reviews", type=Path, help="Parquet with imdb_id, label, text")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the vectors")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument(
        "--train", type=int, default=N_TRAIN, help="of each source and side, of folds 2 to 7"
    )
    parser.add_argument("--limit", type=int, help="texts of each source and label")
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    encoder = KeptEncoder(given.cache, given.threads)
    rows = read_rows(given)
    vectors = make_vectors(encoder, rows.texts)
    mean = vectors[rows.of("train")].mean(axis=0)
    vectors -= mean
    options, head, tried = choose(rows, vectors)
    shared, table = fit(rows, vectors, rows.of("train"), **options)
    at = rows.part == "held out"
    head[at] = head_scores(rows, vectors, shared, table)[at]
    told = finish(given, rows, Trained(mean, shared, table), encoder, head)
    n_train = {"n_train": len(rows.of("train")), "n_each": given.train + N_FIRST}
    figures = {**n_train, "tried": tried, **told}
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    (given.out / "encoder-head-figures.json").write_text(text, encoding="utf-8")
    print(json.dumps({name: one for name, one in figures.items() if name != "table"}, indent=1))


def choose(rows: Rows, vectors: Array) -> tuple[dict[str, float], Array, list[Any]]:
    """The grid's best options by their mean balanced accuracy out of fold, and those scores."""
    scores, tried = [], []
    for cost, own in GRID:
        scores.append(out_of_fold(rows, vectors, cost, own))
        worth = mean_accuracy(rows, scores[-1], known(rows))
        mean = round(float(np.mean(list(worth.values()))), 4)
        tried.append({"cost": cost, "own": own, "out_of_fold": mean})
        print(tried[-1], flush=True)
    best = max(range(len(GRID)), key=lambda one: tried[one]["out_of_fold"])
    return {name: tried[best][name] for name in ("cost", "own")}, scores[best], tried


def known(rows: Rows) -> Array:
    """Clear texts of folds 1 to 7: what choices and calibration are made on, out of fold."""
    train = rows.of("train")
    return train[rows.fold[train] != ALWAYS]


def out_of_fold(rows: Rows, vectors: Array, cost: float, own: float) -> Array:
    """Scores of texts of folds 1 to 7, each by a head that did not see its fold; else 0."""
    scores, train = np.zeros(len(rows.texts)), rows.of("train")
    for one in range(FIRST, linear_training.FOLDS):
        table = fit(rows, vectors, train[rows.fold[train] != one], cost, own)
        at = (rows.fold == one) & (rows.part == "train")
        scores[at] = head_scores(rows, vectors, *table)[at]
    return scores


def finish(
    given: argparse.Namespace, rows: Rows, trained: Trained, encoder: KeptEncoder, head: Array
) -> dict[str, Any]:
    """Calibrate, write the head and read it back, measure it."""
    held = known(rows)
    alone = choose_blends(rows, head, held, alone=True)
    blends = mixed(rows, choose_blends(rows, head, held, alone=False), alone)
    odds = blend_scores(rows, head, blends)
    worth = mean_accuracy(rows, odds, held)
    read = {name for name in worth if worth[name] >= GOOD_ENOUGH} | set(UNTRAINED)
    seen = np.flatnonzero((rows.part == "train") & (rows.fold != ALWAYS))
    low, high = linear_training.choose_thresholds(expit(odds[seen]), rows.target[seen])[1:3]
    write_head(
        given.out,
        mean=trained.mean,
        shared=trained.shared,
        rows=trained.rows,
        blends={name: blends.get(name, alone[""]) for name in sorted(read)},
        thresholds=(VERY[0], low, high, VERY[1]),
    )
    names = [given.out / f"encoder-head.{kind}" for kind in ("safetensors", "json")]
    linear = Multilingual.shipped()
    model = EncoderHead.read(*names, encoder, linear, "kept-vectors")
    read_alone = linear.score(rows.texts, rows.language.tolist()).positive
    told = {
        "blended": odds,
        "head_alone": blend_scores(rows, head, alone),
        "linear_alone": logit(read_alone.astype(np.float64)),
    }
    return {
        "size_bytes": names[0].stat().st_size,
        "out_of_fold": {name: round(one, 4) for name, one in sorted(worth.items())},
        "mean_of_tags": {name: mean_of_tags(rows, one) for name, one in told.items()},
        "calibration_error": calibration_errors(rows, odds, read),
        "table": measure(model, rows, told),
    }


def calibration_errors(rows: Rows, odds: Array, read: Set[str]) -> dict[str, float]:
    """Of held-out texts in languages that are read, by whether their source may train."""
    tested = rows.of("held out")
    tested = tested[np.isin(rows.language[tested], list(read))]
    free = np.array([not EXCLUDED.fullmatch(one) for one in rows.source[tested]])
    told = {}
    for name, at in (("trained_sources", tested[free]), ("other_sources", tested[~free])):
        weight = even_weights(rows, at, 1.0)
        told[name] = round(calibration_error(expit(odds[at]), rows.target[at], weight), 4)
    return told


def mean_of_tags(rows: Rows, scores: Array) -> float:
    """Mean over the languages of the held-out texts of the mean over their sources."""
    return round(float(np.mean(list(mean_accuracy(rows, scores, rows.of("held out")).values()))), 4)


if __name__ == "__main__":
    main()
