"""Profiles: a premise, tags and content notes of a movie; and the full-text index."""

import json

import sqlalchemy as sa
from alembic import op

from matinee.storage.fulltext import plain

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# as they were at this revision, so they stand here and not in ``storage.fulltext`` alone
CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE movie_words USING fts5("
        "titles, people, words, about, tokenize = 'porter unicode61 remove_diacritics 2')",
        "CREATE TRIGGER movie_words_follow AFTER DELETE ON movies "
        "BEGIN DELETE FROM movie_words WHERE rowid = old.movie_id; END",
    ),
    "postgresql": (
        "CREATE TABLE movie_words ("
        "movie_id INTEGER CONSTRAINT pk_movie_words PRIMARY KEY "
        "CONSTRAINT fk_movie_words_movie_id_movies REFERENCES movies (movie_id) ON DELETE CASCADE, "
        "document TSVECTOR NOT NULL)",
        "CREATE INDEX ix_movie_words_document ON movie_words USING gin (document)",
    ),
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
#: What is known of movies by now, as pairs of a movie's id and a text, by column of the index.
TEXTS = {
    "titles": ("SELECT movie_id, title FROM movie_titles ORDER BY movie_id, position",),
    "people": (
        "SELECT DISTINCT movie_id, name FROM credits "
        "JOIN people ON people.person_id = credits.person_id ORDER BY movie_id, name",
    ),
    "words": (
        "SELECT movie_id, keywords FROM movies",
        "SELECT movie_id, name FROM movie_genres "
        "JOIN genres ON genres.genre_id = movie_genres.genre_id ORDER BY movie_id, position",
    ),
    "about": ("SELECT movie_id, overview FROM movies", "SELECT movie_id, tagline FROM movies"),
}
#: Movies that are indexed with one statement.
BATCH = 4_000


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "profiles",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("premise", sa.Text(), nullable=False),
        sa.Column("violence", sa.Integer(), nullable=False),
        sa.Column("sex", sa.Integer(), nullable=False),
        sa.Column("fear", sa.Integer(), nullable=False),
        sa.Column("language", sa.Integer(), nullable=False),
        sa.Column("generated_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movies.movie_id"],
            name="fk_profiles_movie_id_movies",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", name="pk_profiles"),
    )
    op.create_table(
        "tags",
        sa.Column("tag_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tag_id", name="pk_tags"),
        sa.UniqueConstraint("name", name="uq_tags_name"),
    )
    op.create_table(
        "movie_tags",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["profiles.movie_id"],
            name="fk_movie_tags_movie_id_profiles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.tag_id"], name="fk_movie_tags_tag_id_tags"),
        sa.PrimaryKeyConstraint("movie_id", "position", name="pk_movie_tags"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_tags_tag_id", "movie_tags", ["tag_id"])
    _index_words()


def _index_words() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    for statement in CREATE[dialect]:
        connection.execute(sa.text(statement))
    texts: dict[int, dict[str, list[str]]] = {}
    for column, statements in TEXTS.items():
        for statement in statements:
            for movie_id, value in connection.execute(sa.text(statement)):
                of_movie = texts.setdefault(movie_id, {name: [] for name in TEXTS})
                of_movie[column] += _parts(value, is_list="keywords" in statement)
    rows = [
        {"movie_id": movie_id, **{name: plain(" . ".join(some)) for name, some in parts.items()}}
        for movie_id, parts in texts.items()
    ]
    for start in range(0, len(rows), BATCH):
        connection.execute(sa.text(INSERT[dialect]), rows[start : start + BATCH])


def _parts(value: str | list[str] | None, *, is_list: bool) -> list[str]:
    """One text, or those of a JSON list, which PostgreSQL's driver has read already."""
    if not value:
        return []
    if not is_list:
        return [str(value)]
    return list(json.loads(value)) if isinstance(value, str) else list(value)


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER movie_words_follow")
    for name in ("movie_words", "movie_tags", "tags", "profiles"):
        op.drop_table(name)
