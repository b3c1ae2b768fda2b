"""Reads many texts on several cores.

Splitting texts into words holds Python's lock, so that threads would not help: other processes read
along, each with models of its own.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final

from matinee.config import Settings
from matinee.service.matinee import Matinee
from matinee.service.reading import Reading, read_reviews
from matinee.storage import Database

#: Batches that are given to each process, so that none is idle.
_AHEAD: Final = 2
#: Texts below which starting other processes takes longer than reading.
WORTH_IT: Final = 4_000

# what a process of the pool reads with
_reader: list[Matinee] = []


def n_processes(settings: Settings, n_texts: int) -> int:
    """Processes that are worth their start, 1 where this one reads alone.

    Models other than the linear ones use several cores by themselves.
    """
    if settings.sentiment != "linear" or n_texts < WORTH_IT:
        return 1
    return settings.threads or len(_cores())


def _cores() -> range | set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)


def iter_readings(
    matinee: Matinee, batches: Iterable[Sequence[str]], processes: int = 1
) -> Iterator[list[Reading]]:
    """Readings of batches of texts, in their order; only a few batches are held at a time.

    Args:
        matinee: The installation.
        batches: Taken one by one, somewhat ahead of what is read.
        processes: How many to read with, this one among them.
    """
    if processes < 2:  # noqa: PLR2004
        for texts in batches:
            yield read_reviews(matinee, texts)
        return
    others = processes - 1
    pool = ProcessPoolExecutor(
        others,
        # forks would inherit connections and locks
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(matinee.settings,),
    )
    try:
        waiting: deque[Future[list[Reading]]] = deque()
        for texts in batches:
            if sum(not future.done() for future in waiting) < _AHEAD * others:
                waiting.append(pool.submit(_read, texts))
            else:
                # the others have enough to do
                here: Future[list[Reading]] = Future()
                here.set_result(read_reviews(matinee, texts))
                waiting.append(here)
            while waiting and waiting[0].done():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start(settings: Settings) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    alone = settings.model_copy(update={"threads": 1})
    _reader.append(Matinee(alone, Database(alone.sqlalchemy_url)))


def _end_with_parent() -> None:
    """End where the parent was killed; it cannot tell us."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(texts: Sequence[str]) -> list[Reading]:
    return read_reviews(_reader[0], texts)
