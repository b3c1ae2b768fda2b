r"""How a movie was received: a Beta posterior of "a viewer liked it".

The prior comes from the critics, weighted as a few observations; the evidence are users' ratings
and the reviews' soft counts: a review that a model finds positive with probability p adds p to
alpha and 1 - p to beta (the expected counts of the Beta-binomial model). What each counts for is
decided in :mod:`matinee.sentiment.evidence`.

Critics' shares are more extreme than audiences' (a movie that most critics find all right has a
meter of 95, and three viewers in ten still do not like it), so figures are not taken as shares.
Each is mapped to a log-odds, by Beta-binomial regressions of "3.5 stars or more" in MovieLens
latest-small on the critics' figures of the starter catalogue (4,993 to 7,568 movies)::

    Rotten Tomatoes average a   0.00 + 0.56 (a - 6)
    Metacritic m                0.20 + 0.39 (m - 60) / 10
    Rotten Tomatoes meter s    -0.25 + 0.56 logit((s n + 1) / (n + 2)),  s in 0…1, n reviews

and the mean of those known counts, the average thrice: beside it the others tell little more. A
slope of 0.56 is how much wider than audiences critics spread. The same regressions give how far
movies with equal figures differ: as much as 12 (Metacritic) to 18 (average) viewers tell. The
prior counts for at most 8, and for less with few critics: so few that those who write here are
heard, which costs little in how well it predicts (``benchmarks/reception_weights.py``).

Source:
    Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4 (Beta prior as earlier
    observations) and 5.3 (Beta-binomial hierarchy); E. Miller, "How not to sort by average
    rating", 2009, for ranking by a lower bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from matinee.data import Critics
from matinee.errors import ConfigError, DataError
from matinee.types import FloatArray, IndexArray

# A Metascore needs four reviews and a Tomatometer five; that many are counted where a figure is
# published without the number behind it.
_METACRITIC_LEAST, _TOMATOES_LEAST = 4, 5


_ABOVE_ZERO = (
    "critics_strength",
    "critics_half",
    "unknown_strength",
    "ratings_strength",
    "ratings_half",
    "imported_strength",
    "imported_half",
    "stars_slope",
    "half_life_days",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionConfig:
    """How much critics, users' ratings and reviews count for.

    Attributes:
        critics_strength: Observations that endlessly many critics count for.
        critics_half: Number of critics that count for half of it.
        catalogue_mean: Prior mean of a movie without critics; :func:`catalogue_mean` finds it.
            The default is that of MovieLens latest-small's movies.
        unknown_strength: Observations that this mean counts for.
        ratings_strength: Observations that endlessly many users' ratings count for: as few as the
            critics, for the same reason.
        ratings_half: Number of ratings that count for half of it.
        imported_strength: Observations that endlessly many imported reviews count for.
        imported_half: Number of imported reviews that count for half of it.
        stars_weight: Share of a writer's stars, where given, in whether he liked it; the text has
            the rest.
        stars_middle: Stars of 10 with which half have liked it.
        stars_slope: Log-odds that each further star adds.
        half_life_days: Days after which a review counts for half; ``None``: reviews do not age.
        interval: Probability inside the interval, its tails alike.
    """

    critics_strength: float = 8.0
    critics_half: float = 15.0
    catalogue_mean: float = 0.53
    unknown_strength: float = 2.0
    ratings_strength: float = 8.0
    ratings_half: float = 8.0
    imported_strength: float = 4.0
    imported_half: float = 20.0
    stars_weight: float = 0.7
    stars_middle: float = 6.5
    stars_slope: float = 1.0
    half_life_days: float | None = None
    interval: float = 0.9

    def __post_init__(self) -> None:
        for name in _ABOVE_ZERO:
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ConfigError(f"{name} must be above 0, not {value}.")
        for name in ("catalogue_mean", "interval"):
            if not 0 < getattr(self, name) < 1:
                raise ConfigError(f"{name} must be between 0 and 1, not {getattr(self, name)}.")
        if not 0 <= self.stars_weight <= 1:
            raise ConfigError(f"stars_weight must be 0 to 1, not {self.stars_weight}.")


DEFAULT: Final = ReceptionConfig()

#: What each point counts that the upper end of the interval lacks to a half.
SURE_DISLIKE: Final = np.float32(8)


class Prior(NamedTuple):
    """What the critics say before anyone else has spoken.

    Attributes:
        alpha: Expected number of viewers who liked it, of ``alpha + beta``.
        beta: Expected number of those who did not.
        n_critics: Number of critics behind it, 0 where none is known.
    """

    alpha: float
    beta: float
    n_critics: int


@dataclass(frozen=True, slots=True)
class Reception:
    """How a movie was received.

    Attributes:
        mean: Probability that a viewer likes it, 0 to 1.
        low: Lower end of the interval; lists are ranked by it.
        high: Upper end.
        n_reviews: Reviews that it rests on.
        n_critics: Critics that it rests on.
        n_ratings: Users' ratings that it rests on.
    """

    mean: float
    low: float
    high: float
    n_reviews: int
    n_critics: int
    n_ratings: int = 0

    @property
    def known(self) -> bool:
        """Whether anything but the catalogue's mean is behind it."""
        return self.n_reviews + self.n_critics + self.n_ratings > 0


