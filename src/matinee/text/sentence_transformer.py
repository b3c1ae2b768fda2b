"""Any sentence-transformers model as an encoder; needs ``matinee[hf]``."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matinee import extras
from matinee.errors import ArtifactError, DataError
from matinee.progress import Progress, silent
from matinee.text.clean import clean
from matinee.types import FloatArray

_TEXTS_AT_ONCE = 256
_CHUNK_BYTES = 1 << 20


class SentenceTransformerEncoder:
    """A sentence-transformers model by name or folder, on the CPU.

    Attributes:
        name: As given.
        dim: Numbers in a vector.
        fingerprint: Names the weights: the content of a folder, or the name of what was
            downloaded.
    """

    def __init__(self, name: str, *, threads: int = 0) -> None:
        library = extras.require("sentence_transformers")
        if threads:
            extras.require("torch").set_num_threads(threads)
        try:
            self._model = library.SentenceTransformer(name, device="cpu")
        except Exception as error:  # what comes depends on the model and on its files
            raise ArtifactError(f"The encoder '{name}' cannot be opened: {error}.") from error
        self.name = name
        self.dim = len(self.encode_one(""))
        self.fingerprint = _fingerprint(name)

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        """Vectors of texts in their order; see :class:`matinee.text.encoder.Encoder`."""
        if isinstance(texts, str):
            raise DataError("encode takes a sequence of texts, not one; encode_one takes one.")
        progress("encode", 0, len(texts))
        parts: list[FloatArray] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = [clean(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            parts.append(
                self._model.encode(part, normalize_embeddings=True, show_progress_bar=False)
            )
            progress("encode", start + len(part), len(texts))
        if not parts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.concatenate(parts).astype(np.float32, copy=False)

    def encode_one(self, text: str) -> FloatArray:
        """Vector of one text, shape ``(dim,)``."""
        vector: FloatArray = self.encode([text])[0]
        return vector


def _fingerprint(name: str) -> str:
    """Sixteen hexadecimal digits of a folder's files, or of a name."""
    digest = hashlib.sha256()
    folder = Path(name)
    if not folder.is_dir():
        digest.update(name.encode())
        return digest.hexdigest()[:16]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()[:16]
