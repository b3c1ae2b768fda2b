"""What reviews add up to: only those that count, by one model, without reading their texts."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from matinee.data.review import IGNORED
from matinee.storage.tables import MentionRow, MetaRow, ReviewRow
from matinee.types import IdArray

#: Key of the version of the sentiment model whose scores count; sums never mix two.
ACTIVE: Final = "sentiment"
#: Rows that are taken from the database at a time.
BATCH = 10_000

_ACTIVE = select(MetaRow.value).where(MetaRow.key == ACTIVE).scalar_subquery()
_WEIGHT = func.coalesce(ReviewRow.weight, 1.0)


class ReviewTotal(NamedTuple):
    """What a movie's counted reviews add up to; zeros where there are none.

    Attributes:
        n_reviews: How many there are.
        sum_weight: Sum of their weights.
        sum_positive: Sum of their probabilities, each times its weight.
    """

    n_reviews: int
    sum_weight: float
    sum_positive: float


@dataclass(frozen=True, slots=True)
class AspectTotals:
    """Mentions in reviews that count, summed up by movie and aspect.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        aspects: Names, as many.
        n_mentions: Shape ``(n,)``, int64, at least 1.
        sum_positive: Shape ``(n,)``, float64, sums of probabilities of praise.
    """

    movie_ids: IdArray
    aspects: tuple[str, ...]
    n_mentions: IdArray
    sum_positive: np.ndarray


class FoundMention(NamedTuple):
    """A mention of a movie's aspect, in a review that counts.

    Attributes:
        review_id: The review that says it.
        aspect: One of :data:`matinee.data.ASPECTS`.
        start: Where it starts in the review's text, in characters.
        end: Where it ends, exclusive.
        positive: Probability that it is praise, 0 to 1.
        review_positive: Probability that the whole review is positive, 0 to 1.
    """

    review_id: int
    aspect: str
    start: int
    end: int
    positive: float
    review_positive: float


def counts(movie_id: int | None = None) -> list[ColumnElement[bool]]:
    """Conditions of the reviews that count, of all movies or of one."""
    conditions = [
        ReviewRow.model_version == _ACTIVE,
        ReviewRow.ignored.is_(None),
        ReviewRow.positive.is_not(None),
    ]
    if movie_id is not None:
        conditions.append(ReviewRow.movie_id == movie_id)
    return conditions


def _sums() -> tuple[Any, ...]:
    return (
        func.count(),
        func.coalesce(func.sum(_WEIGHT), 0.0),
        func.coalesce(func.sum(ReviewRow.positive * _WEIGHT), 0.0),
    )


def read_total(session: Session, movie_id: int) -> ReviewTotal:
    """What one movie's reviews add up to."""
    n, weight, positive = session.execute(select(*_sums()).where(*counts(movie_id))).one()
    return ReviewTotal(int(n), float(weight), float(positive))


def read_screening(session: Session, movie_id: int) -> dict[str, int]:
    """How many of a movie's reviews do not count, by reason; both reasons are always named."""
    rows = session.execute(
        select(ReviewRow.ignored, func.count())
        .where(ReviewRow.movie_id == movie_id, ReviewRow.ignored.is_not(None))
        .group_by(ReviewRow.ignored)
    )
    found = {reason: int(n) for reason, n in rows}
    return {f"{reason}s": found.get(reason, 0) for reason in IGNORED}


def read_languages(session: Session, movie_id: int) -> list[tuple[str | None, int]]:
    """Languages that a movie's counted reviews were read as, with how many; most first.

    Those that say nothing at all, neither in words nor in stars, are left out.
    """
    told = or_(_WEIGHT > 0, ReviewRow.stars.is_not(None))
    rows = session.execute(
        select(ReviewRow.read_as, func.count())
        .where(*counts(movie_id), told)
        .group_by(ReviewRow.read_as)
    )
    found = [(language, int(n)) for language, n in rows]
    return sorted(found, key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))


def read_mentions(session: Session, movie_id: int) -> list[FoundMention]:
    """Mentions in a movie's counted reviews, by review and place."""
    mention = MentionRow
    rows = session.execute(
        select(
            mention.review_id,
            mention.aspect,
            mention.start,
            mention.end,
            mention.positive,
            ReviewRow.positive,
        )
        .join(ReviewRow, ReviewRow.review_id == mention.review_id)
        .where(mention.movie_id == movie_id, *counts())
        .order_by(mention.review_id, mention.position)
    )
    return [FoundMention._make(row) for row in rows]


def read_aspect_totals(session: Session, movie_id: int | None = None) -> AspectTotals:
    """Mentions by movie and aspect, of all movies or of one."""
    statement = (
        select(
            MentionRow.movie_id,
            MentionRow.aspect,
            func.count(),
            func.sum(MentionRow.positive),
        )
        .join(ReviewRow, ReviewRow.review_id == MentionRow.review_id)
        .where(*counts())
        .group_by(MentionRow.movie_id, MentionRow.aspect)
        .order_by(MentionRow.movie_id, MentionRow.aspect)
    )
    if movie_id is not None:
        statement = statement.where(MentionRow.movie_id == movie_id)
    rows = session.execute(statement).all()
    movie_ids, aspects, n_mentions, sums = zip(*rows, strict=True) if rows else ((), (), (), ())
    return AspectTotals(
        np.array(movie_ids, np.int64),
        tuple(aspects),
        np.array(n_mentions, np.int64),
        np.array(sums, np.float64),
    )
