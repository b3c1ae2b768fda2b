"""The columns of the whole catalogue that ranking needs, without the rest of the movies."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matinee.data import Critics
from matinee.storage.tables import GenreRow, MovieGenreRow, MovieRow
from matinee.types import FloatArray, IdArray


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """Facts of every movie, in the order of the ids.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        years: Shape ``(n,)``, float32, NaN where unknown.
        imdb_rating: Shape ``(n,)``, float32, 1 to 10, NaN where unknown.
        critics: Published figures, one for each movie.
        genres: Names of each movie's genres.
    """

    movie_ids: IdArray
    years: FloatArray
    imdb_rating: FloatArray
    critics: tuple[Critics, ...]
    genres: tuple[tuple[str, ...], ...]


def read_facts(session: Session) -> MovieFacts:
    """Read the columns in two statements."""
    rows = session.execute(
        select(
            MovieRow.movie_id,
            MovieRow.year,
            MovieRow.imdb_rating,
            MovieRow.metacritic,
            MovieRow.rt_average,
            MovieRow.rt_meter,
            MovieRow.rt_reviews,
        ).order_by(MovieRow.movie_id)
    ).all()
    genre_rows = session.execute(select(GenreRow.genre_id, GenreRow.name))
    names = {genre_id: name for genre_id, name in genre_rows}  # noqa: C416  (rows, for the types)
    links = session.execute(
        select(MovieGenreRow.movie_id, MovieGenreRow.genre_id).order_by(
            MovieGenreRow.movie_id, MovieGenreRow.position
        )
    )
    genres = {
        movie_id: tuple(names[genre_id] for _, genre_id in some)
        for movie_id, some in groupby(links, key=itemgetter(0))
    }
    return MovieFacts(
        movie_ids=np.array([row[0] for row in rows], dtype=np.int64),
        years=_floats([row[1] for row in rows]),
        imdb_rating=_floats([row[2] for row in rows]),
        critics=tuple(
            Critics(metacritic=row[3], rt_average=row[4], rt_meter=row[5], rt_reviews=row[6])
            for row in rows
        ),
        genres=tuple(genres.get(row[0], ()) for row in rows),
    )


def _floats(values: list[float | None]) -> FloatArray:
    # None becomes NaN
    return np.array(values, dtype=np.float32)
