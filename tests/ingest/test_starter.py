import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from matinee.data import GENRES, MatchKey, MovieMatcher, MovieRecord
from matinee.errors import ArtifactError
from matinee.ingest import read_movies, read_starter, starter
from matinee.starter import file

#: Movies of ``movies.csv.gz``; those of ``more_movies.csv`` come after them.
MADE = 17_470


@pytest.fixture(scope="module")
def catalogue() -> list[MovieRecord]:
    return read_starter()


@pytest.fixture(scope="module")
def matcher(catalogue: list[MovieRecord]) -> MovieMatcher:
    return MovieMatcher(
        MatchKey(number, movie.imdb_id, None, (movie.title, *movie.aliases), movie.year)
        for number, movie in enumerate(catalogue, start=1)
    )


def test_the_catalogue_is_whole(catalogue):
    with file("more_movies.csv").open(encoding="utf-8", newline="") as stream:
        added = [row["imdb_id"] for row in csv.DictReader(stream)]
    assert len(added) >= 300
    assert [movie.imdb_id for movie in catalogue[MADE:]] == added
    assert {movie.source for movie in catalogue} == {"starter"}


def test_made_rows_are_in_the_order_of_their_imdb_ids(catalogue):
    numbers = [int(movie.imdb_id[2:]) for movie in catalogue[:MADE]]
    assert numbers == sorted(numbers)


def test_each_movie_is_there_once(catalogue):
    ids = [movie.imdb_id for movie in catalogue]
    assert len(set(ids)) == len(ids)


def test_numbers_of_movies_that_ship_stay(catalogue):
    # installations have these numbers in their databases, so new rows come after them
    places = {movie.imdb_id: place for place, movie in enumerate(catalogue, start=1)}
    assert places["tt0133093"] == 7457
    assert [movie.imdb_id for movie in catalogue[MADE : MADE + 2]] == ["tt0000417", "tt0010323"]


def test_values_are_in_their_ranges(catalogue):
    for movie in catalogue:
        assert movie.title.strip() == movie.title
        assert movie.title
        assert 1890 <= movie.year <= 2026
        assert set(movie.genres) <= set(GENRES)
        assert movie.runtime_min is None or 5 <= movie.runtime_min <= 800
        assert movie.title not in movie.aliases
        assert movie.critics.rt_reviews is None or movie.critics.rt_reviews >= 5
        assert (movie.critics.rt_meter, movie.critics.rt_average) != (None, None) or (
            movie.critics.rt_reviews is None
        )


def test_names_are_names(catalogue):
    for movie in catalogue:
        for names in (movie.directors, movie.writers, movie.cast):
            assert len(names) == len(set(names))
            assert not {"", "Jr.", "Sr.", "Wew"} & set(names)
        assert len(movie.cast) <= 20


def test_the_matrix_is_told_of_in_full(catalogue):
    matrix = next(movie for movie in catalogue if movie.imdb_id == "tt0133093")
    assert (matrix.title, matrix.year, matrix.runtime_min) == ("The Matrix", 1999, 136)
    assert matrix.genres == ("Science Fiction", "Thriller", "Crime", "Action")
    assert matrix.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert matrix.cast[0] == "Keanu Reeves"
    assert matrix.languages == ("English",)
    assert matrix.countries == ("Australia", "United States")
    assert (matrix.critics.metacritic, matrix.critics.rt_meter) == (73, 83)
    assert (matrix.critics.rt_average, matrix.critics.rt_reviews) == (7.8, 209)
    assert (matrix.oscars, matrix.box_office_usd) == (3, 467222728)
    assert matrix.certificate == "R"


@pytest.mark.parametrize(
    ("title", "year", "imdb_id"),
    [
        ("Star Wars", 1977, "tt0076759"),
        ("Star Wars: Episode IV - A New Hope", 1977, "tt0076759"),
        ("Se7en", 1995, "tt0114369"),
        ("Harry Potter and the Sorcerer's Stone", 2001, "tt0241527"),
        ("Le fabuleux destin d'Amélie Poulain", 2001, "tt0211915"),
        ("The Empire Strikes Back", 1980, "tt0080684"),
        ("Star Wars: Episode V - The Empire Strikes Back", 1980, "tt0080684"),
        ("Raiders of the Lost Ark", 1981, "tt0082971"),
        ("Indiana Jones and the Raiders of the Lost Ark", 1981, "tt0082971"),
        ("The Professional", 1994, "tt0110413"),
        ("Léon: The Professional", 1994, "tt0110413"),
        ("Crouching Tiger, Hidden Dragon", 2000, "tt0190332"),
        ("Cidade de Deus", 2002, "tt0317248"),
        ("Shichinin no samurai", 1954, "tt0047478"),
        ("La vita è bella", 1997, "tt0118799"),
        ("Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", 1964, "tt0057012"),
        ("Apocalypse Now Redux", 1979, "tt0078788"),
        ("Twelve Monkeys", 1995, "tt0114746"),
    ],
)
def test_well_known_titles_are_found(catalogue, matcher, title, year, imdb_id):
    found = matcher.match(MovieRecord(title=title, year=year))
    assert found is not None
    assert catalogue[found.movie_id - 1].imdb_id == imdb_id


def test_there_are_many_aliases_and_each_leads_to_its_movie(catalogue, matcher):
    aliases = [(movie, alias) for movie in catalogue for alias in movie.aliases]
    assert len(aliases) >= 400
    astray = Counter[str]()
    for movie, alias in aliases:
        found = matcher.match(MovieRecord(title=alias, year=movie.year))
        if found is None or catalogue[found.movie_id - 1] is not movie:
            astray[alias] += 1
    assert not astray


@pytest.mark.parametrize(
    ("title", "year", "imdb_id"),
    [
        ("A Trip to the Moon", 1902, "tt0000417"),
        ("Das Cabinet des Dr. Caligari", 1920, "tt0010323"),
        ("Modern Times", 1936, "tt0027977"),
        ("Gisaengchung", 2019, "tt6751668"),
    ],
)
def test_added_movies_are_found(catalogue, matcher, title, year, imdb_id):
    found = matcher.match(MovieRecord(title=title, year=year))
    assert found is not None
    assert catalogue[found.movie_id - 1].imdb_id == imdb_id


def test_other_columns_are_refused(monkeypatch):
    monkeypatch.setattr(starter, "COLUMNS", ("imdb_id", "title"))
    with pytest.raises(ArtifactError, match=r"'movies\.csv\.gz' must have the columns imdb_id"):
        read_starter()


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="The shared data is not here.")
def test_titles_and_years_alone_find_the_right_movies(catalogue, matcher):
    known = {movie.imdb_id for movie in catalogue}
    right, wrong, missed = 0, 0, 0
    for movie in read_movies(SHARED / "movielens-latest-small" / "movies.csv").records:
        found = matcher.match(replace(movie, imdb_id=None, tmdb_id=None))
        if found is not None:
            is_right = catalogue[found.movie_id - 1].imdb_id == movie.imdb_id
            right, wrong = right + is_right, wrong + (not is_right)
        elif movie.imdb_id in known:
            missed += 1
    # a few of the wrong ones are ids that MovieLens has wrong, so it cannot become nought
    assert right > 7500
    assert wrong < 35
    assert missed < 60
