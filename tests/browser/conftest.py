"""A real server with a real catalogue, and a real browser in front of it."""

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from matinee.api import create_app
from matinee.config import Settings
from matinee.service import build
from matinee.service.setup import set_up
from tests.kit import cinema

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_S = 60.0
#: What the page is waited for; a busy machine is no fault of the page.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where a Chromium is; without one these tests are skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("No Chromium was found, so the page was not tried in a browser.")
    return found


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Address of a server over one installation, while the block runs."""
    config = uvicorn.Config(
        create_app(settings), host="127.0.0.1", port=0, log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_S
    while not server.started:
        assert thread.is_alive(), "The server stopped before it had started."
        assert time.monotonic() < until, f"The server did not start within {START_S} s."
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def server_url(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over the shipped catalogue, without ratings."""
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, _env_file=None)
    matinee = build(settings)
    try:
        set_up(matinee, ratings="none")
    finally:
        matinee.close()
    with serving(settings) as url:
        yield url


@pytest.fixture(scope="session")
def cinema_url(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over the kit's cinema, where it is known what must be found."""
    home: Path = tmp_path_factory.mktemp("cinema")
    cinema.fill(home, with_ratings=False)
    with serving(Settings(home=home, _env_file=None)) as url:
        yield url


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One browser for all tests; each has a context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> list[str]:
    """What the console complained about; posters of other hosts may fail to load."""
    return []


def open_page(browser: Browser, url: str, troubles: list[str]) -> Iterator[Page]:
    """A new page that only reaches the server; what its console says is noted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.location.get("url", "").startswith(url):
            troubles.append(f"{message.text} ({message.location['url']})")

    def fail(error: Error) -> None:
        troubles.append(str(error))

    page.on("console", note)
    page.on("pageerror", fail)
    page.route(lambda asked: not asked.startswith((url, "data:")), lambda route: route.abort())
    yield page
    context.close()


@pytest.fixture
def page(browser: Browser, server_url: str, troubles: list[str]) -> Iterator[Page]:
    """A page of the server over the shipped catalogue."""
    yield from open_page(browser, server_url, troubles)


@pytest.fixture
def cinema_page(browser: Browser, cinema_url: str, troubles: list[str]) -> Iterator[Page]:
    """A page of the server over the kit's cinema."""
    yield from open_page(browser, cinema_url, troubles)
