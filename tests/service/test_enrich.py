"""TMDB, played by a real server on this machine: runs, stops, kills, and what is kept."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from matinee.data import Movie, MovieRecord
from matinee.errors import DataError, MatineeError, UnknownIdError
from matinee.service.enrich import BATCH, MOST_FAILURES, gaps
from matinee.service.matinee import GENERATION, READY, STALE, TEXTS
from matinee.service.vectors import read_vectors
from tests.kit.bare import (
    SECRET,
    N,
    bare_home,
    cache_file,
    home,
    matinee,
    meta,
    movies,
    opened,
    run,
    tmdb,
)
from tests.kit.cinema import movie_id
from tests.kit.local_server import Reply
from tests.kit.tmdb import IMDB_IDS, asked_movies, details, script_tmdb

__all__ = ["bare_home", "home", "matinee", "opened", "tmdb"]


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


def test_a_service_that_is_down_is_not_asked_for_ever(matinee, tmdb):
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
