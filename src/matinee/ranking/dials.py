"""Dials: what a list may trade some relevance for.

Each is 0 to 1 and off at 0. They choose among picks that are scored already, and what a dial adds
or takes stands among a pick's parts under the dial's name, so that parts still sum to the score.
A dial at 0 is not computed; with all at 0, :func:`turn` is not called.

Sources:
    * ``popularity``: score divided by popularity to a power, as in Steck (2011), *Item popularity
      and recommendation accuracy*, RecSys.
    * ``diversity``: maximal marginal relevance, Carbonell & Goldstein (1998), SIGIR.
    * ``calibration``: Steck (2018), *Calibrated recommendations*, RecSys.
    * ``serendipity``: relevant and unexpected, where unexpected is far from what the history holds
      and from what is popular: the distance and popularity models of Vargas & Castells (2011),
      *Rank and relevance in novelty and diversity metrics*, RecSys; surveyed with others by
      Kaminskas & Bridge (2016), ACM TiiS 7 (1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from matinee.errors import DataError
from matinee.ranking.blend import Part, Pick
from matinee.ranking.variety import Filler, Floats, genre_shares, likeness, unit_rows

#: Power of the popularity at full turn: of two movies one of which is seen ten times as much, the
#: other's score then counts ten times.
FULL_POWER = 1.0
#: Added to a popularity, so that one rating more or less of a rare movie decides little.
SMOOTH = 5.0
#: How much of its score, as a power of e, the most expected movie can lose at full turn.
FULL_SURPRISE = 12.0
#: Score that a nat of divergence costs at full turn, for each movie of the list.
FULL_CALIBRATION = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """How far each dial is turned, 0 to 1.

    Attributes:
        popularity: Away from what everybody has seen.
        diversity: Away from movies that are like one that stands above them.
        calibration: Towards the mix of genres of the history.
        serendipity: Away from what was to be expected of the history.
    """

    popularity: float = 0.0
    diversity: float = 0.0
    calibration: float = 0.0
    serendipity: float = 0.0

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            DataError: A dial is out of range.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value <= 1:
                raise DataError(f"{field.name} must be 0 to 1, not {value}.")

    @property
    def off(self) -> bool:
        """Whether all are at 0."""
        return not (self.popularity or self.diversity or self.calibration or self.serendipity)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What dials go by; rows are those of the picks.

    Attributes:
        popularity: How often each was seen or written of, at least 0, shape ``(n,)``.
        most_popular: The largest of the whole catalogue.
        vectors: Of the texts, of length one or zero, shape ``(n, dim)``.
        genres: 0 or 1, shape ``(n, n_genres)``.
        taste_vectors: The same two of what the history likes, shape ``(n_liked, dim)``
        taste_genres: and ``(n_liked, n_genres)``; for a movie that was asked about, its own row.
    """

    popularity: Floats
    most_popular: float
    vectors: Floats
    genres: Floats
    taste_vectors: Floats
    taste_genres: Floats


def less_popular(scores: Floats, popularity: Floats, dial: float) -> Floats:
    """What popularity takes from each score.

    ``score · ((SMOOTH + least) / (SMOOTH + popularity)) ^ (FULL_POWER · dial)`` is left, where
    *least* is the smallest popularity among them: the score over a power of the popularity, scaled
    so that nothing grows. Scores of 0 and below stay as they are.

    The more the dial is turned, the smaller the geometric mean of ``SMOOTH + popularity`` of the
    best ``n``, whatever ``n`` is.

    Args:
        scores: Shape ``(n,)``.
        popularity: The same shape, at least 0.
        dial: 0 to 1.

    Returns:
        The same shape, at most 0.
    """
    smooth = popularity + SMOOTH
    left = (smooth.min(initial=np.inf) / smooth) ** (FULL_POWER * dial)
    taken: Floats = np.maximum(scores, 0) * (left - 1)
    return taken


def unexpected(around: Surroundings) -> Floats:
    """How little each movie is what the history makes one expect, 0 to 1, shape ``(n,)``.

    The mean of two distances: from the middle of what is liked (texts and genres), and from the
    most popular movie, on a scale of logarithms.
    """
    near = np.zeros(len(around.popularity))
    if len(around.taste_vectors):
        texts = around.vectors @ around.taste_vectors.mean(axis=0)
        genres = unit_rows(around.genres) @ unit_rows(around.taste_genres).mean(axis=0)
        near = np.clip((texts + genres) / 2, 0, 1)
    most = np.log1p(max(around.most_popular, 1))
    known = np.minimum(np.log1p(around.popularity) / most, 1)
    away: Floats = 1 - (near + known) / 2
    return away


def less_expected(scores: Floats, surprise: Floats, dial: float) -> Floats:
    """What being expected takes from each score.

    ``score · e ^ (-FULL_SURPRISE · dial · (most - surprise))`` is left, where *most* is the largest
    surprise among them. Relevance still counts, since it is multiplied: what does not fit gains
    nothing by being unexpected. Scores of 0 and below stay as they are.

    The more the dial is turned, the larger the mean surprise of the best ``n``, whatever ``n`` is.

    Args:
        scores: Shape ``(n,)``.
        surprise: From :func:`unexpected`, the same shape.
        dial: 0 to 1.

    Returns:
        The same shape, at most 0.
    """
    gap = surprise.max(initial=0) - surprise
    taken: Floats = np.maximum(scores, 0) * np.expm1(-FULL_SURPRISE * dial * gap)
    return taken


def turn(picks: Sequence[Pick], around: Surroundings, dials: Dials, n: int) -> list[Pick]:
    """Choose ``n`` of the picks, and say what each dial had to do with it.

    Diversity and calibration fill the list place by place, so its scores need not descend: a movie
    that stands lower may have lost less to those above it.

    Args:
        picks: Best first, more of them than ``n``: there is nothing else to choose from.
        around: What dials go by, row by row of the picks.
        dials: At least one of them above 0.
        n: Length of the list.
    """
    scores = np.array([pick.score for pick in picks], dtype=np.float64)
    added: dict[str, Floats] = {}
    if dials.popularity:
        added["popularity"] = less_popular(scores, around.popularity, dials.popularity)
    if dials.serendipity:
        left = scores + added.get("popularity", 0)
        added["serendipity"] = less_expected(left, unexpected(around), dials.serendipity)
    scores = scores + sum(added.values())
    wanted = genre_shares(around.taste_genres) if dials.calibration else None
    filler = Filler(
        scores,
        around.genres,
        alike=likeness(around.vectors, around.genres) if dials.diversity else None,
        # a taste without genres asks for nothing
        wanted=wanted if wanted is not None and wanted.any() else None,
        diversity=dials.diversity,
        calibration=FULL_CALIBRATION * dials.calibration,
    )
    turned = []
    for place, varied, fitting in filler.choose(n):
        own = {name: float(values[place]) for name, values in added.items()}
        own |= {"diversity": varied, "calibration": fitting}
        parts = (*picks[place].parts, *(Part(name, value) for name, value in own.items() if value))
        turned.append(Pick(picks[place].index, sum(part.value for part in parts), parts))
    return turned
