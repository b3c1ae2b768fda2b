import logging
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data.movie import MovieRecord
from matinee.errors import ConfigError, DataError, ProviderError
from matinee.providers import http
from matinee.providers.retry import RefusedError
from matinee.providers.tmdb import Tmdb, parse_find, parse_movie
from tests.kit.local_server import LocalServer, Reply

IMAGES = "https://images.example/w500"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiI.c2lnbmF0dXJl"  # noqa: S105 - no key of anyone
#: Made up, in the shape of a full answer.
ANSWER: dict[str, object] = {
    "adult": False,
    "id": 42,
    "imdb_id": "tt0000042",
    "title": "The Lighthouse Keepers",
    "original_title": "Les gardiens",
    "release_date": "1999-03-31",
    "runtime": 136,
    "overview": "Two keepers find that their sea is painted.",
    "tagline": "What is behind the waves?",
    "poster_path": "/kEeP3rs-_.jpg",
    "keywords": {"keywords": [{"id": 1, "name": "Lighthouse"}, {"id": 2, "name": "sea"}]},
}
FOUND = {"movie_results": [{"id": 42, "title": "The Lighthouse Keepers"}], "tv_results": []}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=6,
)


def build_tmdb(server: LocalServer, key: str = "key", timeout_s: float = 5) -> Tmdb:
    return Tmdb(key, server.url, IMAGES, timeout_s)


def test_a_full_answer_becomes_a_movie():
    assert parse_movie(ANSWER, IMAGES) == MovieRecord(
        title="The Lighthouse Keepers",
        year=1999,
        imdb_id="tt0000042",
        tmdb_id=42,
        runtime_min=136,
        overview="Two keepers find that their sea is painted.",
        tagline="What is behind the waves?",
        keywords=("lighthouse", "sea"),
        poster_url="https://images.example/w500/kEeP3rs-_.jpg",
        source="tmdb",
    )


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("overview", "", "overview", None),
        ("overview", None, "overview", None),
        ("overview", ["x"], "overview", None),
        ("overview", "x" * 10_001, "overview", None),
        ("overview", "A &amp; <b>B</b>", "overview", "A & B"),
        ("runtime", 0, "runtime_min", None),
        ("runtime", 10**9, "runtime_min", None),
        ("release_date", "", "year", None),
        ("release_date", 1999, "year", None),
        ("poster_path", None, "poster_url", None),
        ("poster_path", "javascript:alert(1)", "poster_url", None),
        ("poster_path", "//evil.example/x.jpg", "poster_url", None),
        ("poster_path", "/../x.jpg", "poster_url", None),
        ("poster_path", "/x.jpg\n", "poster_url", None),
        ("poster_path", "/x y.jpg", "poster_url", None),
        ("keywords", None, "keywords", ()),
        ("keywords", {"keywords": "sea"}, "keywords", ()),
        ("keywords", {"keywords": [1, {"name": 2}, {"name": " Sea "}, {"name": "sea"}]}, "keywords",
         ("sea",)),
        ("keywords", {"keywords": [{"name": "x" * 81}]}, "keywords", ()),
    ],
)  # fmt: skip
def test_single_fields(field, value, attribute, expected):
    assert getattr(parse_movie(ANSWER | {field: value}, IMAGES), attribute) == expected


def test_keywords_are_not_endless():
    many = {"keywords": [{"name": f"k{n}"} for n in range(1000)]}
    assert len(parse_movie(ANSWER | {"keywords": many}, IMAGES).keywords) == 60


@pytest.mark.parametrize(
    "answer",
    [None, [], "x", 3, {}, ANSWER | {"id": "42"}, ANSWER | {"id": True}, ANSWER | {"id": 2**31},
     ANSWER | {"title": ""}, ANSWER | {"title": None}],
)  # fmt: skip
def test_other_shapes_are_refused(answer):
    with pytest.raises(ProviderError, match=r"what is not a movie|without id or title"):
        parse_movie(answer, IMAGES)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (FOUND, 42),
        ({"movie_results": []}, None),
        ({"movie_results": [3, {"id": "x"}, {"id": 7}]}, 7),
    ],
)
def test_finds_the_id(answer, expected):
    assert parse_find(answer) == expected


@pytest.mark.parametrize("answer", [None, [], {}, {"movie_results": {}}, "<html>"])
def test_a_find_of_another_shape_is_refused(answer):
    with pytest.raises(ProviderError, match="not a list of movies"):
        parse_find(answer)


@given(
    json_values
    | st.dictionaries(st.sampled_from(sorted(ANSWER)), json_values)
    | st.builds(
        lambda key, value: ANSWER | {key: value}, st.sampled_from(list(ANSWER)), json_values
    )
)
def test_any_json_gives_a_sound_movie_or_a_provider_error(answer):
    try:
        movie = parse_movie(answer, IMAGES)
    except ProviderError:
        return
    assert movie.title
    assert movie.tmdb_id is not None
    assert 0 < movie.tmdb_id < 2**31
    assert movie.poster_url is None or movie.poster_url.startswith(f"{IMAGES}/")
    for text in (movie.title, movie.overview, movie.tagline, *movie.keywords):
        assert text is None or text.encode().decode().strip()


