"""What ratings and reviews tell of whether viewers liked a movie, as counts of a Beta posterior.

Three kinds of evidence count differently, by how well each predicts what others think of a movie
(``benchmarks/reception_weights.py``):

* **Users' ratings**: 3.5 stars of 5 or more mean "liked it". The first count for a viewer each, any
  number of them for at most :attr:`ReceptionConfig.ratings_strength`.
* **Imported reviews** were chosen by somebody unknown, and chosen alike: thirty of them tell little
  more than ten. They count for at most :attr:`ReceptionConfig.imported_strength` viewers.
* **Reviews that were posted here** come from the audience that the picks are for. Each counts for
  a viewer, so that twenty of them outweigh what others say.

A review counts for less where its text could not be read (``weight``), and with age where a
half-life is set. Where the writer gave stars, these and the text say together how likely it is that
he liked the movie. Ages are those of the moment when evidence is summed up; nothing here looks at a
clock.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from matinee.errors import DataError
from matinee.sentiment.reception import DEFAULT, ReceptionConfig
from matinee.types import BoolArray

Values = npt.NDArray[np.float64]

#: Stars of 5 from which a rating means "liked it".
LIKED_STARS = 3.5


class ReviewEvidence(NamedTuple):
    """Reviews that count, one a row.

    Attributes:
        positive: Calibrated probability of the text, shape ``(n,)``, 0 to 1.
        weight: How much of a viewer the text counts for, shape ``(n,)``, 0 to 1; NaN counts as 1.
        stars: What the writer gave, shape ``(n,)``, 1 to 10, NaN where nothing was given.
        age_days: Days since it was written, shape ``(n,)``; NaN where unknown, and such a review
            counts as if it were new. Negative ages, of clocks that differ, likewise.
        posted: Whether it was written here, shape ``(n,)``; else it was imported.
    """

    positive: npt.ArrayLike
    weight: npt.ArrayLike
    stars: npt.ArrayLike
    age_days: npt.ArrayLike
    posted: npt.ArrayLike


class ReviewCounts(NamedTuple):
    """What each review counts for before imports are bounded.

    Attributes:
        viewers: Shape ``(n,)``, 0 to 1.
        liked: How much of that speaks for the movie, shape ``(n,)``.
        posted: Whether it was written here, shape ``(n,)``.
    """

    viewers: Values
    liked: Values
    posted: BoolArray


def evidence(reviews: ReviewEvidence, config: ReceptionConfig = DEFAULT) -> tuple[float, float]:
    """What one movie's reviews add up to.

    Args:
        reviews: Those that count; none is fine.
        config: Weights of text, stars, age and imports.

    Returns:
        ``n_effective``, the viewers that they count for, and ``sum_positive``, how many of those
        liked it; ``0 <= sum_positive <= n_effective <= n``.

    Raises:
        DataError: The columns differ in length, or a probability, weight or star is out of range.
    """
    places = np.zeros(len(np.atleast_1d(reviews.positive)), dtype=np.int64)
    n_effective, liked = evidence_by_movie(places, 1, reviews, config)
    return float(n_effective[0]), float(liked[0])


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
        config: Weights of text, stars, age and imports.

    Returns:
        ``n_effective`` and ``sum_positive``, each of shape ``(n_movies,)``, float64, 0 where there
        is no review.

    Raises:
        DataError: As :func:`evidence`, or a position is out of range.
    """
    counts = counts_of(reviews, config)
    places = np.asarray(movie_index, dtype=np.int64)
    if places.shape != counts.viewers.shape:
        raise DataError(f"movie_index must have one entry a review, not {places.shape}.")
    if len(places) and not 0 <= places.min() <= places.max() < n_movies:
        raise DataError(f"movie_index must be 0 to {n_movies - 1}.")

    def summed(which: BoolArray) -> tuple[Values, Values]:
        viewers = np.bincount(places[which], counts.viewers[which], minlength=n_movies)
        liked = np.bincount(places[which], counts.liked[which], minlength=n_movies)
        # an empty bincount counts whole numbers
        return viewers.astype(np.float64), liked.astype(np.float64)

    posted, liked_posted = summed(counts.posted)
    imported, liked_imported = bounded(
        *summed(~counts.posted), config.imported_strength, config.imported_half
    )
    return posted + imported, liked_posted + liked_imported


def counts_of(reviews: ReviewEvidence, config: ReceptionConfig = DEFAULT) -> ReviewCounts:
    """What each review counts for by itself.

    Raises:
        DataError: As :func:`evidence`.
    """
    columns = (reviews.positive, reviews.weight, reviews.stars, reviews.age_days)
    positive, weight, stars, age = (np.atleast_1d(np.asarray(c, np.float64)) for c in columns)
    posted = np.atleast_1d(np.asarray(reviews.posted, dtype=np.bool_))
    if len({column.shape for column in (positive, weight, stars, age, posted)}) > 1:
        raise DataError("the columns of reviews must be of one length.")
    weight = np.where(np.isnan(weight), 1.0, weight)
    given = ~np.isnan(stars)
    _check(positive, 0, 1, "positive")
    _check(weight, 0, 1, "weight")
    _check(stars[given], 1, 10, "stars")
    # a text that nobody could read leaves the word to the stars
    by_stars = np.where(given, config.stars_weight, 0.0)
    by_text = (1 - by_stars) * np.clip(weight, 0, 1)
    if config.half_life_days is not None:
        fresh = 0.5 ** (np.maximum(np.nan_to_num(age), 0) / config.half_life_days)
        by_stars, by_text = fresh * by_stars, fresh * by_text
    told = liked_of_stars(np.where(given, stars, config.stars_middle), config)
    liked = by_stars * told + by_text * np.clip(positive, 0, 1)
    return ReviewCounts(by_stars + by_text, liked, posted)


def rating_evidence(
    n_ratings: npt.ArrayLike, n_liked: npt.ArrayLike, config: ReceptionConfig = DEFAULT
) -> tuple[Values, Values]:
    """What users' ratings count for.

    Args:
        n_ratings: Ratings of each movie, shape ``(n_movies,)`` or one number.
        n_liked: Those of :data:`LIKED_STARS` or more, the same shape.
        config: Tells the strength.

    Returns:
        ``n_effective`` and how many of those liked it, float64, in the same shape.

    Raises:
        DataError: More liked a movie than rated it, or a number is negative.
    """
    n, liked = np.asarray(n_ratings, np.float64), np.asarray(n_liked, np.float64)
    if not ((liked >= 0) & (liked <= n)).all():
        raise DataError("n_liked must be 0 to n_ratings.")
    return bounded(n, liked, config.ratings_strength, config.ratings_half)


def bounded(n: Values, liked: Values, strength: float, half: float) -> tuple[Values, Values]:
    """``n`` opinions as ``strength n / (n + half)``, with the same share that liked it."""
    scale = strength / (n + half)
    return n * scale, liked * scale


def liked_of_stars(stars: npt.ArrayLike, config: ReceptionConfig = DEFAULT) -> Values:
    """Probability that a writer who gave 1 to 10 stars liked the movie, shape of ``stars``."""
    above = np.asarray(stars, np.float64) - config.stars_middle
    return np.asarray(expit(config.stars_slope * above), dtype=np.float64)


def _check(values: Values, low: float, high: float, name: str) -> None:
    # averages of float32 may pass an end by their rounding
    if not ((values >= low - 1e-6) & (values <= high + 1e-6)).all():
        raise DataError(f"{name} must be {low} to {high}.")
