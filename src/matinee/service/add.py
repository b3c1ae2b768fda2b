"""Puts a movie from an outside service into the catalogue and on the shelf."""

from matinee.data import Movie, MovieRecord
from matinee.data.matching import MovieMatcher
from matinee.service.matinee import GENERATION, Matinee


def add_movie(matinee: Matinee, record: MovieRecord) -> Movie:
    """Store a movie, or fill in what the catalogue does not know of it yet.

    Its text is encoded when the shelf is built anew, which happens here.
    """
    with matinee.writing:
        with matinee.database.begin() as work:
            match = MovieMatcher(work.movies.match_keys()).match(record)
            if match is None:
                movie_id = work.movies.add([record])[0]
            else:
                movie_id = match.movie_id
                work.movies.merge(movie_id, record)
            work.meta.bump(GENERATION)
            movie = work.movies.get(movie_id)
        matinee.reload()
    return movie
