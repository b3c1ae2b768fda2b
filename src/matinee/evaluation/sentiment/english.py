"""English: how often each tier is right, and whether its probabilities mean what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.evaluation.sentiment.held_out import Reviews, Sentences
from matinee.evaluation.sentiment.intervals import (
    Values,
    by_group,
    share_by_group,
    wilson,
)
from matinee.evaluation.sentiment.tables import Cell, Table
from matinee.sentiment import SentimentScores
from matinee.types import BoolArray, FloatArray

#: Equally wide bins of the calibration error, as it is usually published; and of the table.
N_BINS, N_SHOWN_BINS = 15, 10
_N_SIMULATED = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one tier says of all held-out English texts.

    Attributes:
        name: Of the tier.
        reviews: Of the reviews of held-out movies.
        sentences: Of the treebank's dev sentences.
        sent: Share of the reviews that the transformer reads.
    """

    name: str
    reviews: SentimentScores
    sentences: SentimentScores
    sent: float


def right(positive: FloatArray, liked: BoolArray) -> FloatArray:
    """1 where the likelier side is right, 0 where not, 0.5 where neither is likelier."""
    sided = np.where(positive == 0.5, 0.5, (positive > 0.5) == liked)  # noqa: PLR2004 - even
    return sided.astype(np.float32)


def tier_table(readings: Sequence[Reading], reviews: Reviews, sentences: Sentences) -> Table:
    """Accuracy of each tier."""
    clear, n = sentences.clear, len(sentences.stars)
    rows: list[tuple[Cell, ...]] = []
    for reading in readings:
        told = reading.sentences
        two = right(told.positive[clear], sentences.liked[clear])
        five = told.labels + 1
        rows.append(
            (
                reading.name,
                share_by_group(right(reading.reviews.positive, reviews.liked), reviews.movies),
                wilson(float(two.sum()), len(two)),
                wilson(float((five == sentences.stars).sum()), n),
                wilson(float((abs(five - sentences.stars) <= 1).sum()), n),
                reading.sent,
            )
        )
    return Table(
        name="english",
        title="English: share that is read right",
        columns=(
            "read by",
            "reviews of held-out movies",
            "SST dev, two classes",
            "SST dev, five classes",
            "off by at most one",
            "reviews sent to the transformer",
        ),
        rows=tuple(rows),
        notes=(
            f"{len(reviews.texts):,} reviews of {reviews.movies.max() + 1:,} movies, drawn again "
            f"by movie for the interval; {clear.sum():,} sentences that are not neutral, "
            f"{n:,} in five classes. Both always: the transformer is asked about every text.",
        ),
    )


def calibration_tables(
    readings: Sequence[Reading], reviews: Reviews, sentences: Sentences
) -> tuple[Table, Table]:
    """Expected calibration error of each tier; and what becomes of each tenth of probability."""
    clear, rows = sentences.clear, list[tuple[Cell, ...]]()
    for reading in readings:
        positive = reading.reviews.positive
        short = reading.sentences.positive[clear]
        errors = _errors_by_movie(positive, reviews)
        rows.append(
            (
                reading.name,
                by_group(errors, reviews.movies),
                _error_by_chance(positive),
                calibration_error(short, sentences.liked[clear]),
                _error_by_chance(short),
            )
        )
    table = Table(
        name="calibration",
        title="Expected calibration error",
        columns=(
            "read by",
            "reviews of held-out movies",
            "by chance alone",
            "SST dev, two classes",
            "by chance alone",
        ),
        rows=tuple(rows),
        notes=(
            f"{N_BINS} equally wide bins of the probability of praise. Chance alone: what a "
            "perfectly calibrated reader would show on as many texts.",
        ),
    )
    return table, _reliability(readings, reviews)


def calibration_error(positive: FloatArray, liked: BoolArray) -> float:
    """Mean distance of what is said from what is so, over equally wide bins.

    Args:
        positive: Probabilities, shape ``(n,)``, 0 to 1.
        liked: What is so, shape ``(n,)``.

    Source:
        Naeini, Cooper & Hauskrecht, AAAI 2015.
    """
    gaps = np.bincount(_bins(positive, N_BINS), positive - liked, minlength=N_BINS)
    return float(np.abs(gaps).sum() / len(liked))


def _bins(positive: FloatArray, n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.minimum((positive * n).astype(np.int64), n - 1)


class _errors_by_movie:  # noqa: N801 - a function of draws with arrays of its own
    def __init__(self, positive: FloatArray, reviews: Reviews) -> None:
        n_movies = int(reviews.movies.max()) + 1
        places = reviews.movies * N_BINS + _bins(positive, N_BINS)
        gaps = np.bincount(places, positive - reviews.liked, minlength=n_movies * N_BINS)
        self._gaps = gaps.reshape(n_movies, N_BINS)
        self._sizes = np.bincount(reviews.movies)

    def __call__(self, draws: Values) -> Values:
        errors: Values = np.abs(draws @ self._gaps).sum(axis=1) / (draws @ self._sizes)
        return errors


def _error_by_chance(positive: FloatArray) -> float:
    rng = np.random.default_rng(0)
    draws = rng.random((_N_SIMULATED, len(positive))) < positive
    return float(np.mean([calibration_error(positive, drawn) for drawn in draws]))


def _reliability(readings: Sequence[Reading], reviews: Reviews) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for place in range(N_SHOWN_BINS):
        low, high = place / N_SHOWN_BINS, (place + 1) / N_SHOWN_BINS
        row: list[Cell] = [f"{low:.1f} to {high:.1f}"]
        for reading in readings:
            held = _bins(reading.reviews.positive, N_SHOWN_BINS) == place
            n = int(held.sum())
            said = float(reading.reviews.positive[held].mean()) if n else None
            liked = wilson(float(reviews.liked[held].sum()), n) if n else None
            row += [n, said, liked]
        rows.append(tuple(row))
    names = [reading.name for reading in readings]
    columns = [f"{name}: {what}" for name in names for what in ("reviews", "said", "liked")]
    return Table(
        name="reliability",
        title="Of the reviews that are said to be praise with a probability of …, so many are",
        columns=("probability", *columns),
        rows=tuple(rows),
        notes=("Said: the mean probability in that row. Liked: the share that is praise.",),
    )
