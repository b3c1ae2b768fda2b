import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent

import pytest

from matinee.data import MovieRecord
from matinee.errors import ArtifactError, ConfigError, DataError, MatineeError
from matinee.storage import Database, NewReview
from tests.kit.factories import HEAT, MATRIX, review
from tests.kit.queries import count_queries


def test_makes_the_folder_and_the_tables(tmp_path):
    path = tmp_path / "not" / "there" / "yet.db"
    with Database(f"sqlite:///{path}") as database:
        database.create()
        with database.read() as work:
            assert work.movies.count() == 0
    assert path.exists()


def test_creating_again_asks_little_and_leaves_alembic_alone(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Database(url) as database:
        database.create()
        with count_queries(database.engine) as statements:
            database.create()
    assert len(statements) <= 2
    code = f"""
        import sys
        from matinee.storage import Database
        with Database({url!r}) as database:
            database.create()
        sys.exit("alembic" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", dedent(code)], check=False).returncode == 0


def test_two_threads_may_create_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Database(url) as one, Database(url) as other, ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one.create), pool.submit(other.create)]:
            done.result()
        with one.read() as work:
            assert work.movies.count() == 0


def test_sqlite_keeps_a_log_and_checks_references(database):
    with database.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    assert found == ["wal", 1, 5000, 1]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("what is this", "cannot be used"),
        ("nothing:///a.db", "cannot be used"),
        ("mysql://user:secret@host/matinee", "cannot be used"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence(url, reason):
    with pytest.raises(ConfigError, match=reason) as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'file' / 'a.db'}")


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"this is no database" * 100)
    with (
        Database(f"sqlite:///{path}") as database,
        pytest.raises(MatineeError, match="not a database"),
    ):
        database.create()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database, tmp_path):
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(ArtifactError, match="9999"):
        database.create()
    with database.read() as work:
        assert work.movies.count() == 0


def test_an_error_undoes_the_whole_block(database):
    def add_and_fail() -> None:
        with database.begin() as work:
            work.movies.add([MATRIX])
            work.meta.set("a", "b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    with database.read() as work:
        assert (work.movies.count(), work.meta.get("a")) == (0, None)


def test_a_reader_cannot_write(database):
    with pytest.raises(MatineeError, match="readonly"), database.read() as work:
        work.movies.add([MATRIX])


def test_writing_works_after_reading_on_the_same_connection(database):
    with database.read() as work:
        work.movies.count()
    with database.begin() as work:
        work.movies.add([MATRIX])
    with database.read() as work:
        assert work.movies.count() == 1


def test_readers_see_their_start_while_a_writer_works(database):
    with database.begin() as writer:
        writer.movies.add([MATRIX])
        with database.read() as reader:
            assert reader.movies.count() == 0
    with database.read() as reader:
        assert reader.movies.count() == 1
        with database.begin() as writer:
            writer.movies.add([HEAT])
        assert reader.movies.count() == 1


def test_a_second_writer_waits_for_the_first(database):
    started = threading.Event()

    def slow() -> None:
        with database.begin() as work:
            work.meta.bump("n")
            started.set()
            time.sleep(0.2)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow)
        started.wait(5)
        with database.begin() as work:
            work.meta.bump("n")
        first.result()
    with database.read() as work:
        assert work.meta.get("n") == "2"


def test_writers_from_many_threads_lose_nothing(database):
    def bump(_: int) -> None:
        with database.begin() as work:
            work.meta.bump("n")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bump, range(40)))
    with database.read() as work:
        assert work.meta.get("n") == "40"


def test_a_writer_that_waits_in_vain_says_so(tmp_path, database):
    url = str(database.engine.url)
    with (
        Database(url, busy_timeout_s=0.05) as impatient,
        database.begin() as work,
    ):
        work.meta.bump("n")
        with pytest.raises(MatineeError, match="locked"), impatient.begin() as other:
            other.meta.bump("n")


def test_text_that_is_no_unicode_is_refused_in_a_sentence(five_movies):
    with pytest.raises(DataError, match="cannot be stored"), five_movies.begin() as work:
        work.reviews.add(NewReview(movie_id=1, record=review("\ud800")))


def test_an_imdb_id_cannot_be_there_twice(five_movies):
    with pytest.raises(DataError, match=r"contradicts.*imdb_id"), five_movies.begin() as work:
        work.movies.add([MATRIX])
    with five_movies.read() as work:
        assert work.movies.count() == 5


def test_closing_leaves_one_file(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.create()
    with database.begin() as work:
        work.movies.add([MATRIX])
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


IMPORT = """
    import sys
    import numpy as np
    from matinee.data import MovieRecord, RatingSet
    from matinee.storage import Database

    n = 30_000
    rng = np.random.default_rng(0)
    with Database(sys.argv[1]) as database, database.begin() as work:
        ids = work.movies.add([MovieRecord(title=f"Movie {i}") for i in range(2000)])
        for source in range(10_000):
            work.ratings.add(f"set {source}", RatingSet(
                np.sort(rng.integers(0, 500, n)), rng.choice(ids, n),
                np.full(n, 4, np.float32), np.zeros(n, np.int64)))
            print(source, flush=True)
"""


@pytest.mark.slow
def test_a_killed_import_leaves_nothing_of_it(five_movies, tmp_path):
    url = str(five_movies.engine.url)
    five_movies.close()
    child = subprocess.Popen(
        [sys.executable, "-c", dedent(IMPORT), url], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    log = tmp_path / "five.db-wal"
    # until it has written more than its cache holds, so that parts of it are in the log
    for _ in child.stdout:
        if log.stat().st_size > 1_000_000:
            break
    child.kill()
    child.wait(10)
    child.stdout.close()
    assert log.stat().st_size > 1_000_000
    with Database(url) as database:
        database.create()
        with database.read() as work:
            assert (work.movies.count(), work.ratings.count()) == (5, 0)
        with database.begin() as work:
            assert work.movies.add([MovieRecord(title="After")]) == [6]
    with sqlite3.connect(tmp_path / "five.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
