r"""What is talked about more than its past lets one expect, so that few words make no trend.

A movie is expected to keep its share of all that is said: with b opinions of it before, r of it in
the window, B and R of all M movies::

    E = R (b + k) / (B + k M),    r ~ Poisson(E t),    t ~ Gamma(c, c)

k, how much less than a past opinion it takes to be talked about, and c, how much shares change by
themselves, are fitted to all movies. The ratio's posterior is Gamma(c + r, c + E), and a movie
trends by its lower end: three opinions where a hundredth was expected are a hint, thirty where ten
were expected are a trend. A movie that is new has b = 0 and is expected to be as silent as others
without a past. When everything is imported at once, R grows and E with it, and no movie trends.

Source:
    DuMouchel, "Bayesian data mining in large frequency tables", The American Statistician 53(3),
    1999 (gamma-Poisson shrinkage, ranking by the 5 % quantile), with one gamma in place of two.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import gammaincinv, gammaln

from matinee.errors import DataError
from matinee.types import IndexArray

Values = npt.NDArray[np.float64]

#: Days before the window that tell what is usual. On MovieLens latest-small, shares of the last
#: three to four years predict those of the next 30, 90 and 365 days best.
LOOK_BACK_DAYS: Final = 1_095
#: Opinions in the window below which nothing trends.
LEAST: Final = 3
#: Lower end of the ratio from which a movie trends: of so many movies some are above 1 by chance.
LEAST_RATIO: Final = 1.2
#: Probability that the ratio is below its lower end.
_TAIL = 0.05
#: Where the fits of k and c look. Where nothing ever changed, c would grow without end and hide the
#: one movie that does.
_PAST_BOUNDS, _CHANGE_BOUNDS = (0.05, 5.0), (1.0, 10.0)
#: Opinions before the window from which on k is fitted; with fewer, little is known of the past.
ENOUGH: Final = 100


@dataclass(frozen=True, slots=True)
class Trends:
    """Movies that trend, most surely first; the arrays are of one length.

    Attributes:
        indices: Positions in the catalogue, int32.
        n_recent: Opinions in the window, int64, at least :data:`LEAST`.
        n_expected: How many were expected, float64.
        ratio_low: The ratio of both is above this with probability 0.95, float64, at least
            :data:`LEAST_RATIO`.
    """

    indices: IndexArray
    n_recent: npt.NDArray[np.int64]
    n_expected: Values
    ratio_low: Values

    def __len__(self) -> int:
        return len(self.indices)


def find_trends(n_before: npt.ArrayLike, n_recent: npt.ArrayLike) -> Trends:
    """Movies that are talked about more than expected.

    Args:
        n_before: Opinions of each movie before the window, shape ``(n_movies,)``, at least 0.
        n_recent: Opinions in the window, the same shape.

    Raises:
        DataError: The shapes differ, or a number is negative.
    """
    before, recent = np.asarray(n_before, np.float64), np.asarray(n_recent, np.float64)
    if before.shape != recent.shape or before.ndim != 1:
        raise DataError("n_before and n_recent must have one entry a movie.")
    if not ((before >= 0).all() and (recent >= 0).all()):
        raise DataError("numbers of opinions must be 0 or more.")
    usual = expected(before, float(recent.sum()))
    low = ratio_low(recent, usual)
    found = np.flatnonzero((recent >= LEAST) & (low >= LEAST_RATIO))
    order = found[np.lexsort((found, -recent[found], -low[found]))]
    return Trends(order.astype(np.int32), recent[order].astype(np.int64), usual[order], low[order])


def expected(before: Values, total_recent: float) -> Values:
    """E above: what each movie's share of the past makes of all that is said now.

    Args:
        before: Opinions of each movie before, shape ``(n_movies,)``.
        total_recent: Opinions of all movies in the window.

    Returns:
        The same shape; adds up to ``total_recent``.
    """
    if not len(before):
        return np.zeros(0)
    past = _PAST_BOUNDS[1]
    if before.sum() >= ENOUGH:
        past = _fit(before, np.full(len(before), before.mean()), _PAST_BOUNDS)
    share: Values = (before + past) / (before.sum() + past * len(before))
    return total_recent * share


def ratio_low(recent: Values, usual: Values) -> Values:
    """Lower end of each movie's ratio of opinions to expected ones, shape of ``recent``."""
    change = _fit(recent, usual, _CHANGE_BOUNDS)
    low: Values = gammaincinv(change + recent, _TAIL) / (change + usual)
    return low


def _fit(counts: Values, means: Values, bounds: tuple[float, float]) -> float:
    """Shape of the gamma that spreads Poisson rates around ``means``, by likelihood.

    Most movies are alike (nobody spoke of them), so equal rows are looked at once.
    """
    spoken = means > 0
    # one complex number is sorted far quicker than a row of two
    rows, times = np.unique(counts[spoken] + 1j * means[spoken], return_counts=True)
    n, mean = rows.real, rows.imag

    def loss(log_shape: float) -> float:
        shape = np.exp(log_shape)
        each = gammaln(n + shape) - gammaln(shape) - (n + shape) * np.log1p(mean / shape)
        each += n * np.log(mean / shape)
        return -float(times @ each)

    found = minimize_scalar(loss, bounds=tuple(np.log(bounds)), method="bounded")
    return float(np.exp(found.x))
