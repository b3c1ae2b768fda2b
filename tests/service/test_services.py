"""The optional services, played by a real server on this machine."""

import pytest

from matinee.config import Settings
from matinee.errors import UnknownIdError
from matinee.service import build, recommend_by_title
from tests.kit.angry import ANGRY
from tests.kit.cinema import movie_id
from tests.kit.local_server import Reply

ARRIVAL = {
    "Response": "True",
    "Type": "movie",
    "Title": "Arrival",
    "Year": "2016",
    "imdbID": "tt2543164",
    "Genre": "Drama, Sci-Fi",
    "Director": "Denis Villeneuve",
    "Plot": "A linguist is asked to speak with visitors from space.",
    "Poster": "https://images.example/arrival.jpg",
    "imdbRating": "7.9",
}
NOTHING = {"Response": "False", "Error": "Movie not found!"}


@pytest.fixture
def opened(home):
    """``opened(omdb_api_key="k", …)``: the kit's installation with more settings."""
    made = []

    def make(**more):
        made.append(build(Settings(home=home, timeout_s=0.5, **more)))
        return made[-1]

    yield make
    for matinee in made:
        matinee.close()


def titles(similar):
    return [pick.view.movie.title for pick in similar.picks]


def test_title_outside_the_catalogue_is_looked_up_stored_and_recommended_for(opened, server):
    server.script("/", Reply(body=ARRIVAL))
    matinee = opened(omdb_api_key="secret", omdb_url=server.url)
    similar = recommend_by_title(matinee, "Arrival (2016)")
    assert similar.query.movie.imdb_id == "tt2543164"
    assert similar.query.rating == pytest.approx(7.9)
    kinds = [pick.view.movie.genres[0] for pick in similar.picks]
    assert kinds.count("Science Fiction") >= 3
    asked = len(server.requests)
    again = recommend_by_title(matinee, "Arrival")
    assert again.query.movie.movie_id == similar.query.movie.movie_id
    assert len(server.requests) == asked


def test_posters_and_ratings_of_the_picks_are_filled_in_once(opened, server):
    server.script("/", Reply(body=ARRIVAL | {"imdbRating": "6.1"}))
    matinee = opened(omdb_api_key="secret", omdb_url=server.url)
    first = recommend_by_title(matinee, "Alien")
    assert {pick.view.movie.poster_url for pick in first.picks} == {ARRIVAL["Poster"]}
    assert [pick.view.rating for pick in first.picks] == pytest.approx([6.1] * 5)
    asked = len(server.requests)
    recommend_by_title(matinee, "Alien")
    assert len(server.requests) == asked
    # what was encoded stays: only poster and rating were taken
    assert all(pick.view.movie.overview is None for pick in first.picks)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(body=b"<html>"),
        Reply(hang_up=True),
        Reply(delay_s=2),
        Reply(status=401),
    ],
    ids=["fault", "no json", "hangs up", "slow", "wrong key"],
)
def test_omdb_that_fails_is_left_out_and_told_once(opened, server, reply, caplog):
    server.script("/", reply)
    matinee = opened(omdb_api_key="secret", omdb_url=server.url)
    assert len(recommend_by_title(matinee, "Alien").picks) == 5
    assert len(recommend_by_title(matinee, "Shane").picks) == 5
    with pytest.raises(UnknownIdError):
        recommend_by_title(matinee, "A Title That Nobody Has")
    told = [record for record in caplog.records if "OMDb was left out" in record.message]
    assert told
    assert len({record.message for record in told}) == len(told)
    assert "secret" not in caplog.text


def test_unknown_to_omdb_too_is_unknown(opened, server):
    server.script("/", Reply(body=NOTHING))
    with pytest.raises(UnknownIdError):
        recommend_by_title(opened(omdb_api_key="k", omdb_url=server.url), "Qqqq Zzzz")


def test_reviews_of_candidates_are_fetched_scored_and_kept(opened, server):
    reviews = [{"reviewText": text, "id": str(n)} for n, text in enumerate(ANGRY[:3])]
    server.script("/title/get-user-reviews", Reply(body={"reviews": reviews}))
    matinee = opened(rapidapi_key="k", rapidapi_url=server.url)
    similar = recommend_by_title(matinee, "Star Wars")
    assert {pick.view.reception.n_reviews for pick in similar.picks} == {3}
    with matinee.database.read() as work:
        assert work.reviews.count() >= 15
    asked = len(server.requests)
    recommend_by_title(matinee, "Star Wars")
    assert len(server.requests) == asked


def test_reviews_service_that_fails_is_left_out(opened, server, caplog):
    server.script("/title/get-user-reviews", Reply(status=503))
    matinee = opened(rapidapi_key="k", rapidapi_url=server.url)
    assert len(recommend_by_title(matinee, "Star Wars").picks) == 5
    assert "IMDb reviews were left out" in caplog.text


def completion(text):
    message = {"role": "assistant", "content": text}
    return Reply(
        body={
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    )


def test_language_model_writes_the_query(opened, server):
    pytest.importorskip("langchain", reason="needs matinee[llm]")
    server.script("/v1/chat/completions", completion("A western with John Wayne. Western cowboys."))
    written = {"llm": "openai:m", "llm_url": f"{server.url}/v1", "llm_api_key": "k"}
    # all weight on the text, so that the query decides
    matinee = opened(**written, sentiment_weight=0)
    matinee.shelf.hybrid.ratings_ = None
    kinds = [pick.view.movie.genres[0] for pick in recommend_by_title(matinee, "Alien").picks]
    assert kinds.count("Western") >= 3


def test_language_model_that_fails_leaves_the_template(opened, server, caplog):
    pytest.importorskip("langchain", reason="needs matinee[llm]")
    server.script("/v1/chat/completions", Reply(status=400, body={"error": {"message": "no"}}))
    matinee = opened(llm="openai:m", llm_url=f"{server.url}/v1", llm_api_key="k")
    plain = opened()
    assert titles(recommend_by_title(matinee, "Alien")) == titles(
        recommend_by_title(plain, "Alien")
    )
    assert "The language model was left out" in caplog.text


def test_similar_movies_ask_nobody_by_default(opened, server):
    matinee = opened()
    recommend_by_title(matinee, "Alien")
    assert server.requests == []
    assert movie_id("Alien") == 6
