import json

import pytest

from matinee.cli.audience import BAR, bar
from matinee.config import Settings
from matinee.service import build, post_review
from tests.kit.cinema import movie_id
from tests.kit.said import COMPLAINTS, OPINIONS, PRAISE, say


@pytest.fixture
def spoken(home):
    matinee = build(Settings(home=home))
    say(matinee, movie_id("Alien"), ["pace"], 0.9, n=6)
    say(matinee, movie_id("Alien"), ["pace"], 0.1, n=2)
    say(matinee, movie_id("Alien"), [], 0.5, n=1, weight=0.1, read_as="sw")
    matinee.close()


def test_audience_shows_bars_quotes_and_what_was_left_out(spoken, run):
    done = run("audience", "Alien")
    assert done.code == 0
    assert "Audiences of Alien (1979)" in done.out
    assert "━┃━" in done.out
    assert any(f"+ {sentence}" in done.out for sentence in PRAISE)
    assert any(f"- {sentence}" in done.out for sentence in COMPLAINTS)
    assert "1 review is in a language that cannot be read yet" in done.err


def test_audience_as_json_holds_what_the_api_tells(spoken, run):
    body = json.loads(run("audience", "Alien", "--json").out)
    assert body["movie"]["title"] == "Alien"
    assert [(one["aspect"], one["n"]) for one in body["aspects"]] == [("pace", 8)]
    assert body["languages"] == [{"language": "en", "n": 8}, {"language": "sw", "n": 1}]


def test_a_movie_that_nobody_reviewed_is_a_note(run):
    done = run("audience", "Shane")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Nobody has said anything of Shane (1953) yet.\n"


def test_an_unknown_title_names_what_comes_near(run):
    done = run("audience", "Matricks")
    assert done.code == 1
    assert done.err.startswith("No film called 'Matricks'. Did you mean The Matrix (1999)")


@pytest.mark.parametrize(
    "shares", [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.5, 0.2, 0.8), (0.7, 0.7, 0.7)]
)
def test_a_bar_has_one_tick_inside_its_band(shares):
    drawn = bar(*shares)
    assert len(drawn) == BAR
    assert drawn.count("┃") == 1
    assert "·" not in drawn.strip("·")


def test_trending_on_old_data_says_why_nothing_trends(run):
    done = run("trending")
    assert (done.code, done.out) == (0, "")
    assert "the newest of all is of 1970-01-12" in done.err


def test_trending_as_json_holds_what_the_api_tells(run):
    body = json.loads(run("trending", "--at", "1970-01-13", "--days", "7", "--json").out)
    assert list(body) == ["days", "at", "movies", "notes"]
    assert (body["days"], body["at"]) == (7, "1970-01-13T00:00:00Z")


def test_trending_shows_what_is_talked_about(home, run):
    matinee = build(Settings(home=home))
    for number, text in enumerate(OPINIONS):
        post_review(matinee, movie_id("Shane"), text, author=f"viewer {number}")
    matinee.close()
    done = run("trending", "--limit", "1")
    assert done.code == 0
    assert "Shane" in done.out


@pytest.mark.parametrize("options", [("--days", "0"), ("--at", "soon"), ("--limit", "101")])
def test_bad_windows_are_refused(run, options):
    assert run("trending", *options).code == 2
