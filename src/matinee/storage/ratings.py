"""The repository of ratings, in columns: tens of millions of rows go in and out as arrays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from matinee.data import RatingSet
from matinee.errors import DataError
from matinee.progress import Progress, silent
from matinee.storage.sql import insert_rows, next_id, upsert
from matinee.storage.tables import MovieRow, RatingRow, UserRow, table_of
from matinee.types import FloatArray, IdArray

#: Ratings that are sorted and written at once.
CHUNK = 100_000
#: Rows that the driver hands over at once: three times as quick as with many thousands, whose
#: objects fall out of the processor's cache and keep the garbage collector busy.
FETCHED = 500
#: Ratings from which on it is quicker to make the index anew than to keep it up.
MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class RatingStats:
    """Ratings summed up by movie; movies without any are left out.

    Attributes:
        movie_ids: Shape ``(n,)``, int64, ascending.
        n_ratings: Shape ``(n,)``, int64, at least 1.
        means: Shape ``(n,)``, float32, stars.
    """

    movie_ids: IdArray
    n_ratings: IdArray
    means: FloatArray


class Ratings:
    """Who rated what."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, source: str, ratings: RatingSet, progress: Progress = silent) -> int:
        """Keep ratings; of several of one user for one movie the newest counts.

        Of those given at one moment in one set the first counts, as in
        :meth:`matinee.data.Interactions.from_ratings`. Rows that are there already stay untouched.

        Args:
            source: Whose numbers ``user_ids`` are; a user of one source is none of another's.
            ratings: Our own ``movie_ids``, the source's ``user_ids``.
            progress: Told of the rows that are done.

        Returns:
            How many rows are new or different.

        Raises:
            DataError: A movie is not in the catalogue, or a rating is not a number.
        """
        if not np.isfinite(ratings.ratings).all():
            raise DataError("ratings must be finite numbers.")
        changed = 0
        with self._index_aside(len(ratings)):
            for rows, user_ids in self._iter_rows(source, ratings, progress):
                changed += self._write(ratings, rows, user_ids)
        return changed

    @contextmanager
    def _index_aside(self, n_rows: int) -> Iterator[None]:
        """Sort the index anew after many rows, which come in the order of users, not of movies."""
        connection = self._session.connection()
        if n_rows < MANY or connection.dialect.name != "sqlite":
            yield
            return
        indexes = table_of(RatingRow).indexes
        for index in indexes:
            index.drop(connection)
        try:
            yield
        finally:
            for index in indexes:
                index.create(connection)

    def _iter_rows(
        self, source: str, ratings: RatingSet, progress: Progress
    ) -> Iterator[tuple[IdArray, IdArray]]:
        """Positions of ratings to keep, and our own numbers of their users."""
        catalogue = _column(self._session.scalars(select(MovieRow.movie_id)).all())
        users = _UserNumbers(self._session, source)
        done = 0
        for piece in _iter_users_together(ratings.user_ids):
            rows = _newest(ratings, piece)
            _check_movies(ratings.movie_ids[rows], catalogue)
            yield rows, users.of(ratings.user_ids[rows])
            done += len(piece)
            progress("ratings", done, len(ratings))

    def _write(self, ratings: RatingSet, rows: IdArray, user_ids: IdArray) -> int:
        movie_ids = ratings.movie_ids[rows]
        # in the order of the table's tree, which then grows at one place
        order = np.lexsort((movie_ids, user_ids))
        columns = (
            user_ids[order].tolist(),
            movie_ids[order].tolist(),
            ratings.ratings[rows][order].tolist(),
            ratings.timestamps[rows][order].tolist(),
        )
        insert = upsert(self._session, RatingRow)
        new = insert.excluded
        statement = insert.on_conflict_do_update(
            index_elements=[RatingRow.user_id, RatingRow.movie_id],
            set_={"rating": new.rating, "rated_at": new.rated_at},
            where=(new.rated_at >= RatingRow.rated_at)
            & or_(new.rating != RatingRow.rating, new.rated_at != RatingRow.rated_at),
        )
        names = ("user_id", "movie_id", "rating", "rated_at")
        values = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        return self._session.connection().execute(statement, values).rowcount

    def load(self) -> RatingSet:
        """All ratings, by user, then movie, with our own numbers."""
        n = self.count()
        user_ids, movie_ids = np.empty(n, np.int64), np.empty(n, np.int64)
        stars, moments = np.empty(n, np.float32), np.empty(n, np.int64)
        statement = select(
            RatingRow.user_id, RatingRow.movie_id, RatingRow.rating, RatingRow.rated_at
        ).order_by(RatingRow.user_id, RatingRow.movie_id)
        start = 0
        # the driver's own rows: wrapping each one would take three times as long
        cursor = self._session.connection().connection.cursor()
        try:
            cursor.execute(str(statement.compile(self._session.get_bind())))
            while rows := cursor.fetchmany(FETCHED):
                part = slice(start, start + len(rows))
                user_ids[part], movie_ids[part], stars[part], moments[part] = zip(
                    *rows, strict=True
                )
                start += len(rows)
        finally:
            cursor.close()
        return RatingSet(user_ids, movie_ids, stars, moments)

    def user_numbers(self, external_id: int) -> dict[str, int]:
        """Our own number of a user, by source: several may have a user of that number."""
        found = self._session.execute(
            select(UserRow.source, UserRow.user_id)
            .where(UserRow.external_id == str(external_id))
            .order_by(UserRow.source)
        )
        return {source: user_id for source, user_id in found}  # noqa: C416  (rows)

    def of_user(self, user_id: int) -> RatingSet:
        """All ratings of one user by our own number, by movie."""
        rows = self._session.execute(
            select(RatingRow.movie_id, RatingRow.rating, RatingRow.rated_at)
            .where(RatingRow.user_id == user_id)
            .order_by(RatingRow.movie_id)
        ).all()
        movie_ids, stars, moments = zip(*rows, strict=True) if rows else ((), (), ())
        return RatingSet(
            np.full(len(rows), user_id, np.int64),
            _column(movie_ids),
            np.array(stars, np.float32),
            _column(moments),
        )

    def stats(self) -> RatingStats:
        """Number and mean of each movie's ratings."""
        rows = self._session.execute(
            select(RatingRow.movie_id, func.count(), func.avg(RatingRow.rating))
            .group_by(RatingRow.movie_id)
            .order_by(RatingRow.movie_id)
        ).all()
        movie_ids, n_ratings, means = zip(*rows, strict=True) if rows else ((), (), ())
        return RatingStats(
            np.array(movie_ids, np.int64),
            np.array(n_ratings, np.int64),
            np.array(means, np.float32),
        )

    def count(self) -> int:
        """Number of ratings."""
        return self._session.execute(select(func.count()).select_from(RatingRow)).scalar_one()

    def count_users(self) -> int:
        """Number of users who rated."""
        return self._session.execute(select(func.count()).select_from(UserRow)).scalar_one()

    def sources(self) -> list[str]:
        """Where the ratings come from, in alphabetical order."""
        found = self._session.scalars(select(UserRow.source).distinct().order_by(UserRow.source))
        return list(found)

    def clear(self, source: str) -> int:
        """Remove a source's ratings and users.

        Returns:
            How many ratings there were.
        """
        users = select(UserRow.user_id).where(UserRow.source == source)
        removed = self._session.execute(delete(RatingRow).where(RatingRow.user_id.in_(users)))
        self._session.execute(delete(UserRow).where(UserRow.source == source))
        return int(removed.rowcount)  # type: ignore[attr-defined]


