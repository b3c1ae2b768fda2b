"""Features of movies out of what is known of each."""

import math
from collections.abc import Hashable, Sequence

import numpy as np

from matinee.data import Critics
from matinee.data.genres import GENRES
from matinee.models.base import MovieFeatures
from matinee.models.marks import mark
from matinee.types import FloatArray

#: Of the cast those who play the leads; the others say little of a movie.
N_LEADS = 6


def build_features(
    vectors: FloatArray,
    years: FloatArray,
    genres: Sequence[Sequence[str]],
    tags: Sequence[Sequence[str]],
    people: Sequence[Sequence[Hashable]],
    *,
    critics: Sequence[Critics] | None = None,
) -> MovieFeatures:
    """Features of movies, all in one order.

    Args:
        vectors: Of their texts, shape ``(n_movies, dim)``, float32.
        years: Shape ``(n_movies,)``, float32, NaN where unknown.
        genres: Names of :data:`matinee.data.GENRES`; others are let be.
        tags: Of their profiles.
        people: Directors and leads, by name or number.
        critics: What critics published of each.
    """
    known = [[name for name in names if name in GENRES] for names in genres]
    return MovieFeatures(
        vectors=vectors,
        years=years,
        genres=mark(known, GENRES).toarray(),
        tags=mark(tags),
        people=mark(people),
        critics=None if critics is None else _figures(critics),
    )


def _figures(critics: Sequence[Critics]) -> FloatArray:
    rows = [
        (
            some.metacritic,
            some.rt_average,
            some.rt_meter,
            None if some.rt_reviews is None else math.log1p(some.rt_reviews),
        )
        for some in critics
    ]
    # None becomes NaN
    return np.array(rows, dtype=np.float32).reshape(-1, 4)
