"""Accuracy against speed: what the cascade's threshold buys."""

from collections.abc import Sequence
from dataclasses import dataclass

from matinee.evaluation.sentiment.english import right
from matinee.evaluation.sentiment.held_out import Reviews, Sentences
from matinee.evaluation.sentiment.intervals import share_by_group, wilson
from matinee.evaluation.sentiment.tables import Cell, Table
from matinee.types import BoolArray, FloatArray

#: Values of ``sentiment_doubt`` that the curve is drawn through.
DOUBTS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """The cascade at one doubt.

    Attributes:
        doubt: Value of the setting.
        reviews: Probabilities of the reviews, shape ``(n_reviews,)``.
        sent: Which reviews the transformer reads, shape ``(n_reviews,)``.
        sentences: Probabilities of the sentences, shape ``(n_sentences,)``.
    """

    doubt: float
    reviews: FloatArray
    sent: BoolArray
    sentences: FloatArray


def curve_table(
    points: Sequence[Point],
    reviews: Reviews,
    sentences: Sentences,
    seconds: tuple[float, float],
) -> Table:
    """Accuracy, share sent and time for each doubt.

    Args:
        points: By rising doubt.
        reviews: What the points are of.
        sentences: Likewise.
        seconds: Of the linear tier and of the transformer for one review, as measured.
    """
    linear_s, transformer_s = seconds
    clear = sentences.clear
    rows: list[tuple[Cell, ...]] = []
    for point in points:
        two = right(point.sentences[clear], sentences.liked[clear])
        sent = float(point.sent.mean())
        cost = (linear_s + sent * transformer_s) / (linear_s + transformer_s)
        rows.append(
            (
                f"{point.doubt:g}",
                sent,
                share_by_group(right(point.reviews, reviews.liked), reviews.movies),
                wilson(float(two.sum()), len(two)),
                cost,
            )
        )
    return Table(
        name="curve",
        title="The cascade by doubt",
        columns=(
            "doubt",
            "reviews sent",
            "reviews of held-out movies",
            "SST dev, two classes",
            "time",
        ),
        rows=tuple(rows),
        notes=(
            "Time as a share of what it takes when the transformer reads every review, "
            f"measured in this run: {linear_s * 1000:.2f} ms a review by n-grams, "
            f"{transformer_s * 1000:.0f} ms by the transformer.",
        ),
    )
