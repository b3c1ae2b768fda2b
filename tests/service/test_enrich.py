"""TMDB, OMDb and a language model, each played by a real server on this machine."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from matinee.config import Settings
from matinee.data import Critics, Movie, MovieRecord, Profile
from matinee.data.profile import ContentNotes
from matinee.errors import ConfigError, DataError, MatineeError, UnknownIdError
from matinee.providers import pace
from matinee.service import build, enrich_source
from matinee.service.encode import encode_catalogue
from matinee.service.enrich import BATCH, MOST_FAILURES, enrich, gaps
from matinee.service.enrich_source import SOURCES, build_source
from matinee.service.matinee import GENERATION, READY, STALE, TEXTS
from matinee.service.vectors import read_vectors
from tests.kit import chat
from tests.kit.cinema import movie_id, records
from tests.kit.local_server import Reply
from tests.kit.tmdb import IMDB_IDS, asked_movies, details, script_tmdb

SECRET = "s3cret-k3y"  # noqa: S105 - no key of anyone
#: Movies of the installation: the first of the kit, with nothing that could be asked for.
N = 16


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory):
    """An installation without overviews, posters, keywords and profiles."""
    home = tmp_path_factory.mktemp("bare")
    matinee = build(Settings(home=home))
    bare = [
        replace(
            record,
            overview=None,
            profile=None,
            keywords=(),
            # the later, the more popular
            critics=Critics(rt_meter=90, rt_average=8, rt_reviews=10 * number),
        )
        for number, record in enumerate(records()[:N], start=1)
    ]
    with matinee.database.begin() as work:
        work.movies.add(bare)
        work.movies.refresh_popularity()
    encode_catalogue(matinee)
    matinee.close()
    return home


@pytest.fixture
def home(bare_home, tmp_path):
    return shutil.copytree(bare_home, tmp_path / "home")


@pytest.fixture
def tmdb(server):
    script_tmdb(server)
    return server


@pytest.fixture
def opened(home, server, monkeypatch):
    """``opened(omdb_api_key="k", …)``: the kit's installation with more settings."""
    made = []
    # the pace itself is tested where it is made
    monkeypatch.setattr(enrich_source, "PER_SECOND", dict.fromkeys(SOURCES, 1e6))

    def make(**more):
        given = {"tmdb_api_key": SECRET, "tmdb_url": server.url}
        made.append(build(Settings(home=home, timeout_s=1, **(given | more))))
        return made[-1]

    yield make
    for matinee in made:
        matinee.close()


@pytest.fixture
def matinee(opened):
    return opened()


def run(matinee, name=None, **more):
    return enrich(matinee, build_source(matinee.settings, name), **more)


def movies(matinee):
    with matinee.database.read() as work:
        return list(work.movies.iter_all())


def meta(matinee, key):
    with matinee.database.read() as work:
        return work.meta.get(key)


def cache_file(matinee, name="tmdb"):
    return matinee.settings.downloads / "enrich" / f"{name}.jsonl"


def test_fills_in_what_tmdb_knows(matinee, tmdb):
    before = movies(matinee)
    done = run(matinee)
    assert (done.n_asked, done.n_filled, done.n_left, done.stopped) == (N, N, 0, None)
    for was, now in zip(before, movies(matinee), strict=True):
        number = now.movie_id
        assert now.overview == f"Overview number {number}."
        assert now.tagline == f"Tagline number {number}."
        assert now.keywords == ("lighthouse", f"k{number}")
        assert now.poster_url == f"https://image.tmdb.org/t/p/w500/poster-{number}.jpg"
        assert (now.tmdb_id, now.runtime_min) == (1000 + number, 100 + number)
        # title, year and the other names by which it is found stay
        assert (now.title, now.year, now.aliases) == (was.title, was.year, was.aliases)


def test_texts_are_encoded_and_a_running_server_is_told(matinee, tmdb):
    generation = meta(matinee, GENERATION)
    before = read_vectors(matinee.settings.artifacts)
    run(matinee)
    after = read_vectors(matinee.settings.artifacts)
    assert before is not None
    assert after is not None
    assert not set(before.table.hashes) & set(after.table.hashes)
    assert meta(matinee, TEXTS) == READY
    assert meta(matinee, GENERATION) != generation


def test_the_most_popular_come_first(matinee, tmdb):
    done = run(matinee, limit=3)
    assert sorted(asked_movies(tmdb)) == [N - 2, N - 1, N]
    assert (done.n_asked, done.n_left) == (3, N - 3)


