#!/usr/bin/env python3
"""Fit how the cascade puts its two tiers together, and measure it.

A tool for maintainers: ``python scripts/train_sentiment.py LABELLED.parquet SST_FOLDER --keep
KEPT.npz``, then ``train_transformer.py`` and ``export_reader.py``, then ``python
scripts/calibrate_cascade.py KEPT.npz LABELLED.parquet SST_FOLDER --work FOLDER``, then
``starter_manifest.py refresh``. Twenty minutes on a core, most of it for ``--final``.

The blend is a logistic regression on the reviews and sentences of fold 1: the transformer did not
learn from them, and the linear scores are out-of-fold. The held-out movies and SST dev are read by
``--final`` only.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit
from sentiment_data import HELD_OUT, UNDECIDED, VALIDATION, Data, FloatArray, read_data
from train_sentiment import (
    OUT,
    calibration_error,
    choose_thresholds,
    fit_odds,
    keep_figures,
    macro_f1,
)

from matinee.sentiment.cascade import DOUBT, FORMAT, Blend, Cascade, Tiers
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.transformer import Transformer

SHORT, SHORT_DOUBT = 60.0, 1.0
DOUBTS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0)


def read_by(transformer: Transformer, data: Data, rows: FloatArray, kept: Path) -> FloatArray:
    """The transformer's log-odds of some rows, read once for each version of it."""
    path = kept / f"{transformer.version}-{len(rows)}.npy"
    if not path.is_file():
        np.save(path, transformer.log_odds([data.texts[row] for row in rows]))
    return np.asarray(np.load(path))


def fit(linear: FloatArray, read: FloatArray, counts: FloatArray, data: Data) -> Blend:
    """Weights of the blend and bounds of the labels; reviews and sentences weigh alike.

    All arrays are of the validation fold, which ``data`` is cut to.
    """
    length, even = np.log1p(counts), np.ones(len(linear))
    features = np.stack([linear, read, even, linear * length, read * length, length], axis=1)
    clear = data.target != UNDECIDED
    short = data.short
    weight = np.where(short, 1 / (short & clear).sum(), 1 / (~short).sum())
    values = fit_odds(features[clear], data.target[clear], weight[clear])
    positive = expit(features @ values)
    return Blend(
        weights=tuple(round(float(value), 5) for value in values),
        short=SHORT,
        short_doubt=SHORT_DOUBT,
        thresholds=choose_thresholds(positive[short], data.stars[short]),
    )


def table(tiers: Tiers, data: Data, blend: Blend) -> list[dict[str, float]]:
    """Accuracy and calibration for each doubt."""
    clear = data.target != UNDECIDED
    target = data.target[clear]
    told = []
    for doubt in DOUBTS:
        sent = tiers.sent(doubt, blend.short_doubt)
        positive = np.where(sent, tiers.blended, tiers.linear)
        right = ((positive[clear] > UNDECIDED) == (target > UNDECIDED)).mean()
        row: dict[str, float] = {
            "doubt": doubt,
            "sent": float(sent.mean()),
            "n": int(clear.sum()),
            "accuracy": float(right),
            "error": float(np.sqrt(right * (1 - right) / clear.sum())),
            "ece": calibration_error(positive[clear], target),
        }
        if data.short.all():
            guess = blend.labels(positive) + 1
            row["accuracy_five"] = float((guess == data.stars).mean())
            row["off_by_one_five"] = float((abs(guess - data.stars) <= 1).mean())
            row["macro_f1_five"] = macro_f1(positive, data.stars, np.array(blend.thresholds))
        told.append({name: round(value, 4) for name, value in row.items()})
        print(told[-1], flush=True)
    return told


def cut(data: Data, rows: FloatArray) -> Data:
    """Some rows only."""
    texts = [data.texts[row] for row in rows]
    return Data(texts, data.fold[rows], data.target[rows], data.stars[rows])


def main() -> None:
    """Fit, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("kept", type=Path, help="out-of-fold scores by train_sentiment.py --keep")
    parser.add_argument("reviews", type=Path, help="Parquet with imdb_id, label, text")
    parser.add_argument("treebank", type=Path, help="folder with sst_train.txt and sst_dev.txt")
    parser.add_argument("--work", type=Path, required=True, help="where what was read is kept")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--limit", type=int, default=0, help="as train_sentiment.py had it")
    parser.add_argument("--final", action="store_true", help="measure held-out movies and SST dev")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    data = read_data(given.reviews, given.treebank, given.limit)
    with np.load(given.kept) as kept:
        odds, counts = kept["odds"], kept["counts"]
    transformer = Transformer.shipped()
    rows = data.rows([VALIDATION], clear=False)
    held = cut(data, rows)
    read = read_by(transformer, held, np.arange(len(rows)), given.work)
    blend = fit(odds[rows], read, counts[rows], held)
    told = {"format": FORMAT, "kind": "cascade", **asdict(blend)}
    (given.out / "cascade.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    figures: dict[str, Any] = {"reader": transformer.version, "doubt": DOUBT}
    both = expit(blend.odds(odds[rows], read, counts[rows]))
    for name, some in (("reviews", ~held.short), ("sentences", held.short)):
        print(f"validation {name}", flush=True)
        part = np.flatnonzero(some)
        tiers = Tiers(
            linear=expit(odds[rows][part]),
            blended=both[part],
            short=counts[rows][part] < SHORT,
            told=counts[rows][part] > 0,
        )
        figures[f"validation_{name}"] = table(tiers, cut(held, part), blend)
        alone = read[part][held.target[part] != UNDECIDED] > 0
        sides = held.target[part][held.target[part] != UNDECIDED] > UNDECIDED
        figures[f"validation_{name}_transformer"] = round(float((alone == sides).mean()), 4)
        print(figures[f"validation_{name}_transformer"], "by the transformer alone", flush=True)
    if given.final:
        cascade = Cascade(LinearSentiment.shipped(), transformer, blend=blend)
        for name, fold in (("held_out_movies", HELD_OUT), ("sst_dev", -1)):
            print(name, flush=True)
            part = data.rows([fold], clear=False)
            some = cut(data, part)
            figures[name] = table(cascade.tiers(some.texts, doubt=1), some, blend)
    keep_figures(given.out / "figures.json", {"cascade": figures})


if __name__ == "__main__":
    main()
