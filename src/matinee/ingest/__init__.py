"""Files that others make to ``data`` values: movies, ratings, reviews. Knows no database.

Start with ``movies``.
"""

from matinee.ingest.rejects import Reject, check_rejects, write_rejects
from matinee.ingest.starter import read_starter

__all__ = ["Reject", "check_rejects", "read_starter", "write_rejects"]
