import shutil

import pytest

from matinee.config import Settings
from matinee.service import Wish, build, similar_movies
from matinee.service.praise import with_praise
from tests.kit.cinema import movie_id
from tests.kit.said import say

TITLES = ("Star Wars", "Alien", "Blade Runner", "Shane", "Shrek", "Toy Story", "Amélie")


@pytest.fixture(scope="module")
def spoken(filled_home, tmp_path_factory):
    """An installation where Star Wars and Shrek are praised for the music, the others are not."""
    home = shutil.copytree(filled_home, tmp_path_factory.mktemp("spoken") / "home")
    matinee = build(Settings(home=home))
    for title in TITLES:
        liked = 0.95 if title in {"Star Wars", "Shrek"} else 0.1
        say(matinee, movie_id(title), ["music", "pace"], liked, n=30)
    matinee.close()
    return home


def picks(home, weight, **more):
    matinee = build(Settings(home=home, audience_weight=weight))
    try:
        return similar_movies(matinee, movie_id("Star Wars"), Wish(n=20, **more)).picks
    finally:
        matinee.close()


@pytest.mark.parametrize(("weight", "sentiment"), [(0.2, 0.0), (0.2, 0.3), (1.0, 0.3), (0.2, 1.0)])
def test_parts_add_up_with_praise_among_them(spoken, weight, sentiment):
    found = picks(spoken, weight, sentiment=sentiment)
    for pick in found:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score)
        assert sum(part.share for part in pick.parts) == pytest.approx(float(bool(pick.parts)))
    names = {part.name for pick in found for part in pick.parts}
    assert ("praise" in names) is (sentiment < 1)


def test_praise_has_its_share_of_the_relevance(spoken):
    matinee = build(Settings(home=spoken))
    index = matinee.index_of(movie_id("Star Wars"))
    before = matinee.shelf.hybrid.candidates_similar(index)
    after = with_praise(matinee, index, before, 0.25)
    matinee.close()
    assert after.weights["praise"] == 0.25
    others = after.relevance - 0.25 * after.scores["praise"]
    assert others == pytest.approx(0.75 * before.relevance, abs=1e-6)
    assert (after.relevance >= 0).all()
    assert after.relevance.max() <= 1


def test_praised_alike_moves_up_and_others_do_not(spoken):
    def rank(weight):
        return {pick.view.movie.title: pick.rank for pick in picks(spoken, weight, sentiment=0.0)}

    before, after = rank(0.0), rank(0.6)
    assert after["Shrek"] < before.get("Shrek", 99)
    assert after["Alien"] >= before["Alien"]


def test_without_weight_nothing_changes_and_nothing_is_read(spoken, monkeypatch):
    def fail(*_):
        raise AssertionError("the likeness was asked for")

    with_table = picks(spoken, 0.0)
    monkeypatch.setattr("matinee.service.similar.praised_with", lambda *one: [()] * len(one[2]))
    monkeypatch.setattr("matinee.service.praise.praise_table", fail)
    without = picks(spoken, 0.0)
    assert [pick.score for pick in without] == [pick.score for pick in with_table]
    assert all(part.name != "praise" for pick in with_table for part in pick.parts)


def test_a_movie_without_reviews_keeps_its_ranking(home, matinee):
    matinee.close()
    assert [one.score for one in picks(home, 0.5)] == [one.score for one in picks(home, 0.0)]


def test_named_models_are_shown_as_they_are(spoken):
    for pick in picks(spoken, 0.5, model="content"):
        assert {part.name for part in pick.parts} <= {"about"}
