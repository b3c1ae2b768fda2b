r"""English in two tiers: n-grams answer when they are sure, else a transformer is asked, too.

Where it is asked, its log-odds b and the linear tier's a are blended::

    t (w_1 a + w_2 b + w_3 + (w_4 a + w_5 b + w_6) log(1 + n)) + e

with n the text's known n-grams, t the linear tier's trust in its vocabulary, and e what emoji add.
The w are a logistic regression on texts that neither tier learned from, so the blend is calibrated.
It beats both tiers: they are wrong about different reviews. A short text is asked about unless
the linear tier is very sure: it costs the transformer little, and n-grams tell little there.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from scipy.special import expit

from matinee import starter
from matinee.errors import ArtifactError, ConfigError
from matinee.progress import Progress, silent
from matinee.sentiment.linear import LinearSentiment, Reading, iter_batches
from matinee.sentiment.polarity import LABELS, NEUTRAL, SentimentScores, join_scores
from matinee.sentiment.transformer import Transformer
from matinee.types import BoolArray, FloatArray, IndexArray

#: Number of the file format; a newer one is refused.
FORMAT: Final = 1

#: ``sentiment_doubt`` that is best for its cost on the validation movies.
DOUBT: Final = 0.75

#: At this doubt nothing is sent.
NO_DOUBT: Final = 0.5

N_WEIGHTS: Final = 6

# Batches of the linear tier that are read before the transformer is asked about their texts at
# once; more texts together mean less padding.
_BATCHES_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How the two tiers are put together.

    Attributes:
        weights: The w of the formula, in its order.
        short: Known n-grams below which a text is short.
        short_doubt: What the doubt is raised to for a short text.
        thresholds: The four probabilities between the five labels, ascending; each belongs to the
            better label.
    """

    weights: tuple[float, float, float, float, float, float]
    short: float
    short_doubt: float
    thresholds: tuple[float, float, float, float]

    def odds(self, linear: FloatArray, transformer: FloatArray, counts: FloatArray) -> FloatArray:
        """Log-odds without trust and emoji; all of shape ``(n,)``."""
        w, length = self.weights, np.log1p(counts)
        odds = (w[0] + w[3] * length) * linear + (w[1] + w[4] * length) * transformer
        return np.asarray(odds + w[2] + w[5] * length, dtype=np.float32)

    def labels(self, positive: FloatArray) -> IndexArray:
        """Positions in ``LABELS``, shape ``(n,)``, int32."""
        return np.searchsorted(self.thresholds, positive, side="right").astype(np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """What either tier says of several texts; each of shape ``(n,)``.

    Attributes:
        linear: Probability by n-grams and emoji, float32.
        blended: Probability by both tiers, float32; that of ``linear`` where the transformer was
            not asked.
        short: Whether a text is short.
        told: Whether it tells anything at all; what does not is never sent.
    """

    linear: FloatArray
    blended: FloatArray
    short: BoolArray
    told: BoolArray

    def sent(self, doubt: float, short_doubt: float) -> BoolArray:
        """Which texts the transformer is asked about at some doubt.

        Args:
            doubt: 0.5 for none to 1 for all.
            short_doubt: What the doubt of a short text is raised to, unless there is none.
        """
        raised = max(doubt, short_doubt) if doubt > NO_DOUBT else NO_DOUBT
        bound = np.where(self.short, raised, doubt)
        sure = np.maximum(self.linear, 1 - self.linear)
        return self.told & ((sure < bound) | (bound >= 1))


class Cascade:
    """Both tiers behind the contract of :mod:`matinee.sentiment.polarity`.

    Attributes:
        version: Names both tiers, the blend and the doubt.
        linear: Answers when it is sure.
        transformer: Is asked when that is not.
        doubt: Texts whose likelier side has a smaller probability by the linear tier are sent to
            the transformer: 0.5 sends none, 1 all.
        blend: How the two are put together.
    """

    def __init__(
        self,
        linear: LinearSentiment,
        transformer: Transformer,
        doubt: float = DOUBT,
        *,
        blend: Blend | None = None,
    ) -> None:
        if not NO_DOUBT <= doubt <= 1:
            raise ConfigError(f"sentiment_doubt must be 0.5 to 1, not {doubt}.")
        self.linear = linear
        self.transformer = transformer
        self.doubt = doubt
        self.blend = read_blend(starter.file("sentiment/cascade.json")) if blend is None else blend
        mark = hashlib.sha256(repr(self.blend).encode()).hexdigest()[:8]
        self.version = f"cascade-{linear.version}+{transformer.version}+{mark}-{doubt:g}"

    @classmethod
    def shipped(cls, doubt: float = DOUBT, *, threads: int = 0) -> Self:
        """The tiers that ship with the package.

        Raises:
            ArtifactError: A file is missing or changed.
            ConfigError: The doubt is not 0.5 to 1.
        """
        return cls(LinearSentiment.shipped(), Transformer.shipped(threads), doubt)

    def score(self, texts: Sequence[str], progress: Progress = silent) -> SentimentScores:
        """Score texts in order; see :meth:`matinee.sentiment.polarity.SentimentModel.score`.

        Any number of texts takes the memory of a few batches.
        """
        parts, done = [], 0
        for batch in _iter_large_batches(texts):
            tiers = self.tiers(batch)
            labels = np.where(tiers.told, self.blend.labels(tiers.blended), NEUTRAL)
            told = tiers.told.astype(np.float32)
            languages = (None,) * len(batch)
            parts.append(SentimentScores(tiers.blended, labels.astype(np.int32), told, languages))
            done += len(batch)
            progress("sentiment", done, len(texts))
        return join_scores(parts)

    def tiers(self, texts: Sequence[str], doubt: float | None = None) -> Tiers:
        """What either tier says; with ``doubt=1`` all that a curve over doubts needs.

        Args:
            texts: As many as fit in memory.
            doubt: In place of the cascade's own.
        """
        readings = [self.linear.read_batch(batch) for batch in iter_batches(texts)]
        odds, emoji, counts, trust = (
            np.concatenate([getattr(one, name) for one in readings] or [np.zeros(0, np.float32)])
            for name in ("odds", "emoji", "counts", "trust")
        )
        reading = Reading(odds=odds, emoji=emoji, counts=counts, trust=trust)
        linear = expit(odds)
        found = Tiers(
            linear=linear, blended=linear, short=counts < self.blend.short, told=reading.told
        )
        asked = self.doubt if doubt is None else doubt
        sent = np.flatnonzero(found.sent(asked, self.blend.short_doubt) & (counts > 0))
        blended = linear.copy()
        if len(sent):
            read = self.transformer.log_odds([texts[row] for row in sent.tolist()])
            both = self.blend.odds(odds[sent] - emoji[sent], read, counts[sent])
            blended[sent] = expit(trust[sent] * both + emoji[sent])
        return Tiers(linear=linear, blended=blended, short=found.short, told=found.told)


def read_blend(path: Path) -> Blend:
    """A blend from its file.

    Raises:
        ArtifactError: It is missing, of a newer format, or does not describe one.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        found = Blend(
            weights=_numbers(told["weights"], N_WEIGHTS),
            short=float(told["short"]),
            short_doubt=float(told["short_doubt"]),
            thresholds=_numbers(told["thresholds"], len(LABELS) - 1),
        )
        number = int(told["format"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ArtifactError(f"'{path.name}' does not describe a cascade.") from error
    if number > FORMAT:
        raise ArtifactError(f"'{path.name}' has format {number}; this version reads {FORMAT}.")
    return found


def _numbers(values: Sequence[float], n: int) -> Any:
    found = tuple(float(value) for value in values)
    if len(found) != n or not np.isfinite(found).all():
        raise ValueError(values)
    return found


def _iter_large_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Batches of the linear tier, some at a time."""
    waiting: list[str] = []
    for number, batch in enumerate(iter_batches(texts), start=1):
        waiting.extend(batch)
        if number % _BATCHES_AT_ONCE == 0:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
