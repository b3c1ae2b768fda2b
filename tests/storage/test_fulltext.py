import os
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from matinee.data import ContentNotes, MovieRecord, Profile
from matinee.errors import UnsupportedError
from matinee.storage import fulltext
from matinee.storage.fulltext import CREATE, INSERT, dialect_of, find_words, plain, words_of
from matinee.storage.migrations.versions import v0002_profiles
from matinee.storage.movie_rows import write_movies
from matinee.storage.tables import Base
from tests.kit.factories import AMELIE, FIVE_MOVIES, HEAT, MATRIX
from tests.kit.queries import count_queries

NOTES = ContentNotes(violence=1, sex=0, fear=0, language=0)


def profile(premise: str, *tags: str) -> Profile:
    return Profile(premise=premise, tags=tags, notes=NOTES)


def found(database, *words: str) -> list[set[int]]:
    with database.read() as work:
        return [set(hit.movie_ids.tolist()) for hit in work.movies.fulltext(words)]


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("matrix", {1}),
        ("Матрица", {1}),
        ("reeves", {1}),
        ("tautou", {3}),
        ("WEAVER", {4, 5}),
        ("programmer", {1}),
        ("programmers", {1}),
        ("mind", {1}),
        ("simulations", {1}),
        ("horror", {4}),
        ("amelie", {3}),
        ("poulain", {3}),
        ("zzz", set()),
        ("", set()),
        ("'", set()),
    ],
)
def test_titles_people_tags_and_plots_are_found_by_their_words(five_movies, word, ids):
    assert found(five_movies, word) == [ids]


def test_what_a_title_says_counts_more_than_what_a_plot_does(database):
    with database.begin() as work:
        work.movies.add(
            [
                MovieRecord(title="One", overview="A lighthouse stands alone."),
                MovieRecord(title="Lighthouse"),
                MovieRecord(title="Third", keywords=("lighthouse",)),
                *(MovieRecord(title=f"Other {number}") for number in range(9)),
            ]
        )
    with database.read() as work:
        (hit,) = work.movies.fulltext(["lighthouse"])
    order = np.argsort(-hit.fits)
    assert hit.movie_ids[order].tolist()[0] == 2
    assert hit.movie_ids[order].tolist()[-1] == 1
    assert (hit.fits > 0).all()


def test_how_rare_a_word_is_is_not_in_its_fit(database):
    with database.begin() as work:
        work.movies.add(
            [MovieRecord(title=f"Alpha {'Beta' if n < 2 else 'Gamma'}") for n in range(40)]
        )
    with database.read() as work:
        beta, gamma = work.movies.fulltext(["beta", "gamma"])
    assert len(beta.fits) < len(gamma.fits)
    assert beta.fits[0] == pytest.approx(gamma.fits[0], rel=0.01)


def test_what_is_merged_is_found_and_what_went_is_not(five_movies):
    assert found(five_movies, "hospital", "diner") == [set(), set()]
    with five_movies.begin() as work:
        work.movies.merge(2, replace(HEAT, overview="Two men meet in a diner."))
    assert found(five_movies, "hospital", "diner") == [set(), {2}]
    with five_movies.begin() as work:
        work.movies.merge(2, replace(HEAT, overview="They never leave the hospital."))
    assert found(five_movies, "hospital", "diner", "pacino") == [{2}, set(), {2}]


def test_a_changed_profile_is_found_at_once(five_movies):
    with five_movies.begin() as work:
        work.movies.merge(2, MovieRecord(title="Heat", profile=profile("Thieves rob.", "heist")))
    assert found(five_movies, "thieves", "heist", "duel") == [{2}, {2}, set()]
    with five_movies.begin() as work:
        work.movies.merge(2, MovieRecord(title="Heat", profile=profile("Men duel.", "rivalry")))
    assert found(five_movies, "thieves", "heist", "duel") == [set(), set(), {2}]


def test_a_movie_that_is_deleted_is_not_found(five_movies):
    with five_movies.begin() as work:
        work.movies._session.execute(text("DELETE FROM movies WHERE movie_id = 1"))
    assert found(five_movies, "matrix", "alien") == [set(), {4, 5}]


