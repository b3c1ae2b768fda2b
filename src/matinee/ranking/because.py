"""Tells what each movie of a history adds to a pick's score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matinee.ranking.blend import Part, Pick
from matinee.types import FloatArray, IndexArray

#: Movies of a history that are named; the others are summed.
N_NAMED = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What one movie of a history adds to a score, or several together.

    Attributes:
        index: Position of the movie; ``None`` for all that are not named, together.
        count: How many movies that is.
        value: In units of the score; below 0 where it speaks against the pick.
        by_signal: What it is made of; sums to ``value``.
    """

    index: int | None
    count: int
    value: float
    by_signal: tuple[Part, ...]


def reasons(
    pick: Pick,
    shown: IndexArray,
    evidence: Mapping[str, FloatArray],
    n: int = N_NAMED,
) -> tuple[Reason, ...]:
    """Share a score out among the movies of a history.

    The values of one signal sum to the part of the score that has its name: a part is
    ``evidence · relevance · (1 - sentiment)`` over the sum of evidence, so evidence of all signals
    is multiplied by one number.

    Args:
        pick: The movie that was picked.
        shown: Positions of the history's movies, shape ``(n_shown,)``.
        evidence: Signal name to what each shown movie adds to it, shape ``(n_shown,)``.
        n: How many movies are named.

    Returns:
        Those that add or take most first, then the rest as one. Empty where the history says
        nothing of the pick, or the score nothing of the history.
    """
    factor = _factor(pick, evidence)
    if not factor or not len(shown):
        return ()
    names = list(evidence)
    values = factor * np.stack([evidence[name].astype(np.float64) for name in names])
    totals = values.sum(axis=0)
    counted = np.flatnonzero(values.any(axis=0))
    order = counted[np.argsort(-np.abs(totals[counted]), kind="stable")]
    told = [_reason(int(shown[place]), 1, names, values[:, place]) for place in order[:n]]
    rest = order[n:]
    if len(rest):
        told.append(_reason(None, len(rest), names, values[:, rest].sum(axis=1)))
    return tuple(told)


def _factor(pick: Pick, evidence: Mapping[str, FloatArray]) -> float:
    """Units of the score for one of evidence; 0 where none of the parts comes from the history."""
    parts = {part.name: part.value for part in pick.parts if part.name in evidence}
    if not parts:
        return 0.0
    # the largest part is told apart from rounding most surely
    name = max(parts, key=lambda name: abs(parts[name]))
    total = float(evidence[name].sum(dtype=np.float64))
    return max(parts[name] / total, 0.0) if total else 0.0


def _reason(index: int | None, count: int, names: list[str], values: np.ndarray) -> Reason:
    parts = tuple(
        Part(name, float(value)) for name, value in zip(names, values, strict=True) if value
    )
    return Reason(index, count, sum(part.value for part in parts), parts)