class _UserNumbers:
    """Our own numbers of a source's users; new users get one when they are first seen."""

    def __init__(self, session: Session, source: str) -> None:
        self._session = session
        self._source = source
        rows = session.execute(
            select(UserRow.external_id, UserRow.user_id).where(UserRow.source == source)
        ).all()
        self._known = {int(external_id): user_id for external_id, user_id in rows}
        self._next = next_id(session, UserRow.user_id)

    def of(self, external_ids: IdArray) -> IdArray:
        """Shape of ``external_ids``, int64."""
        unique, places = np.unique(external_ids, return_inverse=True)
        new = [number for number in unique.tolist() if number not in self._known]
        self._known.update(zip(new, range(self._next, self._next + len(new)), strict=True))
        self._next += len(new)
        insert_rows(
            self._session,
            UserRow,
            [
                {
                    "user_id": self._known[number],
                    "source": self._source,
                    "external_id": str(number),
                }
                for number in new
            ],
        )
        return _column([self._known[number] for number in unique.tolist()])[places]


def _iter_users_together(user_ids: IdArray) -> Iterator[IdArray]:
    """Positions of about ``CHUNK`` ratings at a time, all of a user's in one piece."""
    if not len(user_ids):
        return
    in_order = bool((user_ids[1:] >= user_ids[:-1]).all())
    # files are sorted by user as a rule, and then there is no need for a second column as long
    order = None if in_order else np.argsort(user_ids, kind="stable")
    start = 0
    while start < len(user_ids):
        end = min(start + CHUNK, len(user_ids))
        last = user_ids[end - 1 if order is None else order[end - 1]]
        ends = np.searchsorted(user_ids, last, side="right", sorter=order)
        end = int(ends)
        yield np.arange(start, end) if order is None else order[start:end]
        start = end


def _newest(ratings: RatingSet, rows: IdArray) -> IdArray:
    """Those rows that are the newest of their user and movie, the first of equally new ones."""
    users, movies = ratings.user_ids[rows], ratings.movie_ids[rows]
    order = np.lexsort((-ratings.timestamps[rows], movies, users))
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (np.diff(users[order]) != 0) | (np.diff(movies[order]) != 0)
    return rows[order[first]]


def _check_movies(movie_ids: IdArray, catalogue: IdArray) -> None:
    known = np.isin(movie_ids, catalogue)
    if not known.all():
        unknown = int(movie_ids[~known][0])
        raise DataError(f"ratings must be of movies in the catalogue, {unknown} is none.")


def _column(values: object) -> IdArray:
    return np.array(values, dtype=np.int64)
