"""Vectors of the multilingual encoder that are made once; for ``train_encoder_head.py``."""
# ruff: noqa: INP001, T201 - part of the script beside it

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matinee.sentiment.encoder_head import DIM, cut, load_encoder

Array = np.ndarray[Any, np.dtype[Any]]

#: Texts of which no vector is lost when the run is stopped.
BATCH = 64


class KeptEncoder:
    """Makes vectors once and keeps them in files of a folder; the encoder is loaded when needed."""

    def __init__(self, folder: Path, threads: int | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._threads = threads
        self._kept: dict[bytes, Array] = {}
        for path in sorted(folder.glob("[0-9a-f]*.npz")):
            with np.load(path) as told:
                self._kept.update(zip(map(bytes, told["keys"]), told["vectors"], strict=True))

    def query(self, texts: list[str]) -> Array:
        """Vectors of texts that were cut, shape ``(n, 384)``, float32."""
        keys = [hashlib.sha256(text.encode()).digest()[:12] for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept
        }
        if missing:
            self._make(missing)
        return np.stack([self._kept[key] for key in keys]).astype(np.float32)

    def _make(self, missing: Mapping[bytes, str]) -> None:
        if not hasattr(self, "_encoder"):
            self._encoder = load_encoder(self._threads)
        vectors = self._encoder.query(list(missing.values())).astype(np.float16)
        keys = np.array([np.frombuffer(key, np.uint8) for key in missing])
        path = self._folder / f"{hashlib.sha256(keys.tobytes()).hexdigest()[:16]}.npz"
        half = path.with_name(f"_{path.name}")
        np.savez(half, keys=keys, vectors=vectors)
        half.rename(path)
        self._kept.update(zip(missing, vectors, strict=True))


def make_vectors(encoder: KeptEncoder, texts: Sequence[str]) -> Array:
    """Vectors of texts, short ones first, shape ``(n, 384)``; tells how far it is."""
    vectors = np.zeros((len(texts), DIM), np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        vectors[part] = encoder.query([cut(texts[row]) for row in part])
        if start // BATCH % 50 == 0:
            print(f"{start} of {len(order)} vectors", flush=True)
    return vectors
