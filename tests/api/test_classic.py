import pytest

from tests.kit.cinema import ROWS, movie_id


def test_recommend_movies_in_the_shape_that_front_ends_read(reader):
    answer = reader.get("/api/recommend_movies/The Matrix")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["status", "message", "recommendations"]
    assert body["status"] == "ok"
    assert body["message"] == "Movie recommendations fetched successfully"
    assert len(body["recommendations"]) == 5
    for pick in body["recommendations"]:
        assert list(pick) == ["id", "title", "rating", "posterUrl"]
        assert pick["id"].startswith("tt")
        assert 0 <= float(pick["rating"]) <= 10
        assert "." in pick["rating"]
        assert pick["posterUrl"].startswith("http")
        assert pick["title"] != "The Matrix"


def test_every_poster_url_loads(reader):
    for pick in reader.get("/api/recommend_movies/Amélie").json()["recommendations"]:
        poster = reader.get(pick["posterUrl"])
        assert poster.status_code == 200
        assert poster.headers["content-type"] == "image/svg+xml"
        assert poster.text.lstrip().startswith("<svg")


def test_unknown_title_is_404_with_the_three_closest(reader):
    answer = reader.get("/api/recommend_movies/Matricks")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["closest"]) == 3
    assert "Did you mean The Matrix (1999)" in answer.json()["detail"]


@pytest.mark.parametrize("title", ["a/b", "..%2F..%2Fetc", "%00", "%ff", "🎬", "x" * 400])
def test_odd_titles_get_an_answer_that_is_no_fault(reader, title):
    assert reader.get(f"/api/recommend_movies/{title}").status_code in {404, 422}


def test_health_check(reader):
    assert reader.get("/api/health_check").json()["status"] == "ok"


def test_whole_list_is_compressed_and_the_same_without(reader):
    packed = reader.get("/movies")
    plain = reader.get("/movies", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert len(packed.json()) == len(ROWS)
    assert list(packed.json()[0]) == [
        "movie_id",
        "title",
        "genre",
        "description",
        "year",
        "director",
    ]


@pytest.mark.parametrize("model", [None, "nmf", "ease", "content", "hybrid"])
def test_recommendations_by_number(reader, model):
    query = movie_id("Toy Story")
    answer = reader.get(f"/recommendations/{query}", params={"model": model} if model else {})
    body = answer.json()
    assert list(body) == ["movie_id", "movie_title", "recommendations"]
    assert (body["movie_id"], body["movie_title"]) == (query, "Toy Story")
    assert len(body["recommendations"]) == 5
    assert query not in [movie["movie_id"] for movie in body["recommendations"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/recommendations/99999", 404),
        ("/recommendations/0", 422),
        ("/recommendations/99999999999999999999", 422),
        ("/recommendations/x", 422),
        ("/recommendations/1?model=magic", 422),
        ("/nowhere", 404),
    ],
)
def test_faults_have_the_one_shape(reader, path, status):
    answer = reader.get(path)
    assert answer.status_code == status
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    assert body["detail"].endswith(".")


def test_page_has_a_strict_policy_and_no_outside_host(reader):
    answer = reader.get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy
    assert "https://" not in answer.text.replace("https://www.w3.org", "")
