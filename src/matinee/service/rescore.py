"""Reads all reviews again after the model was changed; the old scores count until all is done.

Readings are put aside batch by batch, each in a transaction of its own, so a stop loses one batch
at most. When every review has one, a single transaction makes them the scores that count. What is
posted meanwhile is read by the new model at once and waits for that moment.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from matinee import __version__, starter
from matinee.progress import Progress, silent
from matinee.service.matinee import GENERATION, Matinee
from matinee.service.reading import Reading, reading_version
from matinee.service.reading_pool import iter_readings, n_processes
from matinee.service.screening import screen_movie
from matinee.storage import NewReading

#: Reviews that are read at a time, and characters after which a batch is full.
BATCH: Final = 512
BATCH_CHARACTERS: Final = 2_000_000
#: Key of the settings and files with which the scores were found to be up to date.
CHECKED: Final = "sentiment.checked"


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a rescoring did.

    Attributes:
        n_reviews: Reviews that got another score.
        version: The version whose scores count now.
    """

    n_reviews: int
    version: str


def is_rescoring_due(matinee: Matinee) -> bool:
    """Whether reviews carry scores of another model than the one that is set.

    The model is loaded only where settings or shipped files changed since this was last asked.
    """
    checked = _checked(matinee)
    with matinee.database.read() as work:
        active = work.readings.active
        if work.meta.get(CHECKED) == checked and active is not None:
            return work.readings.is_due(active)
        if not work.reviews.count():
            return False
    version = reading_version(matinee)
    with matinee.database.begin() as work:
        due = work.readings.active != version or work.readings.is_due(version)
        if not due:
            work.meta.set(CHECKED, checked)
    return due


def _checked(matinee: Matinee) -> str:
    settings = matinee.settings
    files = [starter.sha256(name) for name in starter.names("sentiment/")]
    told = [__version__, settings.sentiment, str(settings.sentiment_doubt), *files]
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def rescore(
    matinee: Matinee, progress: Progress = silent, processes: int | None = None
) -> Rescored:
    """Read what the present model has not read, then let its scores count.

    Args:
        matinee: The installation.
        progress: Told of reviews that are read.
        processes: How many to read with; ``None`` chooses.
    """
    version = reading_version(matinee)
    while True:
        _read_all(matinee, version, progress, processes)
        with matinee.database.begin() as work:
            if work.readings.n_unread(version):
                # a process with the old model stored more; nobody can while this one holds the lock
                continue
            if work.readings.active == version and not work.readings.is_due(version):
                return Rescored(0, version)
            movie_ids = work.readings.unlike(version)
            n_reviews = work.readings.take_over(version)
            for movie_id in movie_ids:
                screen_movie(work, movie_id)
            work.meta.set(CHECKED, _checked(matinee))
            work.meta.bump(GENERATION)
        return Rescored(n_reviews, version)


def _read_all(matinee: Matinee, version: str, progress: Progress, processes: int | None) -> None:
    with matinee.database.read() as work:
        total, left = work.readings.n_due(version), work.readings.n_unread(version)
    done = total - left
    # what was taken from the database and is being read
    under_way: deque[list[int]] = deque()

    def texts() -> Iterator[list[str]]:
        for batch in _batches(matinee, version):
            under_way.append([review_id for review_id, _ in batch])
            yield [text for _, text in batch]

    chosen = processes or n_processes(matinee.settings, left)
    for readings in iter_readings(matinee, texts(), chosen):
        review_ids = under_way.popleft()
        new = [_new(*pair) for pair in zip(review_ids, readings, strict=True)]
        with matinee.database.begin() as work:
            work.readings.add(version, new)
        done += len(new)
        progress("read reviews", done, total)


def _batches(matinee: Matinee, version: str) -> Iterator[list[tuple[int, str]]]:
    last = 0
    while True:
        batch: list[tuple[int, str]] = []
        n_characters = 0
        with matinee.database.read() as work:
            for review_id, text in work.readings.iter_unread(version, last, BATCH):
                batch.append((review_id, text))
                n_characters += len(text)
                if n_characters >= BATCH_CHARACTERS:
                    break
        if not batch:
            return
        yield batch
        last = batch[-1][0]


def _new(review_id: int, reading: Reading) -> NewReading:
    return NewReading(
        review_id=review_id,
        positive=reading.positive,
        label=reading.label,
        weight=reading.weight,
        read_as=reading.language,
        signature=reading.signature,
        mentions=reading.mentions,
    )
