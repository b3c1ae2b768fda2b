"""Measures how well reviews are read, on a folder of public data; the database is not touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matinee.config import Settings
from matinee.errors import DataError
from matinee.evaluation.sentiment import (
    Reading,
    Reviews,
    Sentences,
    Table,
    calibration_tables,
    check_files,
    read_reviews,
    read_sentences,
    tier_table,
)
from matinee.evaluation.sentiment.held_out import REVIEWS, SENTENCES
from matinee.progress import Progress, silent
from matinee.sentiment import SentimentModel
from matinee.sentiment.linear import LinearSentiment


@dataclass(frozen=True, slots=True)
class SentimentReport:
    """Every table that was asked for.

    Attributes:
        models: What was measured, as the models' versions say it.
        doubt: Share from which English is read by n-grams alone.
        sample: Most texts of each set; ``None`` for all.
        seed: Of samples and intervals.
        tables: In the manual's order.
    """

    models: tuple[str, ...]
    doubt: float
    sample: int | None
    tables: tuple[Table, ...]
    seed: int = 0

    def to_json(self) -> dict[str, object]:
        """The same as plain dictionaries, lists, strings and numbers."""
        return {
            "models": list(self.models),
            "doubt": self.doubt,
            "sample": self.sample,
            "seed": self.seed,
            "tables": [table.to_json() for table in self.tables],
        }


@dataclass(frozen=True, slots=True)
class _Job:
    settings: Settings
    folder: Path
    sample: int | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Part:
    """Tables that come out of one pass over the same files."""

    tables: tuple[str, ...]
    files: tuple[str, ...]
    measure: Callable[[_Job], tuple[list[str], list[Table]]]


def evaluate_sentiment(
    settings: Settings,
    folder: Path | None,
    names: Sequence[str] = (),
    sample: int | None = None,
    progress: Progress = silent,
) -> SentimentReport:
    """Measure the shipped readers on what they were not trained on.

    Args:
        settings: Tell the doubt and the threads.
        folder: Holds the files of :data:`matinee.evaluation.sentiment.FILES`.
        names: Tables to restrict to; none means all.
        sample: Most texts of each set, at least 20; ``None`` takes all.
        progress: Told of each reader and set.

    Raises:
        DataError: A table is unknown, or a file is missing or cannot be used.
    """
    known = [table for part in PARTS for table in part.tables]
    for name in names:
        if name not in known:
            raise DataError(f"table must be one of {', '.join(known)}, not '{name}'.")
    wanted = [part for part in PARTS if not names or set(part.tables) & set(names)]
    files = dict.fromkeys(file for part in wanted for file in part.files)
    job = _Job(settings, check_files(folder, list(files)), sample, progress)
    models: dict[str, None] = {}
    tables: list[Table] = []
    for part in wanted:
        used, made = part.measure(job)
        models |= dict.fromkeys(used)
        tables += [table for table in made if not names or table.name in names]
    return SentimentReport(tuple(models), settings.sentiment_doubt, sample, tuple(tables))


def measure_english(job: _Job) -> tuple[list[str], list[Table]]:
    """The English tiers."""
    reviews = read_reviews(job.folder, job.sample)
    sentences = read_sentences(job.folder, job.sample)
    linear = LinearSentiment.shipped()
    readings = [_read("n-grams", linear, reviews, sentences, job.progress)]
    tables = [
        tier_table(readings, reviews, sentences),
        *calibration_tables(readings, reviews, sentences),
    ]
    return [linear.version], tables


def _read(
    name: str, model: SentimentModel, reviews: Reviews, sentences: Sentences, progress: Progress
) -> Reading:
    return Reading(
        name,
        model.score(reviews.texts, _step(progress, f"{name}: reviews")),
        model.score(sentences.texts, _step(progress, f"{name}: sentences")),
        sent=0.0,
    )


def _step(progress: Progress, name: str) -> Progress:
    """The same progress under the name of this step."""

    def tell(_step: str, done: int, total: int, /) -> None:
        progress(name, done, total)

    return tell


#: In the manual's order.
PARTS = (_Part(("english", "calibration", "reliability"), (REVIEWS, SENTENCES), measure_english),)
#: Every table that can be asked for.
TABLES = tuple(table for part in PARTS for table in part.tables)
