"""From evidence, which adds up, to a score between 0 and 1, whose parts add up too.

A logistic ranker says how likely a movie is to be liked by a sum of evidence in log-odds. What is
shown is ``exp(evidence - best)``: the odds of a movie against those of the best candidate. Each
signal has the same share of that score as it has of the evidence.
"""

from collections.abc import Mapping

import numpy as np

from matinee.ranking.blend import Candidates
from matinee.types import BoolArray, FloatArray, IndexArray

#: Least evidence of a candidate, so that shares of it are told without dividing by nothing.
LEAST = 0.05
#: Part of a candidate that has less.
CHANCE = "chance"


def weigh(
    indices: IndexArray,
    evidence: Mapping[str, FloatArray],
    allowed: BoolArray | None = None,
    usual: BoolArray | None = None,
) -> Candidates:
    """Candidates whose relevance comes apart by signal.

    Args:
        indices: Positions of the candidates, shape ``(n,)``.
        evidence: Signal name to log-odds, shape ``(n,)``; signals that are 0 throughout are left
            out.
        allowed: Which of the catalogue's movies filters let through; ``None``: all. The others
            are no candidates, but the best of them is still what odds are told against, so that
            filters change no score.
        usual: Which of the candidates there are without filters, shape ``(n,)``; ``None``: all.
            What a filter brought in on top counts as much as the best of these at most.

    Returns:
        Candidates with weights of 1, in the order given; the best has a relevance of 1. Where a
        candidate's evidence is below :data:`LEAST`, what it lacks is told as :data:`CHANCE`.
    """
    told = {name: values for name, values in evidence.items() if values.any()}
    total = np.zeros(len(indices), dtype=np.float64)
    for values in told.values():
        total += values
    best = (total if usual is None else total[usual]).max(initial=-np.inf)
    relevance = np.exp(np.minimum(total - best, 0))
    least = np.maximum(total, LEAST)
    if (least > total).any():
        told[CHANCE] = (least - total).astype(np.float32)
    kept = np.ones(len(indices), dtype=np.bool_) if allowed is None else allowed[indices]
    scale = (relevance / least)[kept]
    scores = {name: (values[kept] * scale).astype(np.float32) for name, values in told.items()}
    return Candidates(indices[kept], scores, dict.fromkeys(scores, 1.0))
