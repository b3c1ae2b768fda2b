"""The full-text index of the database: FTS5 in SQLite, a ``tsvector`` in PostgreSQL.

Each is asked for one word at a time, with how much a movie says of it. How words are weighed
against each other is thereby the searcher's to choose, and the same on both databases.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, MetaData, event, text
from sqlalchemy.orm import Session

from matinee.data import MovieRecord
from matinee.errors import UnsupportedError
from matinee.storage.sql import IN_SIZE, chunks
from matinee.storage.tables import Base
from matinee.types import FloatArray, IdArray

TABLE = "movie_words"
#: Columns, and what a word counts in each; PostgreSQL calls them A to D.
WEIGHTS = {"titles": 3.0, "people": 2.0, "words": 2.0, "about": 1.0}
COLUMNS = tuple(WEIGHTS)
#: Longer texts are cut: PostgreSQL takes a million bytes for a movie, and no plot has so many.
MAX_LENGTH = 50_000

#: What makes the index, by dialect. FTS5 knows no foreign keys, so a trigger stands in for one.
CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS movie_words USING fts5("
        "titles, people, words, about, tokenize = 'porter unicode61 remove_diacritics 2')",
        "CREATE TRIGGER IF NOT EXISTS movie_words_follow AFTER DELETE ON movies "
        "BEGIN DELETE FROM movie_words WHERE rowid = old.movie_id; END",
    ),
    "postgresql": (
        "CREATE TABLE IF NOT EXISTS movie_words ("
        "movie_id INTEGER CONSTRAINT pk_movie_words PRIMARY KEY "
        "CONSTRAINT fk_movie_words_movie_id_movies REFERENCES movies (movie_id) ON DELETE CASCADE, "
        "document TSVECTOR NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_movie_words_document ON movie_words USING gin (document)",
    ),
}
DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS movie_words_follow", "DROP TABLE IF EXISTS movie_words"),
    "postgresql": ("DROP TABLE IF EXISTS movie_words",),
}
INSERT = {
    "sqlite": "INSERT INTO movie_words (rowid, titles, people, words, about) "
    "VALUES (:movie_id, :titles, :people, :words, :about)",
    "postgresql": "INSERT INTO movie_words (movie_id, document) VALUES (:movie_id, "
    "setweight(to_tsvector('english', :titles), 'A') || "
    "setweight(to_tsvector('english', :people), 'B') || "
    "setweight(to_tsvector('english', :words), 'C') || "
    "setweight(to_tsvector('english', :about), 'D'))",
}
_DELETE = {
    "sqlite": "DELETE FROM movie_words WHERE rowid = :movie_id",
    "postgresql": "DELETE FROM movie_words WHERE movie_id = :movie_id",
}
_FIND = {
    "sqlite": "SELECT rowid, -bm25(movie_words, {titles}, {people}, {words}, {about}) "
    "FROM movie_words WHERE movie_words MATCH :word",
    # the array begins with the last of the letters
    "postgresql": "SELECT movie_id, ts_rank('{{{about}, {words}, {people}, {titles}}}', "
    "document, plainto_tsquery('english', :word)) FROM movie_words "
    "WHERE document @@ plainto_tsquery('english', :word)",
}
#: Letters that are their own and not another one with a mark.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"}  # noqa: RUF001
)


@dataclass(frozen=True, slots=True)
class WordHits:
    """The movies that have one word.

    Attributes:
        word: As it was asked for.
        movie_ids: Shape ``(n,)``, int64.
        fits: How much each says of the word, whatever its rarity; shape ``(n,)``, float32, > 0.
    """

    word: str
    movie_ids: IdArray
    fits: FloatArray


def plain(words: str) -> str:
    """Text as it is indexed and asked for: without accents, case and zero bytes."""
    folded = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return kept.replace("\0", " ")[:MAX_LENGTH]


def words_of(text: str) -> Iterator[str]:
    """The words of a text in the index's form, without any sign."""
    letters = (
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in plain(text)
    )
    yield from "".join(letters).split()


def document(record: MovieRecord) -> dict[str, str]:
    """What is indexed of a movie, by column."""
    profile = record.profile
    about = (profile.premise if profile else None, record.overview, record.tagline)
    tags = profile.tags if profile else ()
    parts = {
        "titles": (record.title, *record.aliases),
        "people": dict.fromkeys((*record.directors, *record.writers, *record.cast)),
        "words": dict.fromkeys((*tags, *record.keywords, *record.genres)),
        "about": about,
    }
    # a stop between two names, so that no phrase runs over both
    return {name: plain(" . ".join(filter(None, values))) for name, values in parts.items()}


def write_words(
    session: Session, records: Sequence[tuple[int, MovieRecord]], *, again: bool = False
) -> None:
    """Index movies under their ids; ``again`` where they may have been indexed before."""
    if not records:
        return
    dialect = dialect_of(session.connection())
    connection = session.connection()
    if again:
        connection.execute(text(_DELETE[dialect]), [{"movie_id": number} for number, _ in records])
    for some in chunks(records, IN_SIZE):
        rows = [{"movie_id": movie_id, **document(record)} for movie_id, record in some]
        connection.execute(text(INSERT[dialect]), rows)


def find_words(session: Session, words: Sequence[str], most: int | None = None) -> list[WordHits]:
    """The movies that have each of the words, in any of its forms; one statement for each.

    No text is read as an operator: what is asked for goes in as one quoted word.

    Args:
        session: To read with.
        words: Any number.
        most: Movies of a word after which counting stops; such a word has one hit more, and which
            they are is left open.
    """
    connection = session.connection()
    dialect = dialect_of(connection)
    found: list[WordHits] = []
    n_movies = 0
    if dialect == "sqlite" and words:
        n_movies = connection.exec_driver_sql("SELECT count(*) FROM movies").scalar_one()
    scale = max(WEIGHTS.values()) if dialect == "postgresql" else 1.0
    weights = {name: weight / scale for name, weight in WEIGHTS.items()}
    limit = "" if most is None else f" LIMIT {most + 1:d}"
    statement = text(_FIND[dialect].format(**weights) + limit)
    for word in words:
        asked = " ".join(words_of(word))
        rows = connection.execute(
            statement, {"word": f'"{asked}"' if dialect == "sqlite" else asked}
        ).all()
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        fits = np.fromiter((row[1] for row in rows), np.float64, len(rows))
        if dialect == "sqlite" and len(fits):
            # FTS5 has the rarity in it already, which is for the searcher to weigh
            fits = fits / _rarity(len(fits), n_movies)
        found.append(WordHits(word, ids, fits.astype(np.float32)))
    return found


def _rarity(n_hits: int, n_movies: int) -> float:
    """The rarity of a word as FTS5 counts it."""
    return max(math.log((n_movies - n_hits + 0.5) / (n_hits + 0.5)), 1e-6)


def dialect_of(connection: Connection) -> str:
    """Name of the database's dialect.

    Raises:
        UnsupportedError: The database is neither SQLite nor PostgreSQL.
    """
    dialect = connection.dialect.name
    if dialect not in CREATE:
        raise UnsupportedError(f"matinee keeps its data in SQLite or PostgreSQL, not in {dialect}.")
    return dialect


@event.listens_for(Base.metadata, "after_create")
def _create(_metadata: MetaData, connection: Connection, **_: object) -> None:
    for statement in CREATE[dialect_of(connection)]:
        connection.execute(text(statement))


@event.listens_for(Base.metadata, "before_drop")
def _drop(_metadata: MetaData, connection: Connection, **_: object) -> None:
    for statement in DROP[dialect_of(connection)]:
        connection.execute(text(statement))
