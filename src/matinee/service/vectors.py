"""The vectors of a catalogue, as they are kept between runs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matinee.data import IdMap
from matinee.errors import ArtifactError
from matinee.storage import Database, read_model, write_model
from matinee.text import (
    TEMPLATE_VERSION,
    Encoder,
    VectorTable,
    encode_movies,
)
from matinee.types import FloatArray, IdArray

#: Folder of the vectors inside the artifacts, and their kind in the manifest.
VECTORS = "vectors"
#: The same for the vectors of the plots alone, by which sentences are searched.
PLOTS = "plots"


@dataclass(frozen=True, slots=True)
class CatalogueVectors:
    """Vectors of the movies of a database.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        table: Hashes of the texts and their vectors, in the order of ``movie_ids``.
        encoder: Name of the encoder, as the settings give it.
    """

    movie_ids: IdArray
    table: VectorTable
    encoder: str

    def of(self, movies: IdMap) -> tuple[FloatArray, IdArray]:
        """Vectors of ``movies`` in their order, and the ids that have none (their rows are 0)."""
        known = IdMap("movie", self.movie_ids).to_indices(movies.ids)
        vectors = np.zeros((len(movies), self.table.vectors.shape[1]), dtype=np.float32)
        vectors[known >= 0] = self.table.vectors[known[known >= 0]]
        return vectors, movies.ids[known < 0]


def read_vectors(artifacts: Path, kind: str = VECTORS) -> CatalogueVectors | None:
    """What :func:`write_vectors` wrote; ``None`` if there is nothing usable."""
    try:
        manifest, state = read_model(artifacts / kind)
    except ArtifactError:
        return None
    config = manifest.config
    if manifest.kind != kind or config.get("template") != TEMPLATE_VERSION:
        return None
    hashes = state["hashes"].view("S16").ravel().astype(str)
    table = VectorTable(tuple(hashes.tolist()), state["vectors"], manifest.fingerprint)
    return CatalogueVectors(state["movie_ids"], table, str(config["encoder"]))


def write_vectors(artifacts: Path, vectors: CatalogueVectors, kind: str = VECTORS) -> None:
    """Keep vectors, as half floats: the fourth digit of a cosine does not matter."""
    config = {
        "encoder": vectors.encoder,
        "template": TEMPLATE_VERSION,
    }
    state: dict[str, np.ndarray] = {
        "movie_ids": vectors.movie_ids,
        # safetensors holds no texts, so the digits go in as bytes
        "hashes": np.array(vectors.table.hashes, dtype="S16").view(np.uint8).reshape(-1, 16),
        "vectors": vectors.table.vectors.astype(np.float16),
    }
    write_model(
        artifacts / kind,
        kind=kind,
        config=config,
        state=state,
        fingerprint=vectors.table.fingerprint,
    )


def encode_missing(
    database: Database, movie_ids: IdArray, encoder: Callable[[], Encoder]
) -> FloatArray:
    """Vectors of a few movies that came after the last :func:`encode_catalogue`."""
    with database.read() as work:
        movies = work.movies.many([int(movie_id) for movie_id in movie_ids])
    return encode_movies(movies, encoder()).to_float32()
