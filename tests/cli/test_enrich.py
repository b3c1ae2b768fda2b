import json

import pytest

from matinee.service import enrich_source
from tests.kit import chat
from tests.kit.cinema import movie_id
from tests.kit.local_server import Reply
from tests.kit.services import server
from tests.kit.tmdb import IMDB_IDS, script_tmdb

__all__ = ["server"]

SECRET = "s3cret-k3y"  # noqa: S105 - no key of anyone


@pytest.fixture
def tmdb(server, monkeypatch):
    script_tmdb(server)
    monkeypatch.setattr(enrich_source, "PER_SECOND", dict.fromkeys(enrich_source.SOURCES, 1e6))
    monkeypatch.setenv("MATINEE_TMDB_API_KEY", SECRET)
    monkeypatch.setenv("MATINEE_TMDB_URL", server.url)
    return server


def test_the_table_counts_and_says_what_to_do_next(run, tmdb):
    tmdb.script(f"/3/find/{IMDB_IDS[0]}", Reply(body={"movie_results": []}))
    tmdb.script(f"/3/find/{IMDB_IDS[1]}", Reply(status=400))
    done = run("enrich")
    assert done.code == 0
    rows = {line.rsplit(None, 1)[0].strip(): line.rsplit(None, 1)[1] for line in
            done.out.splitlines() if line.strip() and line.strip() != "TMDB"}  # fmt: skip
    n = len(IMDB_IDS)
    assert rows["asked"] == str(n)
    assert rows["filled"] == str(n - 2)
    assert (rows["nothing found"], rows["failed"]) == ("1", "1")
    assert "1 movie is left; the same command goes on." in done.err
    again = run("enrich")
    assert "1 movie is left" in again.err


def test_json_has_the_same(run, tmdb):
    done = run("enrich", "--json", "--limit", "2", "--from", "tmdb")
    body = json.loads(done.out)
    assert (body["source"], body["asked"], body["filled"]) == ("TMDB", 2, 2)
    assert (body["nothing_found"], body["failed"], body["stopped"]) == (0, 0, None)
    assert body["left"] == len(IMDB_IDS) - 2
    assert str(body["left"]) in body["advice"]


def test_only_and_retry(run, tmdb):
    tmdb.script(f"/3/find/{IMDB_IDS[movie_id('Alien') - 1]}", Reply(body={"movie_results": []}))
    words = ("enrich", "--only", "Alien", "--only", "tt0046303", "--json")
    assert json.loads(run(*words).out)["asked"] == 2
    assert json.loads(run(*words).out)["asked"] == 0
    assert json.loads(run(*words, "--retry").out)["asked"] == 1


def test_a_refused_key_is_one_sentence_and_exit_code_1(run, tmdb):
    for imdb_id in IMDB_IDS:
        tmdb.script(f"/3/find/{imdb_id}", Reply(status=401, body={}))
    done = run("enrich")
    assert done.code == 1
    assert "TMDB refused the key (status 401)" in done.err
    assert SECRET not in done.err + done.out
    assert "Traceback" not in done.err


def test_nobody_to_ask_is_exit_code_2_before_anything_is_done(run):
    done = run("enrich")
    assert done.code == 2
    assert done.err == (
        "Nobody can be asked yet: MATINEE_TMDB_API_KEY, MATINEE_OMDB_API_KEY or MATINEE_LLM must "
        "be set.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--from", "imdb"), 2, "--from must be tmdb, omdb or llm, not 'imdb'"),
        (("--from", "omdb"), 2, "MATINEE_OMDB_API_KEY must be set"),
        (("--limit", "0"), 1, "limit must be at least 1, not 0"),
        (("--only", "Qqqq Zzzz"), 1, "No film called 'Qqqq Zzzz'"),
    ],
)
def test_wrong_words_are_one_sentence(run, tmdb, words, code, message):
    done = run("enrich", *words)
    assert done.code == code
    assert message in done.err
    assert tmdb.requests == []


def test_a_model_writes_profiles(run, server, monkeypatch):
    pytest.importorskip("langchain", reason="needs matinee[llm]")
    server.script(chat.PATH, chat.profile(), chat.completion("A poem."))
    monkeypatch.setattr("matinee.service.enrich.WORKERS", 1)
    monkeypatch.setenv("MATINEE_LLM", "openai:some-model")
    monkeypatch.setenv("MATINEE_LLM_URL", f"{server.url}/v1")
    monkeypatch.setenv("MATINEE_LLM_API_KEY", SECRET)
    done = run("enrich", "--limit", "2")
    assert done.code == 0
    assert "unusable answers" in done.out
    assert json.loads(run("enrich", "--limit", "1", "--json").out)["unusable"] == 1
