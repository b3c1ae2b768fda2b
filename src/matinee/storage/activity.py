"""What the audience did, in columns: evidence of liking, and who spoke when."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import BigInteger, Executable, Integer, case, extract, func, select
from sqlalchemy.orm import Session

from matinee.storage.review_sums import BATCH, counts
from matinee.storage.tables import RatingRow, ReviewRow
from matinee.types import BoolArray, FloatArray, IdArray

#: Sources of reviews that were written here; what others are called was imported.
POSTED: Final = ("api", "page")

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class RatingTotals:
    """Ratings summed up by movie; movies without any are left out.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        n_ratings: Shape ``(n,)``, int64, at least 1.
        means: Shape ``(n,)``, float32, stars.
        n_liked: Shape ``(n,)``, int64, those with enough stars.
    """

    movie_ids: IdArray
    n_ratings: IdArray
    means: FloatArray
    n_liked: IdArray


@dataclass(frozen=True, slots=True)
class ReviewColumns:
    """Reviews that count, one by one.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        positive: Probability that the writer liked it, shape ``(n,)``, float64, 0 to 1.
        weight: How much of a viewer the text counts for, float64, 0 to 1.
        stars: 1 to 10, float64, NaN where none were given.
        moments: Seconds since 1970, float64: when it was written, or else posted; NaN where
            unknown, since the moment of an import tells nothing.
        posted: Whether it was written here, bool.
    """

    movie_ids: IdArray
    positive: _Floats
    weight: _Floats
    stars: _Floats
    moments: _Floats
    posted: BoolArray

    def __len__(self) -> int:
        return len(self.movie_ids)

    @property
    def told(self) -> BoolArray:
        """Which say anything, shape ``(n,)``: text that could be read in part, or stars."""
        return np.asarray((self.weight > 0) | ~np.isnan(self.stars))


@dataclass(frozen=True, slots=True)
class RatingCounts:
    """Ratings of two stretches of time by movie; movies without any are left out.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        n_before: Ratings of the earlier stretch, shape ``(n,)``, int64.
        liked_before: Those with enough stars.
        n_recent: Ratings of the later stretch.
        liked_recent: Those with enough stars.
    """

    movie_ids: IdArray
    n_before: IdArray
    liked_before: IdArray
    n_recent: IdArray
    liked_recent: IdArray


class Activity:
    """Ratings and reviews as what an audience did."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ratings(self, liked_stars: float) -> RatingTotals:
        """Number, mean and liking of each movie's ratings, from the index alone.

        Args:
            liked_stars: Stars of 5 from which a rating means "liked it".
        """
        liked = func.sum(case((RatingRow.rating >= liked_stars, 1), else_=0))
        columns = self._columns(
            select(RatingRow.movie_id, func.count(), func.avg(RatingRow.rating), liked)
            .group_by(RatingRow.movie_id)
            .order_by(RatingRow.movie_id),
            4,
        )
        movie_ids, n_ratings, means, n_liked = columns.T
        return RatingTotals(
            movie_ids.astype(np.int64),
            n_ratings.astype(np.int64),
            means.astype(np.float32),
            n_liked.astype(np.int64),
        )

    def reviews(
        self, movie_id: int | None = None, *, since: float | None = None, until: float | None = None
    ) -> ReviewColumns:
        """Reviews that count, of all movies or of one.

        Args:
            movie_id: The movie; ``None`` for all.
            since: Only those of a later moment, in seconds since 1970.
            until: Only those of this moment or an earlier one.
        """
        posted = ReviewRow.source.in_(POSTED)
        written = extract("epoch", ReviewRow.written_at).cast(BigInteger)
        created = extract("epoch", ReviewRow.created_at).cast(BigInteger)
        moment = func.coalesce(written, case((posted, created), else_=None))
        statement = (
            select(
                ReviewRow.movie_id,
                ReviewRow.positive,
                func.coalesce(ReviewRow.weight, 1.0),
                ReviewRow.stars,
                moment,
                posted.cast(Integer),
            )
            .where(*counts(movie_id))
            .order_by(ReviewRow.movie_id)
        )
        if since is not None:
            statement = statement.where(moment > since)
        if until is not None:
            statement = statement.where(moment <= until)
        movie_ids, positive, weight, stars, moments, here = self._columns(statement, 6).T
        return ReviewColumns(
            movie_ids.astype(np.int64), positive, weight, stars, moments, here.astype(np.bool_)
        )

    def rating_counts(
        self, since: float, start: float, end: float, liked_stars: float
    ) -> RatingCounts:
        """Ratings of ``(since, start]`` and of ``(start, end]`` by movie.

        Args:
            since: Seconds since 1970, as the two that follow.
            start: From when on a rating is recent.
            end: Later ratings are not looked at.
            liked_stars: Stars of 5 from which a rating means "liked it".
        """
        recent, liked = RatingRow.rated_at > start, RatingRow.rating >= liked_stars

        def number(*conditions: Any) -> Any:
            found = conditions[0]
            for condition in conditions[1:]:
                found = found & condition
            return func.sum(case((found, 1), else_=0))

        statement = (
            select(
                RatingRow.movie_id,
                number(~recent),
                number(~recent, liked),
                number(recent),
                number(recent, liked),
            )
            .where(RatingRow.rated_at > since, RatingRow.rated_at <= end)
            .group_by(RatingRow.movie_id)
            .order_by(RatingRow.movie_id)
        )
        return RatingCounts(*self._columns(statement, 5).T.astype(np.int64))

    def newest(self) -> float | None:
        """Moment of the last rating or review that has one, in seconds since 1970."""
        rated = self._session.scalar(select(func.max(RatingRow.rated_at)))
        written = self._session.scalar(
            select(func.max(extract("epoch", ReviewRow.written_at).cast(BigInteger)))
        )
        posted = self._session.scalar(
            select(func.max(extract("epoch", ReviewRow.created_at).cast(BigInteger))).where(
                ReviewRow.source.in_(POSTED)
            )
        )
        return max(
            (float(one) for one in (rated, written, posted) if one is not None), default=None
        )

    def _columns(self, statement: Executable, width: int) -> _Floats:
        """Rows as one array, NULL as NaN."""
        result = self._session.execute(statement)
        parts = [np.zeros((0, width))]
        while rows := result.fetchmany(BATCH):
            parts.append(np.array([tuple(row) for row in rows], dtype=np.float64))
        return np.concatenate(parts)
