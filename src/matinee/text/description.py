"""What is known of the encoder that ships, as data."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from matinee import starter
from matinee.starter import manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderDescription:
    """An ONNX text encoder among the files that ship; their sha256 are in the manifest there.

    Attributes:
        name: What settings call it.
        model: Name of the ONNX file: ``input_ids (batch, width)`` and ``lengths (batch,)``, both
            int32, to ``vectors (batch, dim)`` of length 1.
        tokenizer: Name of the file that ``tokenizers`` reads.
        dim: Numbers in a vector.
        max_tokens: Tokens that are read, the two at the ends included.
        licence: SPDX name.
        source: Where the weights come from.
    """

    name: str
    model: str
    tokenizer: str
    dim: int
    max_tokens: int
    licence: str
    source: str

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with either file."""
        listed = manifest.read_manifest(manifest.FOLDER)
        digest = hashlib.sha256()
        for name in (self.model, self.tokenizer):
            starter.file(name)  # says so in a sentence if it is missing or was changed
            digest.update(str(listed[name]["sha256"]).encode())
        return digest.hexdigest()[:16]

    def files(self) -> tuple[Path, Path]:
        """Model and tokenizer, checked.

        Raises:
            ArtifactError: One is missing or was changed.
        """
        return starter.file(self.model), starter.file(self.tokenizer)


MINILM = EncoderDescription(
    name="minilm",
    model="encoder/model.onnx",
    tokenizer="encoder/tokenizer.json",
    dim=384,
    max_tokens=256,
    licence="Apache-2.0",
    source="sentence-transformers/all-MiniLM-L6-v2",
)
