"""Brings scores of several models to one scale and adds them up, so that every part can be told.

A model's scores of one query are mapped to 0…1: 0 is the typical movie, 1 the model's best. That
keeps the gaps between candidates, which ranks would lose, and needs no knowledge of the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matinee.models.base import top_n
from matinee.types import BoolArray, FloatArray, IndexArray


@dataclass(frozen=True, slots=True)
class Part:
    """What one signal adds to a score.

    Attributes:
        name: ``about`` (text), ``audience`` (ratings), ``praise`` (what reviews praise) or
            ``reception`` (critics and reviews).
        value: In units of the score; the parts of a pick add up to its score.
    """

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Pick:
    """A movie of a result.

    Attributes:
        index: Position in the catalogue.
        score: At most 1, larger is better; below 0 for what audiences surely dislike.
        parts: What the score is made of.
    """

    index: int
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Movies that at least one model named, with each model's score on the common scale.

    Attributes:
        indices: Shape ``(n,)``, int32, ascending.
        scores: Signal name to shape ``(n,)``, float32, 0 to 1.
        weights: Signal name to its weight; the weights add up to 1.
    """

    indices: IndexArray
    scores: Mapping[str, FloatArray]
    weights: Mapping[str, float]

    @property
    def relevance(self) -> FloatArray:
        """Weighted sum of the signals, shape ``(n,)``, 0 to 1."""
        total = np.zeros(len(self.indices), dtype=np.float32)
        for name, values in self.scores.items():
            total += np.float32(self.weights[name]) * values
        return total


def to_unit(scores: FloatArray) -> FloatArray:
    """Map one query's scores to 0…1: the typical movie to 0, the best to 1.

    The typical movie is the median of all; where a model knows less than half of the movies, it is
    one that the model has no opinion of, and 0 is what models say then.

    Args:
        scores: Shape ``(n_movies,)``, float32; ``-inf`` where nothing is known.

    Returns:
        The same shape; 0 where nothing is known, and everywhere if all scores are equal.
    """
    known = scores > -np.inf
    if not known.any():
        return np.zeros_like(scores)
    values = scores[known]
    knows_most = 2 * len(values) > len(scores)
    middle = float(np.median(scores)) if knows_most else min(0.0, float(values.min()))
    low, high = middle, float(values.max())
    unit = np.zeros_like(scores)
    if high > low:
        unit[known] = np.clip((values - low) / (high - low), 0, 1)
    return unit


def gather(
    signals: Mapping[str, FloatArray],
    weights: Mapping[str, float],
    n: int,
    *,
    exclude: Sequence[int],
    allowed: BoolArray | None = None,
) -> Candidates:
    """Take each signal's best movies and score them all by every signal.

    A signal that knows nothing of the query gives its weight to the others. What is not allowed is
    no candidate, yet it takes part in the scale: filters choose among movies and change no score.

    Args:
        signals: Signal name to scores of all movies, shape ``(n_movies,)``, ``-inf`` for unknown.
        weights: Signal name to weight, at least 0.
        n: How many movies each signal may name.
        exclude: Positions that must not appear: the movie itself, or a whole history.
        allowed: Which movies may be candidates, shape ``(n_movies,)``; ``None``: all.
    """
    masked: dict[str, FloatArray] = {}
    for name, scores in signals.items():
        values = scores.astype(np.float32, copy=True)
        values[list(exclude)] = -np.inf
        if weights.get(name, 0) > 0 and values.max(initial=-np.inf) > -np.inf:
            masked[name] = values
    total = sum(weights[name] for name in masked)
    if allowed is None:
        open_to = list(masked.values())
    else:
        open_to = [np.where(allowed, values, np.float32(-np.inf)) for values in masked.values()]
    named = [top_n(values[None], n).indices[0] for values in open_to]
    indices = np.unique(np.concatenate(named)) if named else np.empty(0, dtype=np.int32)
    indices = indices[indices >= 0].astype(np.int32)
    return Candidates(
        indices,
        {name: to_unit(values)[indices] for name, values in masked.items()},
        {name: weights[name] / total for name in masked},
    )


def blend(
    candidates: Candidates, reception: FloatArray, n: int, *, sentiment: float, pool: int = 50
) -> list[Pick]:
    """The ``n`` best candidates by relevance and reception.

    Only the ``pool`` most relevant take part, so that at full weight of the reception the list is
    "the best loved of what fits", never the best loved of everything.

    Args:
        candidates: From :func:`gather`.
        reception: How each candidate stands with audiences, at most 1, shape
            ``(len(candidates.indices),)``; see :func:`matinee.sentiment.standing`.
        n: Length of the list.
        sentiment: Weight of the reception, 0 to 1; relevance has the rest.
        pool: How many of the most relevant take part, at least ``n``.
    """
    relevance = candidates.relevance
    pooled = np.argsort(-relevance, kind="stable")[: max(pool, n)]
    scores = (1 - sentiment) * relevance[pooled] + sentiment * reception[pooled]
    best = pooled[np.argsort(-scores, kind="stable")][:n]
    picks = []
    for place in best:
        parts = [
            Part(name, float((1 - sentiment) * candidates.weights[name] * values[place]))
            for name, values in candidates.scores.items()
        ]
        parts.append(Part("reception", float(sentiment * reception[place])))
        told = tuple(part for part in parts if part.value != 0)
        score = sum(part.value for part in told)
        picks.append(Pick(int(candidates.indices[place]), score, told))
    return picks
