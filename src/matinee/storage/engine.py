"""How connections are opened: SQLite with a write-ahead log, and transactions begun by us.

The driver's own transactions start too late for consistent reads and cannot ask for the write lock
first, so they are switched off and ``BEGIN`` is sent by a listener.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from matinee.errors import ConfigError

#: Execution option of connections that mean to write.
WRITES = "matinee_writes"

PRAGMAS = (
    # first, so that the others wait too; milliseconds
    "PRAGMA busy_timeout = {busy_timeout_ms}",
    "PRAGMA journal_mode = WAL",
    # with WAL this loses no more than the last commits when the power fails, and corrupts nothing
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA journal_size_limit = 67108864",
)


def build_engine(url: str, busy_timeout_s: float) -> Engine:
    """An engine for the database at ``url``; for SQLite the file's folder is made.

    Raises:
        ConfigError: The URL is none, its driver is not installed, or it names no file.
    """
    try:
        parsed = make_url(url)
        engine_options: dict[str, Any] = {"max_overflow": 64}
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, **engine_options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        # the URL is not repeated: it may hold a password
        raise ConfigError(
            f"the database URL cannot be used ({error}); sqlite:///PATH is the usual one."
        ) from error
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError(f"the database URL '{url}' must name a file, as in sqlite:///PATH.")
    _make_folder(Path(parsed.database).parent)
    engine = create_engine(parsed, **engine_options)
    _listen(engine, round(busy_timeout_s * 1000))
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder '{folder}' cannot be made ({error.strerror}).") from error


def _listen(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma.format(busy_timeout_ms=busy_timeout_ms)).close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a reader that turns writer may find that another wrote meanwhile; a writer waits up front
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
