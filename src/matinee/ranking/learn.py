"""Learns what each signal is worth, from users whose likes were hidden from the models.

A signal's worth on users that its model has learnt from would be that of a memory. So users are
dealt into parts; for each part the models are fitted on the others, and what they say of its users'
hidden likes is what the weights are learnt from ("stacking": Wolpert, Neural Networks 5(2), 1992).
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array

from matinee.types import FloatArray, IndexArray, RatingMatrix

#: Parts that users are dealt into, and the most users that are asked in all.
N_PARTS, MOST_USERS = 5, 2000
#: Share of a user's ratings that is hidden.
HIDDEN = 0.2
#: Likes that a user needs to be asked, and users that are needed to learn from.
FEWEST_LIKES, FEWEST_USERS = 5, 100
#: Strength of the data against a prior of zero, in units of the signals' spread.
STRENGTH = 0.1


class RankerWeights(BaseModel):
    """Log-odds for each unit of a signal; the defaults are those of two public sets, rounded."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    taste: float = Field(1.2, ge=0, description="Logarithm of the stars that ratings predict.")
    text: float = Field(4.0, ge=0, description="Likeness of the plots.")
    genres: float = Field(0.7, ge=0, description="How much more than usual its genres are liked.")
    people: float = Field(1.0, ge=0, description="Shared directors and leads.")
    tags: float = Field(1.0, ge=0, description="Shared tags.")


#: Signals that a ranker weighs, in the order of columns.
SIGNALS = tuple(RankerWeights.model_fields)


class Asked(Protocol):
    """Fitted models that say what each signal thinks of a history's candidates."""

    def evidence_for(
        self, history: RatingMatrix
    ) -> tuple[IndexArray, FloatArray]:  # pragma: no cover - a shape
        """Candidates, shape ``(n,)``, and their signals, ``(n, len(SIGNALS))``."""
        ...


#: Makes models that have seen these ratings only.
Fitter = Callable[[RatingMatrix], Asked]


def learn_weights(
    matrix: RatingMatrix, fitter: Fitter, liked_from: float, rng: np.random.Generator
) -> RankerWeights:
    """Weights under which hidden likes stand out among the candidates.

    Args:
        matrix: Stars, shape ``(n_users, n_movies)``.
        fitter: Makes the models.
        liked_from: Stars from which a rating is a like.
        rng: Deals the users and hides their ratings.

    Returns:
        The defaults where fewer than :data:`FEWEST_USERS` have :data:`FEWEST_LIKES` likes, and
        where no signal tells hidden likes from the other candidates.

    Source:
        Logistic regression with a ridge penalty on standardised signals; weights below 0 are 0.
    """
    users = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    n_likes = np.bincount(users[matrix.data >= liked_from], minlength=matrix.shape[0])
    able = rng.permutation(np.flatnonzero(n_likes >= FEWEST_LIKES))
    if len(able) < FEWEST_USERS:
        return RankerWeights()
    parts = np.array_split(able, N_PARTS)
    if len(able) > MOST_USERS:
        # one part is enough to learn five numbers from, and the models are fitted once
        parts = [able[:MOST_USERS]]
    asked: list[FloatArray] = []
    found: list[np.ndarray] = []
    for part in parts:
        others = np.setdiff1d(np.arange(matrix.shape[0]), part)
        models = fitter(matrix[others])
        for history, hidden in _shown_and_hidden(matrix[part], liked_from, rng):
            candidates, signals = models.evidence_for(history)
            labels = np.isin(candidates, hidden)
            if labels.any():
                asked.append(signals)
                found.append(labels)
    if not found:
        return RankerWeights()
    return _regress(np.concatenate(asked), np.concatenate(found))


def _shown_and_hidden(
    matrix: RatingMatrix, liked_from: float, rng: np.random.Generator
) -> Iterator[tuple[RatingMatrix, IndexArray]]:
    """Each user's shown ratings, and the likes that are hidden."""
    for row in range(matrix.shape[0]):
        start, stop = matrix.indptr[row], matrix.indptr[row + 1]
        movies, stars = matrix.indices[start:stop], matrix.data[start:stop]
        hidden = np.zeros(len(stars), dtype=bool)
        for group in (np.flatnonzero(stars >= liked_from), np.flatnonzero(stars < liked_from)):
            n_hidden = max(1, round(HIDDEN * len(group))) if len(group) > 1 else 0
            hidden[rng.permutation(group)[:n_hidden]] = True
        shown = ~hidden
        history: RatingMatrix = csr_array(
            (stars[shown], movies[shown], np.array([0, shown.sum()])), shape=(1, matrix.shape[1])
        )
        yield history, movies[hidden & (stars >= liked_from)]


def _regress(signals: FloatArray, labels: np.ndarray) -> RankerWeights:
    if labels.all():
        return RankerWeights()
    # late: large, and serving has no need of it
    linear_model = import_module("sklearn.linear_model")
    spread = signals.std(axis=0).astype(np.float64)
    scale = np.where(spread > 0, spread, 1)
    model = linear_model.LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(signals / scale, labels)
    learnt = np.where(spread > 0, np.maximum(model.coef_[0], 0) / scale, 0)
    if not learnt.any():
        return RankerWeights()
    return RankerWeights(**dict(zip(SIGNALS, learnt.round(4).tolist(), strict=True)))
