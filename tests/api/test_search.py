import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.cinema import movie_id
from tests.kit.cinema_profiles import LANGUAGE_MODEL, PROFILES


def titles(reader, path="/api/v1/search", **params) -> list[str]:
    body = reader.get(path, params=params).json()
    cards = [found["movie"] for found in body["results"]] if "results" in body else body["movies"]
    return [card["title"] for card in cards]


def test_search_answers_with_rank_card_and_why(reader):
    body = reader.get("/api/v1/search", params={"q": "  a hacker in a simulation ", "n": 3}).json()
    assert body["query"] == "a hacker in a simulation"
    assert body["notes"] == []
    assert [found["rank"] for found in body["results"]] == [1, 2, 3][: len(body["results"])]
    first = body["results"][0]
    assert first["movie"]["title"] == "The Matrix"
    assert first["movie"]["drawn_poster_url"] == f"/posters/{movie_id('The Matrix')}.svg"
    assert set(first["found_by"]) == {"words", "meaning"}
    assert first["why"] == "Has the words hacker, simulation; close in meaning."
    assert first["score"] > 0


@pytest.mark.parametrize(
    ("params", "inside", "outside"),
    [
        ({"genre": "Animation"}, "Toy Story", "Star Wars"),
        ({"year_from": 1995}, "Toy Story", "Star Wars"),
        ({"year_to": 1980}, "Star Wars", "Toy Story"),
        ({"tag": "computer animation"}, "Toy Story", "Star Wars"),
        ({"tag": ["robots", "outer space"]}, "Star Wars", "Alien"),
        ({"family": "true"}, "Star Wars", "Alien"),
        ({"max_fear": "2"}, "The Matrix", "Alien"),
        ({"max_violence": "1"}, "Star Wars", "The Matrix"),
        ({"max_language": "0"}, "Star Wars", "Notting Hill"),
        ({"max_sex": "0"}, "Star Wars", "Amélie"),
        ({"max_violence": "0", "family": "true"}, "Roman Holiday", "Star Wars"),
        ({"max_violence": "3", "family": "true"}, "Star Wars", "The Matrix"),
    ],
)
def test_filters_hold_for_search_and_for_the_list(reader, params, inside, outside):
    for path, more in (
        (
            "/api/v1/search",
            {"q": "toys, princess, machines, love and monsters in outer space", "n": 50},
        ),
        ("/api/v1/movies", {"limit": 50}),
    ):
        found = titles(reader, path, **params, **more)
        assert inside in found
        assert outside not in found


def test_nothing_is_an_empty_list_with_a_note(reader):
    body = reader.get("/api/v1/search", params={"q": "hacker", "tag": "heist"}).json()
    assert body["results"] == []
    assert "take a filter away" in body["notes"][-1]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": ""},
        {"q": "   "},
        {"q": "\0"},
        {"q": "x" * 301},
        {"q": "x", "n": 0},
        {"q": "x", "n": 101},
        {"q": "x", "max_fear": 4},
        {"q": "x", "max_sex": -1},
        {"q": "x", "year_from": 5},
        {"q": "x", "family": "perhaps"},
        {"q": "x", "tag": [str(number) for number in range(13)]},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(reader, params):
    answer = reader.get("/api/v1/search", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "q",
    ['"', "*", "NEAR(a b)", "-matrix", "a AND", "😀", "マトリックス", "मैट्रिक्स", "'; --", "x" * 300],
)
def test_odd_words_are_answered(reader, q):
    assert reader.get("/api/v1/search", params={"q": q}).status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=310))
def test_no_words_break_the_server(reader, q):
    answer = reader.get("/api/v1/search", params={"q": q})
    assert answer.status_code in {200, 422}


def test_tags_with_group_definition_and_count(reader):
    tags = reader.get("/api/v1/tags").json()["tags"]
    by_name = {tag["name"]: tag for tag in tags}
    assert by_name["computer animation"]["n_movies"] == 2
    assert by_name["grief"] == {
        "name": "grief",
        "group": "theme",
        "definition": "Living on after a loss.",
        "n_movies": 0,
    }


def test_a_movie_tells_its_profile(reader):
    movie = reader.get(f"/api/v1/movies/{movie_id('Notting Hill')}").json()
    profile = PROFILES["Notting Hill"]
    assert movie["premise"] == profile.premise
    assert movie["tags"] == list(profile.tags)
    assert movie["notes"] == {"violence": 0, "sex": 1, "fear": 0, "language": 2}
    assert movie["profile_generated_by"] == LANGUAGE_MODEL


def test_a_movie_without_a_profile_says_so(reader):
    movie = reader.get(f"/api/v1/movies/{movie_id('Shane')}").json()
    assert (movie["premise"], movie["tags"], movie["notes"]) == (None, [], None)
    assert movie["profile_generated_by"] is None
