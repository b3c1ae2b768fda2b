"""The columns of the whole catalogue that ranking needs, without the rest of the movies."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from matinee.data import Critics
from matinee.storage.tables import (
    CreditRow,
    GenreRow,
    LanguageRow,
    MovieGenreRow,
    MovieRow,
    MovieTagRow,
    TagRow,
)
from matinee.types import FloatArray, IdArray


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """Facts of every movie, in the order of the ids.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        years: Shape ``(n,)``, float32, NaN where unknown.
        runtimes: Minutes, shape ``(n,)``, float32, NaN where unknown.
        imdb_rating: Shape ``(n,)``, float32, 1 to 10, NaN where unknown.
        critics: Published figures, one for each movie.
        genres: Names of each movie's genres.
        tags: Tags of each movie's profile.
        people: Numbers of each movie's directors and first of the cast.
        languages: Each movie's main language, ``None`` where unknown.
    """

    movie_ids: IdArray
    years: FloatArray
    runtimes: FloatArray
    imdb_rating: FloatArray
    critics: tuple[Critics, ...]
    genres: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...]
    people: tuple[tuple[int, ...], ...]
    languages: tuple[str | None, ...]


def read_facts(session: Session, n_cast: int) -> MovieFacts:
    """Read the columns in seven statements.

    Args:
        session: To read with.
        n_cast: How many of the cast count.
    """
    rows = session.execute(
        select(
            MovieRow.movie_id,
            MovieRow.year,
            MovieRow.imdb_rating,
            MovieRow.metacritic,
            MovieRow.rt_average,
            MovieRow.rt_meter,
            MovieRow.rt_reviews,
            MovieRow.runtime_min,
        ).order_by(MovieRow.movie_id)
    ).all()
    genres = _grouped(
        session,
        select(GenreRow.genre_id, GenreRow.name),
        select(MovieGenreRow.movie_id, MovieGenreRow.genre_id).order_by(
            MovieGenreRow.movie_id, MovieGenreRow.position
        ),
    )
    tags = _grouped(
        session,
        select(TagRow.tag_id, TagRow.name),
        select(MovieTagRow.movie_id, MovieTagRow.tag_id).order_by(
            MovieTagRow.movie_id, MovieTagRow.position
        ),
    )
    people = _credited(session, n_cast)
    spoken = session.execute(
        select(LanguageRow.movie_id, LanguageRow.language).where(LanguageRow.position == 0)
    )
    languages = {movie_id: language for movie_id, language in spoken}  # noqa: C416  (rows)
    return MovieFacts(
        movie_ids=np.array([row[0] for row in rows], dtype=np.int64),
        years=_floats([row[1] for row in rows]),
        runtimes=_floats([row[7] for row in rows]),
        imdb_rating=_floats([row[2] for row in rows]),
        critics=tuple(
            Critics(metacritic=row[3], rt_average=row[4], rt_meter=row[5], rt_reviews=row[6])
            for row in rows
        ),
        genres=tuple(genres.get(row[0], ()) for row in rows),
        tags=tuple(tags.get(row[0], ()) for row in rows),
        people=tuple(people.get(row[0], ()) for row in rows),
        languages=tuple(languages.get(row[0]) for row in rows),
    )


def _credited(session: Session, n_cast: int) -> dict[int, tuple[int, ...]]:
    """Directors and leads of each movie."""
    leads = or_(
        CreditRow.job == "director",
        and_(CreditRow.job == "cast", CreditRow.position < n_cast),
    )
    credited = session.execute(
        select(CreditRow.movie_id, CreditRow.person_id).where(leads).order_by(CreditRow.movie_id)
    )
    return {
        movie_id: tuple(person_id for _, person_id in some)
        for movie_id, some in groupby(credited, key=itemgetter(0))
    }


def _grouped(
    session: Session, names: Select[int, str], links: Select[int, int]
) -> dict[int, tuple[str, ...]]:
    """Names by movie, where the join is made here: the names are few and the links many."""
    name_of = {number: name for number, name in session.execute(names)}  # noqa: C416  (rows)
    return {
        movie_id: tuple(name_of[number] for _, number in some)
        for movie_id, some in groupby(session.execute(links), key=itemgetter(0))
    }


def _floats(values: list[float | None]) -> FloatArray:
    # None becomes NaN
    return np.array(values, dtype=np.float32)
