"""How sure a figure is: intervals over users, and a test of two models on the same lists.

What users are drawn is decided once, so all figures of a report stand on the same draws, and two
models are compared draw by draw.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError

Values = npt.NDArray[np.float64]

#: Draws of the interval, and sign flips of the test.
N_DRAWS, N_FLIPS = 2000, 10_000
LEVEL = 0.95
_FLIPS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds that hold it with 95 %.

    Attributes:
        value: The figure itself; NaN where no list has one.
        low: Lower bound.
        high: Upper bound.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model against a baseline on the same lists.

    Attributes:
        difference: Mean of the model minus that of the baseline.
        relative: The difference over the baseline's mean: 0.05 is 5 % better.
        p_value: Of a difference as large if the two were alike, two-sided.
    """

    difference: Interval
    relative: Interval
    p_value: float


class Resamples:
    """Users drawn again and again with replacement; lists of one user come and go together.

    Source:
        Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentiles);
        Smucker, Allan & Carterette, CIKM 2007 (randomisation test by flipping signs).

    Attributes:
        counts_: How often each draw holds each user, ``(n_draws, n_users)``.
    """

    def __init__(
        self, users: npt.NDArray[np.integer[Any]], *, n_draws: int = N_DRAWS, seed: int = 0
    ) -> None:
        """Draw.

        Args:
            users: Whose each list is, shape ``(n_lists,)``, at least one.
            n_draws: How often.
            seed: Of the draws and the flips.
        """
        if not len(users):
            raise DataError("intervals need a list or more.")
        _, self._rows = np.unique(users, return_inverse=True)
        self.n_users = int(self._rows.max()) + 1
        self._seed = seed
        shares = np.full(self.n_users, 1 / self.n_users)
        rng = np.random.default_rng(seed)
        self.counts_ = rng.multinomial(self.n_users, shares, size=n_draws).astype(np.float64)

    def mean(self, values: Values, weights: Values | None = None) -> Interval:
        """Mean over lists, with its percentile interval.

        Args:
            values: One for each list; NaN counts as absent.
            weights: How much each list counts; ``None``: all the same.
        """
        sums, totals = self._by_user(values, weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = (self.counts_ @ sums) / (self.counts_ @ totals)
            return _interval(sums.sum() / totals.sum(), drawn)

    def compare(self, values: Values, baseline: Values) -> Comparison:
        """Two models on the same lists; lists where either has no value are left out."""
        absent = np.isnan(values) | np.isnan(baseline)
        ours, totals = self._by_user(np.where(absent, np.nan, values))
        theirs, _ = self._by_user(np.where(absent, np.nan, baseline))
        with np.errstate(invalid="ignore", divide="ignore"):
            n = self.counts_ @ totals
            gained = (self.counts_ @ (ours - theirs)) / n
            difference = (ours - theirs).sum() / totals.sum()
            return Comparison(
                _interval(difference, gained),
                _interval(
                    difference / (theirs.sum() / totals.sum()),
                    gained / ((self.counts_ @ theirs) / n),
                ),
                self._flip_signs(ours - theirs),
            )

    def _by_user(self, values: Values, weights: Values | None = None) -> tuple[Values, Values]:
        told = ~np.isnan(values)
        weight = told.astype(np.float64) if weights is None else np.where(told, weights, 0)
        weighted = np.where(told, values, 0) * weight
        sums: Values = np.bincount(self._rows, weighted, self.n_users).astype(np.float64)
        totals: Values = np.bincount(self._rows, weight, self.n_users).astype(np.float64)
        return sums, totals

    def _flip_signs(self, differences: Values) -> float:
        """Share of ways to swap the two models for some users that differ as much."""
        rng = np.random.default_rng([self._seed, 1])
        # rounding must not make equal sums unequal
        bound = abs(differences.sum()) - 1e-9 * np.abs(differences).sum()
        as_large = 0
        for _ in range(N_FLIPS // _FLIPS_AT_ONCE):
            signs = rng.integers(0, 2, size=(_FLIPS_AT_ONCE, len(differences)), dtype=np.int8)
            sums = (2.0 * signs - 1) @ differences
            as_large += int((np.abs(sums) >= bound).sum())
        return (as_large + 1) / (N_FLIPS + 1)


def _interval(value: float, drawn: Values) -> Interval:
    told = drawn[np.isfinite(drawn)]
    if not len(told):
        return Interval(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(value), float(low), float(high))
