"""A local server that plays the outside service, and no waiting for the second try."""

from collections.abc import Iterator

import pytest

from matinee.providers import retry
from tests.kit.local_server import LocalServer, running_server


@pytest.fixture
def server(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    # a proxy of the machine knows nothing of our server
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(retry, "BACKOFF_S", 0.01)
    with running_server() as running:
        yield running
