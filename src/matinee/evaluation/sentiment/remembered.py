"""Readers that are asked twice about the same texts and need read them only once."""

from collections.abc import Sequence

import numpy as np

from matinee.sentiment import SentimentScores
from matinee.sentiment.by_language import OtherLanguages


class Remembered:
    """Models of several languages that keep what they have said, text by text.

    Attributes:
        version: That of the models.
        languages: Likewise.
    """

    def __init__(self, others: OtherLanguages) -> None:
        self.version = others.version
        self.languages = others.languages
        self._others = others
        self._said: dict[tuple[str, str | None], tuple[float, int, float]] = {}

    def score(self, texts: Sequence[str], languages: Sequence[str | None]) -> SentimentScores:
        """Score texts in order, each in its language; those that are known are not read again."""
        pairs = list(zip(texts, languages, strict=True))
        new = list(dict.fromkeys(pair for pair in pairs if pair not in self._said))
        if new:
            told = self._others.score([text for text, _ in new], [name for _, name in new])
            columns = (told.positive.tolist(), told.labels.tolist(), told.weights.tolist())
            self._said.update(zip(new, zip(*columns, strict=True), strict=True))
        said = [self._said[pair] for pair in pairs]
        return SentimentScores(
            np.array([positive for positive, _, _ in said], dtype=np.float32),
            np.array([label for _, label, _ in said], dtype=np.int32),
            np.array([weight for _, _, weight in said], dtype=np.float32),
            tuple(languages),
        )
