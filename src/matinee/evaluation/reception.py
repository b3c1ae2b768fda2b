"""How well a movie's reception predicts what half of the users think of it.

Each movie's reception is made of what is known (critics, reviews, the other half's stars) and asked
for the share of the held-out half that gave 3.5 stars or more. Beside it stand the ways that one
would take without it. Intervals come from drawing movies again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr
from scipy.stats import betabinom, rankdata

from matinee.errors import DataError
from matinee.evaluation.held_out_stars import HeldOutStars
from matinee.evaluation.sentiment.tables import Estimate, Table
from matinee.sentiment import ReceptionConfig, priors
from matinee.sentiment.evidence import ReviewEvidence, evidence_by_movie, rating_evidence

Values = npt.NDArray[np.float64]

#: Held-out ratings from which a movie is measured.
LEAST_RATINGS: Final = 5
N_DRAWS: Final = 1_000
#: Shares are kept this far from never and always, so that one surprise does not decide a loss.
_EDGE = 0.02
_TAIL = 0.05
#: Between "liked it" and the half star below, and how far stars of one movie spread.
_MIDDLE_STARS, _SPREAD_STARS = 3.25, 0.92
COLUMNS: Final = (
    "what predicts",
    "rank correlation",
    "error of the share",
    "log-loss",
    "inside 90 %",
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a method expects of each movie, for both halves of the users; shapes ``(2, n_movies)``.

    Attributes:
        share: Share that likes it.
        alpha: Posterior counts, where the method has any.
        beta: Likewise.
    """

    share: Values
    alpha: Values | None = None
    beta: Values | None = None

    @classmethod
    def of(cls, alpha: Values, beta: Values) -> "Guess":
        """From posterior counts."""
        return cls(alpha / (alpha + beta), alpha, beta)


def reception_guess(
    data: HeldOutStars,
    positive: Values | None = None,
    config: ReceptionConfig | None = None,
    *,
    rated: bool = True,
) -> Guess:
    """What receptions expect.

    Args:
        data: Movies.
        positive: Probability of each review's text, shape ``(n_reviews,)``; ``None`` leaves
            reviews out.
        config: What each kind of opinion counts for.
        rated: Whether the other half's stars are known.
    """
    config = config or ReceptionConfig()
    alpha, beta, _ = (column.astype(np.float64) for column in priors(data.critics, config))
    if positive is not None:
        n = len(positive)
        told = ReviewEvidence(positive, np.ones(n), data.stars, np.zeros(n), np.zeros(n, np.bool_))
        viewers, liked = evidence_by_movie(data.movies, len(alpha), told, config)
        alpha, beta = alpha + liked, beta + viewers - liked
    both = np.zeros_like(data.n_ratings)
    alpha, beta = alpha + both, beta + both
    if rated:
        # each half is told what the other one says
        viewers, liked = rating_evidence(data.n_ratings[::-1], data.n_liked[::-1], config)
        alpha, beta = alpha + liked, beta + viewers - liked
    return Guess.of(alpha, beta)


def reception_tables(
    data: HeldOutStars, positive: Values, vader: Values | None = None
) -> list[Table]:
    """Receptions beside other ways to tell what viewers will think.

    Args:
        data: Movies that nothing was chosen on.
        positive: Calibrated probability of each review's text, shape ``(n_reviews,)``.
        vader: VADER's compound score of each, -1 to 1; its row is left out where not given.

    Returns:
        ``reception`` over the movies with a mixture of reviews, ``reception-all`` over all with
        enough ratings.

    Raises:
        DataError: A column has another length than the reviews, or no movie is left.
    """
    for column in (positive, vader):
        if column is not None and column.shape != (len(data.texts),):
            raise DataError("there must be one probability for each review.")
    both = np.zeros_like(data.n_ratings)
    former = ReceptionConfig(imported_strength=1e6, imported_half=1e6, stars_weight=0.0)
    ratings = replace(ReceptionConfig(), ratings_strength=1e6, ratings_half=1e6)
    rows: dict[str, Guess] = {
        "mean probability of the reviews": Guess(_mean(data, positive) + both)
    }
    if vader is not None:
        rows["mean of VADER over the reviews"] = Guess(_mean(data, (vader + 1) / 2) + both)
    rows["critics alone"] = reception_guess(data, rated=False)
    rows["critics, and each review as one viewer"] = reception_guess(
        data, positive, former, rated=False
    )
    rows["reception from critics and reviews"] = reception_guess(data, positive, rated=False)
    rated = {
        "mean stars of the other half": Guess(_share_by_mean(data)),
        "share of the other half that liked it": Guess(_known_share(data)),
        "critics and every rating as one viewer": reception_guess(data, None, ratings),
    }
    whole = "reception from critics, reviews and ratings"
    rows |= rated | {whole: reception_guess(data, positive)}
    every = {"critics alone": rows["critics alone"], **rated, whole: rows[whole]}
    enough = data.n_ratings >= LEAST_RATINGS
    return [
        _table(
            "reception", "Movies with a mixture of reviews", rows, data, enough & reviewed(data)
        ),
        _table("reception-all", "All movies with enough ratings", every, data, enough),
    ]


def reviewed(data: HeldOutStars) -> npt.NDArray[np.bool_]:
    """Movies with reviews, shape ``(n_movies,)``."""
    mask: npt.NDArray[np.bool_] = data.n_reviews > 0
    return mask


