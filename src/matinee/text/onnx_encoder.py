"""The encoder that ships: ``tokenizers`` and onnxruntime on the CPU, no torch."""

from collections.abc import Sequence

import numpy as np

from matinee.errors import DataError
from matinee.progress import Progress, silent
from matinee.text.clean import clean
from matinee.text.description import MINILM, EncoderDescription
from matinee.text.runs import BATCH_TOKENS, count_threads, open_model, pad, plan_batches, run_all
from matinee.types import FloatArray, IndexArray

_TOKENIZE_AT_ONCE = 1024


class OnnxEncoder:
    """An ONNX encoder among the files that ship.

    Every run computes on one thread and several run at once: that is faster than sharing the
    small matrices of one run, needs no threads that wait for work, and gives the same numbers
    whatever the number of threads. May be used from many threads.

    Attributes:
        name: What settings call it.
        dim: Numbers in a vector.
        fingerprint: Names the weights and the tokenizer.
        threads: Runs at once.
    """

    def __init__(self, description: EncoderDescription = MINILM, *, threads: int = 0) -> None:
        model, tokenizer = description.files()
        self.name = description.name
        self.dim = description.dim
        self.fingerprint = description.fingerprint
        self.threads = count_threads(threads)
        self._session, self._tokenizer = open_model(description.name, model, tokenizer)
        self._tokenizer.enable_truncation(description.max_tokens)

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        """Vectors of texts in their order; see :class:`matinee.text.encoder.Encoder`."""
        if isinstance(texts, str):
            raise DataError("encode takes a sequence of texts, not one; encode_one takes one.")
        tokens = self._tokenize(texts)
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)
        batches = plan_batches([len(ids) for ids in tokens], BATCH_TOKENS)
        progress("encode", 0, len(tokens))

        def run(batch: IndexArray) -> FloatArray:
            return self._run([tokens[index] for index in batch])

        for done in run_all(batches, run, vectors, self.threads):
            progress("encode", done, len(tokens))
        return vectors

    def encode_one(self, text: str) -> FloatArray:
        """Vector of one text, shape ``(dim,)``."""
        vector: FloatArray = self.encode([text])[0]
        return vector

    def _tokenize(self, texts: Sequence[str]) -> list[IndexArray]:
        tokens: list[IndexArray] = []
        for start in range(0, len(texts), _TOKENIZE_AT_ONCE):
            part = [clean(text) for text in texts[start : start + _TOKENIZE_AT_ONCE]]
            encodings = self._tokenizer.encode_batch_fast(part)
            tokens.extend(np.array(encoding.ids, dtype=np.int32) for encoding in encodings)
        return tokens

    def _run(self, tokens: list[IndexArray]) -> FloatArray:
        (vectors,) = self._session.run(["vectors"], pad(tokens))
        result: FloatArray = vectors
        return result
