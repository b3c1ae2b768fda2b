import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.storage import ratings as module
from tests.kit.factories import rating_rows, rating_set
from tests.kit.queries import count_queries

ROWS = [(10, 1, 4.0, 100), (10, 2, 3.5, 101), (20, 1, 5.0, 0), (7, 5, 0.5, 99)]

#: Few users and movies, so that pairs repeat; few moments, so that they tie.
drawn_rows = st.lists(
    st.tuples(
        st.integers(-2, 3),
        st.integers(1, 5),
        st.integers(1, 10).map(lambda half_stars: half_stars / 2),
        st.integers(0, 3),
    ),
    max_size=30,
)
shared_database = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)


def kept(rows) -> dict[tuple[int, int], tuple[float, int]]:
    """By hand: of each user and movie the newest, the first of equally new ones."""
    newest: dict[tuple[int, int], tuple[float, int]] = {}
    for user, movie, stars, moment in rows:
        if (user, movie) not in newest or moment > newest[user, movie][1]:
            newest[user, movie] = (stars, moment)
    return newest


def by_number(work, source: str) -> dict[tuple[int, int], tuple[float, int]]:
    """What is stored of a source, by the source's own numbers of users."""
    session = work.ratings._session
    external = {number: own for own, number in module._UserNumbers(session, source)._known.items()}
    return {
        (external[user], movie): (stars, moment)
        for user, movie, stars, moment in rating_rows(work.ratings.load())
        if user in external
    }


def test_ratings_come_back_by_user_and_movie(five_movies):
    with five_movies.begin() as work:
        assert work.ratings.add("ml", rating_set(ROWS)) == 4
        loaded = work.ratings.load()
        assert work.ratings.count() == 4
        assert work.ratings.count_users() == 3
        assert work.ratings.sources() == ["ml"]
    assert [row[1:] for row in rating_rows(loaded)] == [
        (5, 0.5, 99),
        (1, 4.0, 100),
        (2, 3.5, 101),
        (1, 5.0, 0),
    ]
    assert [column.dtype.name for column in (loaded.user_ids, loaded.movie_ids)] == ["int64"] * 2
    assert (loaded.ratings.dtype, loaded.timestamps.dtype) == (np.float32, np.int64)


def test_no_ratings_are_empty_columns(database):
    with database.begin() as work:
        assert work.ratings.add("ml", rating_set([])) == 0
        assert len(work.ratings.load()) == 0
        assert len(work.ratings.stats().movie_ids) == 0
        assert work.ratings.sources() == []


def test_adding_again_changes_nothing(five_movies):
    with five_movies.begin() as work:
        work.ratings.add("ml", rating_set(ROWS))
    with five_movies.begin() as work:
        assert work.ratings.add("ml", rating_set(ROWS)) == 0
        assert work.ratings.count() == 4


@pytest.mark.parametrize(
    ("stars", "moment", "changed", "after"),
    [
        (2.0, 200, 1, (2.0, 200)),
        (2.0, 100, 1, (2.0, 100)),
        (4.0, 200, 1, (4.0, 200)),
        (4.0, 100, 0, (4.0, 100)),
        (2.0, 99, 0, (4.0, 100)),
        (2.0, 0, 0, (4.0, 100)),
    ],
    ids=["newer", "corrected", "same later", "same", "older", "no moment"],
)
def test_the_newest_rating_wins(five_movies, stars, moment, changed, after):
    with five_movies.begin() as work:
        work.ratings.add("ml", rating_set([(1, 1, 4.0, 100)]))
        assert work.ratings.add("ml", rating_set([(1, 1, stars, moment)])) == changed
        assert rating_rows(work.ratings.load())[0][2:] == after


@shared_database
@given(first=drawn_rows, second=drawn_rows, chunk=st.sampled_from([1, 3, 100]))
def test_any_set_is_kept_as_by_hand(five_movies, first, second, chunk):
    with pytest.MonkeyPatch.context() as patch, five_movies.begin() as work:
        patch.setattr(module, "CHUNK", chunk)
        work.ratings.clear("drawn")
        assert work.ratings.add("drawn", rating_set(first)) == len(kept(first))
        assert by_number(work, "drawn") == kept(first)
        assert work.ratings.add("drawn", rating_set(first)) == 0
        before = by_number(work, "drawn")
        expected = dict(before)
        for pair, (stars, moment) in kept(second).items():
            if pair not in expected or moment >= expected[pair][1]:
                expected[pair] = (stars, moment)
        n_changed = sum(before.get(pair) != row for pair, row in expected.items())
        assert work.ratings.add("drawn", rating_set(second)) == n_changed
        assert by_number(work, "drawn") == expected


@shared_database
@given(rows=drawn_rows)
def test_a_set_gives_the_matrix_that_it_gives_without_a_database(five_movies, rows):
    with five_movies.begin() as work:
        work.ratings.clear("drawn")
        work.ratings.add("drawn", rating_set(rows))
        stored = Interactions.from_ratings(work.ratings.load())
    direct = Interactions.from_ratings(rating_set(rows))
    assert sorted(map(tuple, stored.matrix.toarray().tolist())) == sorted(
        map(tuple, direct.matrix.toarray().tolist())
    )


