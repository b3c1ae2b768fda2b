import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.config import Settings
from matinee.service import build
from tests.kit.cinema import movie_id
from tests.kit.said import OPINIONS, PRAISE, say

ALIEN = movie_id("Alien")


@pytest.fixture
def spoken(client, home):
    """The application, after another process brought in reviews of Alien."""
    matinee = build(Settings(home=home))
    say(matinee, ALIEN, ["pace"], 0.9, n=6)
    say(matinee, ALIEN, ["music"], 0.1, n=2)
    matinee.close()
    client.app.state.matinee.reload()
    return client


def audience(client, number=ALIEN):
    return client.get(f"/api/v1/movies/{number}/audience").json()


def test_audience_in_the_shape_that_is_promised(spoken):
    body = audience(spoken)
    assert list(body) == [
        "movie", "reception", "n_reviews", "n_counted", "ignored", "languages", "aspects", "notes",
    ]  # fmt: skip
    assert body["movie"]["title"] == "Alien"
    assert body["movie"]["reception"] == body["reception"]
    assert (body["n_reviews"], body["n_counted"]) == (8, 8)
    assert body["ignored"] == {"near-duplicates": 0, "bursts": 0}
    assert body["languages"] == [{"language": "en", "n": 8}]
    assert [(one["aspect"], one["n"]) for one in body["aspects"]] == [("pace", 6), ("music", 2)]
    pace = body["aspects"][0]
    assert list(pace) == ["aspect", "n", "positive", "low", "high", "praise", "complaints"]
    assert 0 <= pace["low"] <= pace["positive"] <= pace["high"] <= 1
    assert 1 <= len(pace["praise"]) <= 2
    assert list(pace["praise"][0]) == ["text", "review_id"]


def test_quotes_are_in_the_reviews_that_they_name(spoken):
    kept = {
        review["review_id"]: review["text"]
        for review in spoken.get(f"/api/v1/movies/{ALIEN}/reviews").json()["reviews"]
    }
    quotes = [
        quote
        for aspect in audience(spoken)["aspects"]
        for quote in aspect["praise"] + aspect["complaints"]
    ]
    assert quotes
    assert all(quote["text"] in kept[quote["review_id"]] for quote in quotes)


def test_a_movie_without_reviews_has_an_empty_answer(reader):
    body = audience(reader)
    assert (body["n_reviews"], body["aspects"], body["languages"], body["notes"]) == (0, [], [], [])


@pytest.mark.parametrize(
    ("number", "status"),
    [("999", 404), ("0", 422), ("-1", 422), ("x", 422), (str(2**63), 422), (str(2**63 - 1), 404)],
)
def test_movies_that_are_not_there(reader, number, status):
    answer = reader.get(f"/api/v1/movies/{number}/audience")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_posted_review_shows_at_once_and_is_gone_when_taken_back(client):
    before = audience(client)
    assert audience(client) == before
    text = "The acting is superb and everyone in it is a joy to watch."
    posted = client.post(f"/api/v1/movies/{ALIEN}/reviews", json={"text": text}).json()
    told = audience(client)
    assert [one["aspect"] for one in told["aspects"]] == ["acting"]
    assert told["aspects"][0]["praise"] == [
        {"text": text, "review_id": posted["review"]["review_id"]}
    ]
    client.delete(f"/api/v1/movies/{ALIEN}/reviews/{posted['review']['review_id']}")
    assert audience(client) == before


def test_a_posted_review_says_whether_it_counts(client):
    text = "I loved every minute of it, from the first scene to the last one."
    path = f"/api/v1/movies/{ALIEN}/reviews"
    first = client.post(path, json={"text": text}).json()
    assert (first["counts"], first["notes"]) == (True, [])
    assert first["review"]["weight"] == 1
    again = client.post(path, json={"text": text + "!"}).json()
    assert again["counts"] is False
    assert again["review"]["ignored"] == "near-duplicate"
    assert again["review"]["same_as"] == first["review"]["review_id"]
    assert again["notes"] == [
        f"It repeats review {first['review']['review_id']}, and the two count once."
    ]
    assert again["reception"] == first["reception"]
    told = audience(client)
    assert (told["n_reviews"], told["n_counted"]) == (2, 1)
    assert told["notes"] == ["Ignored: 1 near-duplicate."]


