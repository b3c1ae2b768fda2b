"""How often a text's language is told right, and how fast, on short reviews in 22 languages.

``python benchmarks/language_id.py TEXTS.parquet SST_FOLDER`` writes
``benchmarks/results/language-id.json``: for each language tag a sample of 300 texts as they are and
cut to 30 characters, and English sentences that must not be taken for anything else. Beside
:mod:`matinee.sentiment.language` it measures bare ``py3langid`` and, if it is installed, ``lingua``
with the languages that have data here. ``--lingua FOLDER`` names a folder to import it from.

Romanised Hindi is told by words; many of its texts are plain English, so its figure cannot be 1.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from record import write_result

from matinee.sentiment.language import identify

RESULT = Path(__file__).parent / "results" / "language-id.json"
N_TEXTS, N_SHORT_CHARACTERS, N_SHORT_WORDS = 300, 30, 4

Identify = Callable[[Sequence[str]], list[str | None]]


def bare_langid() -> Identify:
    """The library as it comes."""
    module = import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
    return lambda texts: [identifier.classify(text)[0] for text in texts]


def lingua(tags: Sequence[str]) -> Identify | None:
    """The other library with the given languages, where it is installed."""
    try:
        module: Any = import_module("lingua")
    except ImportError:
        return None
    known = {language.iso_code_639_1.name.lower(): language for language in module.Language.all()}
    names = {"no": "nb"}
    wanted = [known[names.get(tag, tag)] for tag in tags if names.get(tag, tag) in known]
    detector = module.LanguageDetectorBuilder.from_languages(*wanted).build()
    back = {"nb": "no"}

    def run(texts: Sequence[str]) -> list[str | None]:
        told = [detector.detect_language_of(text) for text in texts]
        codes = [one and one.iso_code_639_1.name.lower() for one in told]
        return [back.get(code, code) for code in codes]

    return run


def read_samples(path: Path) -> dict[str, list[str]]:
    """A fixed sample of each tag's texts."""
    table = pq.read_table(path, columns=["text", "lang"]).to_pydict()
    rows: dict[str, list[int]] = {}
    for row, tag in enumerate(table["lang"]):
        rows.setdefault(tag, []).append(row)
    rng = np.random.default_rng(0)
    return {
        tag: [table["text"][row] for row in rng.permutation(rows[tag])[:N_TEXTS]]
        for tag in sorted(rows)
    }


def measure(run: Identify, samples: dict[str, list[str]], english: list[str]) -> dict[str, Any]:
    """Shares of right answers by tag, of other languages among English, and texts a second."""
    started = time.process_time()
    whole = {tag: Counter(run(texts)) for tag, texts in samples.items()}
    seconds = time.process_time() - started
    cut = {
        tag: Counter(run([text[:N_SHORT_CHARACTERS] for text in texts]))
        for tag, texts in samples.items()
    }
    short = [" ".join(sentence.split()[:N_SHORT_WORDS]) for sentence in english]
    n = sum(map(len, samples.values()))
    return {
        "texts_per_cpu_second": round(n / seconds),
        "right": {tag: round(told[tag] / told.total(), 3) for tag, told in whole.items()},
        "right_at_30_characters": {
            tag: round(told[tag] / told.total(), 3) for tag, told in cut.items()
        },
        "mean_right": _mean([told[tag] / told.total() for tag, told in whole.items()]),
        "unknown": _mean([told[None] / told.total() for told in whole.values()]),
        "english_sentences": _english(run(english)),
        "english_first_4_words": _english(run(short)),
    }


def _mean(shares: Sequence[float]) -> float:
    return round(float(np.mean(shares)), 4)


def _english(found: Sequence[str | None]) -> dict[str, float]:
    told = Counter(found)
    return {
        "n": len(found),
        "english": round(told["en"] / len(found), 4),
        "unknown": round(told[None] / len(found), 4),
        "other": round(1 - (told["en"] + told[None]) / len(found), 4),
    }


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("treebank", type=Path, help="folder with sst_dev.txt")
    parser.add_argument("--lingua", type=Path, help="a folder with the package")
    given = parser.parse_args()
    if given.lingua:
        sys.path.insert(0, str(given.lingua))
    samples = read_samples(given.texts)
    lines = (given.treebank / "sst_dev.txt").read_text(encoding="utf-8").splitlines()
    english = [line.split("\t", 1)[1] for line in lines]
    identify(["warm up"])
    rivals = {"matinee": identify, "py3langid": bare_langid(), "lingua": lingua(list(samples))}
    figures = {}
    for name, run in rivals.items():
        if run is not None:
            run(["A warm-up, as the first text loads a model."])
            figures[name] = measure(run, samples, english)
            print(name, {k: v for k, v in figures[name].items() if not k.startswith("right")})
    write_result(RESULT, figures, "python benchmarks/language_id.py TEXTS.parquet SST_FOLDER")


if __name__ == "__main__":
    main()
