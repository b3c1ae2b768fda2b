"""The contract of every sentiment model: text in, probability and label out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from matinee.progress import Progress, silent
from matinee.types import FloatArray, IndexArray

#: From worst to best; a label is passed around as its position here.
LABELS: Final = ("Very Negative", "Negative", "Neutral", "Positive", "Very Positive")

#: Position of the label of a text that says nothing either way.
NEUTRAL: Final = LABELS.index("Neutral")

#: What a review counts for that nobody here can read: it shows that someone cared, little else.
UNREAD_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class SentimentScores:
    """What a model says of several texts.

    Attributes:
        positive: Probability that the writer liked it, shape ``(n,)``, float32, 0 to 1; 0.5 where
            the text tells nothing.
        labels: Positions in :data:`LABELS`, shape ``(n,)``, int32.
        weights: How much of a viewer each text counts for in a movie's reception, shape ``(n,)``,
            float32, 0 to 1: 1 where it was read, :data:`UNREAD_WEIGHT` where its language is not
            supported, 0 where it tells nothing at all.
        languages: What each text was read as, an ISO 639-1 code or ``hi-Latn``; ``None`` where the
            language is not known or the model does not tell.
    """

    positive: FloatArray
    labels: IndexArray
    weights: FloatArray
    languages: tuple[str | None, ...]

    @classmethod
    def read(
        cls, positive: FloatArray, labels: IndexArray, language: str | None = None
    ) -> "SentimentScores":
        """Scores of texts that were all read, in one language; each counts in full."""
        n = len(positive)
        return cls(positive, labels, np.ones(n, np.float32), (language,) * n)

    def __len__(self) -> int:
        return len(self.positive)

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' names, text by text."""
        return tuple(LABELS[index] for index in self.labels.tolist())


class SentimentModel(Protocol):
    """A model that tells how a text sounds.

    Attributes:
        version: Changes whenever scores may change; reviews are scored again when it does.
    """

    @property
    def version(self) -> str:
        """Name and version of the model and of its file."""

    def score(self, texts: Sequence[str], progress: Progress = silent) -> SentimentScores:
        """Score texts in order.

        Args:
            texts: Any number of texts of any length; an empty one is neutral.
            progress: Told after each batch, as step ``"sentiment"``.
        """


def join_scores(parts: Sequence[SentimentScores]) -> SentimentScores:
    """The scores of consecutive batches as one; none give empty arrays."""
    if not parts:
        return SentimentScores.read(np.zeros(0, np.float32), np.zeros(0, np.int32))
    return SentimentScores(
        np.concatenate([part.positive for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.weights for part in parts]),
        tuple(language for part in parts for language in part.languages),
    )
