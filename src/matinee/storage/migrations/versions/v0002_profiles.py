"""Profiles: a premise, tags and content notes of a movie."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for name in ("movie_tags", "tags", "profiles"):
        op.drop_table(name)
