"""How good a recommender is for users it has never seen: splits, metrics, protocol, report.

Start with ``protocol``.
"""

from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.protocol import evaluate, evaluate_similar, measure_similar, measure_split
from matinee.evaluation.report import Report, Row
from matinee.evaluation.splits import StrongSplit, iter_folds, split_users

__all__ = [
    "EvaluationConfig",
    "Report",
    "Row",
    "StrongSplit",
    "evaluate",
    "evaluate_similar",
    "iter_folds",
    "measure_similar",
    "measure_split",
    "split_users",
]
