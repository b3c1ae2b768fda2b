"""What a search by sentence asks besides the words: titles, people, and where a plot is told."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from matinee.storage.sql import IN_SIZE
from matinee.storage.tables import (
    CreditRow,
    MovieRow,
    PersonRow,
    ProfileRow,
    TitleRow,
)


@dataclass(frozen=True, slots=True)
class Titled:
    """A movie with a title of a key, or one that begins with it."""

    movie_id: int
    year: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Credited:
    """A movie of a person, and the first job in it: ``director``, ``writer`` or ``cast``."""

    movie_id: int
    name: str
    key: str
    job: str


#: Jobs in the order in which they make a movie somebody's.
_JOBS = {"director": 0, "cast": 1, "writer": 2}


def find_titled(session: Session, key: str, *, beginnings: bool) -> list[Titled]:
    """Movies with that title, then those whose title begins with it; popular ones first."""
    column = TitleRow.title_key
    fits: ColumnElement[bool] = column == key
    if beginnings:
        fits = or_(fits, column.startswith(f"{key} ", autoescape=True))
    rows = session.execute(
        select(TitleRow.movie_id, column, MovieRow.year)
        .join_from(TitleRow, MovieRow)
        .where(fits)
        .order_by(MovieRow.popularity.desc(), TitleRow.movie_id)
    ).all()
    whole = {movie_id: year for movie_id, found, year in rows if found == key}
    begun = {movie_id: year for movie_id, _, year in rows if movie_id not in whole}
    found_years = (whole | begun).items()
    return [Titled(movie_id, year, whole=movie_id in whole) for movie_id, year in found_years]


def find_credited(session: Session, keys: Collection[str], ending: str = "") -> list[Credited]:
    """Movies of the people with one of the keys, or with a key of that last word.

    Popular ones first; those that they only wrote, or whose origin they wrote, last.
    """
    people: ColumnElement[bool] = PersonRow.name_key.in_(keys)
    if ending:
        people = or_(people, PersonRow.name_key.endswith(f" {ending}", autoescape=True))
    # people first: a join lets SQLite start from the much longer table of credits
    found = {
        number: (name, key)
        for number, name, key in session.execute(
            select(PersonRow.person_id, PersonRow.name, PersonRow.name_key).where(people)
        )
    }
    rows = session.execute(
        select(CreditRow.movie_id, CreditRow.person_id, CreditRow.job)
        .join(MovieRow, MovieRow.movie_id == CreditRow.movie_id)
        .where(CreditRow.person_id.in_(list(found)[:IN_SIZE]))
        .order_by(MovieRow.popularity.desc(), CreditRow.movie_id)
    ).all()
    first: dict[tuple[int, int], Credited] = {}
    for movie_id, person_id, job in sorted(rows, key=lambda row: _JOBS[row[2]]):
        first.setdefault((movie_id, person_id), Credited(movie_id, *found[person_id], job))
    popular = {movie_id: place for place, movie_id in enumerate(dict.fromkeys(r[0] for r in rows))}
    return sorted(
        first.values(), key=lambda credit: (credit.job == "writer", popular[credit.movie_id])
    )


def told_ids(session: Session) -> list[int]:
    """Movies of which a plot is told, by ascending id."""
    told = or_(ProfileRow.premise.is_not(None), MovieRow.overview.is_not(None))
    return list(
        session.scalars(
            select(MovieRow.movie_id)
            .outerjoin(ProfileRow, ProfileRow.movie_id == MovieRow.movie_id)
            .where(told)
            .order_by(MovieRow.movie_id)
        )
    )