def prior(critics: Critics, config: ReceptionConfig = DEFAULT) -> Prior:
    """The Beta prior from a movie's critics.

    Args:
        critics: Published figures; without any the catalogue's mean is the prior.
        config: How much they count for.

    Returns:
        ``alpha = strength m`` and ``beta = strength (1 - m)``, with ``strength =
        critics_strength n / (n + critics_half)`` and at least ``unknown_strength``.
    """
    odds = _log_odds(critics)
    if odds is None:
        mean, strength, n_critics = config.catalogue_mean, config.unknown_strength, 0
    else:
        n_critics = _count(critics)
        mean = 1 / (1 + exp(-odds))
        strength = config.critics_strength * n_critics / (n_critics + config.critics_half)
        strength = max(strength, config.unknown_strength)
    return Prior(strength * mean, strength * (1 - mean), n_critics)


def priors(
    critics: Sequence[Critics], config: ReceptionConfig = DEFAULT
) -> tuple[FloatArray, FloatArray, IndexArray]:
    """:func:`prior` of many movies.

    Returns:
        ``alpha``, ``beta`` and ``n_critics``, each of shape ``(len(critics),)``.
    """
    rows = np.array([prior(one, config) for one in critics], dtype=np.float64).reshape(-1, 3)
    alpha, beta, n_critics = rows.T
    return alpha.astype(np.float32), beta.astype(np.float32), n_critics.astype(np.int32)


def catalogue_mean(critics: Sequence[Critics]) -> float:
    """Mean liking over the movies that have critics; the default's where none has."""
    known = [odds for odds in map(_log_odds, critics) if odds is not None]
    if not known:
        return DEFAULT.catalogue_mean
    return float(np.mean(1 / (1 + np.exp(-np.array(known)))))


def posterior(before: Prior, n_effective: float, sum_positive: float) -> tuple[float, float]:
    """Alpha and beta after ratings and reviews.

    Args:
        before: The movie's prior.
        n_effective: Viewers that the evidence counts for.
        sum_positive: How many of those liked it.

    Raises:
        DataError: The sum is not between 0 and the number of viewers.
    """
    # sums of float32 probabilities may pass the number of viewers by their rounding
    slack = 1e-5 * (1 + n_effective)
    if not -slack <= sum_positive <= n_effective + slack:
        raise DataError(f"sum_positive must be 0 to {n_effective}, not {sum_positive}.")
    positive = min(max(sum_positive, 0.0), float(n_effective))
    return before.alpha + positive, before.beta + n_effective - positive


def reception(
    alpha: float,
    beta: float,
    n_reviews: int = 0,
    n_critics: int = 0,
    *,
    n_ratings: int = 0,
    config: ReceptionConfig = DEFAULT,
) -> Reception:
    """The reception of one movie from its posterior; see :func:`posterior`."""
    ratings = np.array([n_ratings])
    return receptions([alpha], [beta], [n_reviews], [n_critics], n_ratings=ratings, config=config)[
        0
    ]


