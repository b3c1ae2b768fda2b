"""The database, and units of work on it: one ``with`` block is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from matinee.errors import DataError, MatineeError
from matinee.storage import migrate
from matinee.storage.activity import Activity
from matinee.storage.engine import WRITES, build_engine
from matinee.storage.imports import Imports
from matinee.storage.meta import Meta
from matinee.storage.movies import Movies
from matinee.storage.ratings import Ratings
from matinee.storage.readings import Readings
from matinee.storage.reviews import Reviews

#: Seconds that a writer waits for another; imports of large sets take minutes.
BUSY_TIMEOUT_S = 60.0


class Work:
    """The repositories, all within one transaction.

    Attributes:
        movies, ratings, reviews, readings, activity, imports, meta: As their names say.
    """

    def __init__(self, session: Session) -> None:
        self.movies = Movies(session)
        self.ratings = Ratings(session)
        self.reviews = Reviews(session)
        self.readings = Readings(session)
        self.activity = Activity(session)
        self.imports = Imports(session)
        self.meta = Meta(session)


class Database:
    """A database by its URL; several threads may work with it at once.

    Args:
        url: SQLAlchemy's, such as ``sqlite:///matinee.db``.
        busy_timeout_s: Seconds that a writer waits for another one.

    Raises:
        ConfigError: The URL cannot be used.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        engine = build_engine(url, busy_timeout_s)
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})

    def create(self) -> None:
        """Make the tables, or bring those of an older version up to date; quick if they are.

        Raises:
            ArtifactError: The database was made by a newer version of matinee.
            MatineeError: The file is no database, or cannot be opened.
        """
        with _translated():
            with self._engine.connect() as connection:
                if migrate.current_revision(connection) == migrate.HEAD:
                    return
            with self._writer.begin() as connection:
                # another process may have done it while this one waited for the lock
                if migrate.current_revision(connection) != migrate.HEAD:
                    migrate.upgrade(connection)

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """One transaction that may write: kept at the end of the block, undone by an error.

        One transaction writes at a time; the others wait.
        """
        with _translated(), Session(self._writer) as session, session.begin():
            yield Work(session)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """One transaction that reads: it sees what there was at its start, and waits for nobody."""
        with _translated(), Session(self._engine) as session:
            yield Work(session)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for tests and maintenance."""
        return self._engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def _translated() -> Iterator[None]:
    """The driver's errors as ours."""
    try:
        yield
    except IntegrityError as error:
        raise DataError(f"the data contradicts what is stored ({error.orig}).") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise DataError(f"a value cannot be stored ({error}).") from error
    except OperationalError as error:
        raise MatineeError(f"the database does not answer ({error.orig}); try again.") from error
    except (DBAPIError, PoolTimeoutError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else "too many readers"
        raise MatineeError(f"the database cannot be used ({reason}).") from error
    except StatementError as error:
        # what a column refuses comes wrapped, with the whole statement in its message
        if isinstance(error.orig, MatineeError):
            raise error.orig from error
        raise
