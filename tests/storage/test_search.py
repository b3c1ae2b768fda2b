import contextlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import Critics, MovieRecord
from matinee.errors import DataError
from matinee.storage import Database, MovieQuery, Work
from matinee.storage.cursor import write_cursor
from matinee.storage.query import SORTS
from tests.kit.factories import rating_set
from tests.kit.queries import count_queries


def ids(database: Database, **values) -> list[int]:
    with database.read() as work:
        page = work.movies.search(MovieQuery(**values))
    assert page.total >= len(page.movies)
    return [movie.movie_id for movie in page.movies]


def walk(work: Work, query: MovieQuery) -> list[int]:
    """Ids of every page, one after the other."""
    found: list[int] = []
    while True:
        page = work.movies.search(query)
        found += [movie.movie_id for movie in page.movies]
        if page.next_cursor is None:
            assert page.total == len(found)
            return found
        assert len(page.movies) == query.limit
        query = replace(query, cursor=page.next_cursor)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Alien", [4, 5]),
        ("aliens", [5]),
        ("matrix", [1]),
        ("The Matrix (1999)", [1]),
        ("The Matrix (1998)", []),
        ("heat 1995", [2]),
        ("heat 1996", []),
        ("1995", []),
        ("\x00", [1, 3, 4, 2, 5]),
        ("\x00matrix", [1]),
        ("МАТРИЦА", [1]),
        ("poulain", [3]),
        ("sigourney", [4, 5]),
        ("Weaver", [4, 5]),
        ("de niro", [2]),
        ("mann", [2]),
        ("anne", [1]),
        ("nne", []),
        ("eat", [2]),
        ("zzz", []),
    ],
)
def test_one_text_finds_titles_aliases_and_people(five_movies, q, found):
    assert ids(five_movies, q=q) == found


@pytest.mark.parametrize("q", ["%", "_", "m%x", "m_trix", "\\", "%%", "'; DROP TABLE movies; --"])
def test_wildcards_are_letters_like_any_other(five_movies, q):
    assert ids(five_movies, q=q) == []
    assert ids(five_movies, title=q) == []
    assert ids(five_movies, person=q) == []


def test_a_title_made_of_wildcards_is_found(database):
    with database.begin() as work:
        work.movies.add([MovieRecord(title="%"), MovieRecord(title="???")])
    assert ids(database, q="%") == [1]
    assert ids(database, q="?") == [2]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"title": "alien"}, {4, 5}),
        ({"title": "weaver"}, set()),
        ({"genre": "science fiction"}, {1, 4, 5}),
        ({"genre": "Sci-Fi"}, {1, 4, 5}),
        ({"genre": "Science"}, set()),
        ({"director": "scott"}, {4}),
        ({"director": "sigourney"}, set()),
        ({"person": "sigourney"}, {4, 5}),
        ({"person": "wachowski"}, {1}),
        ({"year_from": 1995}, {1, 2, 3}),
        ({"year_to": 1986}, {4, 5}),
        ({"year_from": 1986, "year_to": 1995}, {2, 5}),
        ({"language": "french"}, {3}),
        ({"language": "English", "genre": "Action", "year_to": 1990}, {5}),
        ({"q": "alien", "title": "aliens"}, {5}),
        ({"q": "alien", "director": "cameron"}, {5}),
        ({"q": " ", "title": "", "genre": "  ", "person": ""}, {1, 2, 3, 4, 5}),
        ({}, {1, 2, 3, 4, 5}),
    ],
)
def test_every_filter_must_hold(five_movies, values, found):
    assert set(ids(five_movies, **values)) == found
    with five_movies.read() as work:
        assert set(walk(work, MovieQuery(limit=1, **values))) == found


def test_a_year_at_the_end_may_belong_to_the_title(database):
    with database.begin() as work:
        work.movies.add(
            [
                MovieRecord(title="Blade Runner 2049", year=2017),
                MovieRecord(title="Blade Runner", year=2049),
            ]
        )
    assert ids(database, q="blade runner 2049") == [1, 2]
    assert ids(database, q="blade runner 2017") == [1]