def log_likelihood(data: HeldOutStars, guess: Guess, which: npt.NDArray[np.bool_]) -> float:
    """Mean log-likelihood of a movie's held-out ratings; weights are chosen by it.

    Args:
        data: Movies.
        guess: Posterior counts.
        which: Movies and halves that take part, shape ``(2, n_movies)``.

    Raises:
        DataError: The guess has no posterior counts.
    """
    if guess.alpha is None or guess.beta is None:
        raise DataError("a likelihood needs posterior counts.")
    n, liked = data.n_ratings[which], data.n_liked[which]
    found = betabinom.logpmf(liked, n, guess.alpha[which], guess.beta[which])
    return float(np.mean(found))


def _table(
    name: str,
    title: str,
    rows: Mapping[str, Guess],
    data: HeldOutStars,
    which: npt.NDArray[np.bool_],
) -> Table:
    if not which.any():
        raise DataError(f"no held-out movie has {LEAST_RATINGS} ratings by half of the users.")
    movies = np.nonzero(which)[1]
    n_movies = len(np.unique(movies))
    notes = (
        f"{n_movies} held-out movies with at least {LEAST_RATINGS} held-out ratings; the share is "
        "that of 3.5 stars of 5 or more, log-loss is for each rating; receptions know the stars of "
        "reviews, where there are some.",
    )
    cells = tuple((label, *_measure(guess, data, which)) for label, guess in rows.items())
    return Table(name=name, title=title, columns=COLUMNS, rows=cells, notes=notes)


def _measure(
    guess: Guess, data: HeldOutStars, which: npt.NDArray[np.bool_]
) -> tuple[Estimate | None, ...]:
    movies = np.nonzero(which)[1]
    n, liked = data.n_ratings[which], data.n_liked[which]
    told = np.clip(guess.share[which], _EDGE, 1 - _EDGE)
    share = liked / n
    loss = -(liked * np.log(told) + (n - liked) * np.log1p(-told))

    def order(rows: npt.NDArray[np.intp]) -> float:
        if np.ptp(told[rows]) == 0 or np.ptp(share[rows]) == 0:
            return 0.0
        return float(np.corrcoef(rankdata(told[rows]), rankdata(share[rows]))[0, 1])

    return (
        _drawn(order, movies),
        _drawn(lambda rows: float(np.sqrt(np.mean((told[rows] - share[rows]) ** 2))), movies),
        _drawn(lambda rows: float(loss[rows].sum() / n[rows].sum()), movies),
        _inside(guess, which, n, liked, movies),
    )


def _inside(
    guess: Guess,
    which: npt.NDArray[np.bool_],
    n: Values,
    liked: Values,
    movies: npt.NDArray[np.intp],
) -> Estimate | None:
    """Share of movies whose held-out number is inside the 90 % interval that was told for it."""
    if guess.alpha is None or guess.beta is None:
        return None
    numbers = np.arange(int(n.max()) + 1)[None, :]
    alpha, beta = guess.alpha[which][:, None], guess.beta[which][:, None]
    mass = np.where(numbers <= n[:, None], betabinom.pmf(numbers, n[:, None], alpha, beta), 0.0)
    up_to = np.cumsum(mass, axis=1)[np.arange(len(n)), liked.astype(np.int64)]
    below = up_to - mass[np.arange(len(n)), liked.astype(np.int64)]
    hits = ((up_to >= _TAIL) & (below < 1 - _TAIL)).astype(np.float64)
    return _drawn(lambda rows: float(hits[rows].mean()), movies)


def _drawn(
    statistic: Callable[[npt.NDArray[np.intp]], float], movies: npt.NDArray[np.intp]
) -> Estimate:
    """A figure with the interval of draws of movies, both halves of a movie together; seed 0."""
    order = np.argsort(movies, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(movies[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    # a movie has one row or two: -1 stands for the one that is not there
    pieces = np.stack([order[starts], np.where(sizes > 1, order[starts + sizes - 1], -1)], axis=1)
    rng = np.random.default_rng(0)
    draws = []
    for places in rng.integers(0, len(pieces), size=(N_DRAWS, len(pieces))):
        rows = pieces[places].ravel()
        draws.append(statistic(rows[rows >= 0]))
    low, high = np.quantile(draws, [0.025, 0.975]).tolist()
    return Estimate(statistic(order), low, high)


def _mean(data: HeldOutStars, values: Values) -> Values:
    """Mean over each movie's reviews, a half where there is none."""
    sums = np.bincount(data.movies, values, minlength=len(data.folds))
    n = data.n_reviews
    return np.where(n > 0, sums / np.maximum(n, 1), 0.5)


def _known_share(data: HeldOutStars) -> Values:
    """Share of the other half that liked each movie, a half where nobody rated."""
    n, liked = data.n_ratings[::-1], data.n_liked[::-1]
    return np.where(n > 0, liked / np.maximum(n, 1), 0.5)


def _share_by_mean(data: HeldOutStars) -> Values:
    """Share that liked each movie by the other half's mean stars, as if stars were normal."""
    n = data.n_ratings[::-1]
    mean = np.where(n > 0, data.sum_stars[::-1] / np.maximum(n, 1), _MIDDLE_STARS)
    return np.asarray(ndtr((mean - _MIDDLE_STARS) / _SPREAD_STARS))