@pytest.mark.parametrize("text", ["?!", "…", "---"])
def test_a_text_that_says_nothing_does_not_count(client, text):
    body = client.post(f"/api/v1/movies/{ALIEN}/reviews", json={"text": text}).json()
    assert body["review"]["positive"] == pytest.approx(0.5)
    assert (body["review"]["weight"], body["counts"]) == (0, False)
    assert body["notes"] == ["It holds nothing to read, so it does not count."]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400))
def test_no_text_makes_the_audience_fail(client, text):
    path = f"/api/v1/movies/{ALIEN}/reviews"
    assert client.post(path, json={"text": text}).status_code in {201, 422}
    told = client.get(f"/api/v1/movies/{ALIEN}/audience")
    assert told.status_code == 200
    kept = {
        one["review_id"]: one["text"]
        for one in client.get(path, params={"limit": 100}).json()["reviews"]
    }
    for aspect in told.json()["aspects"]:
        for quote in aspect["praise"] + aspect["complaints"]:
            assert quote["text"] in kept.get(quote["review_id"], quote["text"])


def test_sentiment_tells_language_and_weight(reader):
    body = reader.post("/api/v1/sentiment", json={"texts": ["I loved it!", ""]}).json()
    assert [list(one) for one in body["results"]] == [
        ["label", "positive", "language", "weight"]
    ] * 2
    assert body["results"][0]["weight"] == 1


def test_similar_names_shared_praise_beside_the_sentence(client, home):
    matinee = build(Settings(home=home))
    for title in ("Star Wars", "Alien", "Shane", "Shrek", "Toy Story", "Amélie", "Rio Bravo"):
        say(
            matinee,
            movie_id(title),
            ["pace"],
            0.95 if title in {"Star Wars", "Alien"} else 0.2,
            n=15,
        )
    matinee.close()
    client.app.state.matinee.reload()
    body = client.get(f"/api/v1/movies/{movie_id('Star Wars')}/similar", params={"n": 10}).json()
    shared = {pick["movie"]["title"]: pick["shared_praise"] for pick in body["picks"]}
    assert shared["Alien"] == ["pace"]
    assert all(not told for title, told in shared.items() if title != "Alien")
    why = {pick["movie"]["title"]: pick["why"] for pick in body["picks"]}
    assert "viewers of both praised the pace" in why["Alien"]


def test_kit_sentences_can_be_quoted():
    assert all(40 <= len(sentence) <= 160 for sentence in PRAISE)


def test_nothing_trends_on_old_data_and_the_answer_says_why(reader):
    body = reader.get("/api/v1/trending").json()
    assert list(body) == ["days", "at", "movies", "notes"]
    assert (body["days"], body["movies"]) == (30, [])
    assert "the newest of all is of" in body["notes"][0]


def test_what_is_reviewed_now_trends_at_once(client):
    assert client.get("/api/v1/trending").json()["movies"] == []
    for number, text in enumerate(OPINIONS):
        body = {"text": text, "author": f"viewer {number}"}
        assert client.post(f"/api/v1/movies/{ALIEN}/reviews", json=body).status_code == 201
    body = client.get("/api/v1/trending", params={"days": 1, "limit": 1}).json()
    (trend,) = body["movies"]
    assert trend["movie"]["title"] == "Alien"
    assert list(trend) == [
        "movie", "n_recent", "n_expected", "ratio_low", "mean_recent", "low", "high", "mean_before",
    ]  # fmt: skip
    assert trend["n_recent"] == len(OPINIONS)
    assert trend["ratio_low"] > 1
    assert trend["low"] <= trend["mean_recent"] <= trend["high"]
    before = client.get("/api/v1/trending", params={"at": "2001-01-01"}).json()
    assert (before["movies"], before["at"][:10]) == ([], "2001-01-01")


@pytest.mark.parametrize(
    "query", ["days=0", "days=366", "days=x", "limit=0", "limit=101", "at=soon", "at=nan", "at=inf"]
)
def test_windows_that_cannot_be_are_refused(reader, query):
    answer = reader.get(f"/api/v1/trending?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(-5, 400),
    limit=st.integers(-5, 150),
    at=st.none()
    | st.text(max_size=30)
    | st.datetimes().map(lambda moment: moment.isoformat() + "+14:00")
    | st.datetimes().map(lambda moment: moment.isoformat() + "-12:00")
    | st.floats().map(str),
)
def test_no_window_makes_it_fail(reader, days, limit, at):
    params = {"days": days, "limit": limit} | (
        {} if at is None else {"at": at.encode("utf-8", "replace")}
    )
    assert reader.get("/api/v1/trending", params=params).status_code in {200, 422}