def test_the_better_title_comes_first(database):
    titles = [
        "A Person Called Up Down",  # 1: starts a word
        "Cup Cake",  # 2: within a word
        "Upside",  # 3: starts with it
        "Up",  # 4: is it
        "Nothing",  # 5: someone is called so
        "Other",  # 6: an alias is it
    ]
    records = [MovieRecord(title=title, year=2000 + n) for n, title in enumerate(titles)]
    records[1] = replace(records[1], critics=Critics(rt_reviews=400))
    records[4] = replace(records[4], cast=("Upton Sinclair",), critics=Critics(rt_reviews=900))
    records[5] = replace(records[5], aliases=("The Up",))
    with database.begin() as work:
        work.movies.add(records)
    assert ids(database, q="up") == [4, 6, 3, 1, 2, 5]
    assert ids(database, title="up") == [4, 6, 3, 1, 2]


def test_sorts(five_movies):
    with five_movies.begin() as work:
        work.movies.add([MovieRecord(title="Zulu")])
        work.ratings.add("ml", rating_set([(1, 2, 5, 0)]))
        work.movies.refresh_popularity()
    assert ids(five_movies, sort="title") == [4, 5, 3, 2, 1, 6]
    assert ids(five_movies, sort="year") == [3, 1, 2, 5, 4, 6]
    assert ids(five_movies, sort="popular") == [2, 1, 3, 4, 5, 6]
    assert ids(five_movies) == ids(five_movies, sort="popular")


many_titles = st.lists(
    st.tuples(
        st.sampled_from(["up", "Up", "upon", "cup", "the up", "up up"]),
        st.none() | st.integers(2000, 2002),
        st.none() | st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(
    titles=many_titles,
    sort=st.sampled_from(SORTS),
    q=st.none() | st.just("up"),
    limit=st.integers(1, 5),
)
def test_pages_hold_every_movie_once_in_one_order(database, titles, sort, q, limit):
    with contextlib.suppress(UndoneError), database.begin() as work:
        added = work.movies.add(
            [
                MovieRecord(title=title, year=year, critics=Critics(rt_reviews=reviews))
                for title, year, reviews in titles
            ]
        )
        found = walk(work, MovieQuery(q=q, sort=sort, limit=limit))
        assert sorted(found) == added
        assert found == walk(work, MovieQuery(q=q, sort=sort, limit=100))
        raise UndoneError


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_takes_the_same_few_statements_whatever_its_length(database, sort):
    people = tuple(f"Person {n}" for n in range(10))
    with database.begin() as work:
        work.movies.add(
            [
                MovieRecord(title=f"Movie {n}", year=n + 1900, cast=people, genres=("Drama",))
                for n in range(60)
            ]
        )
    query = MovieQuery(q="movie", genre="drama", person="person", sort=sort, limit=24)
    with database.read() as work:
        with count_queries(database.engine) as for_a_page:
            page = work.movies.search(query)
        with count_queries(database.engine) as for_the_next:
            work.movies.search(replace(query, cursor=page.next_cursor))
        with count_queries(database.engine) as for_one:
            work.movies.search(replace(query, limit=1))
    assert len(page.movies) == 24
    assert len(for_a_page) == len(for_the_next) == len(for_one) == 9


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "%",
        "W10",
        "e30",
        "bnVsbA",
        "W1tbW1tbW1tb",
        "A" * 5000,
        write_cursor("another question", [1.0, 1]),
    ],
)
def test_a_forged_cursor_is_refused_in_a_sentence(five_movies, cursor):
    with (
        five_movies.read() as work,
        pytest.raises(DataError, match=r"^the cursor '.*' does not belong to this query"),
    ):
        work.movies.search(MovieQuery(cursor=cursor))


def test_a_cursor_belongs_to_its_query(five_movies):
    with five_movies.read() as work:
        cursor = work.movies.search(MovieQuery(sort="year", limit=2)).next_cursor
        assert cursor is not None
        for other in (
            MovieQuery(sort="title", cursor=cursor),
            MovieQuery(sort="year", genre="Drama", cursor=cursor),
        ):
            with pytest.raises(DataError, match="does not belong"):
                work.movies.search(other)
        # another length is the same question
        page = work.movies.search(MovieQuery(sort="year", limit=100, cursor=cursor))
        assert [movie.movie_id for movie in page.movies] == [2, 5, 4]
