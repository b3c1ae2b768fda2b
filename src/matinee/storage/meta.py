"""The repository of values that the whole installation shares."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from matinee.errors import DataError
from matinee.storage.sql import upsert
from matinee.storage.tables import MetaRow


class Meta:
    """Texts by key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, key: str) -> str | None:
        """The value of a key, ``None`` where none was set."""
        return self._session.scalar(select(MetaRow.value).where(MetaRow.key == key))

    def set(self, key: str, value: str) -> None:
        """Set the value of a key."""
        insert = upsert(self._session, MetaRow).values(key=key, value=value)
        self._session.execute(
            insert.on_conflict_do_update(
                index_elements=["key"], set_={"value": insert.excluded.value}
            )
        )

    def bump(self, key: str) -> int:
        """Count up the number that a key holds, 0 where none was set.

        Returns:
            The new number.

        Raises:
            DataError: The value is no whole number.
        """
        before = self.get(key) or "0"
        if not before.isdecimal():
            raise DataError(f"{key} must hold a whole number to be counted up, not '{before}'.")
        self.set(key, str(int(before) + 1))
        return int(before) + 1
