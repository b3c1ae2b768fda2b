"""Reads reviews: the one way from a text to all that is kept of what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matinee.data import Mention, ReviewRecord
from matinee.sentiment.aspects import aspects_version, find_mentions
from matinee.sentiment.duplicates import RULES, signatures
from matinee.service.matinee import Matinee
from matinee.storage import NewReview


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one text.

    Attributes:
        positive: Probability that the writer liked the movie, 0 to 1.
        label: One of :data:`matinee.sentiment.LABELS`.
        weight: How much of a viewer it counts for, 0 to 1.
        language: What it was read as, ``None`` where that is not known.
        mentions: What it says of single aspects, in order of the text.
        signature: What tells its near-duplicates.
    """

    positive: float
    label: str
    weight: float
    language: str | None
    mentions: tuple[Mention, ...]
    signature: bytes


def reading_version(matinee: Matinee) -> str:
    """Changes whenever a text may be read otherwise than before."""
    model, sentences = matinee.sentiment.version, matinee.sentences.version
    # most models have the one for sentences within them
    models = [model] if sentences in model else [model, sentences]
    return "+".join([*models, aspects_version(), f"alike-{RULES}"])


def read_reviews(matinee: Matinee, texts: Sequence[str]) -> list[Reading]:
    """Read texts, in order.

    Args:
        matinee: The installation.
        texts: Any number, of any length.
    """
    scores = matinee.sentiment.score(texts)
    mentions = find_mentions(texts, matinee.sentences, scores.languages, scores.positive)
    columns = (
        scores.positive.tolist(),
        scores.names,
        scores.weights.tolist(),
        scores.languages,
        mentions,
        signatures(texts),
    )
    return [Reading(*row) for row in zip(*columns, strict=True)]


def reading_values(reading: Reading) -> list[Any]:
    """A reading as JSON can hold it."""
    mentions = [
        [mention.aspect, mention.start, mention.end, mention.positive]
        for mention in reading.mentions
    ]
    return [
        reading.positive,
        reading.label,
        reading.weight,
        reading.language,
        mentions,
        reading.signature.hex(),
    ]


def reading_from(values: Sequence[Any]) -> Reading:
    """The reading that :func:`reading_values` wrote."""
    positive, label, weight, language, mentions, signature = values
    return Reading(
        positive,
        label,
        weight,
        language,
        tuple(Mention(*mention) for mention in mentions),
        bytes.fromhex(signature),
    )


def new_review(movie_id: int, record: ReviewRecord, reading: Reading, version: str) -> NewReview:
    """A review as it is kept, with what was read in it."""
    return NewReview(
        movie_id=movie_id,
        record=record,
        positive=reading.positive,
        label=reading.label,
        model_version=version,
        weight=reading.weight,
        read_as=reading.language,
        signature=reading.signature,
        mentions=reading.mentions,
    )
