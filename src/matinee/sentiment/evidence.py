"""What reviews tell of whether viewers liked a movie, as counts of a Beta posterior.

A review counts for a part of a viewer: for less where its text could not be read (``weight``), for
less with age where a half-life is set, and for :attr:`ReceptionConfig.review_weight` on the whole,
because those who write are not drawn by lot. Where the writer gave stars, these and the text say
together how likely it is that he liked the movie.

Ages are those of the moment when evidence is summed up; nothing here looks at a clock.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from matinee.errors import DataError
from matinee.sentiment.reception import DEFAULT, ReceptionConfig

Values = npt.NDArray[np.float64]


class ReviewEvidence(NamedTuple):
    """Reviews that count, one a row.

    Attributes:
        positive: Calibrated probability of the text, shape ``(n,)``, 0 to 1.
        weight: How much of a viewer the text counts for, shape ``(n,)``, 0 to 1; NaN counts as 1.
        stars: What the writer gave, shape ``(n,)``, 1 to 10, NaN where nothing was given.
        age_days: Days since it was written, shape ``(n,)``; NaN where unknown, and such a review
            counts as if it were new. Negative ages, of clocks that differ, likewise.
    """

    positive: npt.ArrayLike
    weight: npt.ArrayLike
    stars: npt.ArrayLike
    age_days: npt.ArrayLike


def evidence(reviews: ReviewEvidence, config: ReceptionConfig = DEFAULT) -> tuple[float, float]:
    """What one movie's reviews add up to.

    Args:
        reviews: Those that count; none is fine.
        config: Weights of text, stars and age.

    Returns:
        ``n_effective``, the viewers that they count for, and ``sum_positive``, how many of those
        liked it; ``0 <= sum_positive <= n_effective <= n``.

    Raises:
        DataError: The columns differ in length, or a probability, weight or star is out of range.
    """
    counts, liked = counts_of(reviews, config)
    return float(counts.sum()), float(liked.sum())


def evidence_by_movie(
    movie_index: npt.ArrayLike,
    n_movies: int,
    reviews: ReviewEvidence,
    config: ReceptionConfig = DEFAULT,
) -> tuple[Values, Values]:
    """:func:`evidence` of every movie.

    Args:
        movie_index: Position of each review's movie, shape ``(n,)``, 0 to ``n_movies - 1``.
        n_movies: Movies of the catalogue.
        reviews: Of all movies, in any order.
        config: Weights of text, stars and age.

    Returns:
        ``n_effective`` and ``sum_positive``, each of shape ``(n_movies,)``, float64, 0 where there
        is no review.

    Raises:
        DataError: As :func:`evidence`.
    """
    counts, liked = counts_of(reviews, config)
    places = np.asarray(movie_index, dtype=np.int64)
    if places.shape != counts.shape:
        raise DataError(f"movie_index must have one entry a review, not {places.shape}.")
    return (
        np.bincount(places, counts, minlength=n_movies),
        np.bincount(places, liked, minlength=n_movies),
    )


def counts_of(reviews: ReviewEvidence, config: ReceptionConfig = DEFAULT) -> tuple[Values, Values]:
    """What each review counts for, and how much of that speaks for the movie; shape ``(n,)``."""
    positive, weight, stars, age = (np.asarray(column, np.float64) for column in reviews)
    if not positive.shape == weight.shape == stars.shape == age.shape or positive.ndim != 1:
        raise DataError("positive, weight, stars and age_days must be columns of one length.")
    weight = np.where(np.isnan(weight), 1.0, weight)
    _check(positive, 0, 1, "positive")
    _check(weight, 0, 1, "weight")
    given = ~np.isnan(stars)
    _check(stars[given], 1, 10, "stars")
    # a text that nobody could read leaves the word to the stars
    by_stars = np.where(given, config.stars_weight, 0.0)
    by_text = (1 - by_stars) * weight
    scale = np.full(positive.shape, config.review_weight)
    if config.half_life_days is not None:
        scale *= 0.5 ** (np.maximum(np.nan_to_num(age), 0) / config.half_life_days)
    told = liked_of_stars(np.where(given, stars, config.stars_middle), config)
    return scale * (by_stars + by_text), scale * (by_stars * told + by_text * positive)


def liked_of_stars(stars: npt.ArrayLike, config: ReceptionConfig = DEFAULT) -> Values:
    """Probability that a writer who gave 1 to 10 stars liked the movie, shape of ``stars``."""
    return np.asarray(
        expit(config.stars_slope * (np.asarray(stars, np.float64) - config.stars_middle))
    )


def _check(values: Values, low: float, high: float, name: str) -> None:
    # sums and averages of float32 may pass an end by their rounding
    if not ((values >= low - 1e-6) & (values <= high + 1e-6)).all():
        raise DataError(f"{name} must be {low} to {high}.")
