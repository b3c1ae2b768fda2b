"""The first tables: movies and what belongs to them, users, ratings, reviews, imports, meta."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "movies",
    "genres",
    "people",
    "imports",
    "meta",
    "users",
    "movie_titles",
    "movie_languages",
    "movie_genres",
    "credits",
    "ratings",
    "reviews",
)


def upgrade() -> None:
    """Make the tables."""
    _make_movies()
    _make_installation()
    _make_names()
    _make_links()
    _make_opinions()


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _make_movies() -> None:
    op.create_table(
        "movies",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("imdb_id", sa.Text(), nullable=True),
        sa.Column("tmdb_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("runtime_min", sa.Integer(), nullable=True),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("tagline", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("poster_url", sa.Text(), nullable=True),
        sa.Column("metacritic", sa.Integer(), nullable=True),
        sa.Column("rt_average", sa.Double(), nullable=True),
        sa.Column("rt_meter", sa.Integer(), nullable=True),
        sa.Column("rt_reviews", sa.Integer(), nullable=True),
        sa.Column("imdb_rating", sa.Double(), nullable=True),
        sa.Column("awards", sa.Text(), nullable=True),
        sa.Column("oscars", sa.Integer(), nullable=True),
        sa.Column("box_office_usd", sa.Double(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("popularity", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("movie_id", name="pk_movies"),
        sa.UniqueConstraint("imdb_id", name="uq_movies_imdb_id"),
    )
    op.create_index("ix_movies_popularity_movie_id", "movies", ["popularity", "movie_id"])
    op.create_index("ix_movies_title_key_movie_id", "movies", ["title_key", "movie_id"])
    op.create_index("ix_movies_tmdb_id", "movies", ["tmdb_id"])
    op.create_table(
        "genres",
        sa.Column("genre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("genre_id", name="pk_genres"),
        sa.UniqueConstraint("name", name="uq_genres_name"),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.create_index("ix_people_name_key", "people", ["name_key"])


def _make_installation() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=True),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_rejected", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "users",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        sa.UniqueConstraint("source", "external_id", name="uq_users_source_external_id"),
    )


def _make_names() -> None:
    op.create_table(
        "movie_titles",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movies.movie_id"],
            name="fk_movie_titles_movie_id_movies",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", "position", name="pk_movie_titles"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_titles_title", "movie_titles", ["title"])
    op.create_index("ix_movie_titles_title_key", "movie_titles", ["title_key"])
    op.create_table(
        "movie_languages",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movies.movie_id"],
            name="fk_movie_languages_movie_id_movies",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", "position", name="pk_movie_languages"),
        sqlite_with_rowid=False,
    )


def _make_links() -> None:
    op.create_table(
        "movie_genres",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["genre_id"], ["genres.genre_id"], name="fk_movie_genres_genre_id_genres"
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movies.movie_id"],
            name="fk_movie_genres_movie_id_movies",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", "position", name="pk_movie_genres"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_genres_genre_id", "movie_genres", ["genre_id"])
    op.create_table(
        "credits",
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("job IN ('director', 'writer', 'cast')", name=op.f("ck_credits_job")),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.movie_id"], name="fk_credits_movie_id_movies", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_credits_person_id_people"
        ),
        sa.PrimaryKeyConstraint("movie_id", "job", "position", name="pk_credits"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_credits_person_id", "credits", ["person_id"])


def _make_opinions() -> None:
    op.create_table(
        "ratings",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.movie_id"], name="fk_ratings_movie_id_movies", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name="fk_ratings_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "movie_id", name="pk_ratings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ratings_movie_id_rating", "ratings", ["movie_id", "rating"])
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stars", sa.Double(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("positive", sa.Double(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.movie_id"], name="fk_reviews_movie_id_movies", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", name="pk_reviews"),
        sa.UniqueConstraint(
            "movie_id", "source", "external_id", name="uq_reviews_movie_id_source_external_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_model_version", "reviews", ["model_version"])
    op.create_index("ix_reviews_movie_id_positive", "reviews", ["movie_id", "positive"])
