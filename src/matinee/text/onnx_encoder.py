"""The encoder that ships: ``tokenizers`` and onnxruntime on the CPU, no torch."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from matinee.errors import ArtifactError, DataError
from matinee.memory import give_back
from matinee.progress import Progress, silent
from matinee.text.clean import clean
from matinee.text.description import MINILM, EncoderDescription
from matinee.types import FloatArray, IndexArray

#: Tokens of one run, padding included. More is slower: what the layers pass on leaves the cache.
BATCH_TOKENS = 512
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
        self.threads = threads or os.cpu_count() or 1
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # keeps nothing between runs: costs no time here and holds memory low
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise classes of their own, some without a name
            raise ArtifactError(f"'{description.name}' cannot be opened: {error}.") from error
        self._tokenizer.enable_truncation(description.max_tokens)
        self._tokenizer.no_padding()
        give_back()  # opening the model has used some 90 MB for a moment

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> FloatArray:
        """Vectors of texts in their order; see :class:`matinee.text.encoder.Encoder`."""
        if isinstance(texts, str):
            raise DataError("encode takes a sequence of texts, not one; encode_one takes one.")
        tokens = self._tokenize(texts)
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)
        batches = plan_batches([len(ids) for ids in tokens], BATCH_TOKENS)
        progress("encode", 0, len(tokens))
        for done in self._run_all(batches, tokens, vectors):
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

    def _run_all(
        self, batches: list[IndexArray], tokens: list[IndexArray], vectors: FloatArray
    ) -> Iterator[int]:
        """Fill ``vectors``; gives the number of texts done after every batch."""

        def run(batch: IndexArray) -> int:
            vectors[batch] = self._run([tokens[index] for index in batch])
            return len(batch)

        if len(batches) == 1 or self.threads == 1:
            done = 0
            for batch in batches:
                done += run(batch)
                yield done
            return
        with ThreadPoolExecutor(min(self.threads, max(len(batches), 1))) as pool:
            futures: list[Future[int]] = [pool.submit(run, batch) for batch in batches]
            done = 0
            try:
                for future in as_completed(futures):
                    done += future.result()
                    yield done
            finally:
                for future in futures:
                    future.cancel()  # after an error or Ctrl-C; what is done takes no notice

    def _run(self, tokens: list[IndexArray]) -> FloatArray:
        lengths = np.array([len(ids) for ids in tokens], dtype=np.int32)
        padded = np.zeros((len(tokens), lengths.max()), dtype=np.int32)
        for row, ids in zip(padded, tokens, strict=True):
            row[: len(ids)] = ids
        (vectors,) = self._session.run(["vectors"], {"input_ids": padded, "lengths": lengths})
        result: FloatArray = vectors
        return result


def plan_batches(lengths: Sequence[int], budget: int) -> list[IndexArray]:
    """Batches of texts of about one length, so that there is little padding.

    Args:
        lengths: Tokens of each text, at least 1.
        budget: Tokens of a batch, padding included; a longer text is a batch by itself.

    Returns:
        Positions in ``lengths``, each in one batch; the longest first, so that the last batches
        are small ones and all threads end together.
    """
    order = np.argsort(-np.asarray(lengths, dtype=np.int32), kind="stable").astype(np.int32)
    batches: list[IndexArray] = []
    start = 0
    while start < len(order):
        size = max(1, budget // max(1, lengths[order[start]]))
        batches.append(order[start : start + size])
        start += size
    return batches
