"""Vectors of movies, kept by the hash of the text that they stand for.

A movie whose description did not change keeps its vector, whatever its id became; so the vectors
that ship serve every database, and only new or changed movies are encoded.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from matinee import starter
from matinee.data import MovieRecord
from matinee.errors import ArtifactError, DataError
from matinee.progress import Progress, silent
from matinee.text.encoder import Encoder
from matinee.text.template import TEMPLATE_VERSION, describe, text_hash
from matinee.types import FloatArray

#: Name of the vectors of the catalogue that ships.
STARTER_VECTORS = "vectors.safetensors"
_FORMAT = "1"
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True, eq=False)
class VectorTable:
    """Vectors of one encoder, a row for each text.

    Attributes:
        hashes: ``text_hash`` of each text, in the order of the rows; may repeat.
        vectors: Shape ``(len(hashes), dim)``, float16 or float32, rows of length 1.
        fingerprint: The encoder's.
    """

    hashes: tuple[str, ...]
    vectors: npt.NDArray[np.floating]
    fingerprint: str

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.hashes):  # noqa: PLR2004
            raise DataError(
                f"vectors must have {len(self.hashes)} rows, not the shape {self.vectors.shape}."
            )

    def __len__(self) -> int:
        return len(self.hashes)

    def to_float32(self) -> FloatArray:
        """The vectors as float32, length 1 again after the rounding to float16."""
        vectors: FloatArray = self.vectors.astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, np.finfo(np.float32).tiny)
        return vectors

    def write(self, path: Path) -> None:
        """Write as safetensors, vectors as float16; the file is there whole or not at all."""
        digits = "".join(self.hashes).encode("ascii")
        hashes = np.frombuffer(digits, dtype=np.uint8).reshape(-1, _HASH_DIGITS)
        metadata = {
            "format": _FORMAT,
            "fingerprint": self.fingerprint,
            "template": str(TEMPLATE_VERSION),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        arrays: dict[str, npt.NDArray[Any]] = {
            "hashes": hashes,
            "vectors": self.vectors.astype(np.float16),
        }
        save_file(arrays, part, metadata={"matinee": json.dumps(metadata, sort_keys=True)})
        part.replace(path)

    @classmethod
    def read(cls, path: Path) -> "VectorTable":
        """Read what :meth:`write` wrote.

        Raises:
            ArtifactError: The file is missing, is not one of ours, or is of a newer format.
        """
        try:
            with safe_open(path, framework="numpy") as file:
                metadata = json.loads((file.metadata() or {})["matinee"])
                hashes, vectors = file.get_tensor("hashes"), file.get_tensor("vectors")
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise ArtifactError(f"'{path.name}' is not a file of vectors: {error}.") from error
        if metadata.get("format") != _FORMAT:
            raise ArtifactError(
                f"'{path.name}' must be of format {_FORMAT}, not {metadata.get('format')}."
            )
        shapes_fit = vectors.ndim == 2 and hashes.shape == (len(vectors), _HASH_DIGITS)  # noqa: PLR2004
        if not shapes_fit or hashes.dtype != np.uint8 or vectors.dtype != np.float16:
            raise ArtifactError(
                f"'{path.name}' must hold a hash and a float16 vector for each text, not "
                f"{hashes.dtype} {hashes.shape} and {vectors.dtype} {vectors.shape}."
            )
        digits = hashes.tobytes().decode("ascii", "replace")
        starts = range(0, len(digits), _HASH_DIGITS)
        rows = tuple(digits[start : start + _HASH_DIGITS] for start in starts)
        return cls(rows, vectors, str(metadata.get("fingerprint")))


def starter_vectors() -> VectorTable:
    """Vectors of the catalogue that ships.

    Raises:
        ArtifactError: The file is missing or was changed.
    """
    return VectorTable.read(starter.file(STARTER_VECTORS))


def encode_movies(
    movies: Sequence[MovieRecord],
    encoder: Encoder,
    known: Sequence[VectorTable] = (),
    progress: Progress = silent,
) -> VectorTable:
    """Vectors of movies; only texts that no table knows are encoded.

    Args:
        movies: Any number.
        encoder: Makes the vectors; tables with another fingerprint are passed over.
        known: Where to look first; the first table that knows a text gives its vector.
        progress: Told of ``"encode"`` in texts that are new.

    Returns:
        A row for each movie in their order, float16.
    """
    return encode_texts([describe(movie) for movie in movies], encoder, known, progress)


def encode_texts(
    texts: Sequence[str],
    encoder: Encoder,
    known: Sequence[VectorTable] = (),
    progress: Progress = silent,
) -> VectorTable:
    """Vectors of texts, a row for each in their order; see :func:`encode_movies`."""
    hashes = tuple(text_hash(text) for text in texts)
    vectors = np.zeros((len(texts), encoder.dim), dtype=np.float16)
    rows: dict[str, list[int]] = {}
    for row, digest in enumerate(hashes):
        rows.setdefault(digest, []).append(row)
    for table in known:
        if table.fingerprint == encoder.fingerprint and table.vectors.shape[1] == encoder.dim:
            _take_known(table, rows, vectors)
    new = list(rows.values())
    fresh = encoder.encode([texts[same[0]] for same in new], progress)
    for same, vector in zip(new, fresh, strict=True):
        vectors[same] = vector
    return VectorTable(hashes, vectors, encoder.fingerprint)


def _take_known(
    table: VectorTable, rows: dict[str, list[int]], vectors: npt.NDArray[np.float16]
) -> None:
    """Fill the rows that the table knows, and take them off the list."""
    for position, digest in enumerate(table.hashes):
        if same := rows.pop(digest, None):
            vectors[same] = table.vectors[position]
