"""Reviews: how much each counts, what it was read as, what it repeats, and what it mentions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("weight", sa.Double),
    ("read_as", sa.Text),
    ("ignored", sa.Text),
    ("same_as", sa.Integer),
    ("signature", sa.LargeBinary),
)
COUNTED = (
    "model_version",
    "ignored",
    "movie_id",
    "positive",
    "weight",
    "stars",
    "written_at",
    "created_at",
    "source",
)
AUTHOR = ("author", "source", "ignored", "written_at", "created_at")
#: The version that scored most reviews goes on to count until they are scored again.
ADOPT = (
    "INSERT INTO meta (key, value) SELECT 'sentiment', model_version FROM reviews "
    "WHERE model_version IS NOT NULL GROUP BY model_version "
    "ORDER BY count(*) DESC, model_version LIMIT 1"
)


def upgrade() -> None:
    """Add the columns and the tables; what was scored goes on to count."""
    for name, kind in COLUMNS:
        op.add_column("reviews", sa.Column(name, kind(), nullable=True))
    op.drop_index("ix_reviews_movie_id_positive", "reviews")
    op.drop_index("ix_reviews_model_version", "reviews")
    op.create_index("ix_reviews_movie_id_review_id", "reviews", ["movie_id", "review_id"])
    op.create_index(
        "ix_reviews_movie_id_ignored_read_as", "reviews", ["movie_id", "ignored", "read_as"]
    )
    op.create_index("ix_reviews_counted", "reviews", list(COUNTED))
    someone = sa.text("author IS NOT NULL")
    op.create_index(
        "ix_reviews_author",
        "reviews",
        list(AUTHOR),
        sqlite_where=someone,
        postgresql_where=someone,
    )
    op.create_table(
        "mentions",
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("positive", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews.review_id"],
            name="fk_mentions_review_id_reviews",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("review_id", "position", name="pk_mentions"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_mentions_movie_id_aspect_positive", "mentions", ["movie_id", "aspect", "positive"]
    )
    op.create_table(
        "readings",
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("positive", sa.Double(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("read_as", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews.review_id"],
            name="fk_readings_review_id_reviews",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("review_id", "version", name="pk_readings"),
        sqlite_with_rowid=False,
    )
    op.execute(ADOPT)


def downgrade() -> None:
    """Drop the tables and the columns."""
    op.drop_table("readings")
    op.drop_table("mentions")
    for name in ("author", "counted", "movie_id_ignored_read_as", "movie_id_review_id"):
        op.drop_index(f"ix_reviews_{name}", "reviews")
    for name, _ in reversed(COLUMNS):
        op.drop_column("reviews", name)
    op.create_index("ix_reviews_model_version", "reviews", ["model_version"])
    op.create_index("ix_reviews_movie_id_positive", "reviews", ["movie_id", "positive"])
    op.execute("DELETE FROM meta WHERE key = 'sentiment'")
