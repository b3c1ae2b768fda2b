"""What weights are worth on validation users: the figure that tuning makes as large as it can.

Test users have no part in it: the objective takes validation splits only, and those are drawn from
what is left when the test users have been taken away.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.measures import ACCURACY
from matinee.evaluation.protocol import Maker, evaluate
from matinee.evaluation.queries import draw_queries
from matinee.evaluation.split import ValidationSplit, check_validation
from matinee.evaluation.splits import hide_movies, iter_folds, leave_last_out
from matinee.models.base import MovieFeatures
from matinee.types import IndexArray

#: Splits that are drawn once: the latest like of each user, and all ratings of some movies.
ONCE = {"last": leave_last_out, "cold": hide_movies}

#: What is held out: users, the same for the other likes beside one movie, and those of ``ONCE``.
SPLITS = ("users", "similar", *ONCE)

#: Figures that can be aimed at, as they are written, to their names in a report.
METRICS = {name.replace("_at_", "@").replace("_", "-"): name for name in ACCURACY}


def check_metric(metric: str) -> None:
    """Raise for a figure that is none of :data:`METRICS`.

    Raises:
        DataError: There is no such figure.
    """
    if metric not in METRICS:
        raise DataError(f"metric must be one of {', '.join(METRICS)}, not '{metric}'.")


def draw_validation(
    interactions: Interactions, config: EvaluationConfig, split: str, n_draws: int
) -> tuple[ValidationSplit, ...]:
    """Draws of validation users, none of whom the test with this seed asks about.

    Args:
        interactions: Everybody's ratings.
        config: Seed and shares of the test that follows.
        split: One of :data:`SPLITS`; those of :data:`ONCE` have one draw.
        n_draws: 1 or more; no user is asked in two of them.

    Raises:
        DataError: There are too few users for as many draws, or no such split.
    """
    if split not in SPLITS:
        raise DataError(f"split must be one of {', '.join(SPLITS)}, not '{split}'.")
    if n_draws < 1:
        raise DataError(f"draws must be at least 1, not {n_draws}.")
    if split in ONCE:
        return (ONCE[split](interactions, config, part="validation"),)
    n_folds = max(2, n_draws, round(1 / config.holdout_users))
    n_likes = np.diff(interactions.liked(config.liked_from).indptr)
    n_users = int((n_likes >= config.min_history).sum())
    if n_users - max(1, round(config.holdout_users * n_users)) < n_folds:
        raise DataError(
            f"tuning with {n_draws} draws needs {n_folds} users beside those of the test, with "
            f"{config.min_history} ratings or more of at least {config.liked_from:g} stars; "
            f"there are {n_users} in all."
        )
    return tuple(islice(iter_folds(interactions, config, n_folds, part="validation"), n_draws))


class Objective:
    """A metric over validation users, as a function of how a recommender is made.

    Attributes:
        users: Row of whose list it is, all draws one after the other, shape ``(n_lists,)``.
    """

    def __init__(
        self,
        draws: Sequence[ValidationSplit],
        features: MovieFeatures | None,
        metric: str,
        config: EvaluationConfig,
        *,
        similar: bool = False,
    ) -> None:
        """Take what is asked and what should be found.

        Args:
            draws: From :func:`draw_validation`.
            features: Of the catalogue's movies, for the models that need them.
            metric: What is aimed at, a key of :data:`METRICS`.
            config: What the draws were made with; its seed goes to the models.
            similar: Ask for movies like one liked movie, not for a user's next ones.

        Raises:
            DataError: One of the draws is not there to be tuned on, or there is none, or no such
                metric.
        """
        check_validation(draws)
        check_metric(metric)
        if not draws:
            raise DataError("tuning needs at least one draw of validation users.")
        self._draws = tuple(draws)
        self._features = features
        self._metric = METRICS[metric]
        self._config = config
        self._similar = similar
        self.users: IndexArray = np.concatenate(
            [
                draw.users[draw_queries(draw, config).rows] if similar else draw.users
                for draw in draws
            ]
        )

    def __call__(self, make: Maker) -> npt.NDArray[np.float64]:
        """Fit on each draw and ask, as ``evaluate`` does.

        Returns:
            Figure of each list, 0 to 1, shape ``(n_lists,)``; tuning makes the mean large.
        """
        report = evaluate(
            self._draws,
            # what only describes the lists is left out where the model needs none
            self._features if make().needs_features else None,
            {"": make},
            self._config,
            task="similar" if self._similar else "recommend",
        )
        return report.rows[0].values[self._metric]
