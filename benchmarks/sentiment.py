"""Reviews a second of each reader on one core, beside VADER, TextBlob and DistilBERT's shape.

``python benchmarks/sentiment.py FOLDER`` writes ``results/sentiment-speed.json``. FOLDER holds
``reviews-imdb-labelled.parquet``; the texts are whole reviews of its held-out movies, the same for
all. The environment is one of its own: ``pip install --editable . onnx textblob vaderSentiment``.

Everything runs in one process that is bound to one core, and in every round each reader has its
turn, so that whatever else the machine does hits all; ratios are of medians over the rounds. The
DistilBERT shape has random weights: its speed does not depend on them. It runs twice, at the
reviews' own lengths (at most 256 tokens) and with all of them filled up to 256.

The cascade's doubt is the smallest from which on accuracy on held-out movies is 0.925 or more in
``results/sentiment-quality.json``, or what ``--doubt`` says.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

# one core: set before numpy is imported
os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})

import distilbert_shape
import numpy as np
from record import write_result

from matinee.evaluation.sentiment import read_reviews
from matinee.sentiment import SentimentModel
from matinee.sentiment.aspects import find_mentions
from matinee.sentiment.by_language import ByLanguage
from matinee.sentiment.cascade import Cascade
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.multilingual import Multilingual
from matinee.sentiment.transformer import Transformer
from matinee.text.description import MINILM

RESULTS = Path(__file__).parent / "results"
MAX_TOKENS = 256
WANTED_ACCURACY = 0.925
T = TypeVar("T")
TARGETS = {"linear_per_second": 2_500, "cascade_to_distilbert": 30, "post_linear_ms": 10}


@dataclass(frozen=True)
class Contender:
    """A reader and how many of the texts it reads in a round."""

    read: Callable[[list[str]], object]
    n: int


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="less for a quick look")
    parser.add_argument("--doubt", type=float)
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    doubt = given.doubt or cheapest_doubt()
    held = read_reviews(given.folder)
    order = np.random.default_rng(0).permutation(len(held.texts)).tolist()
    texts = [held.texts[row].replace("<br />", " ") for row in order]
    liked = held.liked[order].tolist()
    linear, load_s = timed(LinearSentiment.shipped)
    transformer, load_transformer_s = timed(lambda: Transformer.shipped(threads=1))
    cascade = Cascade(linear, transformer, doubt)
    contenders = build_contenders(linear, cascade, given.scale)
    rates = measure(contenders, texts, given.rounds)
    used = texts[: max(one.n for one in contenders.values())]
    n_judged = round(len(texts) * min(1, given.scale))
    accuracy = measure_accuracy(texts[:n_judged], liked[:n_judged])
    accuracy |= dict(zip(("linear", "cascade"), read_accuracy(doubt), strict=True))
    others = Multilingual.shipped()
    posted = {
        name: ByLanguage(model, others, lambda texts: linear.raw(texts)[2])
        for name, model in (("linear", linear), ("cascade", cascade))
    }
    figures = {
        "texts": len(used),
        "words_per_text": round(float(np.mean([len(text.split()) for text in used]))),
        "rounds": given.rounds,
        "cores": 1,
        "load_average": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in ("onnx", "textblob", "vaderSentiment")},
        "models": {"linear": linear.version, "cascade": cascade.version},
        "doubt": doubt,
        "load_seconds": {"linear": round(load_s, 2), "transformer": round(load_transformer_s, 2)},
        "rates": rates,
        "ratios": ratios(rates),
        "accuracy": accuracy,
        "one_review_ms": measure_latency(posted, texts[: max(20, round(300 * given.scale))]),
        "targets": TARGETS,
    }
    command = "python benchmarks/sentiment.py FOLDER"
    write_result(RESULTS / "sentiment-speed.json", figures, command)
    print(json.dumps(figures, indent=2))


def read_curve() -> dict[float, float]:
    """Doubt and accuracy on held-out movies, as they were measured."""
    path = RESULTS / "sentiment-quality.json"
    for table in json.loads(path.read_text("utf-8"))["figures"]["tables"]:
        if table["name"] == "curve":
            place = table["columns"].index("reviews of held-out movies")
            return {float(row[0]): row[place]["value"] for row in table["rows"]}
    raise SystemExit(f"{path.name} has no table 'curve'; run sentiment_quality.py first.")


def cheapest_doubt() -> float:
    """The smallest doubt of the measured curve from which on all are accurate enough."""
    curve, fit = read_curve(), None
    for doubt in sorted(curve, reverse=True):
        if curve[doubt] < WANTED_ACCURACY:
            break
        fit = doubt
    if fit is None:
        raise SystemExit(f"No doubt reaches {WANTED_ACCURACY}; name one with --doubt.")
    return fit


def read_accuracy(doubt: float) -> tuple[float, float | None]:
    """Of n-grams alone, and of the cascade at this doubt where it was measured."""
    curve = read_curve()
    return curve[min(curve)], curve.get(doubt)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and the seconds it took."""
    before = time.perf_counter()
    return work(), time.perf_counter() - before


