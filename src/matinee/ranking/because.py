"""Tells what each movie of a history adds to a pick's score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matinee.ranking.blend import Part, Pick
from matinee.types import BoolArray, FloatArray, IndexArray

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
    *,
    liked: BoolArray | None = None,
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
        liked: Which shown movies are liked, shape ``(n_shown,)``. The liked one that adds most is
            named whatever others take, at the last place where it would have none.

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
    named = order[:n]
    if liked is not None and n:
        named = _with_best(named, order[liked[order] & (totals[order] > 0)])
    rest = np.setdiff1d(order, named)
    told = [_reason(int(shown[place]), 1, names, values[:, place]) for place in named]
    if len(rest):
        told.append(_reason(None, len(rest), names, values[:, rest].sum(axis=1)))
    return tuple(told)


def _with_best(named: np.ndarray, speaking: np.ndarray) -> np.ndarray:
    """The same places with the first that speaks for the pick among them, if any does."""
    if not len(speaking) or speaking[0] in named:
        return named
    return np.append(named[:-1], speaking[0])


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
    largest_first = tuple(sorted(parts, key=lambda part: -abs(part.value)))
    return Reason(index, count, sum(part.value for part in parts), largest_first)
