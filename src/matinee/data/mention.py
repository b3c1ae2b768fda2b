"""A sentence of a review that speaks of one side of a movie."""

from dataclasses import dataclass
from typing import Final

#: What audiences speak of, in the order in which it is shown where nothing else orders it.
ASPECTS: Final = (
    "story",
    "acting",
    "direction",
    "pace",
    "visuals",
    "music",
    "dialogue",
    "humour",
    "emotion",
    "ending",
    "originality",
    "family-friendliness",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence, or one half of a contrast, about one aspect.

    Attributes:
        aspect: One of :data:`ASPECTS`.
        start: Where it starts in the review's text, in characters.
        end: Where it ends, exclusive; above ``start``.
        positive: Probability that it is praise, 0 to 1.
    """

    aspect: str
    start: int
    end: int
    positive: float
