import re
from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from matinee.storage import Database, migrate
from matinee.storage.tables import Base

FIRST = "0001"
ROWS = (
    "INSERT INTO movies (movie_id, title, title_key, countries, keywords, overview, tagline,"
    " source, popularity) VALUES (7, 'Heat', 'heat', '[]', '[\"robberies\"]', 'Two meet in a"
    " diner.', 'All planned.', 'csv', 0)",
    "INSERT INTO movie_titles VALUES (7, 0, 'Heat', 'heat')",
    "INSERT INTO genres VALUES (1, 'Crime')",
    "INSERT INTO movie_genres VALUES (7, 0, 1)",
    "INSERT INTO people VALUES (1, 'Michael Mann', 'michael mann')",
    "INSERT INTO credits (movie_id, job, position, person_id) VALUES (7, 'director', 0, 1)",
    "INSERT INTO users VALUES (1, 'ml', '5')",
    "INSERT INTO ratings VALUES (1, 7, 4.5, 9)",
    "INSERT INTO reviews (movie_id, text, source, created_at)"
    " VALUES (7, 'Good.', 'page', '2026-01-01 00:00:00.000000')",
)


@pytest.fixture
def connection(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def is_ours(name, kind, *_) -> bool:
    """Whether the models know of it; the full-text index and its shadows are no models."""
    return kind != "table" or not name.startswith("movie_words")


def schema(connection) -> dict[str, list[str]]:
    """The parts of what SQLite was told to make, by name; their order says nothing."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        # a comma within brackets belongs to a list of columns
        name: sorted(part.strip(" ()\n\t") for part in re.split(r",(?![^(]*\))|\(\n|\n\)", sql))
        for name, sql in rows
        if name not in {"alembic_version", "sqlite_sequence"}
    }


def test_the_constant_is_the_last_revision():
    config = Config()
    config.set_main_option("script_location", "matinee.storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_scripts_are_inside_the_package():
    assert (files("matinee.storage") / "migrations" / "env.py").is_file()


def test_an_empty_database_gets_the_tables_of_the_models(connection):
    assert migrate.current_revision(connection) is None
    migrate.upgrade(connection)
    assert migrate.current_revision(connection) == migrate.HEAD
    options = {"compare_type": True, "include_name": is_ours}
    context = MigrationContext.configure(connection, opts=options)
    assert compare_metadata(context, Base.metadata) == []


def test_the_steps_make_exactly_what_the_models_say(connection, tmp_path):
    migrate.upgrade(connection)
    engine = create_engine(f"sqlite:///{tmp_path / 'b.db'}")
    with engine.begin() as other:
        Base.metadata.create_all(other)
        assert schema(connection) == schema(other)
    engine.dispose()


def test_rows_of_the_first_revision_are_there_afterwards(connection, tmp_path):
    migrate.upgrade(connection, FIRST)
    for row in ROWS:
        connection.execute(text(row))
    migrate.upgrade(connection)
    connection.commit()
    with Database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        database.create()
        with database.read() as work:
            movie = work.movies.get(7)
            assert (movie.title, movie.genres, movie.directors) == (
                "Heat",
                ("Crime",),
                ("Michael Mann",),
            )
            assert work.ratings.load().ratings.tolist() == [4.5]
            assert work.reviews.get(1).text == "Good."
            assert work.reviews.get(1).weight is None
            words = ["heat", "mann", "crime", "diner", "robbery", "plan"]
            hits = work.movies.fulltext(words)
            assert [hit.movie_ids.tolist() for hit in hits] == [[7]] * len(words)


SCORED = (
    "INSERT INTO reviews (movie_id, text, source, created_at, external_id, positive, label,"
    " model_version) VALUES (7, 'Good.', 'page', '2026-01-01 00:00:00.000000', '{}', 0.75,"
    " 'Positive', '{}')"
)


def test_scores_of_before_go_on_to_count_and_of_two_models_those_of_the_one(connection, tmp_path):
    migrate.upgrade(connection, "0002")
    for row in (*ROWS, *(SCORED.format(n, "old" if n else "older") for n in range(3))):
        connection.execute(text(row))
    migrate.upgrade(connection)
    connection.commit()
    with Database(f"sqlite:///{tmp_path / 'a.db'}") as database, database.read() as work:
        assert work.meta.get("sentiment") == "old"
        assert work.reviews.totals_of(7) == (2, 2.0, 1.5)
        assert work.reviews.count(7) == 4


def test_going_down_leaves_nothing(connection):
    migrate.upgrade(connection)
    for row in ROWS:
        connection.execute(text(row))
    migrate.downgrade(connection, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate.upgrade(connection)
    assert migrate.current_revision(connection) == migrate.HEAD
