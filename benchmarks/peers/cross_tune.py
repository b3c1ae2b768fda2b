"""Chooses hyperparameters on some users and measures on others, the same way for every model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from bench import Answer, Bench
from problems import Problems
from spaces import Entry, draw_trials


@dataclass(frozen=True)
class Outcome:
    """What a model reached on one task of one set.

    Attributes:
        entry: The model.
        chosen: Hyperparameters that were chosen, one set for each problem to choose on.
        chosen_ndcg: nDCG@10 that they reached there.
        n_trials: Sets that were tried on each.
        n_failed: Of these, how many could not be fitted.
        ndcg: nDCG@10 of every asked user, one measured problem after the other.
        hits: Hits among ten, likewise.
        answers: The measured runs.
    """

    entry: Entry
    chosen: list[dict[str, Any]]
    chosen_ndcg: list[float]
    n_trials: int
    n_failed: int
    ndcg: np.ndarray
    hits: np.ndarray
    answers: list[Answer] = field(repr=False)

    def figure(self, name: str) -> float:
        """Mean of a figure over the measured runs."""
        return float(np.mean([answer.figures[name] for answer in self.answers]))

    @property
    def seconds_per_1000(self) -> float:
        """Seconds that 1,000 users take to be served."""
        n_asked = sum(answer.figures["n_asked"] for answer in self.answers)
        spent = sum(answer.figures["serve_seconds"] for answer in self.answers)
        return 1000 * spent / n_asked


def cross_tune(
    bench: Bench, entry: Entry, problems: Problems, n_trials: int, *, ask: bool = True
) -> Outcome | None:
    """Choose on ``problems.choosing``, then measure on ``problems.asking``.

    Of trials that are equally good the first counts, so that defaults win ties. Every measured run
    has a process of its own, whose memory is measured.

    Args:
        bench: Runs or remembers.
        entry: The model.
        problems: Of one task on one set.
        n_trials: Sets of hyperparameters that are tried on each problem to choose on.
        ask: Off: only what is on disk counts.

    Returns:
        ``None`` where something is missing on disk, or nothing could be fitted.
    """
    trials = draw_trials(entry, n_trials, bench.seed)
    chosen, reached, n_failed = [], [], 0
    for problem in problems.choosing:
        answers = bench.run(entry, problem, trials, ask=ask)
        if any(answer is None for answer in answers):
            return None
        n_failed += sum("error" in answer.figures for answer in answers)
        best = best_of(answers)
        chosen.append(trials[best])
        reached.append(float(answers[best].ndcg.mean()))
    measured = [
        bench.run(entry, problem, [chosen[place]], ask=ask)[0] for problem, place in problems.asking
    ]
    if any(answer is None or "error" in answer.figures for answer in measured):
        return None
    return Outcome(
        entry=entry,
        chosen=chosen,
        chosen_ndcg=reached,
        n_trials=len(trials),
        n_failed=n_failed,
        ndcg=np.concatenate([answer.ndcg for answer in measured]),
        hits=np.concatenate([answer.hits for answer in measured]),
        answers=measured,
    )


def best_of(answers: Sequence[Answer]) -> int:
    """The first of the trials with the largest mean nDCG@10."""
    return int(np.argmax([answer.ndcg.mean() for answer in answers]))


def n_runs(entry: Entry, problems: Problems, n_trials: int) -> int:
    """Runs that :func:`cross_tune` asks for."""
    tried = n_trials if entry.space else 1
    return tried * len(problems.choosing) + len(problems.asking)
