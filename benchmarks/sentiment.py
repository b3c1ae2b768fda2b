"""Reviews per second of the shipped sentiment model on one core, beside bare baselines.

``python benchmarks/sentiment.py`` writes ``benchmarks/results/sentiment.json``. The texts are made
here, 230 words each, out of the model's own words by Zipf's law, so that nothing is needed beside
the package. ``--reviews FILE`` takes real ones instead (a Parquet file with ``text``), in which
half as many n-grams more are found; the figure that is kept is on those.

Baselines in the same run: splitting the same texts at white space, and the tokenizer alone; no
scorer of words can be faster than these.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

# one core: set before numpy is imported
os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})

import numpy as np

from matinee.sentiment import build_sentiment
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.ngrams import tokenize

RESULT = Path(__file__).parent / "results" / "sentiment.json"
N_REVIEWS, N_WORDS, N_ROUNDS = 2_048, 230, 7
SENTENCE_WORDS = 15


def build_texts(words: tuple[str, ...]) -> list[str]:
    """Reviews of 230 words, a stop every fifteen."""
    rng = np.random.default_rng(0)
    plain = np.array([word for word in words if word.isalpha()])
    chance = 1 / (np.arange(len(plain)) + 3.0)
    drawn = rng.choice(plain, size=(N_REVIEWS, N_WORDS), p=chance / chance.sum())
    return [
        " ".join(word if place % SENTENCE_WORDS else f". {word}" for place, word in enumerate(row))
        for row in drawn.tolist()
    ]


def read_texts(path: Path) -> list[str]:
    """Real reviews, cut or joined to 230 words each."""
    table = import_module("pyarrow.parquet").read_table(path, columns=["text"])
    words = " ".join(table["text"].to_pylist()[: 2 * N_REVIEWS]).split()
    starts = range(0, N_REVIEWS * N_WORDS, N_WORDS)
    return [" ".join(words[start : start + N_WORDS]) for start in starts]


def rates(work: Callable[[], object], n: int) -> dict[str, float]:
    """Texts a second by processor time and by the clock: best and median of all rounds."""
    cpu, clock = [], []
    for _ in range(N_ROUNDS):
        before = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - before[0])
        clock.append(time.perf_counter() - before[1])
    return {
        "per_cpu_second_best": round(n / min(cpu)),
        "per_cpu_second_median": round(n / float(np.median(cpu))),
        "per_second_best": round(n / min(clock)),
        "per_second_median": round(n / float(np.median(clock))),
    }


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=Path)
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    before = time.perf_counter()
    model = LinearSentiment.shipped()
    load_s = time.perf_counter() - before
    texts = read_texts(given.reviews) if given.reviews else build_texts(model.vocabulary.words)
    n = len(texts)
    report = {
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "cores": 1,
        "load_average": round(os.getloadavg()[0], 1),
        "texts": "real reviews" if given.reviews else "made of the model's words",
        "words_per_review": N_WORDS,
        "ngrams_found_per_review": round(float(model.raw(texts)[1].mean())),
        "model": build_sentiment("linear").version,
        "load_seconds": round(load_s, 3),
        "target_per_second": 1_000,
        "score": rates(lambda: model.score(texts), n),
        "score_one_by_one": rates(lambda: [model.score([text]) for text in texts[:512]], 512),
        "baseline_tokenize": rates(lambda: [tokenize(text) for text in texts], n),
        "baseline_split": rates(lambda: [text.split() for text in texts], n),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
