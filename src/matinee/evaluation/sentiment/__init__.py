"""How well reviews are read: what was held out, how it is read, tables with intervals.

Start with ``held_out`` for the data, then ``tables``.
"""

from matinee.evaluation.sentiment.aspects import Labelled, aspect_table, read_labelled
from matinee.evaluation.sentiment.curve import DOUBTS, curve_table
from matinee.evaluation.sentiment.english import calibration_tables, tier_table
from matinee.evaluation.sentiment.held_out import (
    FILES,
    Reviews,
    Sentences,
    Texts,
    check_files,
    read_languages,
    read_reviews,
    read_sentences,
)
from matinee.evaluation.sentiment.languages import (
    Answers,
    identification_table,
    language_table,
    mean_table,
)
from matinee.evaluation.sentiment.remembered import Remembered
from matinee.evaluation.sentiment.tables import Estimate, Table, format_cell
from matinee.evaluation.sentiment.tiers import English

__all__ = [
    "DOUBTS",
    "FILES",
    "Answers",
    "English",
    "Estimate",
    "Labelled",
    "Remembered",
    "Reviews",
    "Sentences",
    "Table",
    "Texts",
    "aspect_table",
    "calibration_tables",
    "check_files",
    "curve_table",
    "format_cell",
    "identification_table",
    "language_table",
    "mean_table",
    "read_labelled",
    "read_languages",
    "read_reviews",
    "read_sentences",
    "tier_table",
]
