"""How good a recommender is: splits, metrics, protocol, intervals, report.

Start with ``protocol``; ``splits`` says what is hidden, ``split`` why nobody tunes on a test.
"""

from matinee.evaluation.bootstrap import Comparison, Interval, Resamples
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.protocol import Maker, StarPredictor, evaluate
from matinee.evaluation.queries import Queries, draw_queries
from matinee.evaluation.report import Report, Row, pool
from matinee.evaluation.split import Split, TestSplit, ValidationSplit, check_validation
from matinee.evaluation.splits import (
    eligible_users,
    hide_movies,
    hold_out_users,
    iter_folds,
    leave_last_out,
    split_by_time,
)

__all__ = [
    "Comparison",
    "EvaluationConfig",
    "Interval",
    "Maker",
    "Queries",
    "Report",
    "Resamples",
    "Row",
    "Split",
    "StarPredictor",
    "TestSplit",
    "ValidationSplit",
    "check_validation",
    "draw_queries",
    "eligible_users",
    "evaluate",
    "hide_movies",
    "hold_out_users",
    "iter_folds",
    "leave_last_out",
    "pool",
    "split_by_time",
]
