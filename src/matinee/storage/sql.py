"""What the repositories share: inserting in bulk, upserts for each dialect, and pieces of lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from matinee.errors import UnsupportedError
from matinee.storage.tables import Base, table_of

Row: TypeAlias = Mapping[str, Any]
#: Which movies are meant, said of a table's ``movie_id`` column.
Chosen: TypeAlias = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]
T = TypeVar("T")

#: Values that one ``IN`` takes; SQLite allows 32,766 in a statement.
IN_SIZE = 5_000


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Pieces of a list, in order, none longer than ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def next_id(session: Session, column: InstrumentedAttribute[int]) -> int:
    """The number that the next row gets.

    Numbers are given out here, not by the database, so that thousands of rows and those that refer
    to them are written without asking back. One transaction writes at a time.
    """
    return (session.execute(select(func.max(column))).scalar() or 0) + 1


def insert_rows(session: Session, row_class: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows, all with the same keys, in one round trip to the driver."""
    if rows:
        session.connection().execute(insert(table_of(row_class)), rows)


def upsert(session: Session, row_class: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert of the session's dialect, for ``on_conflict_do_update`` and ``_do_nothing``.

    Raises:
        UnsupportedError: The database is neither SQLite nor PostgreSQL.
    """
    dialect = session.get_bind().dialect.name
    table = table_of(row_class)
    if dialect == "sqlite":
        return sqlite.insert(table)
    if dialect == "postgresql":
        return postgresql.insert(table)
    raise UnsupportedError(f"matinee keeps its data in SQLite or PostgreSQL, not in {dialect}.")


def ids_of(
    session: Session,
    names: Sequence[str],
    *,
    row_class: type[Base],
    id_column: InstrumentedAttribute[int],
    name_column: InstrumentedAttribute[str],
    build_row: Callable[[int, str], Row],
) -> dict[str, int]:
    """Numbers of names; those that are not stored yet are added."""
    ids: dict[str, int] = {}
    for some in chunks(names, IN_SIZE):
        rows = session.execute(select(name_column, id_column).where(name_column.in_(some)))
        ids.update((name, number) for name, number in rows)
    new = [name for name in names if name not in ids]
    if new:
        first = next_id(session, id_column)
        rows_to_add = [build_row(first + offset, name) for offset, name in enumerate(new)]
        insert_rows(session, row_class, rows_to_add)
        ids.update(zip(new, range(first, first + len(new)), strict=True))
    return ids
