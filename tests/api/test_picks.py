"""Dials, filters and histories over HTTP, and every bad input that they may meet."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.cinema import ROWS, movie_id

WESTERNS = [movie_id(title) for title in ("Unforgiven", "The Searchers", "High Noon")]
POST = "/api/v1/recommendations"
DIALS = ["popularity", "diversity", "calibration", "serendipity", "sentiment"]


def ids(body):
    return [pick["movie"]["movie_id"] for pick in body["picks"]]


def test_a_history_gets_picks_with_why_and_parts(reader):
    answer = reader.post(POST, json={"liked": WESTERNS, "n": 3})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["model"], body["n_history"], body["n_liked"]) == ("hybrid", 3, 3)
    assert body["notes"] == []
    assert not set(ids(body)) & set(WESTERNS)
    for pick in body["picks"]:
        assert pick["why"].startswith("Because you liked ")
        assert sum(part["value"] for part in pick["parts"]) == pytest.approx(pick["score"])
        assert "Western" in pick["movie"]["genres"]


def test_ratings_with_moments_and_likes_go_together(reader):
    ratings = [
        {"movie_id": 1, "stars": 4.5, "at": "2024-05-01T20:00:00Z"},
        {"movie_id": 2, "stars": 1, "at": "2024-05-02"},
        {"movie_id": 3, "stars": 5, "at": None},
    ]
    body = reader.post(POST, json={"ratings": ratings, "liked": [2, 4]}).json()
    # what was rated is no plain like
    assert (body["n_history"], body["n_liked"]) == (4, 3)


@pytest.mark.parametrize(
    "body",
    [{}, {"liked": []}, {"ratings": [{"movie_id": 1, "stars": 0.5}]}, {"liked": [10**12]}],
    ids=["empty", "no likes", "only dislikes", "only unknown"],
)
def test_without_likes_there_are_picks_and_a_note(reader, body):
    answer = reader.post(POST, json=body).json()
    assert len(answer["picks"]) == 5
    assert answer["model"] == "popularity"
    assert answer["notes"]


def test_all_movies_seen_is_an_empty_list_with_a_reason(reader):
    body = reader.post(POST, json={"liked": list(range(1, len(ROWS) + 1))}).json()
    assert body["picks"] == []
    assert body["notes"] == ["There is no movie that the history lacks."]


def test_more_than_the_catalogue_holds_is_all_that_is_left(reader):
    body = reader.post(POST, json={"liked": [1], "n": 100}).json()
    assert len(body["picks"]) == len(ROWS) - 1
    assert len(reader.get("/api/v1/movies/1/similar?n=100").json()["picks"]) == len(ROWS) - 1


def test_unknown_ids_are_named(reader):
    body = reader.post(POST, json={"liked": [1, 777]}).json()
    assert body["notes"] == ["1 movie is not known here and left out: 777."]


def test_ten_thousand_entries_and_no_more(reader):
    many = [{"movie_id": 1, "stars": 5}] * 10_000
    assert reader.post(POST, json={"ratings": many}).json()["n_history"] == 1
    for body in ({"ratings": [*many, many[0]]}, {"ratings": many, "liked": [1]}):
        answer = reader.post(POST, json=body)
        assert answer.status_code == 422
        assert "at most" in answer.json()["detail"]


@pytest.mark.parametrize(
    "raw",
    [
        '{"ratings": [{"movie_id": 1, "stars": NaN}]}',
        '{"ratings": [{"movie_id": 1, "stars": Infinity}]}',
        '{"ratings": [{"movie_id": 1, "stars": -Infinity}]}',
        '{"ratings": [{"movie_id": 1, "stars": 0}]}',
        '{"ratings": [{"movie_id": 1, "stars": 5.5}]}',
        '{"ratings": [{"movie_id": 1, "stars": null}]}',
        '{"ratings": [{"movie_id": 1}]}',
        '{"ratings": [{"movie_id": 0, "stars": 4}]}',
        '{"ratings": [{"movie_id": 1.5, "stars": 4}]}',
        '{"ratings": [{"movie_id": 99999999999999999999, "stars": 4}]}',
        '{"ratings": [{"movie_id": 1, "stars": 4, "at": "yesterday"}]}',
        '{"ratings": [{"movie_id": 1, "stars": 4, "liked": true}]}',
        '{"ratings": {"movie_id": 1}}',
        '{"ratings": null}',
        '{"liked": [-1]}',
        '{"liked": ["Alien"]}',
        '{"liked": 1}',
        '{"favourites": [1]}',
        '{"n": 0}',
        '{"n": 101}',
        '{"model": "magic"}',
        '{"diversity": NaN}',
        '{"popularity": 1.1}',
        '{"year_from": 12}',
        '{"genre": "Western"}',
        '{"genre": [""]}',
        '{"only": [0]}',
        "[]",
        "null",
        "{",
        "",
    ],
)
def test_what_is_malformed_is_refused_with_a_sentence(reader, raw):
    answer = reader.post(POST, content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("name", DIALS)
@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "inf", "much"])
def test_a_dial_out_of_range_is_refused_everywhere(reader, name, value):
    for path in ("/api/v1/movies/1/similar", "/api/v1/users/5/recommendations"):
        answer = reader.get(f"{path}?{name}={value}")
        assert answer.status_code == 422
        assert name in answer.json()["detail"]


@pytest.mark.parametrize("name", DIALS[:4])
def test_a_dial_at_zero_gives_the_same_bytes(reader, name):
    for path in ("/api/v1/movies/1/similar", "/api/v1/users/5/recommendations"):
        plain = reader.get(path)
        assert plain.status_code == 200
        assert reader.get(f"{path}?{name}=0").content == plain.content


@pytest.mark.parametrize("name", DIALS[:4])
def test_a_dial_is_told_among_the_parts(reader, name):
    mixed = [movie_id(title) for title in ("Star Wars", "Alien", "Blade Runner", "Shane")]
    body = reader.post(POST, json={"liked": mixed, "n": 8, name: 1}).json()
    assert len(body["picks"]) == 8
    assert name in {part["name"] for pick in body["picks"] for part in pick["parts"]}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (
            "genre=western&genre=romance&year_to=1953",
            {"High Noon", "Shane", "Stagecoach", "Roman Holiday"},
        ),
        ("genre_all=Romance&genre_all=Comedy&year_from=1999", {"Amélie", "Notting Hill"}),
        ("genre_none=Western&genre_none=Romance&genre_none=Family&year_to=1975", {"Solaris"}),
        ("only=10&only=11&only=12&exclude=11", {"Unforgiven", "High Noon"}),
        ("genre=children&year_from=2002", {"Finding Nemo"}),
        ("language=english&genre=Animation&year_to=1995", {"Toy Story"}),
    ],
)
def test_filters_hold_on_every_route(reader, query, titles):
    similar = reader.get(f"/api/v1/movies/1/similar?{query}").json()
    assert {pick["movie"]["title"] for pick in similar["picks"]} == titles
    wanted: dict[str, Any] = {}
    for pair in query.split("&"):
        name, value = pair.split("=")
        number = int(value) if value.isdecimal() else value
        if name.startswith("year"):
            wanted[name] = number
        else:
            wanted.setdefault(name, []).append(number)
    body = reader.post(POST, json={"liked": [1], **wanted}).json()
    assert {pick["movie"]["title"] for pick in body["picks"]} == titles


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("genre=Musicla", "genre Musicla"),
        ("genre=Western&year_from=2000", "years from 2000"),
        ("language=Klingon", "language Klingon"),
        ("runtime_to=10", "runtime up to 10 minutes"),
        ("only=1", "only 1 movie"),
        ("only=99999", "only 1 movie"),
    ],
)
def test_filters_that_leave_nothing_are_named_and_no_error(reader, query, words):
    answer = reader.get(f"/api/v1/movies/1/similar?{query}")
    assert answer.status_code == 200
    assert answer.json()["picks"] == []
    assert f"'{words}'" in answer.json()["notes"][-1]


@pytest.mark.parametrize(
    "query",
    [
        "year_from=12",
        "year_to=x",
        "runtime_from=-1",
        "runtime_to=99999",
        "only=0",
        "exclude=x",
        "genre=",
        "genre=" + "x" * 61,
        "&".join(["genre=a"] * 31),
    ],
)
def test_malformed_filters_are_refused(reader, query):
    answer = reader.get(f"/api/v1/movies/1/similar?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_user_of_the_ratings(reader):
    body = reader.get("/api/v1/users/5/recommendations?n=3").json()
    assert len(body["picks"]) == 3
    assert body["n_history"] > 3
    assert reader.get("/api/v1/users/5/recommendations?n=3&source=kit").json() == body


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("999", 404, "There is no user with the number 999."),
        ("5?source=ml-100k", 404, "There is no user with the number 5."),
        ("-1", 422, "user_id"),
        ("ann", 422, "user_id"),
        ("99999999999999999999", 422, "user_id"),
    ],
)
def test_unknown_users_get_a_sentence(reader, path, status, words):
    number, _, query = path.partition("?")
    answer = reader.get(f"/api/v1/users/{number}/recommendations?{query}")
    assert answer.status_code == status
    assert words in answer.json()["detail"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
fields = st.sampled_from(["ratings", "liked", "n", "genre", "only", "exclude", "diversity", "at"])
plausible = st.fixed_dictionaries(
    {},
    optional={
        "ratings": st.lists(
            st.fixed_dictionaries(
                {"movie_id": st.integers(1, 40), "stars": st.floats(0.5, 5)},
                optional={"at": st.datetimes().map(lambda moment: moment.isoformat())},
            ),
            max_size=6,
        ),
        "liked": st.lists(st.integers(1, 40), max_size=6),
        "n": st.integers(1, 100),
        "diversity": st.floats(0, 1),
        "calibration": st.floats(0, 1),
        "serendipity": st.floats(0, 1),
        "popularity": st.floats(0, 1),
        "genre": st.lists(st.sampled_from(["Western", "sci-fi", "?"]), max_size=2),
        "exclude": st.lists(st.integers(1, 40), max_size=5),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(fields, anything, max_size=4) | anything)
def test_no_body_makes_the_server_fail(reader, body):
    answer = reader.post(
        POST, content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert answer.status_code in {200, 422}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=plausible)
def test_every_plausible_body_is_answered_with_picks_or_a_reason(reader, body):
    answer = reader.post(POST, json=body)
    assert answer.status_code == 200
    found = answer.json()
    seen = {one["movie_id"] for one in body.get("ratings", [])} | set(body.get("liked", []))
    assert not (seen | set(body.get("exclude", []))) & set(ids(found))
    assert found["picks"] or found["notes"]


def test_a_known_answer_is_the_same_and_no_question_gets_anothers(reader):
    paths = [
        "/api/v1/movies/1/similar",
        "/api/v1/movies/1/similar?n=3",
        "/api/v1/movies/2/similar?n=3",
        "/api/v1/users/1/recommendations?n=3",
        f"/api/v1/movies/1/similar?n=3&only={'0' * 2_000}2",
    ]
    first = [reader.get(path).content for path in paths]
    assert len(set(first)) == len(paths)
    assert [reader.get(path).content for path in paths] == first


def test_json_of_a_history_sums_to_the_score_and_names_its_movies(reader):
    ratings = [{"movie_id": number, "stars": 4.5 - (number % 3)} for number in range(1, 22, 2)]
    body = reader.post(POST, json={"ratings": ratings, "n": 10, "diversity": 0.5}).json()
    assert len(body["picks"]) == 10
    for pick in body["picks"]:
        by_signal: dict[str, float] = {}
        for one in pick["because"]:
            assert sum(part["value"] for part in one["by_signal"]) == pytest.approx(one["value"])
            assert (one["movie_id"] is None) == (one["title"] is None) == (one["stars"] is None)
            for part in one["by_signal"]:
                by_signal[part["name"]] = by_signal.get(part["name"], 0) + part["value"]
        others = [part["value"] for part in pick["parts"] if part["name"] not in by_signal]
        total = sum(one["value"] for one in pick["because"]) + sum(others)
        assert total == pytest.approx(pick["score"], abs=1e-5)
        assert sum(one["count"] for one in pick["because"]) <= len(ratings)
        assert pick["because"][-1]["movie_id"] is None
        assert pick["shared"]["movie_id"] in [one["movie_id"] for one in pick["because"]]


def test_json_of_a_movie_tells_what_both_have(reader):
    number = movie_id("The Searchers")
    body = reader.get(f"/api/v1/movies/{number}/similar").json()
    for pick in body["picks"]:
        assert pick["because"] == []
        assert pick["shared"]["movie_id"] == number
        assert set(pick["shared"]["genres"]) <= set(pick["movie"]["genres"])
        inner = {part["name"]: part["made_of"] for part in pick["parts"]}
        assert {one["name"] for one in inner["about"]} <= {
            "text",
            "genres",
            "tags",
            "people",
            "year",
        }


def test_every_field_of_a_why_is_documented(reader):
    schemas = reader.get("/openapi.json").json()["components"]["schemas"]
    for name in ("PickOut", "PartOut", "BecauseOut", "SharedOut", "ClosestOut"):
        told = schemas[name]
        plain = {"movie", "title", "year", "directors", "cast", "tags", "keywords", "genres"}
        for field, shape in told["properties"].items():
            assert field in plain or "description" in shape, (name, field)
