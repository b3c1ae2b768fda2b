"""Movies to rows and back, many at a time with few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from matinee.data import Critics, Movie, MovieRecord, title_key
from matinee.storage.fulltext import write_words
from matinee.storage.popularity import popularity_of
from matinee.storage.profile_rows import read_profiles, told_profiles, write_profiles
from matinee.storage.sql import Chosen, Row, ids_of, insert_rows
from matinee.storage.tables import (
    CreditRow,
    GenreRow,
    LanguageRow,
    MovieGenreRow,
    MovieRow,
    PersonRow,
    TitleRow,
    table_of,
)

#: Column of ``credits.job`` -> field of a movie.
JOBS = {"director": "directors", "writer": "writers", "cast": "cast"}

CRITICS = tuple(field.name for field in fields(Critics))
LISTS = ("countries", "keywords")
#: Fields that are a column of the same name.
PLAIN = (
    "imdb_id",
    "tmdb_id",
    "title",
    "year",
    "runtime_min",
    "certificate",
    "overview",
    "tagline",
    "poster_url",
    "imdb_rating",
    "awards",
    "oscars",
    "box_office_usd",
    "source",
)

Link: TypeAlias = tuple[int, int, str]


def read_movies(session: Session, chosen: Chosen) -> dict[int, Movie]:
    """Movies by id, ascending; seven statements, however many they are."""
    columns = [getattr(MovieRow, name) for name in ("movie_id", *PLAIN, *LISTS, *CRITICS)]
    titles = _grouped(session, select(TitleRow.movie_id, TitleRow.title), TitleRow, chosen)
    genres = _grouped(
        session,
        select(MovieGenreRow.movie_id, GenreRow.name).join_from(MovieGenreRow, GenreRow),
        MovieGenreRow,
        chosen,
    )
    languages = _grouped(
        session, select(LanguageRow.movie_id, LanguageRow.language), LanguageRow, chosen
    )
    people = _read_people(session, chosen)
    profiles = read_profiles(session, chosen)
    rows = session.execute(
        select(*columns).where(chosen(MovieRow.movie_id)).order_by(MovieRow.movie_id)
    )
    n_plain = 1 + len(PLAIN)
    movies: dict[int, Movie] = {}
    for row in rows:
        movie_id: int = row[0]
        values: dict[str, Any] = dict(zip(PLAIN, row[1:n_plain], strict=True))
        for job, field in JOBS.items():
            values[field] = tuple(people.get((movie_id, job), ()))
        countries, keywords = row[n_plain : n_plain + len(LISTS)]
        movies[movie_id] = Movie(
            movie_id=movie_id,
            aliases=tuple(titles[movie_id][1:]),
            genres=tuple(genres.get(movie_id, ())),
            languages=tuple(languages.get(movie_id, ())),
            countries=tuple(countries),
            keywords=tuple(keywords),
            profile=profiles.get(movie_id),
            critics=Critics(**dict(zip(CRITICS, row[n_plain + len(LISTS) :], strict=True))),
            **values,
        )
    return movies


def _grouped(
    session: Session,
    statement: Any,
    row_class: type[TitleRow | MovieGenreRow | LanguageRow],
    chosen: Chosen,
) -> dict[int, list[str]]:
    groups: defaultdict[int, list[str]] = defaultdict(list)
    ordered = statement.where(chosen(row_class.movie_id)).order_by(
        row_class.movie_id, row_class.position
    )
    for movie_id, value in session.execute(ordered):
        groups[movie_id].append(value)
    return groups


def _read_people(session: Session, chosen: Chosen) -> dict[tuple[int, str], list[str]]:
    people: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    rows = session.execute(
        select(CreditRow.movie_id, CreditRow.job, PersonRow.name)
        .join_from(CreditRow, PersonRow)
        .where(chosen(CreditRow.movie_id))
        .order_by(CreditRow.movie_id, CreditRow.job, CreditRow.position)
    )
    for movie_id, job, name in rows:
        people[movie_id, job].append(name)
    return people


def write_movies(session: Session, records: Sequence[tuple[int, MovieRecord]]) -> None:
    """Insert movies under the given ids."""
    rows = [
        {
            **_columns(movie_id, record),
            "popularity": popularity_of(0, record.critics.rt_reviews, record.box_office_usd),
        }
        for movie_id, record in records
    ]
    insert_rows(session, MovieRow, rows)
    _write_links(session, [_links(movie_id, record) for movie_id, record in records])
    write_profiles(session, told_profiles(records))
    write_words(session, records)


def rewrite_movies(session: Session, changes: Sequence[tuple[Movie, Movie]]) -> None:
    """Write what movies have become; of what they have several of, only additions are known."""
    if not changes:
        return
    rows = [_columns(after.movie_id, after) for _, after in changes]
    table = table_of(MovieRow)
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "movie_id"}
    session.connection().execute(
        update(table).where(table.c.movie_id == bindparam("this_movie")).values(values),
        [{**row, "this_movie": row["movie_id"]} for row in rows],
    )
    added = [
        _links(after.movie_id, after).without(_links(before.movie_id, before))
        for before, after in changes
    ]
    _write_links(session, added)
    changed = [
        (after.movie_id, after) for before, after in changes if after.profile != before.profile
    ]
    write_profiles(session, told_profiles(changed))
    write_words(session, [(after.movie_id, after) for _, after in changes], again=True)


def _columns(movie_id: int, record: MovieRecord) -> dict[str, Any]:
    return {
        "movie_id": movie_id,
        "title_key": title_key(record.title),
        **{name: getattr(record, name) for name in PLAIN},
        **{name: list(getattr(record, name)) for name in LISTS},
        **{name: getattr(record.critics, name) for name in CRITICS},
    }


@dataclass(frozen=True, slots=True)
class _Links:
    """What a movie has several of, each with its movie and its position."""

    titles: tuple[Link, ...]
    genres: tuple[Link, ...]
    languages: tuple[Link, ...]
    credits: tuple[tuple[int, int, str, str], ...]

    def without(self, others: "_Links") -> "_Links":
        """Those that are not among the others."""
        return _Links(
            tuple(link for link in self.titles if link not in others.titles),
            tuple(link for link in self.genres if link not in others.genres),
            tuple(link for link in self.languages if link not in others.languages),
            tuple(link for link in self.credits if link not in others.credits),
        )


def _links(movie_id: int, record: MovieRecord) -> _Links:
    def numbered(values: Collection[str]) -> tuple[Link, ...]:
        return tuple((movie_id, position, value) for position, value in enumerate(values))

    people = tuple(
        (*link, job) for job, field in JOBS.items() for link in numbered(getattr(record, field))
    )
    titles = (record.title, *record.aliases)
    return _Links(numbered(titles), numbered(record.genres), numbered(record.languages), people)


def _write_links(session: Session, links: Sequence[_Links]) -> None:
    insert_rows(
        session,
        TitleRow,
        [
            {"movie_id": movie_id, "position": at, "title": text, "title_key": title_key(text)}
            for link in links
            for movie_id, at, text in link.titles
        ],
    )
    genre_ids = _genre_ids(session, {name for link in links for _, _, name in link.genres})
    insert_rows(
        session,
        MovieGenreRow,
        [
            {"movie_id": movie_id, "position": at, "genre_id": genre_ids[name]}
            for link in links
            for movie_id, at, name in link.genres
        ],
    )
    insert_rows(
        session,
        LanguageRow,
        [
            {"movie_id": movie_id, "position": at, "language": name}
            for link in links
            for movie_id, at, name in link.languages
        ],
    )
    people_ids = _person_ids(session, {name for link in links for _, _, name, _ in link.credits})
    insert_rows(
        session,
        CreditRow,
        [
            {"movie_id": movie_id, "job": job, "position": at, "person_id": people_ids[name]}
            for link in links
            for movie_id, at, name, job in link.credits
        ],
    )


def name_key(name: str) -> str:
    """The form in which two spellings of a person's name are equal."""
    # a word in front keeps "Les" and "El" from being taken for articles
    return title_key(f"x {name}")[2:] or title_key(name)


def _person_ids(session: Session, names: Collection[str]) -> dict[str, int]:
    def build_row(person_id: int, name: str) -> Row:
        return {"person_id": person_id, "name": name, "name_key": name_key(name)}

    return ids_of(
        session,
        sorted(names),
        row_class=PersonRow,
        id_column=PersonRow.person_id,
        name_column=PersonRow.name,
        build_row=build_row,
    )


def _genre_ids(session: Session, names: Collection[str]) -> dict[str, int]:
    def build_row(genre_id: int, name: str) -> Row:
        return {"genre_id": genre_id, "name": name}

    return ids_of(
        session,
        sorted(names),
        row_class=GenreRow,
        id_column=GenreRow.genre_id,
        name_column=GenreRow.name,
        build_row=build_row,
    )
