"""The tables; their classes never leave ``storage``.

Link tables hold a ``position``, because the order of genres, people and languages says something.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from matinee.errors import DataError

#: Names of constraints, which Alembic needs on SQLite to change one.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with a time zone; SQLite, which knows none, keeps it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC.

        Raises:
            DataError: The moment has no time zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise DataError(f"a moment must have a time zone, '{value}' has none.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With UTC as its zone."""
        del dialect
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Root of the tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it so
        str: Text,
        float: Double,
        datetime: UtcDateTime,
        list[str]: JSON,
        list[Any]: JSON,
    }


#: A table whose rows live in the tree of its primary key, which saves half of a link table.
COMPACT: dict[str, Any] = {"sqlite_with_rowid": False}


#: Most reviews name no author; those need no place in an index by author.
_BY_SOMEONE = text("author IS NOT NULL")


class MovieRow(Base):
    """A movie; what it has several of is in the tables below."""

    __tablename__ = "movies"

    movie_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    imdb_id: Mapped[str | None] = mapped_column(unique=True)
    tmdb_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    title: Mapped[str]
    title_key: Mapped[str]
    year: Mapped[int | None]
    runtime_min: Mapped[int | None]
    countries: Mapped[list[str]]
    certificate: Mapped[str | None]
    overview: Mapped[str | None]
    tagline: Mapped[str | None]
    keywords: Mapped[list[str]]
    poster_url: Mapped[str | None]
    metacritic: Mapped[int | None]
    rt_average: Mapped[float | None]
    rt_meter: Mapped[int | None]
    rt_reviews: Mapped[int | None]
    imdb_rating: Mapped[float | None]
    awards: Mapped[str | None]
    oscars: Mapped[int | None]
    box_office_usd: Mapped[float | None]
    source: Mapped[str]
    popularity: Mapped[float]

    __table_args__ = (
        Index(None, "title_key", "movie_id"),
        Index(None, "popularity", "movie_id"),
    )


class TitleRow(Base):
    """A title by which a movie is found: position 0 is its own, the others are aliases."""

    __tablename__ = "movie_titles"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(index=True)
    title_key: Mapped[str] = mapped_column(index=True)

    __table_args__ = (COMPACT,)


class GenreRow(Base):
    """A genre."""

    __tablename__ = "genres"

    genre_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)


class MovieGenreRow(Base):
    """A genre of a movie."""

    __tablename__ = "movie_genres"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    genre_id: Mapped[int] = mapped_column(ForeignKey("genres.genre_id"), index=True)

    __table_args__ = (COMPACT,)


class LanguageRow(Base):
    """A language that is spoken in a movie."""

    __tablename__ = "movie_languages"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str]

    __table_args__ = (COMPACT,)


class PersonRow(Base):
    """Someone who made or played in movies; sources name people only, so a name is a person."""

    __tablename__ = "people"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)
    name_key: Mapped[str] = mapped_column(index=True)


class CreditRow(Base):
    """What someone did for a movie."""

    __tablename__ = "credits"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    job: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.person_id"), index=True)

    __table_args__ = (
        CheckConstraint("job IN ('director', 'writer', 'cast')", name="job"),
        COMPACT,
    )


class ProfileRow(Base):
    """A movie in our own words; its tags are links."""

    __tablename__ = "profiles"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    premise: Mapped[str]
    violence: Mapped[int]
    sex: Mapped[int]
    fear: Mapped[int]
    language: Mapped[int]
    generated_by: Mapped[str | None]


class TagRow(Base):
    """A tag of the vocabulary that some movie has."""

    __tablename__ = "tags"

    tag_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)


class MovieTagRow(Base):
    """A tag of a movie's profile, most telling first."""

    __tablename__ = "movie_tags"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("profiles.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.tag_id"), index=True)

    __table_args__ = (COMPACT,)


class UserRow(Base):
    """Whoever rated; a source's own number tells them apart."""

    __tablename__ = "users"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    external_id: Mapped[str]

    __table_args__ = (UniqueConstraint("source", "external_id"),)


class RatingRow(Base):
    """What one user gave one movie, in stars from 0.5 to 5."""

    __tablename__ = "ratings"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movies.movie_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    rating: Mapped[float]
    rated_at: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        # the stars are in it, so that counts and means come from the index alone
        Index(None, "movie_id", "rating"),
        COMPACT,
    )


class ReviewRow(Base):
    """What one viewer wrote, and what the sentiment model makes of it."""

    __tablename__ = "reviews"

    review_id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.movie_id", ondelete="CASCADE"))
    text: Mapped[str]
    stars: Mapped[float | None]
    written_at: Mapped[datetime | None]
    language: Mapped[str | None]
    author: Mapped[str | None]
    source: Mapped[str]
    external_id: Mapped[str | None]
    created_at: Mapped[datetime]
    positive: Mapped[float | None]
    label: Mapped[str | None]
    model_version: Mapped[str | None]
    weight: Mapped[float | None]
    read_as: Mapped[str | None]
    ignored: Mapped[str | None]
    same_as: Mapped[int | None]
    signature: Mapped[bytes | None]

    __table_args__ = (
        UniqueConstraint("movie_id", "source", "external_id"),
        Index(None, "movie_id", "review_id"),
        Index(None, "movie_id", "ignored", "read_as"),
        # what receptions are made of comes from this index, without reading the texts
        Index(
            "ix_reviews_counted",
            "model_version",
            "ignored",
            "movie_id",
            "positive",
            "weight",
            "stars",
            "written_at",
            "created_at",
            "source",
        ),
        Index(
            "ix_reviews_author",
            "author",
            "source",
            "ignored",
            "written_at",
            "created_at",
            sqlite_where=_BY_SOMEONE,
            postgresql_where=_BY_SOMEONE,
        ),
        # numbers of removed reviews never come back, so that cursors and links stay right
        {"sqlite_autoincrement": True},
    )


class MentionRow(Base):
    """A sentence of a review about one aspect; start and end are offsets into its text."""

    __tablename__ = "mentions"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("reviews.review_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    movie_id: Mapped[int]
    aspect: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    positive: Mapped[float]

    __table_args__ = (Index(None, "movie_id", "aspect", "positive"), COMPACT)


class ReadingRow(Base):
    """What another model than the active one makes of a review, until all are read."""

    __tablename__ = "readings"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("reviews.review_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[str] = mapped_column(primary_key=True)
    positive: Mapped[float]
    label: Mapped[str]
    weight: Mapped[float]
    read_as: Mapped[str | None]
    signature: Mapped[bytes]
    mentions: Mapped[list[Any]]

    __table_args__ = (COMPACT,)


class ImportRow(Base):
    """An import that was finished."""

    __tablename__ = "imports"

    import_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    checksum: Mapped[str | None]
    n_rows: Mapped[int]
    n_rejected: Mapped[int]
    note: Mapped[str | None]
    finished_at: Mapped[datetime]


class MetaRow(Base):
    """A value that the whole installation shares."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def table_of(row: type[Base]) -> Table:
    """The table behind a class, for statements that bypass the mapper."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 - SQLAlchemy's own type is wider
    return table
