"""Search by sentence: what was typed, lists of candidates from several sources, and their fusion.

Start with ``fusion``.
"""

from matinee.search.candidates import Candidates, by_kind, by_meaning, by_name, by_words
from matinee.search.explain import explain
from matinee.search.fusion import Fused, fuse
from matinee.search.query import SearchQuery, parse_query

__all__ = [
    "Candidates",
    "Fused",
    "SearchQuery",
    "by_kind",
    "by_meaning",
    "by_name",
    "by_words",
    "explain",
    "fuse",
    "parse_query",
]
