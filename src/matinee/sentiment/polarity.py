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


@dataclass(frozen=True, slots=True)
class SentimentScores:
    """What a model says of several texts.

    Attributes:
        positive: Probability that the writer liked it, shape ``(n,)``, float32, 0 to 1; 0.5 where
            the text tells nothing.
        labels: Positions in :data:`LABELS`, shape ``(n,)``, int32.
    """

    positive: FloatArray
    labels: IndexArray

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
        return SentimentScores(np.zeros(0, np.float32), np.zeros(0, np.int32))
    return SentimentScores(
        np.concatenate([part.positive for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
