import pytest

from matinee.data import Critics, MovieRecord
from matinee.storage import MovieQuery


@pytest.fixture
def catalogue(database):
    """Chaplin's films and namesakes; more reviews mean more popular."""

    def record(title, reviews, **more):
        return MovieRecord(title=title, critics=Critics(rt_reviews=reviews), **more)

    with database.begin() as work:
        work.movies.add(
            [
                record("City Lights", 50, year=1931, directors=("Charlie Chaplin",)),
                record("Chaplin", 40, year=1992, cast=("Geraldine Chaplin",)),
                record("City Lights", 60, year=2005, writers=("Charlie Chaplin",)),
                record("City Lights of Paris", 99, year=2010, overview="A walk."),
                record("Cityscape", 10, genres=("Drama",)),
            ]
        )
        work.movies.refresh_popularity()
    return database


def test_whole_titles_come_before_beginnings_and_popular_ones_first(catalogue):
    with catalogue.read() as work:
        found = work.movies.titled("city lights", beginnings=True)
        whole = work.movies.titled("city lights")
    assert [(one.movie_id, one.whole, one.year) for one in found] == [
        (3, True, 2005),
        (1, True, 1931),
        (4, False, 2010),
    ]
    assert [one.movie_id for one in whole] == [3, 1]


def test_a_beginning_ends_with_a_word(catalogue):
    with catalogue.read() as work:
        assert 5 not in {one.movie_id for one in work.movies.titled("city", beginnings=True)}


@pytest.mark.parametrize("key", ["%", "_ity lights", "city%", ""])
def test_no_title_is_read_as_a_pattern(catalogue, key):
    with catalogue.read() as work:
        assert work.movies.titled(key, beginnings=True) == []


def test_what_somebody_only_wrote_comes_last(catalogue):
    with catalogue.read() as work:
        found = work.movies.credited(["charlie chaplin"])
    assert [(one.movie_id, one.job) for one in found] == [(1, "director"), (3, "writer")]
    assert {one.name for one in found} == {"Charlie Chaplin"}


def test_a_last_name_is_a_word(catalogue):
    with catalogue.read() as work:
        assert {one.key for one in work.movies.credited((), "chaplin")} == {
            "charlie chaplin",
            "geraldine chaplin",
        }
        assert work.movies.credited((), "haplin") == []
        assert work.movies.credited(()) == []


def test_told_are_movies_with_a_plot(catalogue):
    with catalogue.read() as work:
        assert work.movies.told() == [4]


def test_fitting_movies_come_popular_ones_first(catalogue):
    with catalogue.read() as work:
        assert work.movies.fitting(MovieQuery(year_from=1990)) == [4, 3, 2]
        assert work.movies.fitting(MovieQuery(genre="drama")) == [5]
