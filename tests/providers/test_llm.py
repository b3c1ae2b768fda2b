from importlib import import_module

import pytest

from matinee.data.movie import MovieRecord
from matinee.errors import ConfigError, MissingExtraError, ProviderError
from matinee.providers import chat
from matinee.providers.llm import LONGEST_DESCRIPTION, QueryWriter, clean_description
from tests.kit.local_server import LocalServer, Reply

pytest.importorskip("langchain", reason="needs matinee[llm]")

MOVIE = MovieRecord(
    title="The Lighthouse Keepers",
    year=1999,
    genres=("Drama",),
    overview="Two keepers find that their sea is painted.",
)
PATH = "/v1/chat/completions"


def completion(text: str) -> Reply:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "some-model",
        "choices": [choice],
        "usage": usage,
    }
    return Reply(body=body)


def build_writer(server: LocalServer, timeout_s: float = 10.0) -> QueryWriter:
    return QueryWriter("openai:some-model", f"{server.url}/v1", "key", timeout_s)


def build_fake(*responses: str):
    fakes = import_module("langchain_core.language_models.fake_chat_models")
    return fakes.FakeListChatModel(responses=list(responses))


def test_describes_with_a_chat_model_that_is_there():
    writer = QueryWriter(build_fake(" A drama of two keepers.\n\nThe sea is painted. "))
    assert writer.describe(MOVIE) == "A drama of two keepers. The sea is painted."


def test_thoughts_of_a_chat_model_are_left_out():
    messages = import_module("langchain_core.messages")
    fakes = import_module("langchain_core.language_models.fake_chat_models")
    blocks = [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "Keepers."}]
    model = fakes.FakeMessagesListChatModel(responses=[messages.AIMessage(content=blocks)])
    assert QueryWriter(model).describe(MOVIE) == "Keepers."


@pytest.mark.parametrize("text", ["", "  \n", '""', "<think>endless", "Query: "])
def test_nothing_written_is_an_error(text):
    with pytest.raises(ProviderError, match="wrote nothing"):
        QueryWriter(build_fake(text)).describe(MOVIE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>first</think> Two\n keepers. ", "Two keepers."),
        ('"Two keepers."', "Two keepers."),
        ("Search query: Two keepers.", "Two keepers."),
        ("**Description:** Two keepers.", "Two keepers."),
    ],
)
def test_output_is_cleaned(text, expected):
    assert clean_description(text) == expected


def test_long_output_is_cut_at_a_word():
    cut = clean_description("keeper " * 1000)
    assert LONGEST_DESCRIPTION - 7 <= len(cut) <= LONGEST_DESCRIPTION
    assert set(cut.split()) == {"keeper"}
    assert len(clean_description("x" * 5000)) == LONGEST_DESCRIPTION


def test_speaks_the_openai_protocol(server):
    server.script(PATH, completion("Two keepers and a painted sea."))
    assert build_writer(server).describe(MOVIE) == "Two keepers and a painted sea."
    (request,) = server.requests
    assert request.headers["authorization"] == "Bearer key"
    assert isinstance(request.body, dict)
    assert request.body["model"] == "some-model"
    system, human = request.body["messages"]
    assert "Give away no ending" in system["content"]
    assert "painted" in human["content"]


@pytest.mark.parametrize(
    "failure",
    [Reply(status=500), Reply(status=429, headers={"Retry-After": "0"}), Reply(hang_up=True)],
    ids=["500", "429", "hang-up"],
)
def test_a_passing_failure_is_asked_again_once(server, failure):
    server.script(PATH, failure, completion("Two keepers."))
    assert build_writer(server).describe(MOVIE) == "Two keepers."
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("failure", "n_requests", "message"),
    [
        (Reply(status=500), 2, r"failed \(status 500\)"),
        (Reply(body={}, delay_s=5), 2, r"failed \(\w*TimeoutError\)"),
        (Reply(status=429, headers={"Retry-After": "60"}), 1, r"failed \(status 429\)"),
        (Reply(status=401, body={"error": {"message": "bad key"}}), 1, r"failed \(status 401\)"),
        (Reply(status=404), 1, r"failed \(status 404\)"),
        (Reply(body=b"<html>"), 1, "The language model failed"),
        (Reply(body={"choices": []}), 1, "The language model"),
        (Reply(body={}), 1, "The language model"),
    ],
    ids=["500", "late", "busy for long", "key", "404", "html", "no choice", "empty"],
)
def test_failures_become_provider_errors(server, failure, n_requests, message):
    server.script(PATH, failure)
    with pytest.raises(ProviderError, match=message) as caught:
        build_writer(server, timeout_s=1).describe(MOVIE)
    assert len(server.requests) == n_requests
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("model", ["nobody:some-model", "anthropic:some-model", "openai:x"])
def test_a_model_that_cannot_be_set_up_is_a_provider_error(model, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ProviderError, match=f"The language model '{model}' is not usable"):
        QueryWriter(model).describe(MOVIE)


def test_an_unusable_address_is_refused():
    with pytest.raises(ConfigError, match="The base URL of The language model"):
        QueryWriter("openai:some-model", "localhost:11434")


def test_a_missing_extra_is_told_at_once(monkeypatch):
    def missing(package: str):
        raise MissingExtraError(f"{package} is not installed")

    monkeypatch.setattr(chat, "find_spec", lambda name: None)
    monkeypatch.setattr(chat, "require", missing)
    with pytest.raises(MissingExtraError, match="langchain is not installed"):
        QueryWriter("openai:some-model")


def test_an_empty_address_and_key_are_left_to_the_provider(monkeypatch):
    given: dict[str, object] = {}

    def build(model: str, **settings: object):
        given.update(settings)
        return build_fake("Two keepers.")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", build)
    assert QueryWriter("openai:some-model", "", "", 3).describe(MOVIE) == "Two keepers."
    assert given == {"timeout": 3, "max_retries": 0}