def test_nothing_that_is_known_is_replaced_or_asked_for(matinee, tmdb):
    alien = movie_id("Alien")
    whole = MovieRecord(
        title="Alien", overview="Mine.", poster_url="https://mine.example/a.jpg", keywords=("mine",)
    )
    with matinee.database.begin() as work:
        work.movies.merge(alien, whole)
        work.movies.merge(alien + 1, MovieRecord(title="Blade Runner", overview="Mine, too."))
    run(matinee)
    assert alien not in asked_movies(tmdb)
    found = movies(matinee)
    assert found[alien - 1].overview == "Mine."
    assert found[alien].overview == "Mine, too."
    assert found[alien].keywords == ("lighthouse", f"k{alien + 1}")


def test_a_second_run_asks_nothing(matinee, tmdb):
    run(matinee)
    asked = len(tmdb.requests)
    done = run(matinee)
    assert len(tmdb.requests) == asked
    assert (done.n_asked, done.n_filled, done.n_nothing) == (0, 0, 0)


def test_what_was_not_found_is_asked_again_after_thirty_days_or_when_told(matinee, tmdb):
    nothing: dict[str, object] = {"movie_results": []}
    for imdb_id in IMDB_IDS[:5]:
        tmdb.script(f"/3/find/{imdb_id}", Reply(body=nothing))
    # a movie that is there, but with nothing to say, is as good as none
    tmdb.script("/3/movie/1006", Reply(body=details(6, overview="", poster_path=None, keywords={})))
    first = run(matinee)
    assert (first.n_asked, first.n_filled, first.n_nothing) == (N, N - 6, 6)
    assert run(matinee).n_asked == 0
    again = run(matinee, again=True)
    assert (again.n_asked, again.n_nothing) == (6, 6)
    path = cache_file(matinee)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    aged = [line | {"at": line["at"] - 31 * 86_400} for line in lines]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in aged))
    assert run(matinee).n_asked == 6


def test_only_the_named_movies_are_asked_about(matinee, tmdb):
    names = ["alien", IMDB_IDS[0], str(movie_id("Shane")), "solaris (2002)", "Alien"]
    done = run(matinee, only=names)
    wanted = {movie_id("Alien"), 1, movie_id("Shane"), movie_id("Solaris", 2002)}
    assert set(asked_movies(tmdb)) == wanted
    assert done.n_asked == 4


@pytest.mark.parametrize("name", ["Qqqq Zzzz", "987654", "99999999999"])
def test_an_unknown_name_is_told_before_anyone_is_asked(matinee, tmdb, name):
    with pytest.raises(UnknownIdError):
        run(matinee, only=["Alien", name])
    assert tmdb.requests == []


def test_a_limit_below_one_is_refused(matinee, tmdb):
    with pytest.raises(DataError, match="limit must be at least 1, not 0"):
        run(matinee, limit=0)


def test_movies_without_ids_are_left_out(matinee, tmdb):
    with matinee.database.begin() as work:
        work.movies.add([MovieRecord(title="Home Video", year=2001)])
    assert run(matinee).n_asked == N


def test_progress_counts_the_movies(matinee, tmdb):
    told = []
    run(matinee, progress=lambda *step: told.append(step))
    steps = [step for step in told if step[0] == "ask TMDB"]
    assert steps[0] == ("ask TMDB", 0, N)
    assert steps[-1] == ("ask TMDB", N, N)
    assert [step[1] for step in steps] == sorted(step[1] for step in steps)


