"""What an evaluation found, as values that can be shown or written down."""

from dataclasses import asdict, dataclass, field

import numpy as np

from matinee.evaluation.metrics import (
    coverage,
    hit_rate,
    mark_hits,
    ndcg,
    recall,
    reciprocal_rank,
)
from matinee.types import IndexArray, RatingMatrix

#: Places of the list behind nDCG, hit rate and coverage; and behind recall and MRR.
N_SHORT, N_LONG = 10, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One model's figures, means over the lists, each from 0 to 1.

    Attributes:
        model: The name that was asked for.
        ndcg_at_10: Of the first 10 places.
        ndcg_error: Standard error of that mean over the lists; 0 for a single list.
        recall_at_20: Of the first 20 places, over ``min(20, targets)``.
        hit_rate_at_10: Share of lists with a target among the first 10.
        mrr: Mean of 1 / rank of the first target, 0 past place 20.
        coverage_at_10: Share of the movies that any list of 10 holds.
        n_lists: Lists behind the means.
        fit_seconds: Wall time of the fit.
    """

    model: str
    ndcg_at_10: float
    ndcg_error: float
    recall_at_20: float
    hit_rate_at_10: float
    mrr: float
    coverage_at_10: float
    n_lists: int
    fit_seconds: float

    @classmethod
    def from_lists(
        cls,
        model: str,
        indices: IndexArray,
        targets: RatingMatrix,
        *,
        n_movies: int,
        fit_seconds: float,
    ) -> "Row":
        """Measure ranked lists.

        Args:
            model: Name of the row.
            indices: Movies, best first, ``-1`` where a list has ended. Shape ``(batch, 20)``.
            targets: What should be found, shape ``(batch, movies)``, one or more in each row.
            n_movies: Movies that the coverage is a share of.
            fit_seconds: Passed on.
        """
        hits = mark_hits(indices, targets)
        n_targets = np.diff(targets.indptr)
        gains = ndcg(hits, n_targets, N_SHORT)
        error = gains.std(ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else 0.0
        return cls(
            model=model,
            ndcg_at_10=float(gains.mean()),
            ndcg_error=float(error),
            recall_at_20=float(recall(hits, n_targets, N_LONG).mean()),
            hit_rate_at_10=float(hit_rate(hits, n_targets, N_SHORT).mean()),
            mrr=float(reciprocal_rank(hits, n_targets, N_LONG).mean()),
            coverage_at_10=coverage(indices[:, :N_SHORT], n_movies),
            n_lists=len(indices),
            fit_seconds=fit_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of several models on one split.

    Attributes:
        task: ``recommend`` or ``similar``.
        rows: In the order in which the models were given.
        n_train_users: Users that were learnt from.
        n_held_out_users: Users that were asked about.
        n_movies: Movies with a rating.
        config: The protocol's numbers.
    """

    task: str
    rows: tuple[Row, ...]
    n_train_users: int
    n_held_out_users: int
    n_movies: int
    config: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The same as plain dictionaries, lists, strings and numbers."""
        return {**asdict(self), "rows": [asdict(row) for row in self.rows]}
