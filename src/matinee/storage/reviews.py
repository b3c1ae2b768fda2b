"""The repository of reviews, and what they add up to for each movie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, bindparam, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from matinee.data import Review, ReviewRecord
from matinee.errors import DataError, UnknownIdError
from matinee.storage.cursor import fingerprint, parse_cursor, write_cursor
from matinee.storage.query import check_limit
from matinee.storage.sql import IN_SIZE, chunks, upsert
from matinee.storage.tables import MovieRow, ReviewRow, table_of
from matinee.types import FloatArray, IdArray

#: Fields of a review that are a column of the same name.
COLUMNS = (
    "review_id",
    "movie_id",
    "text",
    "stars",
    "written_at",
    "language",
    "author",
    "source",
    "external_id",
    "created_at",
    "positive",
    "label",
    "model_version",
)
MAX_ID = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """A review that is to be kept, scored or not.

    Attributes:
        movie_id: The movie it is about.
        record: What the source tells.
        positive: Probability that the writer liked the movie.
        label: One of the sentiment labels.
        model_version: Version of the sentiment model that scored it.
    """

    movie_id: int
    record: ReviewRecord
    positive: float | None = None
    label: str | None = None
    model_version: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewTotals:
    """Scored reviews summed up by movie; movies without any are left out.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        n_reviews: Shape ``(n,)``, int64, at least 1.
        sum_positive: Shape ``(n,)``, float32, sums of probabilities.
    """

    movie_ids: IdArray
    n_reviews: IdArray
    sum_positive: FloatArray


class Reviews:
    """What viewers wrote."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        movie_id: int,
        record: ReviewRecord,
        positive: float | None = None,
        label: str | None = None,
        model_version: str | None = None,
    ) -> Review:
        """Keep one review.

        One that names no ``external_id`` is always new, whatever its text; one that does and is
        there already is returned as it is.

        Raises:
            UnknownIdError: There is no movie of that id.
            DataError: The text is empty.
        """
        self._check_movie(movie_id)
        if record.external_id is not None:
            stored = self._stored(movie_id, record.source, record.external_id)
            if stored is not None:
                return stored
        new = NewReview(
            movie_id=movie_id,
            record=record,
            positive=positive,
            label=label,
            model_version=model_version,
        )
        row = _row(new, record.external_id, datetime.now(UTC))
        statement = insert(table_of(ReviewRow)).values(row).returning(ReviewRow.review_id)
        return self.get(self._session.execute(statement).scalar_one())

    def add_many(self, reviews: Sequence[NewReview]) -> int:
        """Keep reviews; repeats by movie, source and ``external_id`` are left out.

        Where a source has no ids of its own, a digest of the text stands in.

        Returns:
            How many are new.

        Raises:
            DataError: A text is empty, or a movie is not in the catalogue.
        """
        if not reviews:
            return 0
        now = datetime.now(UTC)
        rows = [_row(new, external_id_of(new.record), now) for new in reviews]
        statement = upsert(self._session, ReviewRow).on_conflict_do_nothing(
            index_elements=["movie_id", "source", "external_id"]
        )
        return self._session.connection().execute(statement, rows).rowcount

    def unknown(self, pairs: Sequence[tuple[int, ReviewRecord]]) -> list[tuple[int, ReviewRecord]]:
        """Those of the reviews that :meth:`add_many` would keep, so that no other is scored."""
        keys = [(movie_id, record.source, external_id_of(record)) for movie_id, record in pairs]
        columns = (ReviewRow.movie_id, ReviewRow.source, ReviewRow.external_id)
        seen: set[tuple[int, str, str | None]] = set()
        for some in chunks(sorted(set(keys)), IN_SIZE):
            rows = self._session.execute(select(*columns).where(tuple_(*columns).in_(some)))
            seen.update((movie_id, source, own) for movie_id, source, own in rows)
        new: list[tuple[int, ReviewRecord]] = []
        for key, pair in zip(keys, pairs, strict=True):
            if key not in seen:
                seen.add(key)
                new.append(pair)
        return new

    def get(self, review_id: int) -> Review:
        """One review.

        Raises:
            UnknownIdError: There is none of that id.
        """
        if 0 < review_id <= MAX_ID:
            row = self._session.execute(_select().where(ReviewRow.review_id == review_id)).first()
            if row is not None:
                return _review(row)
        raise UnknownIdError("review", review_id)

    def remove(self, review_id: int) -> Review:
        """Remove one review.

        Returns:
            What it was.

        Raises:
            UnknownIdError: There is none of that id.
        """
        review = self.get(review_id)
        self._session.execute(delete(ReviewRow).where(ReviewRow.review_id == review_id))
        return review

    def page(
        self, movie_id: int, limit: int = 10, cursor: str | None = None
    ) -> tuple[list[Review], str | None]:
        """A movie's reviews, those that were stored last first.

        Returns:
            The reviews, and the cursor of the page that follows, ``None`` on the last one.

        Raises:
            DataError: The limit is not 1 to 100, or the cursor is not one of this list's.
        """
        check_limit(limit)
        question = fingerprint("reviews", movie_id)
        statement = _select().where(ReviewRow.movie_id == movie_id)
        if cursor:
            (last,) = parse_cursor(cursor, question, [int])
            statement = statement.where(ReviewRow.review_id < last)
        ordered = statement.order_by(ReviewRow.review_id.desc()).limit(limit + 1)
        reviews = [_review(row) for row in self._session.execute(ordered)]
        page = reviews[:limit]
        more = len(reviews) > limit
        return page, write_cursor(question, [page[-1].review_id]) if more else None

    def iter_unscored(self, model_version: str, batch_size: int = 1_000) -> Iterator[list[Review]]:
        """Reviews that this model has not scored, in batches; scores may be set meanwhile."""
        last = 0
        unscored = or_(ReviewRow.model_version.is_(None), ReviewRow.model_version != model_version)
        while True:
            statement = (
                _select()
                .where(unscored, ReviewRow.review_id > last)
                .order_by(ReviewRow.review_id)
                .limit(batch_size)
            )
            batch = [_review(row) for row in self._session.execute(statement)]
            if not batch:
                return
            yield batch
            last = batch[-1].review_id

    def set_scores(
        self,
        review_ids: Sequence[int],
        positive: Sequence[float] | FloatArray,
        labels: Sequence[str],
        model_version: str,
    ) -> None:
        """Keep what a model makes of reviews; the three lists are of one length."""
        rows = [
            {
                "this_review": int(review_id),
                "positive": float(probability),
                "label": label,
                "model_version": model_version,
            }
            for review_id, probability, label in zip(review_ids, positive, labels, strict=True)
        ]
        if not rows:
            return
        table = table_of(ReviewRow)
        values: dict[str, Any] = {
            name: bindparam(name) for name in ("positive", "label", "model_version")
        }
        self._session.connection().execute(
            update(table).where(table.c.review_id == bindparam("this_review")).values(values), rows
        )

    def totals(self) -> ReviewTotals:
        """What every movie's scored reviews add up to."""
        rows = self._session.execute(
            select(ReviewRow.movie_id, func.count(), func.sum(ReviewRow.positive))
            .where(ReviewRow.positive.is_not(None))
            .group_by(ReviewRow.movie_id)
            .order_by(ReviewRow.movie_id)
        ).all()
        movie_ids, n_reviews, sums = zip(*rows, strict=True) if rows else ((), (), ())
        return ReviewTotals(
            np.array(movie_ids, np.int64),
            np.array(n_reviews, np.int64),
            np.array(sums, np.float32),
        )

    def totals_of(self, movie_id: int) -> tuple[int, float]:
        """Number of a movie's scored reviews, and the sum of their probabilities."""
        n, total = self._session.execute(
            select(func.count(), func.coalesce(func.sum(ReviewRow.positive), 0.0)).where(
                ReviewRow.movie_id == movie_id, ReviewRow.positive.is_not(None)
            )
        ).one()
        return int(n), float(total or 0.0)

    def count(self, movie_id: int | None = None) -> int:
        """Number of reviews, of all movies or of one."""
        statement = select(func.count()).select_from(ReviewRow)
        if movie_id is not None:
            statement = statement.where(ReviewRow.movie_id == movie_id)
        return self._session.execute(statement).scalar_one()

    def _check_movie(self, movie_id: int) -> None:
        known = 0 < movie_id <= MAX_ID and self._session.scalar(
            select(MovieRow.movie_id).where(MovieRow.movie_id == movie_id)
        )
        if not known:
            raise UnknownIdError("movie", movie_id)

    def _stored(self, movie_id: int, source: str, external_id: str) -> Review | None:
        row = self._session.execute(
            _select().where(
                ReviewRow.movie_id == movie_id,
                ReviewRow.source == source,
                ReviewRow.external_id == external_id,
            )
        ).first()
        return None if row is None else _review(row)


def external_id_of(record: ReviewRecord) -> str:
    """The source's own id of a review, or a digest of its text."""
    if record.external_id is not None:
        return record.external_id
    return sha256(record.text.encode("utf-8", "replace")).hexdigest()[:32]


def _select() -> Select[Any]:
    return select(*(getattr(ReviewRow, name) for name in COLUMNS))


def _review(row: ResultRow[Any]) -> Review:
    return Review(**dict(zip(COLUMNS, row, strict=True)))


def _row(new: NewReview, external_id: str | None, created_at: datetime) -> dict[str, Any]:
    record = new.record
    if not record.text.strip():
        raise DataError("a review must have a text, this one is empty.")
    return {
        "movie_id": new.movie_id,
        "text": record.text,
        "stars": record.stars,
        "written_at": record.written_at,
        "language": record.language,
        "author": record.author,
        "source": record.source,
        "external_id": external_id,
        "created_at": created_at,
        # numpy scalars come from models, and drivers do not take them
        "positive": None if new.positive is None else float(new.positive),
        "label": new.label,
        "model_version": new.model_version,
    }
