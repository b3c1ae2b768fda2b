"""The one number on a ten-point scale that is shown beside a movie.

Ratings are stars from 0.5 to 5, so a mean is doubled. A mean of few ratings is drawn towards the
mean of all of them; where nobody rated, the critics speak.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from matinee.data import Critics
from matinee.errors import DataError
from matinee.types import FloatArray, IndexArray

#: Mean of all ratings of MovieLens latest-small; stands in where there are no ratings at all.
DEFAULT_MEAN_STARS: Final = 3.5

#: Ratings' worth of belief in the global mean: variance within movies over variance between them,
#: 0.85 / 0.18 stars² on MovieLens latest-small (movies with 20 ratings or more).
SHRINKAGE: Final = 5.0

# Least squares of the Rotten Tomatoes mean on its meter over the starter catalogue.
_METER_INTERCEPT, _METER_SLOPE = 2.98, 0.052


def rating_ten(
    mean_stars: float, n: int, global_mean: float, *, strength: float = SHRINKAGE
) -> float:
    """An audience's mean on a ten-point scale, shrunk towards the global mean.

    Args:
        mean_stars: Mean of the movie's ratings in stars; ignored where ``n`` is 0.
        n: Number of ratings, 0 or more.
        global_mean: Mean of all ratings in stars.
        strength: Number of ratings that the global mean counts for, above 0.

    Returns:
        ``2 (n mean + strength global) / (n + strength)``.

    Raises:
        DataError: ``n`` is negative or ``strength`` is not positive.

    Source:
        The posterior mean of a normal with known variances; James & Stein 1961, Efron & Morris,
        JASA 70, 1975, for why it errs less than the plain mean.
    """
    means = np.array([mean_stars], dtype=np.float64)
    return float(_shrink(means, np.array([n]), global_mean, strength)[0])


def ratings_ten(
    mean_stars: FloatArray, n: IndexArray, global_mean: float, *, strength: float = SHRINKAGE
) -> FloatArray:
    """:func:`rating_ten` of many movies.

    Args:
        mean_stars: Shape ``(n_movies,)``; anything, also NaN, where nobody rated.
        n: Shape ``(n_movies,)``, number of ratings.
        global_mean: Mean of all ratings in stars.
        strength: As in :func:`rating_ten`.

    Returns:
        Shape ``(n_movies,)``, float32.
    """
    return _shrink(mean_stars, n, global_mean, strength).astype(np.float32)


def critics_ten(critics: Critics) -> float | None:
    """The critics' mean on a ten-point scale, ``None`` where there is no figure.

    Metascore (divided by ten) and Rotten Tomatoes mean count alike. The meter is a share of
    positive reviews and no mean; it is turned into one only where it stands alone.
    """
    known = [
        value
        for value, unknown in (
            ((critics.metacritic or 0) / 10, critics.metacritic is None),
            (critics.rt_average or 0.0, critics.rt_average is None),
        )
        if not unknown
    ]
    if known:
        return sum(known) / len(known)
    if critics.rt_meter is not None:
        return _METER_INTERCEPT + _METER_SLOPE * critics.rt_meter
    return None


def shown_rating(
    critics: Critics,
    imdb_rating: float | None,
    mean_stars: float,
    n: int,
    global_mean: float = DEFAULT_MEAN_STARS,
) -> float:
    """The rating that is shown: IMDb's where known, the audience's, the critics', the global mean.

    Args:
        critics: Published figures of the movie.
        imdb_rating: Mean of IMDb's voters, where OMDb told it.
        mean_stars: Mean of the movie's ratings; ignored where ``n`` is 0.
        n: Number of ratings.
        global_mean: Mean of all ratings in stars.

    Returns:
        0 to 10, not rounded.
    """
    if imdb_rating is not None:
        return imdb_rating
    if n == 0:
        found = critics_ten(critics)
        if found is not None:
            return found
    return rating_ten(mean_stars, n, global_mean)


def _shrink(
    means: npt.ArrayLike, n: npt.ArrayLike, global_mean: float, strength: float
) -> npt.NDArray[np.float64]:
    if strength <= 0:
        raise DataError(f"strength must be above 0, not {strength}.")
    counts = np.asarray(n, dtype=np.float64)
    if (counts < 0).any():
        raise DataError(f"number of ratings must be 0 or more, not {counts.min():.0f}.")
    sums = np.where(counts > 0, np.asarray(means, dtype=np.float64), 0.0) * counts
    return np.asarray(2 * (sums + strength * global_mean) / (counts + strength))