def test_users_of_two_sources_are_not_the_same(five_movies):
    with five_movies.begin() as work:
        work.ratings.add("one", rating_set([(1, 1, 4.0, 0)]))
        work.ratings.add("two", rating_set([(1, 1, 2.0, 0)]))
        assert work.ratings.count() == 2
        assert work.ratings.sources() == ["one", "two"]
        assert work.ratings.clear("one") == 1
        assert work.ratings.load().ratings.tolist() == [2.0]
        assert work.ratings.count_users() == 1
        assert work.ratings.clear("one") == 0


def test_stats_are_counts_and_means(five_movies):
    with five_movies.begin() as work:
        work.ratings.add("ml", rating_set(ROWS))
        stats = work.ratings.stats()
    assert stats.movie_ids.tolist() == [1, 2, 5]
    assert stats.n_ratings.tolist() == [2, 1, 1]
    assert stats.means.tolist() == [4.5, 3.5, 0.5]
    assert (stats.n_ratings.dtype, stats.means.dtype) == (np.int64, np.float32)


def test_a_movie_outside_the_catalogue_is_named_and_nothing_is_kept(five_movies):
    rows = [*ROWS, (1, 66, 3.0, 0)]
    with pytest.raises(DataError, match="66 is none"), five_movies.begin() as work:
        work.ratings.add("ml", rating_set(rows))
    with five_movies.read() as work:
        assert (work.ratings.count(), work.ratings.count_users()) == (0, 0)


@pytest.mark.parametrize("stars", [np.nan, np.inf])
def test_stars_that_are_no_number_are_refused(five_movies, stars):
    with pytest.raises(DataError, match="finite"), five_movies.begin() as work:
        work.ratings.add("ml", rating_set([(1, 1, stars, 0)]))


def test_progress_ends_at_the_number_of_rows(five_movies, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    told = []
    with five_movies.begin() as work:
        work.ratings.add("ml", rating_set(ROWS), lambda *step: told.append(step))
    assert told[-1] == ("ratings", 4, 4)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_users_stay_in_one_piece(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 3)
    for users in ([1, 1, 2, 2, 2, 2, 2, 3], [2, 1, 3, 2, 2, 1, 2, 2]):
        user_ids = np.array(users, np.int64)
        pieces = list(module._iter_users_together(user_ids))
        assert sorted(np.concatenate(pieces).tolist()) == list(range(8))
        owners = [set(user_ids[piece].tolist()) for piece in pieces]
        assert len(pieces) == 2
        assert not owners[0] & owners[1]


def test_the_index_is_there_after_a_large_set_and_after_one_that_failed(five_movies, monkeypatch):
    monkeypatch.setattr(module, "MANY", 1)
    with five_movies.begin() as work:
        assert work.ratings.add("ml", rating_set(ROWS)) == 4
        with pytest.raises(DataError, match="66 is none"):
            work.ratings.add("ml", rating_set([(1, 66, 3.0, 0)]))
    with five_movies.engine.connect() as connection:
        names = connection.exec_driver_sql("PRAGMA index_list(ratings)").scalars("name").all()
    assert "ix_ratings_movie_id_rating" in names


def test_more_ratings_than_are_fetched_at_once_are_all_loaded(five_movies, monkeypatch):
    monkeypatch.setattr(module, "FETCHED", 7)
    rows = [(user, movie, 3.0, user) for user in range(20) for movie in range(1, 6)]
    with five_movies.begin() as work:
        work.ratings.add("ml", rating_set(rows))
        loaded = rating_rows(work.ratings.load())
    assert [row[1:] for row in loaded] == [row[1:] for row in rows]


def test_the_number_of_statements_depends_on_chunks_only(five_movies):
    with five_movies.begin() as work, count_queries(five_movies.engine) as statements:
        work.ratings.add("ml", rating_set([(user, 1, 3.0, 0) for user in range(500)]))
    assert len(statements) == 5


def test_one_users_ratings_come_back_by_movie(five_movies):
    with five_movies.begin() as work:
        work.ratings.add("a", rating_set(ROWS))
        work.ratings.add("b", rating_set([(10, 3, 2.0, 5)]))
    with five_movies.read() as work:
        numbers = work.ratings.user_numbers(10)
        assert list(numbers) == ["a", "b"]
        rows = [row[1:] for row in rating_rows(work.ratings.of_user(numbers["a"]))]
        assert rows == [(1, 4.0, 100), (2, 3.5, 101)]
        assert rating_rows(work.ratings.of_user(numbers["b"])) == [(numbers["b"], 3, 2.0, 5)]
        assert work.ratings.user_numbers(99) == {}
        assert len(work.ratings.of_user(99)) == 0
