import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from matinee.data import MovieRecord
from matinee.progress import Progress, silent
from matinee.text import build_encoder
from matinee.types import FloatArray


@pytest.fixture(scope="session")
def encoder():
    """The encoder that ships."""
    return build_encoder("minilm", threads=2)


class ToyEncoder:
    """Vectors from the text's hash; remembers what it was asked."""

    name = "toy"
    dim = 4

    def __init__(self, fingerprint: str = "toy-1") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        self.asked.extend(texts)
        digits = b"".join(hashlib.sha256(text.encode()).digest()[: self.dim] for text in texts)
        vectors = np.frombuffer(digits, dtype=np.uint8).reshape(-1, self.dim).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        progress("encode", len(texts), len(texts))
        return vectors

    def encode_one(self, text: str) -> FloatArray:
        vector: FloatArray = self.encode([text])[0]
        return vector


@pytest.fixture
def toy():
    return ToyEncoder()


@pytest.fixture
def make_toy():
    return ToyEncoder


@pytest.fixture
def five_movies():
    return [
        MovieRecord(title="The Matrix", year=1999, genres=("Science Fiction", "Action")),
        MovieRecord(title="Casablanca", year=1942, genres=("Drama", "Romance", "War")),
        MovieRecord(title="Toy Story", year=1995, genres=("Animation", "Family")),
        MovieRecord(title="Alien", year=1979, genres=("Science Fiction", "Horror")),
        MovieRecord(title="Up", year=2009, genres=("Animation", "Family", "Adventure")),
    ]
