"""The transformer tier: the shipped encoder, fine-tuned to read reviews.

It reads the head and the tail of a long text, because most reviews end with the verdict. Its file
holds only what training changed; the word table and the lower layers are those of the text encoder
and are taken out of that file.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from matinee import starter
from matinee.errors import ArtifactError
from matinee.progress import Progress, silent
from matinee.sentiment.model_files import read_description
from matinee.text.clean import clean_ends
from matinee.text.description import MINILM
from matinee.text.runs import BATCH_TOKENS, count_threads, open_model, pad, plan_batches, run_all
from matinee.types import FloatArray, IndexArray

#: Number of the file format; a newer one is refused.
FORMAT: Final = 1

_LINE_BREAK: Final = re.compile(r"<br\s*/?>")
_TOKENIZE_AT_ONCE: Final = 256
_CLS, _SEP = "[CLS]", "[SEP]"

# Characters of either end that are looked at: ten times what 192 tokens of prose take.
_END_CHARACTERS: Final = 10_000


class Transformer:
    """A trained reader; may be used from many threads.

    Attributes:
        version: ``reader-`` and the first digits of the sha256 of what it is made of.
        threads: Runs at once; the numbers do not depend on it.
    """

    def __init__(
        self,
        model: bytes,
        tokenizer: Path,
        shared: Mapping[str, npt.NDArray[np.generic]],
        *,
        tokens: int,
        head: int,
        version: str = "reader-unsaved",
        threads: int = 0,
    ) -> None:
        self.version = version
        self.threads = count_threads(threads)
        self._session, self._tokenizer = open_model("reader", model, tokenizer, shared)
        ends = [self._tokenizer.token_to_id(mark) for mark in (_CLS, _SEP)]
        self._first, self._last = (np.array([end], dtype=np.int32) for end in ends)
        self._head, self._tail = head, tokens - 2 - head

    @classmethod
    def shipped(cls, threads: int = 0) -> Self:
        """The model that ships with the package.

        Args:
            threads: Runs at once, 0 for one on each core.

        Raises:
            ArtifactError: Its files are missing or changed.
        """
        described = starter.file("sentiment/reader.json")
        told = read_description(described, "reader", FORMAT)
        model = starter.file("sentiment/reader.onnx").read_bytes()
        if hashlib.sha256(model).hexdigest() != told["sha256"]:
            raise ArtifactError("'reader.onnx' was changed: its sha256 is not the described one.")
        _, tokenizer = MINILM.files()
        parts = (model, MINILM.fingerprint.encode(), described.read_bytes())
        digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
        return cls(
            model,
            tokenizer,
            _read_shared(starter.file(told["shared"]["file"]), told["shared"]["tensors"]),
            tokens=told["tokens"],
            head=told["head"],
            version=f"reader-{digest.hexdigest()[:12]}",
            threads=threads,
        )

    def log_odds(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        """How sure it is that each writer liked the movie; not calibrated.

        Args:
            texts: Any number of texts of any length, in any order of lengths.
            progress: Told after each batch, as step ``"read"``.

        Returns:
            Shape ``(n,)``, float32; above 0 for texts that praise. What it says of an empty text
            means nothing.
        """
        tokens = self._tokenize(texts)
        odds = np.zeros(len(tokens), dtype=np.float32)

        def run(batch: IndexArray) -> FloatArray:
            (found,) = self._session.run(["log_odds"], pad([tokens[row] for row in batch]))
            result: FloatArray = found
            return result

        batches = plan_batches([len(ids) for ids in tokens], BATCH_TOKENS)
        for done in run_all(batches, run, odds, self.threads):
            progress("read", done, len(tokens))
        return odds

    def _tokenize(self, texts: Sequence[str]) -> list[IndexArray]:
        tokens: list[IndexArray] = []
        for start in range(0, len(texts), _TOKENIZE_AT_ONCE):
            part = [_prepare(text) for text in texts[start : start + _TOKENIZE_AT_ONCE]]
            encodings = self._tokenizer.encode_batch_fast(part, add_special_tokens=False)
            tokens.extend(self._cut(np.array(one.ids, dtype=np.int32)) for one in encodings)
        return tokens

    def _cut(self, ids: IndexArray) -> IndexArray:
        if len(ids) > self._head + self._tail:
            ids = np.concatenate([ids[: self._head], ids[len(ids) - self._tail :]])
        return np.concatenate([self._first, ids, self._last])


def _prepare(text: str) -> str:
    plain = clean_ends(text, _END_CHARACTERS)
    return _LINE_BREAK.sub(" ", plain) if "<br" in plain else plain


def _read_shared(
    path: Path, tensors: Sequence[Mapping[str, Any]]
) -> dict[str, npt.NDArray[np.generic]]:
    """Weights out of another model's file, by name."""
    found: dict[str, npt.NDArray[np.generic]] = {}
    with path.open("rb") as stream:
        for tensor in tensors:
            kind, shape = np.dtype(tensor["dtype"]), tuple(tensor["shape"])
            stream.seek(tensor["offset"])
            content = stream.read(int(np.prod(shape)) * kind.itemsize)
            found[tensor["name"]] = np.frombuffer(content, dtype=kind).reshape(shape)
    return found
