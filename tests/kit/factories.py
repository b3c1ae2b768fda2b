"""Movies, ratings and reviews for tests: with defaults, and drawn at random."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matinee.data import GENRES, Critics, MovieRecord, RatingSet, ReviewRecord

MATRIX = MovieRecord(
    title="The Matrix",
    year=1999,
    aliases=("Matrix", "Матрица"),
    imdb_id="tt0133093",
    tmdb_id=603,
    genres=("Science Fiction", "Action"),
    directors=("Lana Wachowski", "Lilly Wachowski"),
    writers=("Lilly Wachowski", "Lana Wachowski"),
    cast=("Keanu Reeves", "Laurence Fishburne", "Carrie-Anne Moss"),
    runtime_min=136,
    languages=("English",),
    countries=("United States", "Australia"),
    certificate="R",
    overview="A programmer learns that his world is computed.",
    tagline="Free your mind.",
    keywords=("simulation", "prophecy"),
    poster_url="https://example.org/matrix.jpg",
    critics=Critics(metacritic=73, rt_average=7.7, rt_meter=83, rt_reviews=207),
    imdb_rating=8.7,
    awards="Won 4 Oscars.",
    oscars=4,
    box_office_usd=172_076_928.0,
    source="starter",
)
HEAT = MovieRecord(
    title="Heat",
    year=1995,
    imdb_id="tt0113277",
    genres=("Crime", "Drama"),
    directors=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro"),
    languages=("English", "Spanish"),
    critics=Critics(rt_reviews=141),
)
AMELIE = MovieRecord(
    title="Amélie",
    year=2001,
    aliases=("Le fabuleux destin d'Amélie Poulain",),
    imdb_id="tt0211915",
    genres=("Comedy", "Romance"),
    directors=("Jean-Pierre Jeunet",),
    cast=("Audrey Tautou",),
    languages=("French",),
    critics=Critics(rt_reviews=191),
)
ALIEN = MovieRecord(
    title="Alien",
    year=1979,
    imdb_id="tt0078748",
    genres=("Horror", "Science Fiction"),
    directors=("Ridley Scott",),
    cast=("Sigourney Weaver",),
    languages=("English",),
    critics=Critics(rt_reviews=150),
)
ALIENS = MovieRecord(
    title="Aliens",
    year=1986,
    imdb_id="tt0090605",
    genres=("Action", "Science Fiction"),
    directors=("James Cameron",),
    cast=("Sigourney Weaver",),
    languages=("English",),
    critics=Critics(rt_reviews=80),
)
FIVE_MOVIES = (MATRIX, HEAT, AMELIE, ALIEN, ALIENS)


def rating_set(rows: Sequence[tuple[int, int, float, int]]) -> RatingSet:
    """Ratings from rows of user, movie, stars, and seconds since 1970."""
    users, movies, stars, moments = zip(*rows, strict=True) if rows else ((), (), (), ())
    return RatingSet(
        np.array(users, np.int64),
        np.array(movies, np.int64),
        np.array(stars, np.float32),
        np.array(moments, np.int64),
    )


def rating_rows(ratings: RatingSet) -> list[tuple[int, int, float, int]]:
    """The rows of a set, as :func:`rating_set` takes them."""
    return list(
        zip(
            ratings.user_ids.tolist(),
            ratings.movie_ids.tolist(),
            ratings.ratings.tolist(),
            ratings.timestamps.tolist(),
            strict=True,
        )
    )


def review(text: str = "A fine movie.", **values: Any) -> ReviewRecord:
    """A review from the page."""
    return ReviewRecord(**{"text": text, "source": "page", **values})


#: Anything that can be written in UTF-8.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
filled_texts = texts.filter(lambda text: bool(text.strip()))
names = st.lists(filled_texts, max_size=3).map(tuple)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC]),
)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


critics = st.builds(
    Critics,
    metacritic=_maybe(st.integers(0, 100)),
    rt_average=_maybe(st.floats(0, 10)),
    rt_meter=_maybe(st.integers(0, 100)),
    rt_reviews=_maybe(st.integers(0, 1000)),
)
#: Records with every field drawn, IMDb ids left out: two movies cannot have the same.
movie_records = st.builds(
    MovieRecord,
    title=filled_texts,
    year=_maybe(st.integers(1870, 2100)),
    aliases=names,
    imdb_id=st.none(),
    tmdb_id=_maybe(st.integers(1, 2**40)),
    genres=st.lists(st.sampled_from(GENRES), max_size=4, unique=True).map(tuple),
    directors=names,
    writers=names,
    cast=names,
    runtime_min=_maybe(st.integers(1, 900)),
    languages=names,
    countries=names,
    certificate=_maybe(texts),
    overview=_maybe(texts),
    tagline=_maybe(texts),
    keywords=names,
    poster_url=_maybe(texts),
    critics=critics,
    imdb_rating=_maybe(st.floats(1, 10)),
    awards=_maybe(texts),
    oscars=_maybe(st.integers(0, 11)),
    box_office_usd=_maybe(st.floats(0, 1e10)),
    source=st.sampled_from(["starter", "movielens", "tmdb", "omdb", "csv"]),
)
