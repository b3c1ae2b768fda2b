"""Text to vectors: what an encoder is, and which one a setting names."""

from collections.abc import Sequence
from typing import Protocol

from matinee.progress import Progress, silent
from matinee.types import FloatArray


class Encoder(Protocol):
    """Turns texts into vectors of length 1, so that a dot product is a cosine."""

    @property
    def name(self) -> str:
        """What the setting ``MATINEE_ENCODER`` calls it."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Names the weights; vectors with another fingerprint cannot be compared."""

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        """Vectors of texts in their order.

        Any text can be encoded, the empty one too; what is longer than the encoder reads is cut.

        Args:
            texts: Any number.
            progress: Told of ``"encode"`` in texts.

        Returns:
            Shape ``(len(texts), dim)``, float32, rows of length 1.
        """

    def encode_one(self, text: str) -> FloatArray:
        """Vector of one text, shape ``(dim,)``."""


def build_encoder(name: str, threads: int = 0) -> Encoder:
    """The encoder that ``name`` stands for.

    Args:
        name: ``"minilm"`` for the one that ships, else the name or the folder of a
            sentence-transformers model.
        threads: Threads to encode with; 0 means one for each core.

    Raises:
        ArtifactError: A shipped file is missing or was changed, or the model cannot be opened.
        MissingExtraError: sentence-transformers is needed and not installed.
    """
    # each brings a runtime that takes a while to import, and only one is needed
    if name == "minilm":
        from matinee.text.onnx_encoder import OnnxEncoder  # noqa: PLC0415

        return OnnxEncoder(threads=threads)
    from matinee.text.sentence_transformer import SentenceTransformerEncoder  # noqa: PLC0415

    return SentenceTransformerEncoder(name, threads=threads)
