from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.data.review import ReviewRecord
from matinee.errors import ConfigError, DataError, ProviderError
from matinee.providers.rapidapi import ImdbReviews, parse_reviews
from tests.kit.local_server import Reply
from tests.providers.test_omdb import json_values

MOVIE = "tt0000042"
ROW: dict[str, object] = {
    "id": "/title/tt0000042/userreviews/rw0000007",
    "author": {"displayName": "keeper", "userId": "/user/ur1/"},
    "authorRating": 9,
    "reviewText": "The lamp is lit.<br/>I liked it &amp; so will you.",
    "reviewTitle": "Bright",
    "submissionDate": "2003-07-19",
}


def test_a_full_row_becomes_a_review():
    assert parse_reviews(MOVIE, {"reviews": [ROW]}) == [
        ReviewRecord(
            text="The lamp is lit.\nI liked it & so will you.",
            imdb_id=MOVIE,
            stars=9,
            written_at=datetime(2003, 7, 19, tzinfo=UTC),
            author="keeper",
            source="rapidapi",
            external_id="/title/tt0000042/userreviews/rw0000007",
        )
    ]


@pytest.mark.parametrize(
    "answer",
    [
        [{"text": "Fine."}],
        ["Fine."],
        {"results": [{"content": "Fine.", "author": "", "rating": "N/A"}]},
        {"reviews": [{"reviewText": "Fine."}, {"reviewText": "Fine."}, {"reviewText": " "}, 7]},
    ],
    ids=["rows", "texts", "other names", "repeats and empty ones"],
)
def test_other_shapes_give_the_same_review(answer):
    (review,) = parse_reviews(MOVIE, answer)
    assert (review.text, review.stars, review.author) == ("Fine.", None, None)
    assert review.external_id is not None
    assert len(review.external_id) == 32


@pytest.mark.parametrize("answer", [None, [], {"reviews": []}])
def test_no_reviews(answer):
    assert parse_reviews(MOVIE, answer) == []


@pytest.mark.parametrize("answer", ["x", 3, {}, {"message": "no"}, {"reviews": "many"}])
def test_answers_without_reviews_are_refused(answer):
    with pytest.raises(ProviderError, match="not a list of reviews"):
        parse_reviews(MOVIE, answer)


@settings(deadline=None)  # a busy machine is no fault
@given(
    json_values
    | st.lists(st.dictionaries(st.sampled_from([*ROW, "text", "name"]), json_values), max_size=3)
)
def test_any_json_gives_sound_reviews_or_a_provider_error(answer):
    try:
        reviews = parse_reviews(MOVIE, answer)
    except ProviderError:
        return
    assert len({review.external_id for review in reviews}) == len(reviews)
    for review in reviews:
        assert review.text.strip()
        assert review.stars is None or 1 <= review.stars <= 10
        assert review.written_at is None or review.written_at.tzinfo is not None


def test_asks_with_key_and_host(server):
    server.script("/title/get-user-reviews", Reply(status=429), Reply(body={"reviews": [ROW]}))
    (review,) = ImdbReviews("key", server.url, 5).reviews(MOVIE)
    assert review.author == "keeper"
    assert len(server.requests) == 2
    request = server.requests[1]
    assert request.params == {"tconst": MOVIE}
    assert request.headers["x-rapidapi-key"] == "key"
    assert request.headers["x-rapidapi-host"] == "127.0.0.1"


def test_bad_arguments_are_not_sent(server):
    with pytest.raises(DataError, match="not 'keepers'"):
        ImdbReviews("key", server.url, 5).reviews("keepers")
    assert server.requests == []


def test_an_unusable_address_is_refused():
    with pytest.raises(ConfigError, match="The base URL of The IMDb reviews service"):
        ImdbReviews("key", "imdb8.example", 5)
