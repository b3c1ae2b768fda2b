"""The numbers in the formulas of *How movies are picked* are those that the code goes by."""

from pathlib import Path

import pytest

from matinee.models.cold import ColdMapConfig
from matinee.models.lift import LiftConfig
from matinee.models.star_ease import StarEaseConfig
from matinee.ranking.explain import NAMED_SHARE
from matinee.ranking.hybrid import FAINT, HybridConfig
from matinee.ranking.signals import SMOOTH

TEXT = (Path(__file__).resolve().parents[2] / "docs/explanation/ranking.md").read_text("utf-8")
#: The page as one line, since sentences run on.
PAGE = " ".join(TEXT.split())
SHRINK, SEEN = LiftConfig().shrink, StarEaseConfig().seen


@pytest.mark.parametrize(
    "words",
    [
        f"evidence_j = lift_ij + {HybridConfig().about_similar:g} · likeness_ij",
        f"ln((both + {SHRINK:g}) / (likes_i · likes_j / users + {SHRINK:g}))",
        f"ln(stars_j / {FAINT:g})",
        f"`{SEEN:g} + {1 - SEEN:g} u`",
        f"ln((own + {SMOOTH:g}) / (usual + {SMOOTH:g}))",
        f"plain likeness is added with {ColdMapConfig().likeness:g} of the map's spread",
        f"The {HybridConfig().n_rated + HybridConfig().n_fresh} for which most speaks",
        f"the {HybridConfig().n_rated} best that somebody rated and the {HybridConfig().n_fresh} "
        "best that nobody rated yet",
        f"each with at least {NAMED_SHARE:.0%} of what speaks for the pick".replace("%", " %"),
    ],
)
def test_a_formula_has_the_numbers_of_the_code(words):
    assert words in PAGE
