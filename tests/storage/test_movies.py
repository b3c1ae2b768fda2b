from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import Critics, MatchKey, MovieMatcher, MovieRecord
from matinee.errors import UnknownIdError
from matinee.storage import movie_rows, movies, sql
from matinee.storage.merge import merge
from tests.kit.factories import (
    FIVE_MOVIES,
    HEAT,
    MATRIX,
    movie_records,
    rating_set,
)
from tests.kit.queries import count_queries

shared_database = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)


def as_record(movie) -> MovieRecord:
    return MovieRecord(**{field.name: getattr(movie, field.name) for field in fields(MovieRecord)})


def test_every_field_of_a_movie_comes_back(five_movies):
    with five_movies.read() as work:
        assert [as_record(movie) for movie in work.movies.iter_all()] == list(FIVE_MOVIES)
        assert as_record(work.movies.get(1)) == MATRIX


@shared_database
@given(records=st.lists(movie_records, max_size=4))
def test_whatever_is_added_comes_back(database, records):
    with database.begin() as work:
        ids = work.movies.add(records)
        assert [as_record(movie) for movie in work.movies.many(ids)] == records


@shared_database
@given(record=movie_records, told=movie_records)
def test_what_is_merged_comes_back(database, record, told):
    with database.begin() as work:
        (movie_id,) = work.movies.add([record])
        before = work.movies.get(movie_id)
        changed = work.movies.merge(movie_id, told)
        after = work.movies.get(movie_id)
        assert after == merge(before, told)
        assert changed == (after != before)
        assert not work.movies.merge(movie_id, told)


def test_ids_count_up(database):
    with database.begin() as work:
        assert work.movies.add([]) == []
        assert work.movies.add(FIVE_MOVIES[:2]) == [1, 2]
        assert work.movies.add(FIVE_MOVIES[2:]) == [3, 4, 5]
        assert work.movies.count() == 5


def test_people_and_genres_are_kept_once(five_movies):
    with five_movies.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM people").scalars().all()
        genres = connection.exec_driver_sql("SELECT name FROM genres").scalars().all()
    assert names.count("Sigourney Weaver") == 1
    assert len(set(names)) == len(names)
    assert len(set(genres)) == len(genres)


def test_many_come_in_the_order_of_their_ids(five_movies):
    with five_movies.read() as work:
        assert [movie.movie_id for movie in work.movies.many([4, 1, 4])] == [4, 1, 4]
        assert work.movies.many([]) == []


@pytest.mark.parametrize("movie_id", [6, 0, -1, 2**31, 10**30])
def test_an_unknown_id_is_named(five_movies, movie_id):
    with five_movies.read() as work:
        with pytest.raises(UnknownIdError, match=str(movie_id)):
            work.movies.get(movie_id)
        with pytest.raises(UnknownIdError, match=str(movie_id)):
            work.movies.many([1, movie_id])


def test_movies_are_found_by_imdb_id(five_movies):
    with five_movies.read() as work:
        found = work.movies.by_imdb("tt0113277")
        assert found is not None
        assert found.title == "Heat"
        assert work.movies.by_imdb("tt9999999") is None
        assert work.movies.ids_by_imdb(["tt0133093", "tt0000000"]) == {"tt0133093": 1}


def test_batches_do_not_show(five_movies, monkeypatch):
    monkeypatch.setattr(movies, "BATCH", 2)
    monkeypatch.setattr(movies, "IN_SIZE", 2)
    monkeypatch.setattr(sql, "IN_SIZE", 2)
    with five_movies.begin() as work:
        assert [movie.movie_id for movie in work.movies.iter_all()] == [1, 2, 3, 4, 5]
        assert [movie.movie_id for movie in work.movies.many([5, 3, 1])] == [5, 3, 1]
        added = work.movies.add([replace(record, imdb_id=None) for record in FIVE_MOVIES])
        assert [as_record(movie) for movie in work.movies.many(added)] == [
            replace(record, imdb_id=None) for record in FIVE_MOVIES
        ]


def test_the_number_of_statements_does_not_grow_with_the_movies(five_movies):
    with five_movies.read() as work:
        with count_queries(five_movies.engine) as for_one:
            work.movies.get(1)
        with count_queries(five_movies.engine) as for_five:
            work.movies.many([1, 2, 3, 4, 5])
    assert len(for_one) == len(for_five) == 7


def test_merging_tells_how_many_changed(five_movies):
    told = MovieRecord(title="Heat", overview="A thief and a detective.", keywords=("heist",))
    pairs = [(2, told), (1, MovieRecord(title="The Matrix"))]
    with five_movies.begin() as work:
        assert work.movies.merge_many(pairs) == 1
        assert work.movies.merge_many(pairs) == 0
        heat = work.movies.get(2)
    assert as_record(heat) == replace(
        HEAT, overview="A thief and a detective.", keywords=("heist",)
    )


def test_several_records_of_one_movie_count_in_order(five_movies):
    pairs = [
        (2, MovieRecord(title="Heat", overview="First.", tagline="Kept.")),
        (2, MovieRecord(title="Hitze", overview="Second.")),
    ]
    with five_movies.begin() as work:
        assert work.movies.merge_many(pairs) == 1
        assert work.movies.merge_many(pairs) == 0
        heat = work.movies.get(2)
    assert (heat.overview, heat.tagline, heat.aliases) == ("Second.", "Kept.", ("Hitze",))


