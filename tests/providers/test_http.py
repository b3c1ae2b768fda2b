import gzip
import logging
import socket
import subprocess
import sys
import time
import traceback

import pytest

from matinee.errors import ConfigError, ProviderError
from matinee.providers import http
from matinee.providers.http import JsonClient
from matinee.providers.omdb import Omdb
from tests.kit.local_server import LocalServer, Reply

SECRET = "s3cret-k3y"  # noqa: S105 - no key of anyone


def build_client(server: LocalServer, timeout_s: float = 5.0) -> JsonClient:
    return JsonClient("The service", server.url, timeout_s)


def test_returns_the_json_and_sends_what_was_given(server):
    server.script("/base/path", Reply(body={"a": [1, "é"]}))
    client = JsonClient(
        "The service", f"{server.url}/base/", 5, headers={"x-key": "k"}, params={"apikey": "q"}
    )
    assert client.get("/path", {"t": "Amélie & co"}) == {"a": [1, "é"]}
    (request,) = server.requests
    assert request.method == "GET"
    assert request.params == {"apikey": "q", "t": "Amélie & co"}
    assert request.headers["x-key"] == "k"


@pytest.mark.parametrize("reply", [Reply(status=204, body=b""), Reply(body=b" \n")])
def test_an_empty_answer_is_none(server, reply):
    server.script("/", reply)
    assert build_client(server).get("/", {}) is None


def test_reads_compressed_answers(server):
    server.script("/", Reply(body=gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"}))
    assert build_client(server).get("/", {}) == [1]


@pytest.mark.parametrize(
    "failure",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(status=429),
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(hang_up=True),
        Reply(body={"a": 1}, cut=3),
    ],
    ids=["500", "503", "429", "429-after", "hang-up", "truncated"],
)
def test_a_passing_failure_is_asked_again_once(server, failure):
    server.script("/", failure, Reply(body={"a": 1}))
    assert build_client(server).get("/", {}) == {"a": 1}
    assert len(server.requests) == 2


def test_a_late_answer_is_asked_for_again(server):
    server.script("/", Reply(body=1, delay_s=5), Reply(body=2))
    assert build_client(server, timeout_s=0.3).get("/", {}) == 2


def test_waits_as_long_as_asked(server):
    server.script("/", Reply(status=429, headers={"Retry-After": "1"}), Reply(body=1))
    start = time.monotonic()
    assert build_client(server).get("/", {}) == 1
    assert time.monotonic() - start >= 1


def test_does_not_wait_long(server):
    server.script("/", Reply(status=429, headers={"Retry-After": "600"}), Reply(body=1))
    with pytest.raises(ProviderError, match="The service answered with status 429"):
        build_client(server).get("/", {})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (Reply(status=500), "The service answered with status 500."),
        (Reply(hang_up=True), "The service could not be reached."),
        (Reply(body={"a": 1}, cut=3), "The service could not be reached."),
        (Reply(body=1, delay_s=5), "The service did not answer within 0.3 s."),
        (Reply(body=b"[" + b"1," * 50, trickle_s=0.05), "did not answer within 0.3 s."),
    ],
    ids=["500", "hang-up", "truncated", "late", "trickle"],
)
def test_two_failures_are_final(server, failure, message):
    server.script("/", failure)
    with pytest.raises(ProviderError, match=message):
        build_client(server, timeout_s=0.3).get("/", {})
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (Reply(status=400), "status 400"),
        (Reply(status=401), "refused the key"),
        (Reply(status=403), "refused the key"),
        (Reply(status=404), "status 404"),
        (Reply(status=302, headers={"Location": "/other"}), "redirect"),
        (Reply(status=302, headers={"Location": "http://[broken"}), "redirect"),
        (Reply(body=b'{"a": '), "not JSON"),
        (Reply(body=b"<html>busy</html>"), "not JSON"),
        (Reply(body=b"\xff\xfe\x00"), "not JSON"),
        (Reply(body=b"[" * 100_000), "not JSON"),
        (Reply(body=b"9" * 5000), "not JSON"),
        (Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}), "cannot be read"),
    ],
)
def test_a_lasting_failure_is_not_asked_again(server, failure, message):
    server.script("/", failure, Reply(body={}))
    with pytest.raises(ProviderError, match=message):
        build_client(server).get("/", {})
    assert len(server.requests) == 1


def test_redirects_never_carry_the_key_elsewhere(server):
    server.script("/", Reply(status=307, headers={"Location": f"{server.url}/elsewhere"}))
    with pytest.raises(ProviderError, match="base URL must be the final one"):
        build_client(server).get("/", {})
    assert [request.path for request in server.requests] == ["/"]


def test_refuses_endless_answers(server, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER_BYTES", 1000)
    server.script("/", Reply(body="x" * 2000))
    with pytest.raises(ProviderError, match="more than 1000 bytes"):
        build_client(server).get("/", {})


@pytest.mark.enable_socket
def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = JsonClient("The service", f"http://127.0.0.1:{taken.getsockname()[1]}", 1)
        with pytest.raises(ProviderError, match="The service could not be reached"):
            client.get("/", {})


FAILURES = {
    "refused": Reply(status=401),
    "broken": Reply(status=500),
    "hang-up": Reply(hang_up=True),
    "late": Reply(delay_s=3),
    "no-json": Reply(body=b"{"),
    "redirect": Reply(status=302, headers={"Location": f"/?apikey={SECRET}"}),
    "fine": Reply(body={"Response": "True", "Title": "The Matrix"}),
}


@pytest.mark.parametrize("reply", FAILURES.values(), ids=FAILURES)
def test_the_key_is_in_no_message_and_no_log(server, reply, caplog):
    caplog.set_level(logging.DEBUG)
    server.script("/", reply)
    shown = ""
    try:
        Omdb(SECRET, server.url, 0.3).find("The Matrix")
    except ProviderError as error:
        shown = "".join(traceback.format_exception(error))
    assert server.requests[0].params["apikey"] == SECRET
    assert SECRET not in shown + caplog.text
    assert caplog.text  # the client does log; otherwise this test says nothing


@pytest.mark.parametrize(
    "base_url",
    ["", "omdbapi.com", "ftp://a.b", "http://", "http://[", "http://a:99999", "https://a/?k=v"],
)
def test_unusable_addresses_are_refused_without_being_shown(base_url):
    with pytest.raises(ConfigError, match="The base URL of The service must be http://"):
        JsonClient("The service", base_url, 1)


@pytest.mark.parametrize("timeout_s", [0, -1, float("nan")])
def test_unusable_time_outs_are_refused(timeout_s):
    with pytest.raises(ConfigError, match="timeout_s of The service must be above 0"):
        JsonClient("The service", "http://a.b", timeout_s)


@pytest.mark.parametrize("key", ["sch\N{LATIN SMALL LETTER U WITH DIAERESIS}", "a\nb"])
def test_unusable_header_keys_are_refused_without_being_shown(key):
    with pytest.raises(ConfigError, match="x-key of The service must be printable") as caught:
        JsonClient("The service", "http://a.b", 1, headers={"x-key": key})
    assert key not in str(caught.value)


def test_importing_the_room_loads_no_client():
    code = "import sys, matinee.providers; print([m for m in sys.modules if m in NAMES])"
    names = "NAMES = ('httpx2', 'httpx', 'langchain', 'openai'); "
    run = subprocess.run(
        [sys.executable, "-c", names + code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
