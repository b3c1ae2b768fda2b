import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from matinee.storage import Database
from tests.kit.factories import FIVE_MOVIES


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("storage") / "empty.db"
    with Database(f"sqlite:///{path}") as database:
        database.create()
    return path


@pytest.fixture
def database(empty_file, tmp_path) -> Iterator[Database]:
    shutil.copy(empty_file, tmp_path / "matinee.db")
    with Database(f"sqlite:///{tmp_path / 'matinee.db'}", busy_timeout_s=5) as database:
        yield database


@pytest.fixture(scope="session")
def _five_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("storage") / "five.db"
    shutil.copy(empty_file, path)
    with Database(f"sqlite:///{path}") as database, database.begin() as work:
        work.movies.add(FIVE_MOVIES)
    return path


@pytest.fixture
def five_movies(_five_file, tmp_path) -> Iterator[Database]:
    """A database with The Matrix, Heat, Amélie, Alien and Aliens, ids 1 to 5."""
    shutil.copy(_five_file, tmp_path / "five.db")
    with Database(f"sqlite:///{tmp_path / 'five.db'}", busy_timeout_s=5) as database:
        yield database
