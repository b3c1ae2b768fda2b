"""Searching, filtering and ordering movies, all of it in the database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from matinee.data import canonical_genre, split_title, title_key
from matinee.storage.cursor import Key, fingerprint, parse_cursor, write_cursor
from matinee.storage.movie_rows import name_key
from matinee.storage.query import MovieQuery
from matinee.storage.tables import (
    CreditRow,
    GenreRow,
    LanguageRow,
    MovieGenreRow,
    MovieRow,
    MovieTagRow,
    PersonRow,
    ProfileRow,
    TagRow,
    TitleRow,
)

# how well a movie fits a text, best first
EXACT, PREFIX, WORD, PART, PERSON = range(5)

_YEAR_LAST = re.compile(r"(?P<title>.*\S)\s+(?P<year>(?:18|19|20)\d\d)", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of one page's movies."""

    movie_ids: list[int]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class _Order:
    """One sort key: what it is, its type in a cursor, and its direction."""

    by: ColumnElement[Any]
    kind: type[Key]
    descending: bool = False

    def after(self, value: Key) -> ColumnElement[bool]:
        return self.by < value if self.descending else self.by > value

    @property
    def clause(self) -> ColumnElement[Any]:
        return self.by.desc() if self.descending else self.by.asc()


def search_movies(session: Session, query: MovieQuery) -> Found:
    """Ids of the movies that fit, in order; two statements.

    Raises:
        DataError: The cursor is not one of this query's.
    """
    conditions = _conditions(query)
    ranked = _ranked(query)
    orders = _orders(query, ranked)
    statement = select(MovieRow.movie_id, *(order.by for order in orders)).where(*conditions)
    counted = select(func.count()).select_from(MovieRow).where(*conditions)
    if ranked is not None:
        statement = statement.join(ranked, ranked.c.movie_id == MovieRow.movie_id)
        counted = counted.join(ranked, ranked.c.movie_id == MovieRow.movie_id)
    question = _question(query)
    if query.cursor:
        keys = parse_cursor(query.cursor, question, [order.kind for order in orders])
        statement = statement.where(_after(orders, keys))
    # one more than asked for tells whether a page follows
    statement = statement.order_by(*(order.clause for order in orders)).limit(query.limit + 1)
    rows = session.execute(statement).all()
    page = rows[: query.limit]
    more = len(rows) > query.limit
    next_cursor = write_cursor(question, page[-1][1:]) if more else None
    return Found([row[0] for row in page], next_cursor, session.execute(counted).scalar_one())


def fitting_ids(session: Session, query: MovieQuery) -> list[int]:
    """Every movie that fits the filters, popular ones first; text, order and page are let be."""
    popular_first = select(MovieRow.movie_id).order_by(MovieRow.popularity.desc())
    # past the mapper, which takes longer than the database
    return list(session.connection().scalars(popular_first.where(*_conditions(query))))


def _question(query: MovieQuery) -> str:
    return fingerprint(
        query.q,
        query.title,
        query.genre,
        query.director,
        query.person,
        query.year_from,
        query.year_to,
        query.language,
        query.tags,
        tuple(query.limits.given.items()),
        query.sort,
    )


def _after(orders: Sequence[_Order], keys: Sequence[Key]) -> ColumnElement[bool]:
    """The rows that come after the one with these keys."""
    alternatives = []
    for place, (order, key) in enumerate(zip(orders, keys, strict=True)):
        equal = [before.by == value for before, value in zip(orders[:place], keys, strict=False)]
        alternatives.append(and_(*equal, order.after(key)))
    return or_(*alternatives)


def _orders(query: MovieQuery, ranked: Subquery | None) -> list[_Order]:
    movie_id = _Order(MovieRow.movie_id.expression, int)
    popular = _Order(MovieRow.popularity.expression, float, descending=True)
    if query.sort == "title":
        return [_Order(MovieRow.title_key.expression, str), movie_id]
    if query.sort == "year":
        year = _Order(func.coalesce(MovieRow.year, 0), int, descending=True)
        return [year, popular, movie_id]
    if query.sort == "popular" or ranked is None:
        # the id goes the same way, so that the index gives the order
        return [popular, _Order(MovieRow.movie_id.expression, int, descending=True)]
    return [_Order(ranked.c.fit, int), popular, movie_id]


