"""The repository of readings: what another model makes of the reviews, aside until all are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from matinee.data import Mention
from matinee.storage.meta import Meta
from matinee.storage.review_sums import ACTIVE
from matinee.storage.reviews import mention_rows
from matinee.storage.sql import IN_SIZE, chunks, insert_rows, upsert
from matinee.storage.tables import MentionRow, ReadingRow, ReviewRow, table_of

#: Readings whose mentions are written at a time.
BATCH = 2_000
_VALUES = ("positive", "label", "weight", "read_as", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReading:
    """What a model makes of a review that is kept already; see :class:`matinee.data.Review`."""

    review_id: int
    positive: float
    label: str
    weight: float
    read_as: str | None
    signature: bytes
    mentions: tuple[Mention, ...] = ()


class Readings:
    """What versions of the sentiment model that do not count yet make of reviews."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def active(self) -> str | None:
        """The version whose scores count; ``None`` before the first."""
        return Meta(self._session).get(ACTIVE)

    def is_due(self, version: str) -> bool:
        """Whether there are reviews that ``version`` has not scored."""
        # each is a step into the index, where "not equal" would read all there is
        others = or_(
            ReviewRow.model_version.is_(None),
            ReviewRow.model_version < version,
            ReviewRow.model_version > version,
        )
        return bool(self._session.scalar(select(exists().where(others))))

    def n_due(self, version: str) -> int:
        """Number of reviews that carry another version's scores or none."""
        return self._count(_due(version))

    def n_unread(self, version: str) -> int:
        """Number of those that have no reading by ``version`` either."""
        return self._count(_due(version), ~_is_read(version))

    def iter_unread(self, version: str, after: int, limit: int) -> Iterator[tuple[int, str]]:
        """Numbers and texts of reviews without a reading, numbered above ``after``.

        They come as the database finds them: whoever has enough may stop.
        """
        statement = (
            select(ReviewRow.review_id, ReviewRow.text)
            .where(_due(version), ~_is_read(version), ReviewRow.review_id > after)
            .order_by(ReviewRow.review_id)
            .limit(limit)
            .execution_options(yield_per=16)
        )
        yield from ((number, text) for number, text in self._session.execute(statement))

    def add(self, version: str, readings: Sequence[NewReading]) -> None:
        """Keep readings; those of reviews that are gone meanwhile are left out."""
        there: set[int] = set()
        for some in chunks([reading.review_id for reading in readings], IN_SIZE):
            there.update(
                self._session.scalars(
                    select(ReviewRow.review_id).where(ReviewRow.review_id.in_(some))
                )
            )
        rows = [_row(version, one) for one in readings if one.review_id in there]
        if rows:
            statement = upsert(self._session, ReadingRow).on_conflict_do_nothing(
                index_elements=["review_id", "version"]
            )
            self._session.connection().execute(statement, rows)

    def unlike(self, version: str) -> list[int]:
        """Movies of which some review gets another signature, so that they must be screened."""
        changed = or_(ReviewRow.signature.is_(None), ReviewRow.signature != ReadingRow.signature)
        rows = self._session.scalars(
            select(ReviewRow.movie_id)
            .join(ReadingRow, ReadingRow.review_id == ReviewRow.review_id)
            .where(ReadingRow.version == version, changed)
            .distinct()
            .order_by(ReviewRow.movie_id)
        )
        return list(rows)

    def take_over(self, version: str) -> int:
        """Let the readings by ``version`` be the reviews' scores, and let these count.

        Returns:
            Number of reviews that got another score.
        """
        reviews, readings = table_of(ReviewRow), table_of(ReadingRow)
        values: dict[str, Any] = {name: readings.c[name] for name in _VALUES}
        done = self._session.connection().execute(
            update(reviews)
            .where(reviews.c.review_id == readings.c.review_id, readings.c.version == version)
            .values(model_version=version, **values)
        )
        told = select(ReadingRow.review_id).where(ReadingRow.version == version)
        self._session.execute(delete(MentionRow).where(MentionRow.review_id.in_(told)))
        self._write_mentions(version)
        self._session.execute(delete(ReadingRow))
        Meta(self._session).set(ACTIVE, version)
        return done.rowcount

    def _write_mentions(self, version: str) -> None:
        last = 0
        while True:
            statement = (
                select(ReadingRow.review_id, ReviewRow.movie_id, ReadingRow.mentions)
                .join(ReviewRow, ReviewRow.review_id == ReadingRow.review_id)
                .where(ReadingRow.version == version, ReadingRow.review_id > last)
                .order_by(ReadingRow.review_id)
                .limit(BATCH)
            )
            batch = self._session.execute(statement).all()
            if not batch:
                return
            rows = [
                row
                for review_id, movie_id, mentions in batch
                for row in mention_rows(review_id, movie_id, [Mention(*one) for one in mentions])
            ]
            insert_rows(self._session, MentionRow, rows)
            last = batch[-1].review_id

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(ReviewRow).where(*conditions)
        return self._session.execute(statement).scalar_one()


def _due(version: str) -> ColumnElement[bool]:
    return or_(ReviewRow.model_version.is_(None), ReviewRow.model_version != version)


def _is_read(version: str) -> ColumnElement[bool]:
    return exists().where(
        ReadingRow.review_id == ReviewRow.review_id, ReadingRow.version == version
    )


def _row(version: str, new: NewReading) -> dict[str, Any]:
    return {
        "review_id": new.review_id,
        "version": version,
        "positive": new.positive,
        "label": new.label,
        "weight": new.weight,
        "read_as": new.read_as,
        "signature": new.signature,
        "mentions": [[one.aspect, one.start, one.end, one.positive] for one in new.mentions],
    }