def receptions(
    alpha: npt.ArrayLike,
    beta: npt.ArrayLike,
    n_reviews: npt.ArrayLike,
    n_critics: npt.ArrayLike,
    *,
    n_ratings: npt.ArrayLike | None = None,
    config: ReceptionConfig = DEFAULT,
) -> list[Reception]:
    """The receptions of many movies; arrays of shape ``(n_movies,)``, no ratings where ``None``."""
    mean, low, high = intervals(alpha, beta, config)
    rated = np.zeros(len(mean), np.int64) if n_ratings is None else np.asarray(n_ratings)
    columns = (mean, low, high, np.asarray(n_reviews), np.asarray(n_critics), rated)
    return [Reception(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def intervals(
    alpha: npt.ArrayLike, beta: npt.ArrayLike, config: ReceptionConfig = DEFAULT
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean and both ends of the interval.

    Args:
        alpha: Shape ``(n_movies,)``, above 0.
        beta: The same shape, above 0.
        config: Tells how wide the interval is.

    Returns:
        ``mean``, ``low``, ``high``, each float32. The mean is always inside: a quantile that
        passes it, as very lopsided counts can make it do, is moved onto it.

    Raises:
        DataError: A count is not positive and finite.
    """
    a, b = _check_counts(alpha, beta)
    tail = (1 - config.interval) / 2
    mean = a / (a + b)
    low = np.minimum(betaincinv(a, b, tail), mean)
    high = np.maximum(betaincinv(a, b, 1 - tail), mean)
    return mean.astype(np.float32), low.astype(np.float32), high.astype(np.float32)


def lower_bound(
    alpha: npt.ArrayLike, beta: npt.ArrayLike, config: ReceptionConfig = DEFAULT
) -> FloatArray:
    """The value that liking is above with probability 0.95 (for a 90 % interval).

    Ranking goes by it, so that three raves do not beat three hundred good reviews.

    Args:
        alpha: Shape ``(n_movies,)``, above 0.
        beta: The same shape, above 0.
        config: Tells how wide the interval is.

    Returns:
        Shape ``(n_movies,)``, float32, 0 to 1.

    Raises:
        DataError: A count is not positive and finite.
    """
    a, b = _check_counts(alpha, beta)
    low = betaincinv(a, b, (1 - config.interval) / 2)
    return np.minimum(low, a / (a + b)).astype(np.float32)


def standing(
    alpha: "np.typing.ArrayLike", beta: "np.typing.ArrayLike", config: ReceptionConfig = DEFAULT
) -> FloatArray:
    """What ranking goes by: the lower bound, less a penalty where dislike is beyond doubt.

    A lower bound alone hardly tells a movie that nobody knows from one that everybody hates: both
    are near 0. Where even the upper end of the interval is below a half, viewers surely do not
    like it, and each point that is missing to the half counts eightfold; eight, so that twenty
    bad reviews outweigh any lead in relevance at the default weight.

    Args:
        alpha: Shape ``(n_movies,)``, above 0.
        beta: The same shape, above 0.
        config: Tells how wide the interval is.

    Returns:
        Shape ``(n_movies,)``, float32, -4 to 1; never rises when a viewer dislikes a movie.

    Raises:
        DataError: A count is not positive and finite.
    """
    _, low, high = intervals(alpha, beta, config)
    doubtless: FloatArray = np.maximum(np.float32(0.5) - high, np.float32(0))
    return low - SURE_DISLIKE * doubtless


def _check_counts(
    alpha: npt.ArrayLike, beta: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    a, b = np.asarray(alpha, dtype=np.float64), np.asarray(beta, dtype=np.float64)
    for name, counts in (("alpha", a), ("beta", b)):
        if not (np.isfinite(counts).all() and (counts > 0).all()):
            raise DataError(f"{name} must be above 0 and finite, not {counts.min()}.")
    return a, b


def _count(critics: Critics) -> int:
    """Critics behind the figures; one who is on both sites is not counted twice."""
    on_tomatoes = critics.rt_average is not None or critics.rt_meter is not None
    return max(
        _METACRITIC_LEAST if critics.metacritic is not None else 0,
        (critics.rt_reviews or _TOMATOES_LEAST) if on_tomatoes else 0,
    )


def _log_odds(critics: Critics) -> float | None:
    """Log-odds of liking by the critics' figures; ``None`` where there are none."""
    total = weight = 0.0
    if critics.rt_average is not None:
        total, weight = total + 3 * 0.56 * (critics.rt_average - 6), weight + 3
    if critics.metacritic is not None:
        total, weight = total + 0.20 + 0.039 * (critics.metacritic - 60), weight + 1
    if critics.rt_meter is not None:
        # one more of each kind keeps 0 and 100 apart from never and always
        n = critics.rt_reviews or _TOMATOES_LEAST
        fresh = critics.rt_meter / 100 * n + 1
        total, weight = total - 0.25 + 0.56 * log(fresh / (n + 2 - fresh)), weight + 1
    return total / weight if weight else None
