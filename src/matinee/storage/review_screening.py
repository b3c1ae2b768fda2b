"""What screening goes by: who wrote what when, and the signatures of the texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select, tuple_, update
from sqlalchemy.orm import Session

from matinee.storage.sql import IN_SIZE, chunks
from matinee.storage.tables import ReviewRow, table_of

Author = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ScreenedReview:
    """A review as screening sees it.

    Attributes:
        review_id: Its number; lower ones came before.
        movie_id: The movie it is about.
        source: Where it comes from.
        author: Name or handle there.
        written_at: Time of writing, where that is known.
        created_at: When it was stored.
        signature: What tells its near-duplicates; ``None`` from before these were kept.
        ignored: Why it does not count by now, ``None`` if it does.
        same_as: The review that it repeats by now.
    """

    review_id: int
    movie_id: int
    source: str
    author: str | None
    written_at: datetime | None
    created_at: datetime
    signature: bytes | None
    ignored: str | None
    same_as: int | None


class Verdict(NamedTuple):
    """Whether a review counts.

    Attributes:
        review_id: Its number.
        ignored: Why it does not count, ``None`` if it does.
        same_as: The review that it repeats.
    """

    review_id: int
    ignored: str | None
    same_as: int | None


_COLUMNS = tuple(getattr(ReviewRow, field.name) for field in fields(ScreenedReview))


def _rows(session: Session, statement: Select[Any]) -> list[ScreenedReview]:
    return [ScreenedReview(*row) for row in session.execute(statement)]


def read_screened(session: Session, review_ids: Sequence[int]) -> list[ScreenedReview]:
    """Reviews by number, in ascending order."""
    found: list[ScreenedReview] = []
    for some in chunks(sorted(review_ids), IN_SIZE):
        statement = select(*_COLUMNS).where(ReviewRow.review_id.in_(some))
        found += _rows(session, statement.order_by(ReviewRow.review_id))
    return found


def read_screened_of(session: Session, movie_id: int) -> list[ScreenedReview]:
    """All reviews of a movie, in the order of their numbers."""
    statement = select(*_COLUMNS).where(ReviewRow.movie_id == movie_id)
    return _rows(session, statement.order_by(ReviewRow.review_id))


def read_signatures(
    session: Session, movie_ids: Iterable[int], before: int
) -> list[tuple[int, int, bytes]]:
    """Movie, number and signature of reviews that count and are numbered below ``before``."""
    columns = (ReviewRow.movie_id, ReviewRow.review_id, ReviewRow.signature)
    found: list[tuple[int, int, bytes]] = []
    for some in chunks(sorted(set(movie_ids)), IN_SIZE):
        rows = session.execute(
            select(*columns).where(
                ReviewRow.movie_id.in_(some),
                ReviewRow.ignored.is_(None),
                ReviewRow.signature.is_not(None),
            )
        )
        # left to us, so that the index of what counts is taken: repeats may be a flood
        found += [
            (movie_id, review_id, signed)
            for movie_id, review_id, signed in rows
            if signed and review_id < before
        ]
    return sorted(found)


def read_by_authors(
    session: Session,
    authors: Iterable[Author],
    movie_ids: Iterable[int],
    window: tuple[datetime, datetime] | None,
) -> list[ScreenedReview]:
    """Reviews of authors that count: those within a window of time, and the undated of movies.

    Args:
        session: The transaction.
        authors: Pairs of name and source.
        movie_ids: Movies whose reviews are of interest where the time is not known.
        window: First and last moment; none are wanted by time if it is ``None``.
    """
    movies = sorted(set(movie_ids))
    wanted = [and_(ReviewRow.written_at.is_(None), ReviewRow.movie_id.in_(movies))]
    if window is not None:
        wanted += [
            ReviewRow.written_at.between(*window),
            and_(ReviewRow.written_at.is_(None), ReviewRow.created_at.between(*window)),
        ]
    found: list[ScreenedReview] = []
    for some in chunks(sorted(set(authors)), IN_SIZE // 4):
        statement = select(*_COLUMNS).where(
            tuple_(ReviewRow.author, ReviewRow.source).in_(some),
            ReviewRow.author.is_not(None),
            ReviewRow.ignored.is_(None),
            or_(*wanted),
        )
        found += _rows(session, statement)
    return sorted(found, key=lambda review: review.review_id)


def write_verdicts(session: Session, verdicts: Sequence[Verdict]) -> None:
    """Keep which reviews count."""
    if not verdicts:
        return
    table = table_of(ReviewRow)
    names = ("ignored", "same_as")
    session.connection().execute(
        update(table)
        .where(table.c.review_id == bindparam("this_review"))
        .values({name: bindparam(f"new_{name}") for name in names}),
        [
            {
                "this_review": verdict.review_id,
                "new_ignored": verdict.ignored,
                "new_same_as": verdict.same_as,
            }
            for verdict in verdicts
        ],
    )
