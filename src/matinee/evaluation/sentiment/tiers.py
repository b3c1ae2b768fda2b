"""The cascade at every doubt, out of one pass: each text is read by both tiers once."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from matinee.evaluation.sentiment.curve import Point
from matinee.evaluation.sentiment.english import Reading
from matinee.evaluation.sentiment.held_out import Reviews, Sentences
from matinee.progress import Progress, silent
from matinee.sentiment import SentimentScores
from matinee.sentiment.cascade import Cascade, Tiers
from matinee.sentiment.polarity import NEUTRAL
from matinee.types import BoolArray, FloatArray

_AT_ONCE = 256


def read_tiers(cascade: Cascade, texts: Sequence[str], progress: Progress = silent) -> Tiers:
    """What either tier says of each text; progress is told as step ``"tiers"``."""
    parts = []
    for start in range(0, len(texts), _AT_ONCE):
        progress("tiers", start, len(texts))
        parts.append(cascade.tiers(texts[start : start + _AT_ONCE], doubt=1))
    progress("tiers", len(texts), len(texts))
    return Tiers(
        linear=np.concatenate([part.linear for part in parts]),
        blended=np.concatenate([part.blended for part in parts]),
        short=np.concatenate([part.short for part in parts]),
        told=np.concatenate([part.told for part in parts]),
    )


class English:
    """Held-out reviews and sentences as both tiers read them.

    Attributes:
        reviews: The reviews.
        sentences: The sentences.
        seconds: Of the linear tier and of the transformer for one review, with the cascade's
            threads.
    """

    def __init__(
        self,
        cascade: Cascade,
        reviews: Reviews,
        sentences: Sentences,
        progress: Callable[[str], Progress],
    ) -> None:
        self.reviews, self.sentences = reviews, sentences
        self._cascade = cascade
        started = time.perf_counter()
        of_ngrams = cascade.linear.score(reviews.texts, progress("n-grams: reviews"))
        linear_s = (time.perf_counter() - started) / len(reviews.texts)
        self._by_ngrams = (
            of_ngrams,
            cascade.linear.score(sentences.texts, progress("n-grams: sentences")),
        )
        started = time.perf_counter()
        of_reviews = read_tiers(cascade, reviews.texts, progress("transformer: reviews"))
        both_s = (time.perf_counter() - started) / len(reviews.texts)
        of_sentences = read_tiers(cascade, sentences.texts, progress("transformer: sentences"))
        self._tiers = (of_reviews, of_sentences)
        self.seconds = (linear_s, max(0.0, both_s - linear_s))

    def readings(self, doubt: float) -> list[Reading]:
        """N-grams alone, the cascade at a doubt, and the transformer asked about every text."""
        return [
            Reading("n-grams", *self._by_ngrams, sent=0.0),
            self._reading("cascade", doubt),
            self._reading("both always", 1.0),
        ]

    def points(self, doubts: Sequence[float]) -> list[Point]:
        """The cascade at several doubts."""
        points = []
        for doubt in doubts:
            (reviews, sent), (sentences, _) = (self._answer(one, doubt) for one in self._tiers)
            points.append(Point(doubt, reviews, sent, sentences))
        return points

    def _reading(self, name: str, doubt: float) -> Reading:
        (reviews, sent), (sentences, _) = (self._answer(one, doubt) for one in self._tiers)
        return Reading(
            name,
            self._scores(reviews, self._tiers[0]),
            self._scores(sentences, self._tiers[1]),
            float(sent.mean()),
        )

    def _answer(self, tiers: Tiers, doubt: float) -> tuple[FloatArray, BoolArray]:
        sent = tiers.sent(doubt, self._cascade.blend.short_doubt)
        return np.where(sent, tiers.blended, tiers.linear).astype(np.float32), sent

    def _scores(self, positive: FloatArray, tiers: Tiers) -> SentimentScores:
        labels = np.where(tiers.told, self._cascade.blend.labels(positive), NEUTRAL)
        return SentimentScores.read(positive, labels.astype(np.int32))
