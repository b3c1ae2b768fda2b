"""Joins what the models say: candidates, one scale, a blend, and why.

Start with ``hybrid``.
"""

from matinee.models import REGISTRY
from matinee.models.base import Recommender
from matinee.ranking.blend import Candidates, Part, Pick, blend, gather
from matinee.ranking.dials import Dials
from matinee.ranking.explain import Opinions, explain, explain_for, explain_most_seen
from matinee.ranking.filters import Filters
from matinee.ranking.hybrid import Hybrid, HybridConfig

#: Every recommender that can be asked for by name.
RECOMMENDERS: dict[str, type[Recommender]] = {**REGISTRY, Hybrid.name: Hybrid}

__all__ = [
    "RECOMMENDERS",
    "Candidates",
    "Dials",
    "Filters",
    "Hybrid",
    "HybridConfig",
    "Opinions",
    "Part",
    "Pick",
    "blend",
    "explain",
    "explain_for",
    "explain_most_seen",
    "gather",
]