@given(json_values | st.fixed_dictionaries({"movie_results": json_values}))
def test_any_json_gives_an_id_none_or_a_provider_error(answer):
    try:
        found = parse_find(answer)
    except ProviderError:
        return
    assert found is None or 0 < found < 2**31


def test_finds_by_imdb_id_with_a_key(server):
    server.script("/3/find/tt0000042", Reply(body=FOUND))
    server.script("/3/movie/42", Reply(body=ANSWER))
    movie = build_tmdb(server).find("tt0000042")
    assert movie is not None
    assert movie.keywords == ("lighthouse", "sea")
    first, second = server.requests
    assert first.params == {"api_key": "key", "external_source": "imdb_id"}
    assert second.params == {"api_key": "key", "append_to_response": "keywords"}
    assert "authorization" not in first.headers


def test_a_token_goes_as_a_header(server):
    server.script("/3/movie/42", Reply(body=ANSWER))
    assert build_tmdb(server, f" {TOKEN} ").find("tt0000042", 42) is not None
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert "api_key" not in request.params


def test_the_own_id_saves_a_request_unless_it_leads_elsewhere(server):
    server.script("/3/movie/7", Reply(body=ANSWER | {"id": 7, "imdb_id": "tt0000007"}))
    server.script("/3/movie/42", Reply(body=ANSWER))
    server.script("/3/find/tt0000042", Reply(body=FOUND))
    tmdb = build_tmdb(server)
    assert tmdb.find("tt0000042", 42) is not None
    assert len(server.requests) == 1
    movie = tmdb.find("tt0000042", 7)
    assert movie is not None
    assert movie.tmdb_id == 42


def test_unknown_movies_are_none(server):
    server.script("/3/find/tt0000042", Reply(body={"movie_results": []}))
    server.script("/3/movie/9", Reply(status=404, body={"status_code": 34}))
    tmdb = build_tmdb(server)
    assert tmdb.find("tt0000042") is None
    assert tmdb.find(None, 9) is None
    assert tmdb.find("tt0000042", 9) is None


def test_a_page_that_is_not_there_is_no_unknown_movie(server):
    html = Reply(status=404, body=b"<html>", headers={"Content-Type": "text/html"})
    server.script("/3/movie/9", html)
    with pytest.raises(ProviderError, match="status 404"):
        build_tmdb(server).find(None, 9)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=500), "status 500"),
        (Reply(status=404), "status 404"),
        (Reply(body=b"<html>"), "not JSON"),
        (Reply(body=b'{"movie_results": ['), "not JSON"),
        (Reply(body=b"[" * 100_000), "not JSON"),
        (Reply(body=b""), "not a list of movies"),
        (Reply(body={"movie_results": 3}), "not a list of movies"),
        (Reply(body=b'"' + b"x" * 2_000 + b'"'), "answered more than"),
        (Reply(body={}, delay_s=2), "did not answer within"),
        (Reply(hang_up=True), "could not be reached"),
        (Reply(status=302, headers={"Location": "http://elsewhere.example/"}), "redirect"),
    ],
    ids=["500", "404", "html", "cut", "deep", "empty", "type", "huge", "late", "hang-up", "moved"],
)
def test_failures_become_provider_errors(server, reply, message, monkeypatch):
    if message == "answered more than":
        monkeypatch.setattr(http, "LONGEST_ANSWER_BYTES", 1_000)
    server.script("/3/find/tt0000042", reply)
    with pytest.raises(ProviderError, match=message):
        build_tmdb(server, timeout_s=0.3).find("tt0000042")


@pytest.mark.parametrize("key", ["s3cret-k3y", TOKEN], ids=["key", "token"])
@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_the_key_is_shown_nowhere(server, key, status, caplog):
    caplog.set_level(logging.DEBUG)
    server.script("/3/find/tt0000042", Reply(status=status, body={"status_code": 7}))
    kind = RefusedError if status in {401, 403} else ProviderError
    with pytest.raises(kind) as caught:
        build_tmdb(server, key).find("tt0000042")
    shown = "".join(traceback.format_exception(caught.value))
    assert key not in f"{caught.value!r}{shown}"
    assert key not in caplog.text


def test_bad_arguments_are_not_sent(server):
    tmdb = build_tmdb(server)
    for imdb_id, tmdb_id in ((None, None), ("133093", None), ("tt0000042", 0), (None, 2**31)):
        with pytest.raises(DataError, match=r"must be"):
            tmdb.find(imdb_id, tmdb_id)
    assert server.requests == []


def test_unusable_settings_are_refused(server):
    with pytest.raises(ConfigError, match="The base URL of TMDB must be"):
        Tmdb("key", "api.example", IMAGES, 5)
    with pytest.raises(ConfigError, match="The base URL of TMDB's posters must be"):
        Tmdb("key", server.url, "file:///posters", 5)