def test_passing_failures_are_tried_again(matinee, tmdb, monkeypatch):
    for imdb_id in IMDB_IDS[:3]:
        found = {"movie_results": [{"id": 1001 + IMDB_IDS.index(imdb_id)}]}
        path = f"/3/find/{imdb_id}"
        late = Reply(status=429, headers={"Retry-After": "1"})
        tmdb.script(path, late, Reply(status=503), Reply(hang_up=True), Reply(body=found))
    start = time.monotonic()
    done = run(matinee)
    assert (done.n_filled, done.n_failed) == (N, 0)
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    "reply",
    [Reply(status=500), Reply(body=b"<html>"), Reply(body={"movie_results": "x"}), Reply(body=[])],
    ids=["500", "html", "type", "list"],
)
def test_a_movie_that_fails_is_given_up_and_asked_again_next_time(matinee, tmdb, reply):
    path = f"/3/find/{IMDB_IDS[4]}"
    tmdb.script(path, reply)
    done = run(matinee)
    assert (done.n_asked, done.n_filled, done.n_failed, done.n_left) == (N, N - 1, 1, 1)
    assert movies(matinee)[4].overview is None
    tmdb.script(path, Reply(body={"movie_results": [{"id": 1005}]}))
    assert run(matinee).n_filled == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_ends_the_run_at_once_and_is_shown_nowhere(matinee, tmdb, status, caplog):
    caplog.set_level("DEBUG")
    for imdb_id in IMDB_IDS[:N]:
        tmdb.script(f"/3/find/{imdb_id}", Reply(status=status, body={"status_code": 7}))
    done = run(matinee)
    assert done.stopped is not None
    assert done.stopped.startswith(f"TMDB refused the key (status {status}). See that MATINEE_TMDB")
    assert len(tmdb.requests) <= 8
    assert done.n_left == N
    assert SECRET not in done.stopped
    assert SECRET not in caplog.text
    assert SECRET not in cache_file(matinee).read_text()


def test_a_key_that_is_spent_midway_keeps_what_was_found(matinee, tmdb, monkeypatch):
    monkeypatch.setattr("matinee.service.enrich.WORKERS", 1)
    order = list(range(N, 0, -1))
    spent = order[10]
    wait = Reply(status=429, headers={"Retry-After": "3600"})
    tmdb.script(f"/3/movie/{1000 + spent}", wait)
    done = run(matinee)
    assert "asks to wait 3600 s" in (done.stopped or "")
    assert done.n_filled == 10
    assert meta(matinee, TEXTS) == READY
    filled = {movie.movie_id for movie in movies(matinee) if movie.overview}
    assert filled == set(order[:10])
    script_tmdb(tmdb)
    again = run(matinee)
    assert (again.n_asked, again.n_filled, again.stopped) == (N - 10, N - 10, None)


def test_a_service_that_is_down_is_not_asked_for_ever(matinee, tmdb, monkeypatch):
    monkeypatch.setattr(pace, "TRIES", 1)
    for imdb_id in IMDB_IDS[:N]:
        tmdb.script(f"/3/find/{imdb_id}", Reply(status=500))
    done = run(matinee)
    assert done.stopped is not None
    assert done.stopped.startswith("10 movies in a row failed, the last one so: TMDB answered with")
    assert MOST_FAILURES <= done.n_failed <= MOST_FAILURES + 4
    assert done.n_left == N


def test_failures_that_are_not_in_a_row_are_gone_past(matinee, tmdb, monkeypatch):
    monkeypatch.setattr("matinee.service.enrich.WORKERS", 1)
    for number in range(1, N + 1):
        if number % 5:
            tmdb.script(f"/3/find/{IMDB_IDS[number - 1]}", Reply(status=400))
    done = run(matinee)
    assert (done.n_failed, done.n_filled, done.stopped) == (13, 3, None)


def test_kept_answers_are_stored_without_asking(matinee, tmdb):
    run(matinee)
    kept = cache_file(matinee).read_text()
    assert len(kept.splitlines()) == N
    with matinee.database.begin() as work:
        # as if the run had been killed before it stored anything
        work.movies.add([MovieRecord(title="Another", year=2001, imdb_id="tt7654321")])
    fresh = json.loads(kept.splitlines()[0]) | {"key": "tt7654321"}
    cache_file(matinee).write_text(kept + json.dumps(fresh) + '\n{"key": "tt0000001", "at')
    asked = len(tmdb.requests)
    done = run(matinee)
    assert (done.n_asked, done.n_filled, done.n_remembered) == (0, 1, 1)
    assert len(tmdb.requests) == asked
    assert movies(matinee)[-1].overview.startswith("Overview number")
    # the line that was cut off is gone
    assert all(json.loads(line) for line in cache_file(matinee).read_text().splitlines())


def test_a_cache_that_cannot_be_written_is_one_sentence(matinee, tmdb):
    matinee.settings.downloads.mkdir(exist_ok=True)
    (matinee.settings.downloads / "enrich").write_text("no folder")
    with pytest.raises(MatineeError, match="cannot be used"):
        run(matinee)


