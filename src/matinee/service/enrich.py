"""Fills in what the catalogue lacks, from TMDB, OMDb or a language model.

A run may be stopped or killed at any time: answers are written down as they come in, and batches
of movies are stored as they are complete.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import chain
from typing import Any

from matinee.data import Movie, MovieRecord
from matinee.errors import DataError, ProviderError, UnknownIdError
from matinee.ingest import read_vocabulary
from matinee.progress import Progress, silent
from matinee.providers import RefusedError
from matinee.service.encode import encode_catalogue
from matinee.service.enrich_cache import FIELDS, EnrichCache, movie_key
from matinee.service.enrich_source import EnrichSource
from matinee.service.find import find_movie
from matinee.service.matinee import READY, STALE, TEXTS, Matinee

#: Movies that are stored at a time.
BATCH = 50
#: Movies that are looked at together for what they lack.
_READ_BATCH = 1_000
#: Requests that are under way at a time.
WORKERS = 4
#: Movies in a row that nothing was answered about, after which the service counts as down.
MOST_FAILURES = 10
#: What movies are asked about for; the rest is taken along.
WANTED = ("overview", "poster_url", "keywords", "profile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """What a run did.

    Attributes:
        source: Who was asked.
        n_asked: Movies that were asked about.
        n_filled: Movies that know more now.
        n_nothing: Movies that the source had nothing new for.
        n_unusable: Movies that the source answered what cannot be used for.
        n_failed: Movies that the source did not answer for.
        n_remembered: Movies, among the filled, that an earlier run had asked about.
        n_left: Movies that are still to be asked about.
        stopped: Why the run ended early, a sentence.
    """

    source: str
    n_asked: int
    n_filled: int
    n_nothing: int
    n_unusable: int
    n_failed: int
    n_remembered: int
    n_left: int
    stopped: str | None


def enrich(
    matinee: Matinee,
    source: EnrichSource,
    *,
    limit: int | None = None,
    only: Sequence[str] = (),
    again: bool = False,
    progress: Progress = silent,
) -> Enriched:
    """Ask a source about movies that lack something, most popular first.

    Nothing that is known is replaced. Ctrl-C ends a run as a refused key does: with what was found
    so far.

    Args:
        matinee: The installation.
        source: Who is asked; see :func:`matinee.service.enrich_source.build_source`.
        limit: Most movies that are asked about; the source's own limit if ``None``.
        only: Titles, IMDb ids or our own; none for the whole catalogue.
        again: Also ask about movies that nothing was found for in the last thirty days.
        progress: Told of each movie, and of encoding.

    Raises:
        DataError: ``limit`` is below 1.
        UnknownIdError: One of ``only`` is not in the catalogue.
    """
    if limit is not None and limit < 1:
        raise DataError(f"limit must be at least 1, not {limit}.")
    folder = matinee.settings.downloads / "enrich"
    with EnrichCache.open(folder, source.file, read_vocabulary()) as cache:
        run = _Run(matinee, source, cache, progress)
        known, wanted = run.plan(_chosen(matinee, only), again=again)
        n_most = source.limit if limit is None else limit
        run.take_known(known)
        run.ask_about(wanted[:n_most])
    with matinee.database.read() as work:
        told = work.meta.get(TEXTS) == READY
    if not told:
        encode_catalogue(matinee, progress)
    return run.report(len(wanted))


def _chosen(matinee: Matinee, only: Sequence[str]) -> list[int]:
    """Ids of the movies that may be asked about, in order."""
    if only:
        return list(dict.fromkeys(_find(matinee, text) for text in only))
    with matinee.database.read() as work:
        return list(dict.fromkeys(movie_id for movie_id, _, _ in work.movies.title_rows()))


def _find(matinee: Matinee, text: str) -> int:
    try:
        return find_movie(matinee, text).movie_id
    except UnknownIdError:
        # titles may be numbers, so a number is one of ours only where no title is meant
        if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004
            raise
    with matinee.database.read() as work:
        return work.movies.get(int(text)).movie_id


def gaps(movie: Movie, found: MovieRecord | None) -> MovieRecord | None:
    """The part of an answer that fills in what is wanted of a movie; ``None`` if none does."""
    if found is None:
        return None
    values: dict[str, Any] = {
        name: getattr(found, name)
        for name in (*FIELDS, "profile")
        if getattr(found, name) and not getattr(movie, name)
    }
    if not any(name in values for name in WANTED):
        return None
    return MovieRecord(title=movie.title, year=movie.year, source=found.source, **values)


class _Run:
    """One run over the catalogue, and its counts."""

    def __init__(
        self, matinee: Matinee, source: EnrichSource, cache: EnrichCache, progress: Progress
    ) -> None:
        self._matinee = matinee
        self._source = source
        self._cache = cache
        self._progress = progress
        self._n_asked = 0
        self._n_filled = self._n_nothing = self._n_unusable = 0
        self._n_failed = self._n_remembered = self._n_in_a_row = 0
        self._stopped: str | None = None

    def plan(self, movie_ids: Sequence[int], *, again: bool) -> tuple[list[int], list[int]]:
        """Movies that an earlier answer fills in, and those that are to be asked about."""
        known: list[int] = []
        wanted: list[int] = []
        for movie in chain.from_iterable(self._batches(movie_ids, _READ_BATCH)):
            if not self._source.wants(movie):
                continue
            answer = self._cache.get(movie_key(movie))
            if answer is not None and gaps(movie, answer.found):
                known.append(movie.movie_id)
            elif answer is None or again:
                wanted.append(movie.movie_id)
        return known, wanted

    def take_known(self, movie_ids: Sequence[int]) -> None:
        """Store what an earlier run was told and could not store any more."""
        for movies in self._batches(movie_ids, BATCH):
            answers = [(movie, self._cache.get(movie_key(movie))) for movie in movies]
            self._n_remembered += self._keep(
                [(movie, answer.found) for movie, answer in answers if answer is not None]
            )

    def ask_about(self, movie_ids: Sequence[int]) -> None:
        """Ask about movies, and store what is found batch by batch."""
        self._tell(len(movie_ids))
        for movies in self._batches(movie_ids, BATCH):
            found: list[tuple[Movie, MovieRecord | None]] = []
            try:
                self._ask(movies, found, len(movie_ids))
            except KeyboardInterrupt:
                self._stopped = "You stopped it."
            n_filled = self._keep(found)
            self._n_nothing += len(found) - n_filled
            if self._stopped:
                return

    def report(self, n_wanted: int) -> Enriched:
        """The counts of the run, of which ``n_wanted`` movies were to be asked about."""
        return Enriched(
            source=self._source.label,
            n_asked=self._n_asked,
            n_filled=self._n_filled,
            n_nothing=self._n_nothing,
            n_unusable=self._n_unusable,
            n_failed=self._n_failed,
            n_remembered=self._n_remembered,
            n_left=n_wanted - self._n_asked + self._n_failed,
            stopped=self._stopped,
        )

    def _batches(self, movie_ids: Sequence[int], size: int) -> Iterator[list[Movie]]:
        for start in range(0, len(movie_ids), size):
            with self._matinee.database.read() as work:
                movies = work.movies.many(movie_ids[start : start + size])
            yield movies

    def _ask(
        self, movies: Sequence[Movie], found: list[tuple[Movie, MovieRecord | None]], total: int
    ) -> None:
        pool = ThreadPoolExecutor(WORKERS)
        asked = {pool.submit(self._source.ask, movie): movie for movie in movies}
        open_ones = dict(asked)
        complete = False
        try:
            for future in as_completed(asked):
                self._take(open_ones.pop(future), future, found)
                self._tell(total)
                if self._stopped:
                    break
            complete = self._stopped is None
        finally:
            if not complete:
                self._source.pace.stop()
            pool.shutdown(cancel_futures=not complete)
            # what was under way has been answered meanwhile, and is not asked for again
            for future, movie in open_ones.items():
                if not future.cancelled() and future.exception() is None:
                    self._take(movie, future, found)

    def _take(
        self,
        movie: Movie,
        future: Future[MovieRecord | None],
        found: list[tuple[Movie, MovieRecord | None]],
    ) -> None:
        self._n_asked += 1
        try:
            record = future.result()
        except DataError:
            self._n_unusable += 1
            self._cache.add(movie_key(movie), None)
        except ProviderError as error:
            self._n_failed += 1
            self._n_in_a_row += 1
            if isinstance(error, RefusedError):
                self._stopped = f"{error} {self._source.hint}"
            elif self._n_in_a_row >= MOST_FAILURES:
                self._stopped = f"{MOST_FAILURES} movies in a row failed, the last one so: {error}"
        else:
            self._n_in_a_row = 0
            self._cache.add(movie_key(movie), record)
            found.append((movie, record))

    def _tell(self, total: int) -> None:
        self._progress(f"ask {self._source.label}", self._n_asked, total)

    def _keep(self, found: Sequence[tuple[Movie, MovieRecord | None]]) -> int:
        """Store what fills a gap, all or nothing; how many movies it fills in."""
        told = [
            (movie.movie_id, gap)
            for movie, record in found
            if (gap := gaps(movie, record)) is not None
        ]
        if told:
            with self._matinee.database.begin() as work:
                work.movies.merge_many(told)
                work.meta.set(TEXTS, STALE)
        self._n_filled += len(told)
        return len(told)
