"""Where each recommender's weights are looked for.

A config says what is possible; this says what is worth trying, around the default. A field that is
not named here keeps its default. Names and defaults are checked against the configs by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Values of one weight.

    Attributes:
        low: The least; with an int at both ends only whole numbers are tried.
        high: The largest, above ``low``.
        log: Steps are factors: 20 to 200 is as wide as 200 to 2000. Then ``low`` is above 0.
    """

    low: float
    high: float
    log: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are tried."""
        return isinstance(self.low, int) and isinstance(self.high, int)


#: Name of a config's field to where its value is looked for.
Space = Mapping[str, Span]

_STEPS = {"recent", "nearby"}

#: Name of a recommender to the space of its weights.
SPACES: Mapping[str, Space] = {
    "item-knn": {"k": Span(20, 500, log=True), "shrink": Span(0.5, 100.0, log=True)},
    "rp3beta": {
        "alpha": Span(0.2, 1.2),
        "beta": Span(0.0, 0.8),
        "k": Span(30, 500, log=True),
    },
    "nmf": {"n_components": Span(10, 120, log=True)},
    "ials": {
        "dim": Span(16, 128, log=True),
        "reg": Span(0.002, 0.1, log=True),
        "unobserved": Span(0.02, 1.0, log=True),
        "scaling": Span(0.5, 1.0),
        "epochs": Span(6, 20, log=True),
    },
    "ease": {"reg": Span(20.0, 1500.0, log=True)},
    "edlae": {"reg": Span(10.0, 800.0, log=True), "dropout": Span(0.0, 0.8)},
    "recent": {
        "reg": Span(40.0, 1500.0, log=True),
        "weight": Span(0.2, 8.0, log=True),
        "reach": Span(2.0, 30.0, log=True),
        "fade": Span(1.0, 30.0, log=True),
        "backward": Span(0.0, 1.0),
        "others": Span(0.0, 1.0),
        "prior": Span(3.0, 300.0, log=True),
        "held_back": Span(0.0, 0.8),
    },
    "nearby": {
        "reg": Span(40.0, 1500.0, log=True),
        "weight": Span(0.1, 4.0, log=True),
        "reach": Span(1.0, 20.0, log=True),
        "others": Span(0.0, 1.0),
        "prior": Span(3.0, 300.0, log=True),
        "held_back": Span(0.0, 0.8),
    },
    # what it predicts is left alone: it is there for its stars, and no figure of lists knows them
    "biased": {"neutral": Span(1.0, 4.0), "strength": Span(1.0, 3000.0, log=True)},
    "content": {
        "genre_weight": Span(0.0, 0.3),
        "tag_weight": Span(0.0, 0.5),
        "people_weight": Span(0.0, 0.5),
        "year_weight": Span(0.0, 0.3),
    },
    "cold": {
        "link_reg": Span(50.0, 800.0, log=True),
        "own": Span(0.0, 1.0),
        "reg": Span(10.0, 500.0, log=True),
        "likeness": Span(0.0, 1.0),
    },
    "ease-stars": {"reg": Span(20.0, 800.0, log=True), "seen": Span(0.0, 1.0)},
    "lift": {"shrink": Span(1.0, 100.0, log=True)},
    "hybrid": {"n_rated": Span(50, 500, log=True), "n_fresh": Span(20, 200, log=True)},
}

#: The same for movies like a movie, where other weights count. Steps that people take play no part
#: in it. EASE's ``discount`` is in neither: it trades hits for rare movies, which is a choice.
SIMILAR_SPACES: Mapping[str, Space] = {
    **{name: space for name, space in SPACES.items() if name not in _STEPS},
    "hybrid": {"about_similar": Span(0.1, 10.0, log=True)},
}