def test_a_batch_is_stored_whole_or_not_at_all(matinee, tmdb, monkeypatch):
    monkeypatch.setattr("matinee.service.enrich.BATCH", 10)
    before = meta(matinee, TEXTS)
    monkeypatch.setattr("matinee.storage.meta.Meta.set", _disk_full)
    with pytest.raises(MatineeError, match="disk is full"):
        run(matinee)
    monkeypatch.undo()
    assert all(movie.overview is None for movie in movies(matinee))
    assert meta(matinee, TEXTS) == before
    # what was answered is not asked for again
    asked = len(tmdb.requests)
    assert run(matinee).n_remembered == 10
    assert len(tmdb.requests) == asked + 2 * (N - 10)


def _disk_full(*_):
    raise MatineeError("the disk is full")


def test_ctrl_c_keeps_what_was_found(matinee, tmdb, monkeypatch):
    script_tmdb(tmdb, delay_s=0.05)

    def press(step, n_done, _total):
        if step == "ask TMDB" and n_done == 5:
            raise KeyboardInterrupt

    done = run(matinee, progress=press)
    assert done.stopped == "You stopped it."
    assert 5 <= done.n_filled <= 9
    # what was under way is not thrown away
    assert len(asked_movies(tmdb)) == done.n_filled
    assert done.n_filled + done.n_left == N
    assert sum(movie.overview is not None for movie in movies(matinee)) == done.n_filled
    assert meta(matinee, TEXTS) == READY
    again = run(matinee)
    assert again.n_asked == N - done.n_filled
    assert len(asked_movies(tmdb)) == N


KILLED = """
import sys
from matinee.config import Settings
from matinee.service import build
from matinee.service.enrich import enrich
from matinee.service.enrich_source import build_source
sys.modules["matinee.service.enrich"].BATCH = 8
matinee = build(Settings())
enrich(matinee, build_source(matinee.settings))
"""


@pytest.mark.parametrize("n_before", [3, 12])
def test_a_killed_run_goes_on_where_it_was(home, opened, tmdb, n_before):
    script_tmdb(tmdb, delay_s=0.15)
    env = os.environ | {
        "MATINEE_HOME": str(home),
        "MATINEE_TMDB_API_KEY": SECRET,
        "MATINEE_TMDB_URL": tmdb.url,
    }
    process = subprocess.Popen([sys.executable, "-c", KILLED], env=env)
    path = home / "downloads" / "enrich" / "tmdb.jsonl"
    until = time.monotonic() + 60
    while not path.exists() or len(path.read_text().splitlines()) < n_before:
        assert process.poll() is None, "it ended before it was killed"
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = len([line for line in path.read_text().split("\n")[:-1] if line])
    assert n_before <= kept < N
    matinee = opened()
    stored = sum(movie.overview is not None for movie in movies(matinee))
    # a whole batch of 8 is stored, and says that the texts are new
    assert stored == (8 if kept > 8 else 0)
    assert stored <= kept
    assert meta(matinee, TEXTS) == (STALE if stored else READY)
    script_tmdb(tmdb)
    asked = len(asked_movies(tmdb))
    done = run(matinee)
    assert done.n_asked == N - kept
    assert done.n_remembered == kept - stored
    assert len(asked_movies(tmdb)) - asked == N - kept
    assert all(movie.overview for movie in movies(matinee))
    assert meta(matinee, TEXTS) == READY


def test_more_than_one_batch(matinee, tmdb):
    many = BATCH + 4
    more = [MovieRecord(title=f"Movie {n}", year=2000, imdb_id=f"tt9{n:06d}") for n in range(many)]
    with matinee.database.begin() as work:
        work.movies.add(more)
    for n in range(many):
        tmdb.script(f"/3/find/tt9{n:06d}", Reply(body={"movie_results": [{"id": 5000 + n}]}))
        body = details(1, id=5000 + n, imdb_id=f"tt9{n:06d}")
        tmdb.script(f"/3/movie/{5000 + n}", Reply(body=body))
    assert run(matinee).n_filled == N + many


def test_gaps_are_what_is_wanted_and_not_there():
    movie = Movie(movie_id=1, title="Alien", year=1979, overview="Mine.", runtime_min=117)
    found = MovieRecord(title="X", overview="Theirs.", runtime_min=1, tmdb_id=5, tagline="T")
    assert gaps(movie, None) is None
    assert gaps(movie, found) is None
    poster = MovieRecord(title="X", poster_url="https://p.example/x", runtime_min=1, tmdb_id=5)
    assert gaps(movie, poster) == MovieRecord(
        title="Alien", year=1979, poster_url="https://p.example/x", tmdb_id=5
    )


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
