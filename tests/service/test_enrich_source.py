"""OMDb and a language model, each played by a real server, and which of them is chosen."""

import pytest

from matinee.config import Settings
from matinee.data import MovieRecord, Profile
from matinee.data.profile import ContentNotes
from matinee.errors import ConfigError
from matinee.service import enrich_source
from matinee.service.enrich_source import build_source
from matinee.service.matinee import READY, TEXTS
from tests.kit import chat
from tests.kit.bare import SECRET, N, bare_home, cache_file, home, meta, movies, opened, run
from tests.kit.cinema import movie_id
from tests.kit.local_server import Reply

__all__ = ["bare_home", "home", "opened"]


# ------------------------------------------------------------------ OMDb ----


def omdb_answer(**more):
    return {"Response": "True", "Type": "movie", "Title": "Another Title", "Year": "1901",
            "Plot": "A plot.", "Poster": "https://images.example/p.jpg", "imdbRating": "7.9",
            "BoxOffice": "$1,000"} | more  # fmt: skip


def test_omdb_fills_in_plots_posters_and_ratings(opened, server):
    server.script("/", Reply(body=omdb_answer()))
    matinee = opened(tmdb_api_key=None, omdb_api_key=SECRET, omdb_url=server.url)
    done = run(matinee)
    assert (done.source, done.n_asked, done.n_filled) == ("OMDb", N, N)
    alien = movies(matinee)[movie_id("Alien") - 1]
    assert (alien.title, alien.year, alien.aliases) == ("Alien", 1979, ())
    assert (alien.overview, alien.imdb_rating) == ("A plot.", 7.9)
    assert alien.poster_url == "https://images.example/p.jpg"
    assert alien.box_office_usd is None
    assert SECRET not in cache_file(matinee, "omdb").read_text()


def test_omdb_whose_day_is_spent_is_told(opened, server, monkeypatch):
    monkeypatch.setattr("matinee.service.enrich.WORKERS", 1)
    limit = {"Response": "False", "Error": "Request limit reached!"}
    answers = [Reply(body=omdb_answer()), Reply(body={"Response": "False", "Error": "No movie"})]
    server.script("/", *answers, Reply(body=limit))
    done = run(opened(tmdb_api_key=None, omdb_api_key=SECRET, omdb_url=server.url))
    assert (done.n_filled, done.n_nothing) == (1, 1)
    assert done.stopped is not None
    assert done.stopped.startswith("OMDb refused the key or its daily limit is reached. See that")
    assert "tomorrow" in done.stopped
    assert done.n_left == N - 2


# ------------------------------------------------------- a language model ----


@pytest.fixture
def writing(opened, server):
    """The installation with a language model."""
    pytest.importorskip("langchain", reason="needs matinee[llm]")
    server.script(chat.PATH, chat.profile())
    settings = {"llm": "openai:some-model", "llm_url": f"{server.url}/v1", "llm_api_key": SECRET}
    return opened(tmdb_api_key=None, **settings)


def test_a_model_writes_profiles_that_are_marked(writing, server):
    done = run(writing)
    assert (done.source, done.n_asked, done.n_filled) == ("the language model", N, N)
    for movie in movies(writing):
        assert movie.profile is not None
        assert movie.profile.generated_by == "openai:some-model"
        assert movie.profile.tags == tuple(chat.TAGS)
    assert meta(writing, TEXTS) == READY
    assert run(writing).n_asked == 0
    kept = next((writing.settings.downloads / "enrich").glob("llm-*.jsonl")).read_text()
    assert SECRET not in kept


def test_a_profile_that_a_person_wrote_is_neither_asked_for_nor_replaced(writing, server):
    mine = Profile(
        premise="Mine.",
        tags=tuple(chat.TAGS[:6]),
        notes=ContentNotes(violence=3, sex=3, fear=3, language=3),
    )
    with writing.database.begin() as work:
        work.movies.merge(1, MovieRecord(title="Star Wars", profile=mine))
    assert run(writing).n_asked == N - 1
    assert movies(writing)[0].profile == mine


def test_movies_without_facts_are_not_invented(writing, server):
    with writing.database.begin() as work:
        bare = MovieRecord(title="Home Video", year=2001, genres=("Drama",))
        work.movies.add([bare, MovieRecord(title="Told", overview="A plot.")])
    assert run(writing).n_asked == N + 1


def test_a_model_writes_of_two_hundred_at_most_unless_told(writing, monkeypatch):
    assert build_source(writing.settings, "llm").limit == 200
    monkeypatch.setattr(enrich_source.ProfileSource, "limit", 3)
    assert run(writing).n_asked == 3
    assert run(writing, limit=5).n_asked == 5


def test_movies_that_the_model_does_not_know_get_nothing(writing, server):
    server.script(chat.PATH, chat.completion('{"unknown": true}'))
    done = run(writing, limit=4)
    assert (done.n_filled, done.n_nothing, len(server.requests)) == (0, 4, 4)
    assert all(movie.profile is None for movie in movies(writing))
    server.script(chat.PATH, chat.profile())
    assert run(writing, limit=100).n_asked == N - 4
    assert run(writing, limit=100, again=True).n_filled == 4


def test_answers_that_cannot_be_used_are_counted_and_not_stored(writing, server):
    server.script(chat.PATH, chat.completion("I would rather write a poem."))
    done = run(writing, limit=4)
    assert (done.n_unusable, done.n_filled, done.n_failed) == (4, 0, 0)
    assert len(server.requests) == 8
    assert all(movie.profile is None for movie in movies(writing))


def test_a_model_with_a_wrong_key_stops_the_run(writing, server):
    server.script(chat.PATH, Reply(status=401, body={"error": {"message": f"no {SECRET}"}}))
    done = run(writing)
    assert done.stopped is not None
    assert "status 401" in done.stopped
    assert "MATINEE_LLM_API_KEY" in done.stopped
    assert SECRET not in done.stopped
    assert len(server.requests) <= 8


# --------------------------------------------------------------- choosing ----


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ({"tmdb_api_key": "a", "omdb_api_key": "b", "llm": "openai:m"}, None, "tmdb"),
        ({"tmdb_api_key": " ", "omdb_api_key": "b", "llm": "openai:m"}, None, "omdb"),
        ({"llm": "openai:m"}, None, "llm"),
        ({"tmdb_api_key": "a", "omdb_api_key": "b"}, "omdb", "omdb"),
    ],
)
def test_the_source_that_is_set_up_is_chosen(given, name, expected):
    pytest.importorskip("langchain", reason="needs matinee[llm]")
    assert build_source(Settings(_env_file=None, **given), name).name == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (None, "MATINEE_TMDB_API_KEY, MATINEE_OMDB_API_KEY or MATINEE_LLM must be set"),
        ("tmdb", "MATINEE_TMDB_API_KEY must be set"),
        ("omdb", "MATINEE_OMDB_API_KEY must be set"),
        ("llm", "MATINEE_LLM must name a model"),
        ("imdb", "--from must be tmdb, omdb or llm, not 'imdb'"),
    ],
)
def test_what_is_not_set_is_named(name, message):
    with pytest.raises(ConfigError, match=message):
        build_source(Settings(_env_file=None), name)


def test_rates_are_the_services_own_unless_set():
    settings = Settings(_env_file=None, tmdb_api_key="a", omdb_api_key="b")
    rates = [build_source(settings, name).pace.per_second for name in ("tmdb", "omdb")]
    assert rates == [20, 5]
    slow = Settings(_env_file=None, tmdb_api_key="a", enrich_per_second=0.5)
    assert build_source(slow, "tmdb").pace.per_second == 0.5
