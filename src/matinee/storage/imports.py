"""The repository of finished imports."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from matinee.storage.tables import ImportRow, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntry:
    """An import that was finished.

    Attributes:
        name: What was imported, such as ``ml-latest-small``.
        kind: ``movies``, ``ratings`` or ``reviews``.
        checksum: Of the files, where one was taken.
        n_rows: Rows that were read.
        n_rejected: Rows that could not be used.
        note: Licence, citation, or what else is to be said of it.
        finished_at: When it was finished, UTC.
    """

    name: str
    kind: str
    checksum: str | None
    n_rows: int
    n_rejected: int
    note: str | None
    finished_at: datetime


class Imports:
    """What was imported, in order."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        name: str,
        kind: str,
        *,
        n_rows: int,
        n_rejected: int = 0,
        checksum: str | None = None,
        note: str | None = None,
    ) -> ImportEntry:
        """Take note of an import that is finished now."""
        values = {
            "name": name,
            "kind": kind,
            "checksum": checksum,
            "n_rows": n_rows,
            "n_rejected": n_rejected,
            "note": note,
            "finished_at": datetime.now(UTC),
        }
        self._session.execute(insert(table_of(ImportRow)).values(values))
        return self.list()[-1]

    def list(self) -> list[ImportEntry]:
        """Every import, oldest first."""
        rows = self._session.scalars(select(ImportRow).order_by(ImportRow.import_id))
        return [
            ImportEntry(
                name=row.name,
                kind=row.kind,
                checksum=row.checksum,
                n_rows=row.n_rows,
                n_rejected=row.n_rejected,
                note=row.note,
                finished_at=row.finished_at,
            )
            for row in rows
        ]
