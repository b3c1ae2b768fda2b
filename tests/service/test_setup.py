"""Setting up, with ratings of the test's own; the shipped catalogue is the real one."""

import contextlib

import pytest

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.errors import ProviderError
from matinee.service import SERVED, build, import_ratings, is_set_up, recommend_by_title, set_up
from matinee.service.setup import STARTER

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def ratings(tmp_path):
    """Thirty people who like The Matrix and Alien, as a MovieLens folder."""
    folder = tmp_path / "ratings"
    folder.mkdir()
    movies = ["movieId,title,genres", '1,"Matrix, The (1999)",Action', "2,Alien (1979),Horror"]
    rows = [f"{user},{movie},5,{user}" for user in range(1, 31) for movie in (1, 2)]
    (folder / "movies.csv").write_text("\n".join(movies) + "\n")
    (folder / "ratings.csv").write_text(
        "\n".join(["userId,movieId,rating,timestamp", *rows]) + "\n"
    )
    return folder


@pytest.fixture
def empty(tmp_path):
    opened = build(Settings(home=tmp_path / "home", movielens_url=NOWHERE, timeout_s=0.5))
    yield opened
    opened.close()


def test_from_nothing_to_five_picks_and_nothing_left_to_do(empty, ratings):
    assert not is_set_up(empty)
    done = set_up(empty, str(ratings))
    assert done.n_movies > 17_000
    assert done.ratings is not None
    assert done.ratings.n_changed == 60
    assert done.fitted == SERVED
    assert is_set_up(empty)
    assert set_up(empty, "none").fitted == ()
    picks = recommend_by_title(empty, "The Matrix").picks
    kinds = [set(pick.view.movie.genres) & {"Science Fiction", "Action"} for pick in picks]
    assert sum(map(bool, kinds)) >= 4


def test_without_any_network_it_serves_text_and_critics_and_says_so(
    empty, monkeypatch, socket_enabled
):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    done = set_up(empty)
    assert done.ratings is None
    assert any("text and critics alone" in note for note in done.notes)
    assert is_set_up(empty)
    similar = recommend_by_title(empty, "The Godfather")
    assert similar.picks[0].view.movie.title == "The Godfather Part II"
    assert any("no ratings yet" in note for note in similar.notes)
    with pytest.raises(ProviderError):
        set_up(empty, "ml-1m")


def test_models_are_fitted_again_where_a_stop_came_between_import_and_fit(empty, ratings):
    set_up(empty, "none")
    import_ratings(empty, ratings)
    assert not is_set_up(empty)
    assert "ease" in set_up(empty, "none").fitted
    assert is_set_up(empty)


def test_a_database_from_before_takes_in_what_is_new_and_keeps_its_own(empty):
    set_up(empty, "none")
    with empty.database.begin() as work:
        # as an older version left it: without profiles, and with movies of the user's own
        spirited = work.movies.by_imdb("tt0245429")
        work.meta.set(STARTER, "older")
        own = work.movies.add([MovieRecord(title="My Wedding Video", year=2020)])[0]
        work.movies.merge(spirited.movie_id, MovieRecord(title="Chihiro", runtime_min=99))
        before = {movie.movie_id: movie.imdb_id for movie in work.movies.iter_all()}
    assert not is_set_up(empty)
    set_up(empty, "none")
    assert is_set_up(empty)
    with empty.database.read() as work:
        assert {movie.movie_id: movie.imdb_id for movie in work.movies.iter_all()} == before
        assert work.movies.get(own).title == "My Wedding Video"
        again = work.movies.get(spirited.movie_id)
        assert (again.runtime_min, "Chihiro" in again.aliases) == (99, True)
        assert again.profile is not None


def test_an_own_movie_that_ships_now_gets_its_profile_and_its_id(tmp_path):
    settings = Settings(home=tmp_path / "home", movielens_url=NOWHERE, timeout_s=0.5)
    with contextlib.closing(build(settings)) as older:
        with older.database.begin() as work:
            own = work.movies.add([MovieRecord(title="Parasite", year=2019, genres=("Crime",))])[0]
        set_up(older, "none")
        with older.database.read() as work:
            movie = work.movies.get(own)
    assert movie.imdb_id == "tt6751668"
    assert movie.genres == ("Crime",)
    assert movie.profile is not None
    assert "class divide" in movie.profile.tags
