"""Setting up, with ratings of the test's own; the shipped catalogue is the real one."""

import pytest

from matinee.config import Settings
from matinee.errors import ProviderError
from matinee.service import build, import_ratings, is_set_up, recommend_by_title, set_up

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
    assert set(done.fitted) == {"popularity", "item-knn", "nmf", "ease"}
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
