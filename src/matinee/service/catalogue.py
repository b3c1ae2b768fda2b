"""Looks movies up and dresses them with what audiences make of them."""

from collections.abc import Iterator, Sequence

import numpy as np

from matinee.data import Movie
from matinee.sentiment import prior, reception, shown_rating
from matinee.service.matinee import Matinee
from matinee.service.views import MovieList, MovieView
from matinee.storage import MovieQuery


def dress(matinee: Matinee, movies: Sequence[Movie]) -> list[MovieView]:
    """Movies with their reception and rating, in their order."""
    shelf = matinee.shelf
    indices = shelf.movies.to_indices(np.array([m.movie_id for m in movies], dtype=np.int64))
    mean = shelf.audience.global_mean
    receptions = iter(shelf.audience.reception(indices[indices >= 0]))
    return [
        _from_critics(movie)
        if index < 0
        else MovieView(movie, next(receptions), shelf.audience.rating(int(index), mean))
        for movie, index in zip(movies, indices, strict=True)
    ]


def _from_critics(movie: Movie) -> MovieView:
    """A movie that another process is just bringing in: it is not on the shelf yet."""
    alpha, beta, n_critics = prior(movie.critics)
    found = reception(alpha, beta, n_critics=n_critics)
    return MovieView(movie, found, shown_rating(movie.critics, movie.imdb_rating, 0.0, 0))


def movie_facts(matinee: Matinee, movie_id: int) -> Movie:
    """One movie.

    Raises:
        UnknownIdError: There is no such movie.
    """
    with matinee.database.read() as work:
        return work.movies.get(movie_id)


def view_movie(matinee: Matinee, movie_id: int) -> MovieView:
    """One movie with its audience.

    Raises:
        UnknownIdError: There is no such movie.
    """
    return dress(matinee, [movie_facts(matinee, movie_id)])[0]


def search_movies(matinee: Matinee, query: MovieQuery) -> MovieList:
    """A page of movies.

    Raises:
        DataError: The query's cursor is not one of ours.
    """
    with matinee.database.read() as work:
        page = work.movies.search(query)
    return MovieList(tuple(dress(matinee, page.movies)), page.next_cursor, page.total)


def list_genres(matinee: Matinee) -> list[tuple[str, int]]:
    """Genres with their number of movies, most first."""
    with matinee.database.read() as work:
        return work.movies.genres()


def all_movies(matinee: Matinee) -> Iterator[Movie]:
    """The whole catalogue in the order of the ids."""
    with matinee.database.read() as work:
        yield from work.movies.iter_all()
