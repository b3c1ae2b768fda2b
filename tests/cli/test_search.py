import json

import pytest


def test_search_shows_what_was_found_and_why(run):
    done = run("search", "a hacker in a simulation", "-n", "2")
    assert done.code == 0
    assert "The Matrix" in done.out
    assert "Has the words" in done.out


def test_search_as_json_holds_what_the_api_tells(run):
    body = json.loads(run("search", "toy story", "-n", "2", "--json").out)
    assert [found["movie"]["title"] for found in body["results"]] == ["Toy Story", "Toy Story 2"]
    assert body["results"][0]["found_by"][0] == "title"


@pytest.mark.parametrize(
    ("options", "inside", "outside"),
    [
        (("--family",), "Star Wars", "Alien"),
        (("--tag", "robots", "--tag", "outer space"), "Star Wars", "Alien"),
        (("--genre", "western"), "Unforgiven", "Alien"),
        (("--year-from", "1990"), "Unforgiven", "Alien"),
        (("--year-to", "1980"), "Alien", "Unforgiven"),
    ],
)
def test_filters(run, options, inside, outside):
    words = "princess, killer, western, creature in outer space"
    body = json.loads(run("search", words, "-n", "30", "--json", *options).out)
    found = {one["movie"]["title"] for one in body["results"]}
    assert inside in found
    assert outside not in found


def test_nothing_found_is_a_note_on_standard_error(run):
    done = run("search", "xqzw vbnk")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Nothing fits;")


@pytest.mark.parametrize("words", [("search", ""), ("search", "x" * 301)])
def test_bad_words_are_one_sentence(run, words):
    done = run(*words)
    assert done.code == 1
    assert "1 to 300 characters" in done.err


@pytest.mark.parametrize("options", [("-n", "0"), ("--year-from", "soon")])
def test_bad_options_are_refused(run, options):
    assert run("search", "love", *options).code == 2
