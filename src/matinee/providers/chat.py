"""A language model, by LangChain: set up at the first use, its failures as ours."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Protocol, TypeVar

from matinee.errors import MatineeError, ProviderError
from matinee.extras import require
from matinee.providers.http import check_address
from matinee.providers.retry import (
    PassingError,
    RefusedError,
    Retry,
    parse_retry_after,
    retry_once,
)

#: ``(role, text)``, the roles being ``system``, ``human`` and ``ai``.
Messages = Sequence[tuple[str, str]]
T = TypeVar("T")


class ChatMessage(Protocol):
    """What a chat model answers."""

    @property
    def text(self) -> str:
        """The answer without thoughts and other parts."""


class ChatModel(Protocol):
    """The part of LangChain's chat models that is used here."""

    def invoke(self, messages: Messages, /) -> ChatMessage:
        """Answer a conversation."""


class Chat:
    """Asks one language model; may be used from several threads.

    Attributes:
        name: ``provider:model``, or the class of a model that was given.
    """

    def __init__(
        self,
        model: str | ChatModel,
        base_url: str | None,
        api_key: str | None,
        timeout_s: float,
        retry: Retry = retry_once,
    ) -> None:
        """Take note of the model; LangChain is loaded at the first use.

        Args:
            model: ``provider:model`` as LangChain names them, or a chat model that is there.
            base_url: Address of the service; empty for the provider's own.
            api_key: Its key; empty for what the provider's own environment variable holds.
            timeout_s: Seconds that each try has.
            retry: How often a question is asked.

        Raises:
            ConfigError: The address is unusable.
            MissingExtraError: LangChain is not installed.
        """
        self.name = model if isinstance(model, str) else type(model).__name__
        self._settings = {"base_url": base_url, "api_key": api_key, "timeout": timeout_s}
        self._model: ChatModel | None = None if isinstance(model, str) else model
        self._building = Lock()
        self._retry = retry
        if base_url:
            check_address("The language model", base_url)
        # told at start-up, without the second that importing it takes
        if self._model is None and find_spec("langchain") is None:
            require("langchain")

    def ask(self, messages: Messages) -> str:
        """What the model answers to a conversation, without its thoughts.

        Raises:
            ProviderError: The model failed, also at the last try; a ``RefusedError`` where it
                cannot be set up or refuses the key.
        """
        return self._retry(lambda: self._invoke(messages))

    def _invoke(self, messages: Messages) -> str:
        model = self._ready_model()
        return _guard(lambda: str(model.invoke(messages).text), "The language model failed")

    def _ready_model(self) -> ChatModel:
        with self._building:
            if self._model is None:
                try:
                    self._model = _guard(
                        self._build, f"The language model '{self.name}' is not usable"
                    )
                except ProviderError as error:
                    raise RefusedError(str(error)) from error
            return self._model

    def _build(self) -> ChatModel:
        build = require("langchain.chat_models").init_chat_model
        given = {key: value for key, value in self._settings.items() if value}
        # its own retries would wait for up to two minutes when a service asks for that
        model: ChatModel = build(self.name, max_retries=0, **given)
        return model


def _guard(call: Callable[[], T], failure: str) -> T:
    """What a call into LangChain returns; whatever it raises becomes a ``ProviderError``."""
    try:
        return call()
    except MatineeError:
        raise
    except Exception as error:
        # each provider of LangChain brings its own tree of errors
        # the error's own words may hold the key or the whole prompt
        status = getattr(error, "status_code", None)
        reason = type(error).__name__ if status is None else f"status {status}"
        message = f"{failure} ({reason})."
        if status in {401, 403}:
            raise RefusedError(message) from error
        if not getattr(error, "is_retryable", False):
            raise ProviderError(message) from error
        response = getattr(error, "response", None)
        headers = getattr(response, "headers", {})
        raise PassingError(message, parse_retry_after(headers.get("retry-after"))) from error
