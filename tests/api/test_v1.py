import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.service import build
from tests.kit.cinema import ROWS, movie_id


def test_search_and_filters(reader):
    found = reader.get("/api/v1/movies", params={"q": "matrix"}).json()
    assert found["movies"][0]["title"] == "The Matrix"
    by = reader.get("/api/v1/movies", params={"director": "ridley", "genre": "Science Fiction"})
    assert {movie["title"] for movie in by.json()["movies"]} == {"Alien", "Blade Runner"}
    years = reader.get(
        "/api/v1/movies", params={"year_from": 1950, "year_to": 1959, "genre": "Western"}
    )
    assert {movie["title"] for movie in years.json()["movies"]} == {
        "The Searchers",
        "High Noon",
        "Rio Bravo",
        "Shane",
    }


def test_pages_follow_each_other_without_repeats(reader):
    seen, cursor = [], None
    while True:
        params = {"limit": 10, "sort": "title"} | ({"cursor": cursor} if cursor else {})
        page = reader.get("/api/v1/movies", params=params).json()
        seen += [movie["movie_id"] for movie in page["movies"]]
        cursor = page["next_cursor"]
        assert page["total"] == len(ROWS)
        if cursor is None:
            break
    assert sorted(seen) == list(range(1, len(ROWS) + 1))


def test_one_movie_with_its_audience(reader):
    movie = reader.get(f"/api/v1/movies/{movie_id('Alien')}").json()
    assert movie["title"] == "Alien"
    assert movie["imdb_id"] == "tt0078748"
    assert movie["critics"]["rt_meter"] == 93
    reception = movie["reception"]
    assert 0 <= reception["low"] <= reception["mean"] <= reception["high"] <= 1
    assert reception["n_critics"] == 100
    assert "Alien" in movie["description"]


def test_similar_tells_why(reader):
    body = reader.get(f"/api/v1/movies/{movie_id('Star Wars')}/similar").json()
    assert [pick["rank"] for pick in body["picks"]] == [1, 2, 3, 4, 5]
    for pick in body["picks"]:
        assert pick["why"].endswith(".")
        assert sum(part["value"] for part in pick["parts"]) == pytest.approx(pick["score"])


def test_the_same_question_gets_the_same_bytes_until_something_changes(client):
    path = f"/api/v1/movies/{movie_id('Star Wars')}/similar"
    first = client.get(path).content
    assert client.get(path).content == first
    target = json.loads(first)["picks"][0]["movie"]["movie_id"]
    posted = client.post(
        f"/api/v1/movies/{target}/reviews", json={"text": "Awful, a waste of time."}
    )
    assert posted.status_code == 201
    assert client.get(path).content != first
    review = posted.json()["review"]["review_id"]
    assert client.delete(f"/api/v1/movies/{target}/reviews/{review}").status_code == 200
    assert client.get(path).content == first


def test_posted_review_is_read_back_scored(client):
    posted = client.post(
        "/api/v1/movies/1/reviews", json={"text": "I loved it.", "stars": 9, "author": "Ann"}
    ).json()
    assert posted["review"]["positive"] > 0.5
    listed = client.get("/api/v1/movies/1/reviews").json()
    assert listed["reviews"] == [posted["review"]]
    assert listed["total"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": None},
        {"text": 7},
        {"text": "ok", "stars": 11},
        {"text": "ok", "stars": "many"},
        {"text": "ok", "surprise": 1},
        [],
    ],
)
def test_bad_reviews_are_refused_and_not_kept(client, body):
    answer = client.post("/api/v1/movies/1/reviews", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/movies/1/reviews").json()["total"] == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b"null"])
def test_bodies_that_are_no_json_are_refused(client, raw):
    answer = client.post(
        "/api/v1/movies/1/reviews", content=raw, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422


def test_body_over_the_limit_is_refused(client):
    answer = client.post("/api/v1/sentiment", content=b"x" * 16_000_001)
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_a_megabyte_of_review_is_read(client):
    answer = client.post("/api/v1/movies/1/reviews", json={"text": "Great fun. " * 95_000})
    assert answer.status_code == 201
    assert answer.json()["review"]["positive"] > 0.5


def test_sentiment_in_order(reader):
    body = reader.post("/api/v1/sentiment", json={"texts": ["I loved it!", "Dreadful."]}).json()
    good, bad = body["results"]
    assert good["positive"] > 0.5 > bad["positive"]
    assert body["model"]


def test_genres_and_status(reader):
    genres = {
        genre["name"]: genre["n_movies"] for genre in reader.get("/api/v1/genres").json()["genres"]
    }
    assert genres["Western"] == 6
    status = reader.get("/api/v1/status").json()
    assert status["data"]["movies"] == len(ROWS)
    assert {model["name"] for model in status["models"] if model["fitted"]} == {
        "popularity",
        "item-knn",
        "nmf",
        "ease",
        "ease-stars",
        "lift",
        "cold",
        "content",
        "hybrid",
    }


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "sort=best",
        "cursor=forged",
        "year_from=12",
        "year_to=abc",
        "q=" + "x" * 301,
        "genre=" + "x" * 250,
    ],
)
def test_bad_parameters_say_what_would_be_right(reader, query):
    answer = reader.get(f"/api/v1/movies?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


@pytest.mark.parametrize("query", ["n=0", "n=101", "sentiment=2", "sentiment=nan", "model=magic"])
def test_bad_parameters_of_similar(reader, query):
    assert reader.get(f"/api/v1/movies/1/similar?{query}").status_code == 422


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    q=st.text(max_size=40),
    director=st.none() | st.text(max_size=20),
    cursor=st.none() | st.text(max_size=60),
)
def test_no_text_makes_the_search_fail(reader, q, director, cursor):
    params = {"q": q, "director": director, "cursor": cursor}
    kept = {key: value for key, value in params.items() if value is not None}
    answer = reader.get(
        "/api/v1/movies", params={k: v.encode("utf-8", "replace") for k, v in kept.items()}
    )
    assert answer.status_code in {200, 422}


def test_every_route_is_described_and_the_manual_is_there(reader):
    paths = reader.get("/openapi.json").json()["paths"]
    assert {
        "/api/health_check",
        "/movies",
        "/api/v1/movies",
        "/api/v1/genres",
        "/api/v1/sentiment",
        "/api/v1/status",
    } <= set(paths)
    assert reader.get("/docs").status_code == 200


def test_errors_are_described_as_they_are(reader):
    routes = reader.get("/openapi.json").json()["paths"]
    for path, methods in routes.items():
        for method, told in methods.items():
            assert "application/problem+json" in told["responses"]["422"]["content"], (path, method)


def test_a_movie_that_is_just_brought_in_can_be_seen(client, home):
    with build(Settings(home=home)).database.begin() as work:
        number = work.movies.add([MovieRecord(title="Brand New", year=2024)])[0]
    found = client.get("/api/v1/movies", params={"q": "brand new"}).json()["movies"]
    assert [movie["movie_id"] for movie in found] == [number]
    assert client.get(f"/api/v1/movies/{number}").status_code == 200
    assert client.get(f"/api/v1/movies/{number}/similar").status_code in {200, 404}


def test_other_origins_may_ask_only_if_they_are_listed(reader):
    known = reader.get("/api/health_check", headers={"origin": "http://localhost:3000"})
    other = reader.get("/api/health_check", headers={"origin": "http://evil.example"})
    assert known.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "access-control-allow-origin" not in other.headers