def _ranked(query: MovieQuery) -> Subquery | None:
    """Movies that fit the text, each with how well; ``None`` where none was given."""
    text = _given(query.q) or _given(query.title)
    if text is None:
        return None
    matches = [_title_matches(title_key(split_title(text).title))]
    if found := _YEAR_LAST.fullmatch(text):
        # "heat 1995" may be a title or a title and its year, so it is looked for as both
        of_year = select(MovieRow.movie_id).where(MovieRow.year == int(found["year"]))
        titles = _title_matches(title_key(found["title"]))
        matches.append(titles.where(TitleRow.movie_id.in_(of_year)))
    if _given(query.q):
        matches.append(_person_matches(name_key(text)))
    fits = union_all(*matches).subquery()
    return (
        select(fits.c.movie_id, func.min(fits.c.fit).label("fit"))
        .group_by(fits.c.movie_id)
        .subquery()
    )


def _title_matches(key: str) -> Select[int, int]:
    column = TitleRow.title_key
    fit = case(
        (column == key, EXACT),
        (column.startswith(key, autoescape=True), PREFIX),
        (column.contains(f" {key}", autoescape=True), WORD),
        else_=PART,
    )
    return select(TitleRow.movie_id, fit.label("fit")).where(column.contains(key, autoescape=True))


def _person_matches(key: str) -> Select[int, int]:
    column = PersonRow.name_key
    starts_a_word = or_(
        column.startswith(key, autoescape=True), column.contains(f" {key}", autoescape=True)
    )
    # people first: a join lets SQLite start from the much longer table of credits
    people = select(PersonRow.person_id).where(starts_a_word)
    return select(CreditRow.movie_id, literal(PERSON).label("fit")).where(
        CreditRow.person_id.in_(people)
    )


def _conditions(query: MovieQuery) -> list[ColumnElement[bool]]:
    conditions = _year_conditions(query)
    of = MovieRow.movie_id
    if (title := _given(query.title)) and _given(query.q):
        # without q the title is what movies are ranked by
        matches = _title_matches(title_key(split_title(title).title)).subquery()
        conditions.append(of.in_(select(matches.c.movie_id)))
    if genre := _given(query.genre):
        conditions.append(of.in_(_of_genre(genre)))
    if language := _given(query.language):
        spoken = func.lower(LanguageRow.language) == language.lower()
        conditions.append(of.in_(select(LanguageRow.movie_id).where(spoken)))
    if director := _given(query.director):
        conditions.append(of.in_(_of_person(director).where(CreditRow.job == "director")))
    if person := _given(query.person):
        conditions.append(of.in_(_of_person(person)))
    for tag in query.tags:
        conditions.append(of.in_(_of_tag(tag)))
    if given := query.limits.given:
        fits = [getattr(ProfileRow, name) <= level for name, level in given.items()]
        conditions.append(of.in_(select(ProfileRow.movie_id).where(*fits)))
    return conditions


def _of_tag(tag: str) -> Select[int]:
    tags = select(TagRow.tag_id).where(TagRow.name == tag.strip().lower())
    return select(MovieTagRow.movie_id).where(MovieTagRow.tag_id.in_(tags))


def _year_conditions(query: MovieQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.year_from is not None:
        conditions.append(MovieRow.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(MovieRow.year <= query.year_to)
    # as it is shown, so it may be asked for: "Heat (1995)"
    year = split_title(_given(query.q) or _given(query.title) or "").year
    if year is not None:
        conditions.append(MovieRow.year == year)
    return conditions


def _of_genre(genre: str) -> Select[int]:
    name = canonical_genre(genre) or genre
    genres = select(GenreRow.genre_id).where(func.lower(GenreRow.name) == name.lower())
    return select(MovieGenreRow.movie_id).where(MovieGenreRow.genre_id.in_(genres))


def _of_person(name: str) -> Select[int]:
    people = select(PersonRow.person_id).where(
        PersonRow.name_key.contains(name_key(name), autoescape=True)
    )
    return select(CreditRow.movie_id).where(CreditRow.person_id.in_(people))


def _given(text: str | None) -> str | None:
    # to LIKE a zero byte is the end of the pattern
    stripped = (text or "").replace("\0", " ").strip()
    return stripped or None
