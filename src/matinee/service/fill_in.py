"""Fills in posters and IMDb ratings of movies that are shown, where OMDb may be asked."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from matinee.data import Movie, MovieRecord
from matinee.errors import ProviderError
from matinee.providers import Omdb
from matinee.service.matinee import Matinee


def fill_in(matinee: Matinee, movies: Sequence[Movie]) -> list[Movie]:
    """The movies, with posters and ratings that were not known before.

    Each movie is asked about once in the life of the process; the text that was encoded stays as
    it is. A service that does not answer is left out.
    """
    omdb = matinee.omdb
    wanted = [
        movie
        for movie in movies
        if movie.imdb_id and movie.poster_url is None and movie.movie_id not in matinee.looked_up
    ]
    if omdb is None or not wanted:
        return list(movies)
    matinee.looked_up.update(movie.movie_id for movie in wanted)
    with ThreadPoolExecutor(max_workers=5) as pool:
        found = list(pool.map(lambda movie: _ask(matinee, omdb, movie), wanted))
    told = [
        (movie.movie_id, record)
        for movie, record in zip(wanted, found, strict=True)
        if record is not None
    ]
    if told:
        _keep(matinee, told)
    with matinee.database.read() as work:
        return work.movies.many([movie.movie_id for movie in movies])


def _ask(matinee: Matinee, omdb: Omdb, movie: Movie) -> MovieRecord | None:
    try:
        record = omdb.by_imdb(movie.imdb_id or "")
    except ProviderError as error:
        matinee.say_once(f"OMDb was left out: {error}")
        return None
    if record is None or (record.poster_url is None and record.imdb_rating is None):
        return None
    return MovieRecord(
        title=movie.title,
        year=movie.year,
        poster_url=record.poster_url,
        imdb_rating=record.imdb_rating,
    )


def _keep(matinee: Matinee, told: Sequence[tuple[int, MovieRecord]]) -> None:
    with matinee.writing:
        with matinee.database.begin() as work:
            work.movies.merge_many(told)
        for movie_id, record in told:
            if record.imdb_rating is not None:
                audience = matinee.shelf.audience
                audience.imdb_rating[matinee.index_of(movie_id)] = record.imdb_rating
        matinee.catalogue_version += 1
        matinee.touch()
