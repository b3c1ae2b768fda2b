"""Intervals of 95 %: shares, balanced shares, means over figures, and reviews that come in groups.

Reviews of one movie resemble each other, so what is measured on reviews is drawn again by movie; an
interval that takes them for independent would be too narrow.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError
from matinee.evaluation.sentiment.tables import Estimate
from matinee.types import BoolArray, FloatArray, IndexArray

#: Half the width of a 95 % interval in standard deviations of a normal distribution.
Z_95 = 1.959964
N_DRAWS = 1000

Values = npt.NDArray[np.float64]
#: From numbers of rows, shape ``(draws, groups)``, to one figure for each draw.
Statistic = Callable[[Values], Values]


def wilson(right: float, n: int) -> Estimate:
    """A share of independent cases.

    Args:
        right: Cases that are so, 0 to ``n``; halves may be counted.
        n: All cases, at least 1.

    Source:
        Wilson, JASA 22, 1927.

    Example:
        >>> str(wilson(9, 10))
        '0.900 (0.596 to 0.982)'
    """
    if n < 1:
        raise DataError(f"a share needs at least 1 case, not {n}.")
    share, z2 = right / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Estimate(share, min(max(0.0, middle - half), share), max(min(1.0, middle + half), share))


def mean_of(parts: Sequence[Estimate]) -> Estimate:
    """The mean of independent figures; distances to their bounds add up as squares.

    Source:
        Newcombe, Statistics in Medicine 17, 1998, method 10, for two; the same for more.
    """
    if not parts:
        raise DataError("a mean needs at least 1 figure, not 0.")
    value = math.fsum(part.value for part in parts) / len(parts)
    below = math.hypot(*(part.value - part.low for part in parts)) / len(parts)
    above = math.hypot(*(part.high - part.value for part in parts)) / len(parts)
    return Estimate(value, max(0.0, value - below), min(1.0, value + above))


def balanced(right: FloatArray, positive: BoolArray) -> Estimate:
    """Mean of the share that is right among the positive and among the negative cases.

    Args:
        right: 1 where right, 0 where wrong, 0.5 where no side was taken; shape ``(n,)``.
        positive: Which cases are positive, shape ``(n,)``; both kinds must be there.
    """
    sides = (right[positive], right[~positive])
    return mean_of([wilson(float(side.sum()), len(side)) for side in sides])


def by_group(statistic: Statistic, groups: IndexArray, *, seed: int = 0) -> Estimate:
    """Draw whole groups again and again; the interval turns the draws' quantiles around.

    Args:
        statistic: The figure, for how many times each group is there; once each gives the value.
        groups: Group of each case, 0 and up.
        seed: Of the draws.

    Source:
        Davison & Hinkley, "Bootstrap Methods and Their Application", 1997, 5.2.1 (basic limits:
        they take off the bias that drawing again gives to a calibration error).
    """
    n_groups = int(groups.max()) + 1
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(n_groups, np.full(n_groups, 1 / n_groups), size=N_DRAWS)
    value = float(statistic(np.ones((1, n_groups)))[0])
    low, high = np.quantile(statistic(draws.astype(np.float64)), [0.025, 0.975]).tolist()
    return Estimate(
        value, max(0.0, min(2 * value - high, value)), min(1.0, max(2 * value - low, value))
    )


def share_by_group(right: FloatArray, groups: IndexArray, *, seed: int = 0) -> Estimate:
    """A share of cases that come in groups, as :func:`by_group` draws them.

    Args:
        right: 1 where so, 0 where not, shape ``(n,)``.
        groups: As there, shape ``(n,)``.
        seed: Of the draws.
    """
    hits, sizes = np.bincount(groups, weights=right), np.bincount(groups)

    def share(draws: Values) -> Values:
        shares: Values = (draws @ hits) / (draws @ sizes)
        return shares

    return by_group(share, groups, seed=seed)
