"""Runs of an ONNX model over token ids: how it is opened, what goes into one run, and threads."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from matinee.errors import ArtifactError
from matinee.memory import give_back
from matinee.types import FloatArray, IndexArray

#: Tokens of one run, padding included. More is slower: what the layers pass on leaves the cache.
BATCH_TOKENS = 512


def open_model(
    name: str,
    model: Path | bytes,
    tokenizer: Path,
    shared: Mapping[str, npt.NDArray[np.generic]] | None = None,
) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
    """A model that computes on one thread a run, and its tokenizer without padding.

    Args:
        name: What messages call it.
        model: The ONNX file or its bytes.
        tokenizer: A file that ``tokenizers`` reads.
        shared: Weights that the model leaves out, by name.

    Raises:
        ArtifactError: One of the two cannot be opened.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # keeps nothing between runs: costs no time here and holds memory low
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    try:
        if shared:
            values = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in shared.values()]
            options.add_external_initializers(list(shared), values)
        session = onnxruntime.InferenceSession(
            model if isinstance(model, bytes) else str(model),
            options,
            providers=["CPUExecutionProvider"],
        )
        reader = Tokenizer.from_file(str(tokenizer))
    except Exception as error:  # both libraries raise classes of their own, some without a name
        raise ArtifactError(f"'{name}' cannot be opened: {error}.") from error
    reader.no_padding()
    reader.no_truncation()
    give_back()  # opening the model has used some 90 MB for a moment
    return session, reader


def pad(tokens: Sequence[IndexArray]) -> dict[str, IndexArray]:
    """One run's input: ``input_ids`` of shape ``(n, longest)`` and ``lengths`` ``(n,)``, int32."""
    lengths = np.array([len(ids) for ids in tokens], dtype=np.int32)
    padded = np.zeros((len(tokens), lengths.max()), dtype=np.int32)
    for row, ids in zip(padded, tokens, strict=True):
        row[: len(ids)] = ids
    return {"input_ids": padded, "lengths": lengths}


def run_all(
    batches: Sequence[IndexArray],
    run: Callable[[IndexArray], FloatArray],
    out: FloatArray,
    threads: int,
) -> Iterator[int]:
    """Fill ``out``, several runs at once; gives the number of texts done after every batch.

    Args:
        batches: Positions in ``out``, each in one batch.
        run: What one batch gives, a row for each position.
        out: Is written to.
        threads: Runs at once.
    """

    def fill(batch: IndexArray) -> int:
        out[batch] = run(batch)
        return len(batch)

    done = 0
    if len(batches) <= 1 or threads == 1:
        for batch in batches:
            done += fill(batch)
            yield done
        return
    with ThreadPoolExecutor(min(threads, len(batches))) as pool:
        futures: list[Future[int]] = [pool.submit(fill, batch) for batch in batches]
        try:
            for future in as_completed(futures):
                done += future.result()
                yield done
        finally:
            for future in futures:
                future.cancel()  # after an error or Ctrl-C; what is done takes no notice


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


def count_threads(threads: int) -> int:
    """The number itself, or one for each core where it is 0."""
    return threads or os.cpu_count() or 1
