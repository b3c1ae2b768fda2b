r"""The shipped model: TF-IDF n-grams, naive-Bayes log-count ratios and logistic regression.

With each n-gram g counted once a text, the score of a text is::

    s = b + sum_g v_g / sqrt(sum_g i_g^2),   v_g = i_g r_g w_g

over the known n-grams in it: i the inverse document frequency, r the naive-Bayes log-count ratio, w
the regression's coefficient, folded into ``v`` when the model is trained. There are two such heads,
one trained on whole reviews, one (without r) on single sentences; :class:`Calibration` weighs them
by the text's length and turns them into a probability. Serving takes three sums.

Source:
    Wang & Manning, "Baselines and bigrams: simple, good sentiment and topic classification", ACL
    2012 (logistic regression in place of the SVM, TF-IDF in place of binary counts).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
from safetensors.numpy import save_file
from scipy.special import expit

from matinee import starter
from matinee.errors import ArtifactError
from matinee.progress import Progress, silent
from matinee.sentiment.emoji import emoji_odds
from matinee.sentiment.model_files import read_arrays, read_description
from matinee.sentiment.ngrams import Vocabulary
from matinee.sentiment.polarity import NEUTRAL, SentimentScores, join_scores
from matinee.types import BoolArray, FloatArray, IndexArray

#: Number of the file format; a newer one is refused.
FORMAT: Final = 1

#: Raised whenever this code or the table of emoji gives other scores for the same file.
READING: Final = 2

_BATCH_TEXTS: Final = 256
_BATCH_CHARACTERS: Final = 1 << 20

_MARKS: Final = " \t\r\n.,!?\u2026-\u2013\u2014\"'()"

#: The long one and the short one.
HEADS: Final = 2

_DTYPES: Final = {"words": "uint8", "keys": "int64", "weights": "float16", "idf": "float16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From a score to a probability and a label.

    Attributes:
        slopes: Log-odds for each unit of score, long head and short head.
        length_slopes: Added to the slopes for each unit of ``log(1 + n)``, n known n-grams: the
            longer a text, the more the long head tells.
        intercept: Log-odds where both scores are 0.
        length_intercept: Added to the intercept for each unit of ``log(1 + n)``.
        full_coverage: Share of known words from which the log-odds count in full; below it they
            shrink in proportion, so that a text in another language stays near 0.5.
        thresholds: The four probabilities between the five labels, ascending; each belongs to the
            better label.
    """

    slopes: tuple[float, float]
    length_slopes: tuple[float, float]
    intercept: float
    full_coverage: float
    thresholds: tuple[float, float, float, float]
    length_intercept: float = 0.0

    def odds(self, scores: FloatArray, counts: FloatArray, coverage: FloatArray) -> FloatArray:
        """Log-odds of praise; 0 where ``counts`` is 0.

        Args:
            scores: Shape ``(n, 2)``, both heads.
            counts: Shape ``(n,)``, known n-grams.
            coverage: Shape ``(n,)``, share of known words.

        Returns:
            Shape ``(n,)``, float32.
        """
        length = np.log1p(counts)
        odds = self.intercept + self.length_intercept * length
        for head in range(HEADS):
            odds += (self.slopes[head] + self.length_slopes[head] * length) * scores[:, head]
        odds *= self.trust(coverage)
        return np.where(counts > 0, odds, 0.0).astype(np.float32)

    def trust(self, coverage: FloatArray) -> FloatArray:
        """What log-odds are multiplied with, 0 to 1, by the share of known words."""
        return np.asarray(np.minimum(coverage / self.full_coverage, 1), dtype=np.float32)

    def labels(self, positive: FloatArray) -> IndexArray:
        """Positions in ``LABELS``, shape ``(n,)``, int32."""
        return np.searchsorted(self.thresholds, positive, side="right").astype(np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model found in several texts; each of shape ``(n,)``, float32.

    Attributes:
        odds: Calibrated log-odds of praise, those of the emoji included.
        emoji: What the emoji add to them.
        counts: Known n-grams.
        trust: 0 to 1, below 1 where many words are unknown.
    """

    odds: FloatArray
    emoji: FloatArray
    counts: FloatArray
    trust: FloatArray

    @property
    def told(self) -> BoolArray:
        """Whether a text tells anything: it has a known n-gram or an emoji that speaks."""
        return np.asarray((self.counts > 0) | (self.emoji != 0))


class LinearSentiment:
    """A trained model.

    Attributes:
        version: ``linear-``, :data:`READING` and the first digits of the file's sha256.
        vocabulary: Words and n-grams.
        weights: Shape ``(n_ngrams, 2)``, float32: v in the formula above, head by head.
        squared_idf: Shape ``(n_ngrams,)``, float32: i².
        biases: b in the formula above, shape ``(2,)``, float32.
        calibration: From scores to probabilities and labels.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        weights: FloatArray,
        idf: FloatArray,
        biases: FloatArray,
        calibration: Calibration,
        version: str = "linear-unsaved",
    ) -> None:
        self.version = version
        self.vocabulary = vocabulary
        self.weights = weights.astype(np.float32)
        # bincount is fastest with one contiguous column of its own type
        self._columns = [self.weights[:, head].astype(np.float64) for head in range(HEADS)]
        self.squared_idf = idf.astype(np.float32) ** 2
        self.biases = biases
        self.calibration = calibration

    @classmethod
    def shipped(cls) -> Self:
        """The model that ships with the package.

        Raises:
            ArtifactError: Its files are missing or changed.
        """
        return cls.read(
            starter.file("sentiment/linear.safetensors"), starter.file("sentiment/linear.json")
        )

    @classmethod
    def read(cls, arrays: Path, description: Path) -> Self:
        """A model from its two files.

        Raises:
            ArtifactError: A file is missing, changed, of a newer format, or of another shape.
        """
        told = read_description(description, "linear", FORMAT)
        state, digest = read_arrays(arrays, told.get("sha256"))
        _check_state(state)
        vocabulary = Vocabulary(state["words"].tobytes().decode().split("\n"), state["keys"])
        try:
            calibration = Calibration(**told["calibration"])
            biases = np.array(told["biases"], dtype=np.float32).reshape(HEADS)
        except (KeyError, TypeError, ValueError) as error:
            raise ArtifactError(f"'{description.name}' does not describe a model.") from error
        return cls(
            vocabulary,
            weights=state["weights"],
            idf=state["idf"],
            biases=biases,
            calibration=calibration,
            version=f"linear-{READING}-{digest[:12]}",
        )

    def score(self, texts: Sequence[str], progress: Progress = silent) -> SentimentScores:
        """Score texts in order; see :meth:`matinee.sentiment.polarity.SentimentModel.score`.

        A text without a known n-gram or emoji is neutral, with probability 0.5 and weight 0.
        """
        parts = []
        done = 0
        for batch in iter_batches(texts):
            parts.append(self._score_batch(batch))
            done += len(batch)
            progress("sentiment", done, len(texts))
        return join_scores(parts)

    def raw(self, texts: Sequence[str]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Uncalibrated scores, numbers of known n-grams and shares of known words.

        Returns:
            Scores of shape ``(n_texts, 2)``, and two arrays of shape ``(n_texts,)``, float32;
            the scores are the biases where there is no known n-gram.
        """
        found = self.vocabulary.match(texts)
        n = len(texts)
        sums = [np.bincount(found.rows, c[found.columns], minlength=n) for c in self._columns]
        squares = np.bincount(found.rows, self.squared_idf[found.columns], minlength=n)
        counts = np.bincount(found.rows, minlength=n).astype(np.float32)
        norms = np.sqrt(np.where(squares > 0, squares, 1.0))
        scores = self.biases + np.stack(sums, axis=1) / norms[:, None]
        return scores.astype(np.float32), counts, found.coverage

    def read_batch(self, texts: Sequence[str]) -> Reading:
        """Calibrated log-odds of a few texts, emoji included, and what they rest on."""
        scores, counts, coverage = self.raw(texts)
        emoji = emoji_odds(texts)
        # a full stop is a known n-gram; a text of nothing else has no opinion
        counts[[not text.strip(_MARKS) for text in texts]] = 0
        return Reading(
            odds=self.calibration.odds(scores, counts, coverage) + emoji,
            emoji=emoji,
            counts=counts,
            trust=self.calibration.trust(coverage),
        )

    def _score_batch(self, texts: Sequence[str]) -> SentimentScores:
        reading = self.read_batch(texts)
        positive = expit(reading.odds)
        labels = np.where(reading.told, self.calibration.labels(positive), NEUTRAL)
        scores = SentimentScores.read(positive, labels.astype(np.int32))
        return replace(scores, weights=reading.told.astype(np.float32))


def write_state(path: Path, words: Sequence[str], arrays: Mapping[str, np.ndarray]) -> str:
    """Write the arrays of a model.

    Args:
        path: A ``.safetensors`` file.
        words: Of the vocabulary, none with a line break.
        arrays: ``keys`` and ``idf`` of shape ``(n_ngrams,)``, ``weights`` of ``(n_ngrams, 2)``.

    Returns:
        The file's sha256, for the description beside it.
    """
    state = {name: arrays[name].astype(_DTYPES[name]) for name in ("keys", "weights", "idf")}
    state["words"] = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    _check_state(state)
    save_file(state, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def iter_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Consecutive batches that are small enough for long texts, too; none is empty."""
    start = characters = 0
    for position, text in enumerate(texts):
        full = characters + len(text) > _BATCH_CHARACTERS or position - start == _BATCH_TEXTS
        if full and position > start:
            yield texts[start:position]
            start, characters = position, 0
        characters += len(text)
    if start < len(texts):
        yield texts[start:]


def _check_state(state: Mapping[str, np.ndarray]) -> None:
    found = {name: str(array.dtype) for name, array in state.items()}
    if found != _DTYPES:
        raise ArtifactError(f"a sentiment model must hold {_DTYPES}, not {found}.")
    n = len(state["keys"])
    for name, shape in (("keys", (n,)), ("idf", (n,)), ("weights", (n, HEADS))):
        if state[name].shape != shape:
            raise ArtifactError(f"{name} must have the shape {shape}, not {state[name].shape}.")
    if not (np.diff(state["keys"]) > 0).all():
        raise ArtifactError("keys of a sentiment model must ascend.")