def build_contenders(
    linear: LinearSentiment, cascade: Cascade, scale: float
) -> dict[str, Contender]:
    """All readers; each warms up when it is first called."""
    vader = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    blob = import_module("textblob").TextBlob
    session = distilbert_shape.build()
    tokenizer = import_module("tokenizers").Tokenizer.from_file(str(MINILM.files()[1]))
    tokenizer.enable_truncation(MAX_TOKENS)

    def distilbert(texts: list[str], at_least: int = 0) -> None:
        for text in texts:
            ids = tokenizer.encode(text).ids
            ids += [0] * (at_least - len(ids))
            session.run(None, {"ids": np.array([ids], dtype=np.int64)})

    def n(wanted: int) -> int:
        return max(2, round(wanted * scale))

    return {
        "linear": Contender(linear.score, n(2048)),
        "linear_with_mentions": Contender(
            lambda texts: (linear.score(texts), find_mentions(texts, linear)), n(2048)
        ),
        "cascade": Contender(cascade.score, n(512)),
        "vader": Contender(lambda texts: [vader.polarity_scores(text) for text in texts], n(64)),
        "textblob": Contender(lambda texts: [blob(text).sentiment for text in texts], n(64)),
        "distilbert_own_length": Contender(distilbert, n(16)),
        "distilbert_256": Contender(lambda texts: distilbert(texts, MAX_TOKENS), n(16)),
    }


def measure(
    contenders: dict[str, Contender], texts: Sequence[str], rounds: int
) -> dict[str, dict[str, float]]:
    """Texts a second of processor time and of the clock, medians over the rounds.

    Readers that take few texts take others in each round, so that chance hits all alike.
    """
    for one in contenders.values():
        one.read(list(texts[:2]))
    cpu: dict[str, list[float]] = {name: [] for name in contenders}
    clock: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name, one in contenders.items():
            start = turn * one.n % max(1, len(texts) - one.n)
            part = list(texts[start : start + one.n])
            before = time.process_time(), time.perf_counter()
            one.read(part)
            cpu[name].append(len(part) / (time.process_time() - before[0]))
            clock[name].append(len(part) / (time.perf_counter() - before[1]))
    return {
        name: {
            "per_cpu_second": round(float(np.median(cpu[name])), 2),
            "per_second": round(float(np.median(clock[name])), 2),
            "spread": round(float(np.std(cpu[name]) / np.mean(cpu[name])), 3),
            "texts_a_round": one.n,
        }
        for name, one in contenders.items()
    }


def ratios(rates: dict[str, dict[str, float]]) -> dict[str, float]:
    """How many times as fast as each of the others."""
    others = ("vader", "textblob", "distilbert_own_length", "distilbert_256")
    return {
        f"{ours}_to_{other}": round(
            rates[ours]["per_cpu_second"] / rates[other]["per_cpu_second"], 2
        )
        for ours in ("linear", "cascade")
        for other in others
    }


def measure_latency(
    models: dict[str, SentimentModel], texts: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Milliseconds for the score of one posted review, language and all."""
    found: dict[str, dict[str, float]] = {}
    for name, model in models.items():
        model.score(texts[:1])
        took = [timed(partial(model.score, [text]))[1] for text in texts]
        median, p95, most = np.quantile(np.array(took) * 1000, [0.5, 0.95, 1]).round(2).tolist()
        found[name] = {"median": median, "p95": p95, "most": most}
    return found


def measure_accuracy(texts: Sequence[str], liked: Sequence[bool]) -> dict[str, float]:
    """Share that the two scorers of word lists read right; ours are in the quality's results."""
    vader = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    blob = import_module("textblob").TextBlob
    said = {
        "vader": [vader.polarity_scores(text)["compound"] > 0 for text in texts],
        "textblob": [blob(text).sentiment.polarity > 0 for text in texts],
    }
    return {
        name: round(float(np.mean(np.array(one) == np.array(liked))), 4)
        for name, one in said.items()
    }


if __name__ == "__main__":
    main()
