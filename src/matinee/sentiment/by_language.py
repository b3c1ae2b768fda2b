"""Each text to the model of its language; what nobody here reads stays unknown.

English is never a guess for another language: a text whose language is not sure is read as English
only if it is written in plain letters and nearly all its words are words of the English model
("great!" is too short for any identifier). Emoji alone are read by what they show.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np
from scipy.special import expit

from matinee.progress import Progress, silent
from matinee.sentiment.emoji import ODDS_OF, emoji_odds
from matinee.sentiment.language import identifier_version, identify
from matinee.sentiment.polarity import (
    NEUTRAL,
    UNREAD_WEIGHT,
    SentimentModel,
    SentimentScores,
)
from matinee.types import FloatArray, IdArray

ENGLISH: Final = "en"

#: Share of words that the English model must know of a text in no sure language.
_KNOWN: Final = 0.8

#: Between the five labels, for emoji.
_THRESHOLDS: Final = (0.15, 0.4, 0.6, 0.85)

_BATCH_TEXTS: Final = 2048

#: Goes up when the rules below take the same text otherwise.
_READING: Final = 2

_LETTER: Final = re.compile(r"[^\W\d_]")
_OTHER_LETTER: Final = re.compile(r"[^\W\d_A-Za-z]")
_NO_WORD: Final = re.compile(r"[^A-Za-z0-9/']+")
_TAG: Final = re.compile(r"<[^>]{1,20}>|https?://\S+")


class OtherLanguages(Protocol):
    """Models of several languages behind one door; :class:`Multilingual` is one.

    Attributes:
        version: Changes whenever scores may change.
        languages: What it reads; codes as :func:`~matinee.sentiment.language.identify` gives them.
    """

    @property
    def version(self) -> str:
        """Name and version of the models and of their file."""

    @property
    def languages(self) -> frozenset[str]:
        """What it reads."""

    def score(self, texts: Sequence[str], languages: Sequence[str | None]) -> SentimentScores:
        """Score texts in order, each in its language."""


class ByLanguage:
    """English and other languages as one :class:`~matinee.sentiment.polarity.SentimentModel`.

    Args:
        english: Reads English.
        others: Reads some other languages.
        known: Share of each text's words that are words of the English model, 0 to 1.

    Attributes:
        version: ``by-language-`` and a digest of the parts' versions and of the rules here.
    """

    def __init__(
        self,
        english: SentimentModel,
        others: OtherLanguages,
        known: Callable[[Sequence[str]], FloatArray],
    ) -> None:
        self.english = english
        self.others = others
        self._known = known
        rules = (_READING, _KNOWN, _THRESHOLDS, sorted(ODDS_OF.items()), identifier_version())
        told = repr((english.version, others.version, rules))
        self.version = f"by-language-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def score(self, texts: Sequence[str], progress: Progress = silent) -> SentimentScores:
        """Score texts in order; see :meth:`matinee.sentiment.polarity.SentimentModel.score`.

        A text in a language that nobody here reads has probability 0.5, little weight and its
        language's code; one without letters or telling emoji has no weight at all.
        """
        found = self._languages(texts)
        scores = _unread(texts, found)
        rest = [row for row, name in enumerate(found) if name in self.others.languages]
        read_rows = [row for row, name in enumerate(found) if name == ENGLISH]
        done = len(texts) - len(rest) - len(read_rows)
        for start in range(0, len(rest), _BATCH_TEXTS):
            rows = rest[start : start + _BATCH_TEXTS]
            part = self.others.score([texts[row] for row in rows], [found[row] for row in rows])
            _put(scores, rows, part)
            done += len(rows)
            progress("sentiment", done, len(texts))
        if read_rows:
            part = self.english.score(
                [texts[row] for row in read_rows],
                lambda step, n, _: progress(step, done + n, len(texts)),
            )
            _put(scores, read_rows, part)
        return scores

    def _languages(self, texts: Sequence[str]) -> list[str | None]:
        """What each text is read as; a sure guess, or English where that is all it can be."""
        found = identify(texts)
        # emoji, dashes and curly quotes are no letters of another language
        unsure = [
            row
            for row, name in enumerate(found)
            if name is None and not _OTHER_LETTER.search(texts[row])
        ]
        plain = [_words(texts[row]) for row in unsure]
        for row, words, known in zip(unsure, plain, self._known(plain).tolist(), strict=True):
            if words and known >= _KNOWN:
                found[row] = ENGLISH
        return found


def _words(text: str) -> str:
    """A text's words and figures alone, between spaces."""
    return _NO_WORD.sub(" ", _TAG.sub(" ", text.replace("\u2019", "'"))).strip()


def _unread(texts: Sequence[str], languages: Sequence[str | None]) -> SentimentScores:
    """Scores as if no text could be read; those without letters are read by their emoji."""
    n = len(texts)
    weights = np.full(n, UNREAD_WEIGHT, dtype=np.float32)
    odds = np.zeros(n, dtype=np.float32)
    wordless = [
        row for row, name in enumerate(languages) if name is None and not _LETTER.search(texts[row])
    ]
    odds[wordless] = emoji_odds([texts[row] for row in wordless])
    weights[wordless] = odds[wordless] != 0
    positive = np.asarray(expit(odds), dtype=np.float32)
    labels = np.where(odds == 0, NEUTRAL, np.searchsorted(_THRESHOLDS, positive, side="right"))
    return SentimentScores(positive, labels.astype(np.int32), weights, tuple(languages))


def _put(scores: SentimentScores, rows: Sequence[int], part: SentimentScores) -> None:
    places: IdArray = np.array(rows, dtype=np.int64)
    scores.positive[places] = part.positive
    scores.labels[places] = part.labels
    scores.weights[places] = part.weights
