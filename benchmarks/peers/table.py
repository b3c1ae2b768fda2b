"""One table and one JSON out of what every model reached."""

from typing import Any

import numpy as np
from cross_tune import Outcome
from environments import versions
from spaces import OURS

from matinee.evaluation.bootstrap import Comparison, Interval, Resamples

#: Task to what it is measured by, and to the name of that.
MEASURES = {"users": ("ndcg", "nDCG@10"), "last": ("hits", "hit rate@10")}


def figures_of(task: str, outcomes: list[Outcome], users: np.ndarray) -> dict[str, Any]:
    """Everything about one task on one set, the best model first.

    Every model is compared with the best of ours; while ours are missing, with the best of all.
    """
    measure, label = MEASURES[task]
    draws = Resamples(np.arange(len(users)))
    ranked = sorted(outcomes, key=lambda outcome: -getattr(outcome, measure).mean())
    best = next((outcome for outcome in ranked if outcome.entry.peer == OURS), ranked[0])
    rows = []
    for outcome in ranked:
        values = getattr(outcome, measure)
        against = None
        if outcome is not best:
            against = _compared(draws.compare(values, getattr(best, measure)))
        rows.append(
            {
                "peer": outcome.entry.peer,
                "model": outcome.entry.model,
                "new_users": outcome.entry.new_users,
                "ndcg_at_10": _bounds(draws.mean(outcome.ndcg)),
                "hit_rate_at_10": _bounds(draws.mean(outcome.hits)),
                "against": against,
                "coverage_at_10": _coverage(outcome),
                "fit_seconds": round(outcome.figure("fit_seconds"), 3),
                "peak_mb": round(max(a.figures["peak_mb"] for a in outcome.answers)),
                "seconds_per_1000_users": round(outcome.seconds_per_1000, 3),
                "n_trials": outcome.n_trials,
                "n_failed_trials": outcome.n_failed,
                "chosen": outcome.chosen,
                "chosen_ndcg_at_10": [round(value, 4) for value in outcome.chosen_ndcg],
            }
        )
    return {
        "measure": label,
        "n_users": len(users),
        "compared_with": best.entry.name,
        "rows": rows,
    }


def pinned(outcomes: list[Outcome]) -> dict[str, dict[str, str]]:
    """Versions of the peers that take part."""
    return {
        peer: versions(peer) for peer in sorted({o.entry.peer for o in outcomes}) if versions(peer)
    }


def markdown(data: str, figures: dict[str, Any]) -> str:
    """The table of one task on one set."""
    measure = "ndcg_at_10" if figures["measure"].startswith("nDCG") else "hit_rate_at_10"
    lines = [
        f"### {data}, {figures['measure']} of {figures['n_users']} users",
        "",
        f"| model | {figures['measure']} | against {figures['compared_with']} | new users | fit, s "
        "| peak, MB | s for 1,000 users |",
        "|---|---|---|---|---|---|---|",
    ]
    lines.extend(
        f"| {row['peer']} {row['model']} | {_cell(row[measure])} "
        f"| {_against(row['against'])} | {row['new_users']} "
        f"| {row['fit_seconds']:.2f} | {row['peak_mb']} | {row['seconds_per_1000_users']:.2f} |"
        for row in figures["rows"]
    )
    return "\n".join(lines) + "\n"


def _coverage(outcome: Outcome) -> float:
    """Share of the movies that any list of ten holds, all folds together."""
    listed = np.logical_or.reduce([answer.listed for answer in outcome.answers])
    return round(float(listed.mean()), 4) if len(listed) else 0.0


def _bounds(interval: Interval) -> list[float]:
    return [round(value, 4) for value in (interval.value, interval.low, interval.high)]


def _compared(comparison: Comparison) -> dict[str, Any]:
    return {
        "difference": _bounds(comparison.difference),
        "relative": _bounds(comparison.relative),
        "p_value": round(comparison.p_value, 4),
    }


def _cell(bounds: list[float]) -> str:
    value, low, high = bounds
    return f"{value:.4f} ({low:.3f} to {high:.3f})"


def _against(compared: dict[str, Any] | None) -> str:
    if compared is None:
        return ""
    value, low, high = compared["difference"]
    return f"{value:+.4f} ({low:+.4f} to {high:+.4f})"
