from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import URL
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from matinee.errors import UnsupportedError
from matinee.storage.sql import chunks, upsert
from matinee.storage.tables import Base, MetaRow


def session_of(name: str) -> Session:
    """Stands in for a session on a database that is not installed here."""
    engine = SimpleNamespace(dialect=SimpleNamespace(name=name))
    return cast("Session", SimpleNamespace(get_bind=lambda: engine))


SQLITE, POSTGRESQL = (URL.create(name).get_dialect()() for name in ("sqlite", "postgresql"))


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
def test_an_upsert_speaks_the_dialect(dialect):
    statement = upsert(session_of(dialect.name), MetaRow)
    text = str(statement.on_conflict_do_nothing(index_elements=["key"]).compile(dialect=dialect))
    assert "ON CONFLICT (key) DO NOTHING" in text.replace('"', "")


def test_another_database_is_refused_in_a_sentence():
    with pytest.raises(UnsupportedError, match="not in oracle"):
        upsert(session_of("oracle"), MetaRow)


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_tables_can_be_made_on_postgresql(table):
    assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=POSTGRESQL))


def test_chunks_are_in_order_and_none_is_longer():
    assert list(chunks([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(chunks([], 2)) == []