def test_an_imdb_id_of_another_movie_is_not_taken_over(database):
    with database.begin() as work:
        heat, other, third = work.movies.add(
            [HEAT, MovieRecord(title="Heat"), MovieRecord(title="Heat")]
        )
        told = MovieRecord(title="Heat", imdb_id=HEAT.imdb_id)
        new = MovieRecord(title="Heat", imdb_id="tt0000001")
        assert work.movies.merge_many([(other, told), (other, new), (third, new)]) == 1
        found = work.movies.many([heat, other, third])
    assert [movie.imdb_id for movie in found] == [HEAT.imdb_id, "tt0000001", None]


def test_merging_into_an_unknown_movie_names_it(five_movies):
    with pytest.raises(UnknownIdError, match="77"), five_movies.begin() as work:
        work.movies.merge(77, MATRIX)


def test_merging_many_takes_few_statements(five_movies):
    pairs = [
        (movie_id, replace(MATRIX, title=f"Title {movie_id}", imdb_id=None))
        for movie_id in range(1, 6)
    ]
    with five_movies.begin() as work, count_queries(five_movies.engine) as statements:
        assert work.movies.merge_many(pairs) == 5
    assert len(statements) <= 16


def test_match_keys_let_the_matcher_find_every_movie(five_movies):
    with five_movies.read() as work:
        keys = list(work.movies.match_keys())
    assert keys[0] == MatchKey(1, "tt0133093", 603, ("The Matrix", "Matrix", "Матрица"), 1999)
    matcher = MovieMatcher(keys)
    for movie_id, record in enumerate(FIVE_MOVIES, start=1):
        found = matcher.match(MovieRecord(title=record.title, year=record.year))
        assert found is not None
        assert found.movie_id == movie_id


def test_title_rows_hold_aliases_after_the_title(five_movies):
    with five_movies.read() as work:
        rows = work.movies.title_rows()
    assert rows[:3] == [(1, "The Matrix", 1999), (1, "Matrix", 1999), (1, "Матрица", 1999)]
    assert (3, "Le fabuleux destin d'Amélie Poulain", 2001) in rows


@pytest.mark.parametrize(
    ("title", "movie_id"),
    [
        ("Amélie", 3),
        ("amelie", 3),
        ("Le fabuleux destin d'Amelie Poulain", 3),
        ("Matrix, The", 1),
        ("матрица", 1),
    ],
)
def test_a_title_is_found_however_it_is_written(five_movies, title, movie_id):
    with five_movies.read() as work:
        assert [movie.movie_id for movie in work.movies.find(title, None)] == [movie_id]


@pytest.mark.parametrize("title", ["", "%", "The", "Matri", "x" * 100_000])
def test_a_title_that_is_none_is_not_found(five_movies, title):
    with five_movies.read() as work:
        assert work.movies.find(title, None) == []


def namesakes(database) -> None:
    with database.begin() as work:
        work.movies.add(
            [
                MovieRecord(title="Sabrina", year=1954, critics=Critics(rt_reviews=50)),
                MovieRecord(title="Sabrina", year=1995, critics=Critics(rt_reviews=90)),
                MovieRecord(title="The Sabrina", year=1970, critics=Critics(rt_reviews=500)),
                MovieRecord(title="Sabrina", year=None),
                MovieRecord(title="Other", year=1996, aliases=("Sabrina",)),
            ]
        )


@pytest.mark.parametrize(
    ("year", "order"),
    [
        (None, [2, 1, 4, 5, 3]),
        (1954, [1, 2, 4, 5, 3]),
        (1996, [5, 2, 1, 4, 3]),
        (1969, [3, 2, 1, 4, 5]),
        (2020, [2, 1, 4, 5, 3]),
    ],
)
def test_a_year_picks_among_namesakes_else_the_most_popular(database, year, order):
    namesakes(database)
    with database.read() as work:
        assert [movie.movie_id for movie in work.movies.find("Sabrina", year)] == order


def test_genres_count_their_movies(five_movies):
    with five_movies.read() as work:
        genres = work.movies.genres()
    assert genres[0] == ("Science Fiction", 3)
    assert genres[1] == ("Action", 2)
    assert sum(count for _, count in genres) == sum(len(m.genres) for m in FIVE_MOVIES)


def test_ratings_make_popular_when_it_is_refreshed(five_movies):
    with five_movies.begin() as work:
        assert work.movies.refresh_popularity() == 0
        work.ratings.add("ml", rating_set([(1, 5, 4, 0), (2, 5, 3, 0), (1, 2, 5, 0)]))
        assert work.movies.refresh_popularity() == 2
        assert work.movies.refresh_popularity() == 0
        assert [movie.movie_id for movie in work.movies.find("aliens")] == [5]
        work.ratings.clear("ml")
        assert work.movies.refresh_popularity() == 2


def test_names_of_people_keep_their_first_word():
    assert movie_rows.name_key("Les Paul") == "les paul"
    assert movie_rows.name_key("Penélope CRUZ") == "penelope cruz"
