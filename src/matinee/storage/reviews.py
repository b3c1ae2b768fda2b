"""The repository of reviews, and what they add up to for each movie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from matinee.data import Mention, Review, ReviewRecord
from matinee.errors import DataError, UnknownIdError
from matinee.storage import review_screening as screening
from matinee.storage import review_sums as sums
from matinee.storage.cursor import fingerprint, parse_cursor, write_cursor
from matinee.storage.meta import Meta
from matinee.storage.query import check_limit
from matinee.storage.sql import IN_SIZE, chunks, insert_rows, upsert
from matinee.storage.tables import MentionRow, MovieRow, ReviewRow, table_of

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
    "weight",
    "read_as",
    "ignored",
    "same_as",
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
        weight: How much of a viewer it counts for, 0 to 1; ``None`` counts in full.
        read_as: The language that it was read as.
        signature: What tells its near-duplicates, see :mod:`matinee.sentiment.duplicates`.
        mentions: What it says of single aspects, in order of the text.
    """

    movie_id: int
    record: ReviewRecord
    positive: float | None = None
    label: str | None = None
    model_version: str | None = None
    weight: float | None = None
    read_as: str | None = None
    signature: bytes | None = None
    mentions: tuple[Mention, ...] = ()


class Reviews:
    """What viewers wrote."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, new: NewReview) -> Review:
        """Keep one review.

        One that names no ``external_id`` is always new, whatever its text; one that does and is
        there already is returned as it is.

        Raises:
            UnknownIdError: There is no movie of that id.
            DataError: The text is empty.
        """
        record = new.record
        self._check_movie(new.movie_id)
        if record.external_id is not None:
            stored = self._stored(new.movie_id, record.source, record.external_id)
            if stored is not None:
                return stored
        self._adopt(new.model_version)
        row = _row(new, record.external_id, datetime.now(UTC))
        statement = insert(table_of(ReviewRow)).values(row).returning(ReviewRow.review_id)
        review_id = self._session.execute(statement).scalar_one()
        insert_rows(self._session, MentionRow, mention_rows(review_id, new.movie_id, new.mentions))
        return self.get(review_id)

    def add_many(self, reviews: Sequence[NewReview]) -> list[int]:
        """Keep reviews; repeats by movie, source and ``external_id`` are left out.

        Where a source has no ids of its own, a digest of the text stands in.

        Returns:
            Numbers of those that are new, ascending, in the order of ``reviews``.

        Raises:
            DataError: A text is empty, or a movie is not in the catalogue.
        """
        if not reviews:
            return []
        for version in dict.fromkeys(new.model_version for new in reviews):
            self._adopt(version)
        now = datetime.now(UTC)
        # of equal keys the first is kept
        by_key = {_key(new): new for new in reversed(reviews)}
        rows = [_row(new, external_id_of(new.record), now) for new in reviews]
        statement = (
            upsert(self._session, ReviewRow)
            .on_conflict_do_nothing(index_elements=["movie_id", "source", "external_id"])
            .returning(
                ReviewRow.review_id, ReviewRow.movie_id, ReviewRow.source, ReviewRow.external_id
            )
        )
        added = self._session.connection().execute(statement, rows)
        kept = {review_id: by_key[tuple(key)] for review_id, *key in added}
        mentions = [
            row
            for review_id, new in kept.items()
            for row in mention_rows(review_id, new.movie_id, new.mentions)
        ]
        insert_rows(self._session, MentionRow, mentions)
        return sorted(kept)

    def _adopt(self, version: str | None) -> None:
        """Let the scores of ``version`` count, if none do by now."""
        if version is None:
            return
        meta = Meta(self._session)
        active = meta.get(sums.ACTIVE)
        if active != version and (active is None or not self._has(active)):
            meta.set(sums.ACTIVE, version)

    def _has(self, version: str) -> bool:
        found = select(ReviewRow.review_id).where(ReviewRow.model_version == version).limit(1)
        return self._session.scalar(found) is not None

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

    def totals_of(self, movie_id: int) -> sums.ReviewTotal:
        """What a movie's counted reviews add up to; see :mod:`matinee.storage.review_sums`."""
        return sums.read_total(self._session, movie_id)

    def screening_of(self, movie_id: int) -> dict[str, int]:
        """How many of a movie's reviews do not count: ``near-duplicates`` and ``bursts``."""
        return sums.read_screening(self._session, movie_id)

    def languages_of(self, movie_id: int) -> list[tuple[str | None, int]]:
        """Languages that a movie's counted reviews were read as, with how many; most first."""
        return sums.read_languages(self._session, movie_id)

    def mentions_of(self, movie_id: int) -> list[sums.FoundMention]:
        """What a movie's counted reviews say of single aspects, by review and place."""
        return sums.read_mentions(self._session, movie_id)

    def aspect_totals(self, movie_id: int | None = None) -> sums.AspectTotals:
        """Mentions by movie and aspect, of all movies or of one."""
        return sums.read_aspect_totals(self._session, movie_id)

    def screened(self, review_ids: Sequence[int]) -> list[screening.ScreenedReview]:
        """Reviews as screening sees them, by number, in ascending order."""
        return screening.read_screened(self._session, review_ids)

    def screened_of(self, movie_id: int) -> list[screening.ScreenedReview]:
        """All reviews of a movie as screening sees them, in the order of their numbers."""
        return screening.read_screened_of(self._session, movie_id)

    def signatures(self, movie_ids: Iterable[int], before: int) -> list[tuple[int, int, bytes]]:
        """Movie, number and signature of counted reviews that are numbered below ``before``."""
        return screening.read_signatures(self._session, movie_ids, before)

    def by_authors(
        self,
        authors: Iterable[screening.Author],
        movie_ids: Iterable[int],
        window: tuple[datetime, datetime] | None,
    ) -> list[screening.ScreenedReview]:
        """Counted reviews of pairs of author and source, those within ``window``.

        Those without a time of writing are among them if they are of one of the movies.
        """
        return screening.read_by_authors(self._session, authors, movie_ids, window)

    def set_verdicts(self, verdicts: Sequence[screening.Verdict]) -> None:
        """Keep which reviews count."""
        screening.write_verdicts(self._session, verdicts)

    def texts(self, review_ids: Sequence[int]) -> dict[int, str]:
        """Texts by number; numbers that are not known are left out."""
        found: dict[int, str] = {}
        columns = (ReviewRow.review_id, ReviewRow.text)
        for some in chunks(review_ids, IN_SIZE):
            rows = self._session.execute(select(*columns).where(ReviewRow.review_id.in_(some)))
            found.update((review_id, text) for review_id, text in rows)
        return found

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


def mention_rows(
    review_id: int, movie_id: int, mentions: Sequence[Mention]
) -> list[dict[str, Any]]:
    """Rows of a review's mentions."""
    return [
        {
            "review_id": review_id,
            "position": position,
            "movie_id": movie_id,
            "aspect": mention.aspect,
            "start": mention.start,
            "end": mention.end,
            "positive": float(mention.positive),
        }
        for position, mention in enumerate(mentions)
    ]


def _key(new: NewReview) -> tuple[Any, ...]:
    return new.movie_id, new.record.source, external_id_of(new.record)


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
        "weight": None if new.weight is None else float(new.weight),
        "read_as": new.read_as,
        "signature": new.signature,
    }
