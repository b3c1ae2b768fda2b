"""The repository of movies."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from matinee.data import MatchKey, Movie, MovieRecord, title_key
from matinee.errors import UnknownIdError
from matinee.storage.facts import MovieFacts, read_facts
from matinee.storage.fulltext import WordHits, find_words
from matinee.storage.lookup import (
    Credited,
    Titled,
    find_credited,
    find_titled,
    told_ids,
)
from matinee.storage.merge import merge
from matinee.storage.movie_rows import read_movies, rewrite_movies, write_movies
from matinee.storage.popularity import popularity_of
from matinee.storage.profile_rows import count_tags
from matinee.storage.query import MoviePage, MovieQuery
from matinee.storage.search import fitting_ids, search_movies
from matinee.storage.sql import IN_SIZE, Chosen, chunks, next_id
from matinee.storage.tables import (
    GenreRow,
    MovieGenreRow,
    MovieRow,
    RatingRow,
    TitleRow,
    table_of,
)

#: Movies that are read or written with one set of statements.
BATCH = 4_000
#: Numbers that the database can hold.
MAX_ID = 2**31 - 1


class Movies:
    """Movies of the catalogue, as values."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, movie_id: int) -> Movie:
        """One movie.

        Raises:
            UnknownIdError: There is none of that id.
        """
        return self.many([movie_id])[0]

    def by_imdb(self, imdb_id: str) -> Movie | None:
        """The movie of an IMDb id, if there is one."""
        movie_id = self.ids_by_imdb([imdb_id]).get(imdb_id)
        return None if movie_id is None else self.get(movie_id)

    def ids_by_imdb(self, imdb_ids: Sequence[str]) -> dict[str, int]:
        """IMDb ids to our own, without those that are unknown."""
        found: dict[str, int] = {}
        for some in chunks(sorted(set(imdb_ids)), IN_SIZE):
            rows = self._session.execute(
                select(MovieRow.imdb_id, MovieRow.movie_id).where(MovieRow.imdb_id.in_(some))
            )
            found.update((str(imdb_id), movie_id) for imdb_id, movie_id in rows)
        return found

    def many(self, movie_ids: Sequence[int]) -> list[Movie]:
        """Movies in the order of their ids, few statements for all.

        Raises:
            UnknownIdError: There is none of one of the ids.
        """
        wanted = [int(movie_id) for movie_id in movie_ids]
        found: dict[int, Movie] = {}
        known = sorted({movie_id for movie_id in wanted if 0 < movie_id <= MAX_ID})
        for some in chunks(known, IN_SIZE):
            found |= read_movies(self._session, _among(some))
        for movie_id in wanted:
            if movie_id not in found:
                raise UnknownIdError("movie", movie_id)
        return [found[movie_id] for movie_id in wanted]

    def iter_all(self) -> Iterator[Movie]:
        """Every movie, by ascending id, read in batches."""
        for low, high in self._ranges():
            yield from read_movies(self._session, _between(low, high)).values()

    def _ranges(self) -> list[tuple[int, int]]:
        ids = self._session.scalars(select(MovieRow.movie_id).order_by(MovieRow.movie_id)).all()
        return [(some[0], some[-1]) for some in chunks(ids, BATCH)]

    def add(self, records: Sequence[MovieRecord]) -> list[int]:
        """Add movies without looking for ones that are the same.

        Returns:
            Their ids, in order.

        Raises:
            DataError: An IMDb id is there already (raised at the end of the transaction's block).
        """
        first = next_id(self._session, MovieRow.movie_id)
        numbered = list(enumerate(records, start=first))
        for some in chunks(numbered, BATCH):
            write_movies(self._session, some)
        return [movie_id for movie_id, _ in numbered]

    def merge(self, movie_id: int, record: MovieRecord) -> bool:
        """Add what the record tells to a movie; see :func:`matinee.storage.merge.merge`.

        Returns:
            Whether anything changed.

        Raises:
            UnknownIdError: There is no movie of that id.
        """
        return self.merge_many([(movie_id, record)]) == 1

    def merge_many(self, pairs: Sequence[tuple[int, MovieRecord]]) -> int:
        """Add what records tell to movies; several records of one movie count in order.

        Returns:
            How many movies changed.

        Raises:
            UnknownIdError: There is no movie of one of the ids.
        """
        records: dict[int, list[MovieRecord]] = {}
        for movie_id, record in pairs:
            records.setdefault(int(movie_id), []).append(record)
        n_changed = 0
        for some in chunks(list(records), BATCH):
            n_changed += self._merge_some({movie_id: records[movie_id] for movie_id in some})
        return n_changed

    def _merge_some(self, records: dict[int, list[MovieRecord]]) -> int:
        changes: list[tuple[Movie, Movie]] = []
        before = self.many(list(records))
        owners = self._owners(records)
        for movie in before:
            merged = movie
            for record in records[movie.movie_id]:
                # an id that another movie holds stays there
                merged = merge(merged, _without_foreign_ids(movie.movie_id, record, owners))
            if merged != movie:
                changes.append((movie, merged))
        rewrite_movies(self._session, changes)
        return len(changes)

    def _owners(self, records: dict[int, list[MovieRecord]]) -> dict[str, int]:
        told = {record.imdb_id for some in records.values() for record in some}
        return self.ids_by_imdb([imdb_id for imdb_id in told if imdb_id])

    def count(self) -> int:
        """Number of movies."""
        return self._session.execute(select(func.count(MovieRow.movie_id))).scalar_one()

    def facts(self, n_cast: int = 6) -> MovieFacts:
        """The columns of all movies that ranking needs, with the first ``n_cast`` of the cast."""
        return read_facts(self._session, n_cast)

    def match_keys(self) -> Iterator[MatchKey]:
        """What each movie is recognised by, by ascending id."""
        titles = self._session.execute(
            select(TitleRow.movie_id, TitleRow.title).order_by(TitleRow.movie_id, TitleRow.position)
        ).all()
        of_movie = {
            movie_id: tuple(title for _, title in group)
            for movie_id, group in groupby(titles, itemgetter(0))
        }
        rows = self._session.execute(
            select(MovieRow.movie_id, MovieRow.imdb_id, MovieRow.tmdb_id, MovieRow.year).order_by(
                MovieRow.movie_id
            )
        ).all()
        for movie_id, imdb_id, tmdb_id, year in rows:
            yield MatchKey(movie_id, imdb_id, tmdb_id, of_movie[movie_id], year)

    def title_rows(self) -> list[tuple[int, str, int | None]]:
        """Id, title and year of every title and alias: popular movies first, own titles first."""
        rows = self._session.execute(
            select(TitleRow.movie_id, TitleRow.title, MovieRow.year)
            .join_from(TitleRow, MovieRow)
            .order_by(MovieRow.popularity.desc(), TitleRow.movie_id, TitleRow.position)
        )
        return [(movie_id, title, year) for movie_id, title, year in rows]

    def find(self, title: str, year: int | None = None) -> list[Movie]:
        """Movies of that title or alias, best first; empty where there is none.

        Exactly so written comes before equal but for case, accents and articles; then the more
        popular comes first. A year picks among them: that very year, next to it, any other.
        """
        rows = self._session.execute(
            select(TitleRow.movie_id, TitleRow.title, MovieRow.year, MovieRow.popularity)
            .join_from(TitleRow, MovieRow)
            .where(or_(TitleRow.title == title, TitleRow.title_key == title_key(title)))
        )
        ranks: dict[int, tuple[int, bool, float, int]] = {}
        for movie_id, found, its_year, popularity in rows:
            rank = (_years_off(year, its_year), found != title, -popularity, movie_id)
            ranks[movie_id] = min(rank, ranks.get(movie_id, rank))
        return self.many(sorted(ranks, key=ranks.__getitem__))

    def search(self, query: MovieQuery) -> MoviePage:
        """One page of the movies that fit, and how many there are in all.

        Raises:
            DataError: The cursor is not one of this query's.
        """
        found = search_movies(self._session, query)
        return MoviePage(self.many(found.movie_ids), found.next_cursor, found.total)

    def fulltext(self, words: Sequence[str], most: int | None = None) -> list[WordHits]:
        """The movies of each word; see :func:`matinee.storage.fulltext.find_words`."""
        return find_words(self._session, words, most)

    def titled(self, key: str, *, beginnings: bool = False) -> list[Titled]:
        """Movies by the key of a title; see :func:`matinee.storage.lookup.find_titled`."""
        return find_titled(self._session, key, beginnings=beginnings)

    def credited(self, keys: Collection[str], ending: str = "") -> list[Credited]:
        """Movies by the keys of names; see :func:`matinee.storage.lookup.find_credited`."""
        return find_credited(self._session, keys, ending)

    def told(self) -> list[int]:
        """Movies of which a plot is told, by ascending id."""
        return told_ids(self._session)

    def fitting(self, query: MovieQuery) -> list[int]:
        """Every movie that fits the filters of a query, popular ones first."""
        return fitting_ids(self._session, query)

    def genres(self) -> list[tuple[str, int]]:
        """Genres with their number of movies, most movies first."""
        n_movies = func.count(MovieGenreRow.movie_id.distinct())
        rows = self._session.execute(
            select(GenreRow.name, n_movies)
            .join_from(MovieGenreRow, GenreRow)
            .group_by(GenreRow.name)
            .order_by(n_movies.desc(), GenreRow.name)
        )
        return [(name, count) for name, count in rows]

    def tags(self) -> list[tuple[str, int]]:
        """Tags of profiles with their number of movies, most movies first."""
        return count_tags(self._session)

    def refresh_popularity(self) -> int:
        """Bring the order by popularity up to date; to be called when ratings were imported.

        Returns:
            How many movies changed.
        """
        rated = self._session.execute(
            select(RatingRow.movie_id, func.count()).group_by(RatingRow.movie_id)
        )
        n_ratings = {row[0]: row[1] for row in rated}
        rows = self._session.execute(
            select(
                MovieRow.movie_id,
                MovieRow.popularity,
                MovieRow.rt_reviews,
                MovieRow.box_office_usd,
            )
        )
        changed = [
            {"this_movie": movie_id, "popularity": now}
            for movie_id, before, rt_reviews, box_office in rows
            if (now := popularity_of(n_ratings.get(movie_id, 0), rt_reviews, box_office)) != before
        ]
        if changed:
            table = table_of(MovieRow)
            self._session.connection().execute(
                update(table)
                .where(table.c.movie_id == bindparam("this_movie"))
                .values(popularity=bindparam("popularity")),
                changed,
            )
        return len(changed)


def _among(movie_ids: Sequence[int]) -> Chosen:
    return lambda column: column.in_(movie_ids)


def _between(low: int, high: int) -> Chosen:
    return lambda column: column.between(low, high)


def _without_foreign_ids(movie_id: int, record: MovieRecord, owners: dict[str, int]) -> MovieRecord:
    if record.imdb_id is None or owners.setdefault(record.imdb_id, movie_id) == movie_id:
        return record
    return replace(record, imdb_id=None)


def _years_off(wanted: int | None, year: int | None) -> int:
    """0 for the year itself, 1 for the years next to it, 2 for any other."""
    if wanted is None:
        return 0
    return 2 if year is None else min(abs(year - wanted), 2)