def test_what_is_undone_is_not_found(five_movies):
    def add_and_fail():
        with five_movies.begin() as work:
            work.movies.add([MovieRecord(title="Zeppelin")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    assert found(five_movies, "zeppelin") == [set()]


@pytest.mark.parametrize(
    "word", ['"', "*", "alien*", "NEAR(alien)", "a AND b", "-alien", "\0", ":"]
)
def test_operators_are_words(five_movies, word):
    (ids,) = found(five_movies, word)
    assert ids <= {4, 5}
    assert "*" not in word or ids in (set(), {4, 5})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=300), max_size=4))
def test_no_text_is_read_as_syntax(five_movies, words):
    with five_movies.read() as work:
        hits = work.movies.fulltext(words)
    assert [hit.word for hit in hits] == words


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=0x24F), max_size=30).filter(str.strip))
def test_every_title_is_found_by_each_of_its_words(database, title):
    with database.begin() as work:
        movie_id = work.movies.add([MovieRecord(title=title)])[0]
    words = [word for word in words_of(title) if word.isascii()]
    assert all(movie_id in ids for ids in found(database, *words))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Amélie", "amelie"), ("Łódź", "lodz"), ("Straße", "strasse"), ("a\0b", "a b"), ("", "")],
)
def test_folding(text, folded):
    assert plain(text) == folded


def test_the_step_makes_what_new_databases_get():
    for dialect, statements in CREATE.items():
        said = [re.sub("IF NOT EXISTS ", "", statement) for statement in statements]
        assert said == list(v0002_profiles.CREATE[dialect])
    assert INSERT == v0002_profiles.INSERT


def test_another_database_is_refused():
    class Connection:
        dialect = postgresql.dialect()

    assert dialect_of(Connection()) == "postgresql"  # type: ignore[arg-type]
    Connection.dialect.name = "mysql"
    with pytest.raises(UnsupportedError, match="SQLite or PostgreSQL, not in mysql"):
        dialect_of(Connection())  # type: ignore[arg-type]


def test_counting_stops_where_it_is_told_to(five_movies):
    with five_movies.read() as work:
        science, alien, crime = work.movies.fulltext(["science", "alien", "crime"], most=1)
        (everything,) = work.movies.fulltext(["science"])
    assert (len(science.movie_ids), len(alien.movie_ids), len(crime.movie_ids)) == (2, 2, 1)
    assert set(everything.movie_ids.tolist()) == {1, 4, 5}


def test_one_statement_for_each_word_and_one_for_the_count(five_movies):
    with five_movies.read() as work, count_queries(five_movies.engine) as statements:
        work.movies.fulltext(["alien", "heat"])
    assert len(statements) == 3


@pytest.mark.skipif(
    "TEST_POSTGRES_URL" not in os.environ, reason="TEST_POSTGRES_URL names no PostgreSQL server"
)
class TestPostgres:
    """The same on a server; the database that the URL names must be empty."""

    @pytest.fixture
    def session(self):
        engine = create_engine(os.environ["TEST_POSTGRES_URL"])
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            write_movies(session, list(enumerate(FIVE_MOVIES, start=1)))
            yield session
        Base.metadata.drop_all(engine)
        engine.dispose()

    def test_words_are_found(self, session):
        words = ["matrix", "programmers", "weaver", "amelie", "horror", "Матрица", "", '":*&|!']
        ids = [set(hit.movie_ids.tolist()) for hit in find_words(session, words)]
        assert ids == [{1}, {1}, {4, 5}, {3}, {4}, {1}, set(), set()]

    def test_titles_count_more_than_plots(self, session):
        more = [(8, MovieRecord(title="A", overview="Tower.")), (9, MovieRecord(title="Tower"))]
        write_movies(session, more)
        (hit,) = find_words(session, ["tower"])
        fits = dict(zip(hit.movie_ids.tolist(), hit.fits.tolist(), strict=True))
        assert fits[9] > fits[8] > 0

    def test_rows_follow_their_movies(self, session):
        changed = replace(AMELIE, overview="A garden gnome travels.")
        fulltext.write_words(session, [(3, changed)], again=True)
        session.execute(text("DELETE FROM movies WHERE movie_id = 1"))
        gnome, matrix = find_words(session, ["gnome", MATRIX.title])
        assert (gnome.movie_ids.tolist(), matrix.movie_ids.tolist()) == ([3], [])

    def test_no_text_is_read_as_syntax(self, session):
        @settings(max_examples=200)
        @given(st.lists(st.text(max_size=300), max_size=4))
        def check(words):
            assert len(find_words(session, words)) == len(words)

        check()
