"""What an evaluation found: a number for each list and model, pooled into figures on demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError
from matinee.evaluation.beyond import coverage, gini
from matinee.evaluation.bootstrap import Comparison, Interval, Resamples
from matinee.evaluation.measures import Values
from matinee.evaluation.split import Part
from matinee.types import BoolArray, IndexArray

#: What is asked: a user's next movies, or movies like one movie.
Task = Literal["recommend", "similar"]

#: The figure that stands for all others, and those that two models are compared by.
HEADLINE = "ndcg_at_10"
COMPARED = (HEADLINE, "ndcg_at_100", "recall_at_20", "hit_rate_at_10", "mrr_at_20")

#: Groups of lists by the length of their history.
N_LENGTHS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What all models were asked, list by list, all folds one after the other.

    Attributes:
        users: Row of whose list it is in the matrix that was split, shape ``(n_lists,)``.
        lengths: Ratings that were shown (1 for similar movies), shape ``(n_lists,)``.
        targets: Targets by the tenth of their popularity, ``(n_lists, 10)``, rare ones first.
        deciles: How popular the movie is that was asked about, 0 to 9; ``None`` for users.
        known: Movies that coverage is a share of, shape ``(n_movies,)``.
    """

    users: IndexArray
    lengths: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    deciles: IndexArray | None
    known: BoolArray

    def length_groups(self) -> list[tuple[int, int, npt.NDArray[np.int64]]]:
        """Lists by length of history, about as many in each: shortest, longest, which."""
        edges = np.unique(
            np.quantile(self.lengths, np.linspace(0, 1, N_LENGTHS + 1), method="higher")
        )
        group = np.maximum(np.searchsorted(edges, self.lengths, side="left") - 1, 0)
        groups = [np.flatnonzero(group == number) for number in np.unique(group)]
        return [(int(self.lengths[g].min()), int(self.lengths[g].max()), g) for g in groups]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One model's numbers.

    Attributes:
        model: The name that was asked for.
        values: Name to one number for each list, NaN where there is none; see ``measures``.
        found: Targets among the first 20 by the tenth of their popularity, ``(n_lists, 10)``.
        exposure: Lists of 10 that hold each movie, shape ``(n_movies,)``.
        star_errors: Of predicted stars, for each list: how many, sum of absolute errors, sum of
            squares, ``(n_lists, 3)``; ``None`` where the model predicts none.
        fit_seconds: Wall time of a fit, the mean over folds.
        seconds_per_1000: Wall time of 1,000 lists of 100.
        known: Movies that coverage is a share of.
    """

    model: str
    values: Mapping[str, Values]
    found: npt.NDArray[np.int64]
    exposure: npt.NDArray[np.int64]
    star_errors: Values | None
    fit_seconds: float
    seconds_per_1000: float
    known: BoolArray

    @property
    def n_lists(self) -> int:
        """Lists behind the means."""
        return len(self.found)

    def mean(self, name: str = HEADLINE) -> float:
        """Mean over all lists that have such a number."""
        told = self.values[name][~np.isnan(self.values[name])]
        return float(told.mean()) if len(told) else float("nan")

    @property
    def coverage_at_10(self) -> float:
        """Share of the movies that any list of 10 holds."""
        return coverage(self.exposure[self.known])

    @property
    def gini_at_10(self) -> float:
        """How unequally the places of lists of 10 go to movies; NaN if nothing is listed."""
        counts = self.exposure[self.known]
        return gini(counts) if counts.any() else float("nan")


@dataclass(frozen=True, kw_only=True)
class Report:
    """The figures of several models on one split, or on folds together.

    Attributes:
        task: ``recommend`` or ``similar``.
        split: Name of the split.
        part: ``validation`` or ``test``.
        asked: What all of them were asked.
        rows: In the order in which the models were given.
        n_folds: Splits that are pooled.
        n_train_users: Users that were learnt from, the mean over the folds.
        config: The protocol's numbers.
    """

    task: Task
    split: str
    part: Part
    asked: Asked
    rows: tuple[Row, ...]
    n_folds: int
    n_train_users: int
    config: Mapping[str, float] = field(default_factory=dict)

    @property
    def n_held_out_users(self) -> int:
        """Users that were asked about."""
        return len(np.unique(self.asked.users))

    @property
    def n_movies(self) -> int:
        """Movies that coverage is a share of."""
        return int(self.asked.known.sum())

    @cached_property
    def resamples(self) -> Resamples:
        """The draws of users that all intervals stand on."""
        return Resamples(self.asked.users, seed=int(self.config.get("seed", 0)))

    def row(self, model: str) -> Row:
        """One model's.

        Raises:
            DataError: It was not measured.
        """
        for row in self.rows:
            if row.model == model:
                return row
        names = ", ".join(row.model for row in self.rows)
        raise DataError(f"the baseline must be one of {names}, not '{model}'.")

    def interval(self, row: Row, name: str = HEADLINE) -> Interval:
        """A figure with its interval over users; ``rmse`` and ``mae`` are over hidden ratings."""
        if name not in {"rmse", "mae"}:
            return self.resamples.mean(row.values[name])
        if row.star_errors is None:
            raise DataError(f"{row.model} predicts no stars.")
        n, absolute, squares = row.star_errors.T
        if name == "mae":
            return self._weighted(absolute, n)
        squared = self._weighted(squares, n)
        return Interval(*(float(np.sqrt(v)) for v in (squared.value, squared.low, squared.high)))

    def compare(self, model: str, baseline: str, name: str = HEADLINE) -> Comparison:
        """Two models on the same lists."""
        return self.resamples.compare(self.row(model).values[name], self.row(baseline).values[name])

    def by_length(self, row: Row, name: str = HEADLINE) -> list[tuple[int, int, int, Interval]]:
        """A figure by length of history: shortest, longest, lists, figure."""
        found = []
        for shortest, longest, lists in self.asked.length_groups():
            chosen = np.full(row.n_lists, np.nan)
            chosen[lists] = row.values[name][lists]
            found.append((shortest, longest, len(lists), self.resamples.mean(chosen)))
        return found

    def by_popularity(self, row: Row) -> list[Interval | None]:
        """Share of targets among the first 20, by the tenth of their popularity, rare first."""
        return [
            self._weighted(row.found[:, tenth], self.asked.targets[:, tenth])
            if self.asked.targets[:, tenth].any()
            else None
            for tenth in range(self.asked.targets.shape[1])
        ]

    def by_decile(self, row: Row, name: str = HEADLINE) -> list[Interval | None]:
        """A figure by how popular the movie is that was asked about, rare ones first."""
        if self.asked.deciles is None:
            return []
        found: list[Interval | None] = []
        for decile in range(10):
            chosen = self.asked.deciles == decile
            values = np.where(chosen, row.values[name], np.nan)
            found.append(self.resamples.mean(values) if chosen.any() else None)
        return found

    def to_json(self, baselines: Sequence[str] = ()) -> dict[str, Any]:
        """The figures as plain dictionaries, lists, strings and numbers; absent ones are ``null``.

        Args:
            baselines: Models that every other one is compared with.

        Raises:
            DataError: One of them was not measured.
        """
        for baseline in baselines:
            self.row(baseline)
        return {
            "task": self.task,
            "split": self.split,
            "part": self.part,
            "baselines": list(baselines),
            "n_folds": self.n_folds,
            "n_train_users": self.n_train_users,
            "n_held_out_users": self.n_held_out_users,
            "n_lists": len(self.asked.users),
            "n_movies": self.n_movies,
            "config": dict(self.config),
            "rows": [self._row_json(row, baselines) for row in self.rows],
        }

    def _row_json(self, row: Row, baselines: Sequence[str]) -> dict[str, Any]:
        names = [*row.values, *(("rmse", "mae") if row.star_errors is not None else ())]
        intervals = {name: self.interval(row, name) for name in names}
        told: dict[str, Any] = {"model": row.model, "n_lists": row.n_lists}
        told |= {name: _number(found.value) for name, found in intervals.items()}
        told |= {"coverage_at_10": row.coverage_at_10, "gini_at_10": _number(row.gini_at_10)}
        told |= {"fit_seconds": row.fit_seconds, "seconds_per_1000": row.seconds_per_1000}
        told["intervals"] = {name: _bounds(found) for name, found in intervals.items()}
        told["by_length"] = [
            {"from": low, "to": high, "n_lists": n, **_figure(found)}
            for low, high, n, found in self.by_length(row)
        ]
        told["by_popularity"] = [_figure(found) for found in self.by_popularity(row)]
        if self.asked.deciles is not None:
            told["by_decile"] = [_figure(found) for found in self.by_decile(row)]
        told["against"] = {
            other: {name: _comparison(self.compare(row.model, other, name)) for name in COMPARED}
            for other in baselines
            if other != row.model
        }
        return told

    def _weighted(self, sums: npt.NDArray[np.generic], counts: npt.NDArray[np.generic]) -> Interval:
        n = counts.astype(np.float64)
        means = np.where(n > 0, sums.astype(np.float64) / np.maximum(n, 1), np.nan)
        return self.resamples.mean(means, n)


def pool(reports: Sequence[Report]) -> Report:
    """One report of several splits of the same ratings, models and task.

    Coverage is that of all lists together, so it grows with the number of folds.

    Raises:
        DataError: There is none, or they do not go together.
    """
    if not reports:
        raise DataError("there is nothing to pool.")
    first = reports[0]
    for other in reports[1:]:
        same = (other.task, other.split, other.part) == (first.task, first.split, first.part)
        if not same or [r.model for r in other.rows] != [r.model for r in first.rows]:
            raise DataError("reports can be pooled if task, split and models are the same.")
    known = np.logical_or.reduce([report.asked.known for report in reports])
    deciles = [report.asked.deciles for report in reports if report.asked.deciles is not None]
    asked = Asked(
        users=np.concatenate([report.asked.users for report in reports]),
        lengths=np.concatenate([report.asked.lengths for report in reports]),
        targets=np.concatenate([report.asked.targets for report in reports]),
        deciles=np.concatenate(deciles) if deciles else None,
        known=known,
    )
    rows = zip(*(report.rows for report in reports), strict=True)
    return Report(
        task=first.task,
        split=first.split,
        part=first.part,
        asked=asked,
        rows=tuple(_pool_rows(same, known) for same in rows),
        n_folds=sum(report.n_folds for report in reports),
        n_train_users=round(float(np.mean([report.n_train_users for report in reports]))),
        config=first.config,
    )


def _pool_rows(rows: Sequence[Row], known: BoolArray) -> Row:
    stars = [row.star_errors for row in rows if row.star_errors is not None]
    n_lists = np.array([row.n_lists for row in rows])
    seconds = np.array([row.seconds_per_1000 for row in rows])
    return Row(
        model=rows[0].model,
        values={
            name: np.concatenate([row.values[name] for row in rows]) for name in rows[0].values
        },
        found=np.concatenate([row.found for row in rows]),
        exposure=np.sum([row.exposure for row in rows], axis=0),
        star_errors=np.concatenate(stars) if stars else None,
        fit_seconds=float(np.mean([row.fit_seconds for row in rows])),
        seconds_per_1000=float(seconds @ n_lists / n_lists.sum()),
        known=known,
    )


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _bounds(found: Interval) -> list[float | None]:
    return [_number(found.low), _number(found.high)]


def _figure(found: Interval | None) -> dict[str, Any]:
    if found is None:
        return {"value": None, "interval": None}
    return {"value": _number(found.value), "interval": _bounds(found)}


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "difference": _figure(found.difference),
        "relative": _figure(found.relative),
        "p_value": found.p_value,
    }
