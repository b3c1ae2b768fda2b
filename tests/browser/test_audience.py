"""What audiences say of a movie, and what they talk about now, on a cinema where it is known."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from matinee.config import Settings
from matinee.service import build, post_review
from tests.browser.conftest import open_page, serving
from tests.kit import cinema
from tests.kit.cinema import movie_id
from tests.kit.said import COMPLAINTS, OPINIONS, PRAISE, say

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

ALIEN, SHANE, SHREK = movie_id("Alien"), movie_id("Shane"), movie_id("Shrek")
#: Aspects of Alien with the number of reviews that praise and that complain.
SAID = {
    "pace": (9, 3),
    "story": (8, 0),
    "acting": (0, 7),
    "music": (6, 0),
    "visuals": (5, 0),
    "dialogue": (4, 0),
    "humour": (3, 0),
    "ending": (0, 2),
}
WATCH_SHIFT = (
    "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
    " if (!entry.hadRecentInput) window.shift += entry.value })"
    ".observe({ type: 'layout-shift', buffered: true })"
)


@pytest.fixture(scope="module")
def spoken_url(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over the kit's cinema, after audiences have spoken."""
    home = tmp_path_factory.mktemp("spoken")
    cinema.fill(home, with_ratings=False)
    settings = Settings(home=home, sentiment="linear", _env_file=None)
    matinee = build(settings)
    for text in OPINIONS:
        post_review(matinee, SHANE, text, author=text)
    with matinee.database.read() as work:
        version = work.reviews.page(SHANE)[0][0].model_version
    for aspect, (praise, complaints) in SAID.items():
        say(matinee, ALIEN, [aspect], 0.9, n=praise, version=version)
        say(matinee, ALIEN, [aspect], 0.1, n=complaints, version=version)
    say(matinee, SHREK, [], 0.5, n=1, weight=0.1, read_as="sw", version=version)
    say(matinee, SHREK, [], 0.9, n=1, read_as="ko", version=version)
    matinee.close()
    with serving(settings) as url:
        yield url


@pytest.fixture
def spoken_page(browser: Browser, spoken_url: str, troubles: list[str]) -> Iterator[Page]:
    """A page of that server."""
    yield from open_page(browser, spoken_url, troubles)


def test_aspects_stand_with_bars_and_the_quotes_of_three(spoken_page, troubles):
    page = spoken_page
    page.goto(f"/?movie={ALIEN}")
    region = page.get_by_role("region", name="What audiences say")
    expect(region.locator(".aspect .name")).to_have_text(
        ["Pace", "Story", "Acting", "Music", "Visuals and effects", "Dialogue", "Humour", "Ending"]
    )
    expect(region.locator(".aspect").first.locator("summary")).to_have_accessible_name(
        re.compile(r"Pace : 12 reviews; about \d+\s% praise, it may be \d+\s% to \d+\s%")
    )
    shown = region.locator("details[open] blockquote")
    expect(shown).to_have_count(4)
    assert set(shown.all_inner_texts()) <= {*PRAISE, *COMPLAINTS}
    expect(region.locator(".aspect").nth(2)).to_have_class(re.compile("cool"))
    places = region.locator(".band").evaluate_all(
        "bands => bands.map(b => [b.offsetLeft, b.offsetWidth, b.parentElement.offsetWidth])"
    )
    assert all(
        left >= 0 and width > 0 and left + width <= whole + 1 for left, width, whole in places
    )
    assert troubles == []


def test_an_aspect_opens_by_keyboard_and_stays_open(spoken_page):
    page = spoken_page
    page.goto(f"/?movie={ALIEN}")
    music = page.locator(".aspect", has_text="Music")
    expect(music.locator("blockquote")).to_be_hidden()
    music.locator("summary").press("Enter")
    expect(music.locator("blockquote")).to_be_visible()
    page.get_by_label("Your review").fill("The music carries the whole of it, and the songs stay.")
    page.get_by_role("button", name="Post review").click()
    expect(music.locator(".few")).to_contain_text("7 reviews")
    expect(music.locator("blockquote").first).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(music.locator(".few")).to_contain_text("6 reviews")


@pytest.mark.parametrize("width", [375, 1280])
def test_aspects_and_trends_move_nothing(spoken_page, width):
    page = spoken_page
    page.set_viewport_size({"width": width, "height": 812})
    page.add_init_script(WATCH_SHIFT)
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for path in ("/", f"/?movie={ALIEN}"):
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.02
        assert page.evaluate(sideways) <= 0


def test_phone_shows_one_open_and_the_rest_when_asked(spoken_page):
    page = spoken_page
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"/?movie={ALIEN}")
    expect(page.locator(".aspect details[open]")).to_have_count(1)
    expect(page.locator(".aspect:visible")).to_have_count(6)
    page.get_by_role("button", name="2 more").click()
    expect(page.locator(".aspect:visible")).to_have_count(8)
    expect(page.locator(".aspect summary").nth(6)).to_be_focused()


def test_reviews_say_how_they_were_read(spoken_page, troubles):
    page = spoken_page
    page.goto(f"/?movie={SHREK}")
    expect(page.locator(".quote")).to_have_count(2)
    korean, unread = page.locator(".quote").all()
    expect(korean.locator(".label")).to_have_text("Positive")
    expect(korean.locator(".by")).to_contain_text("read as Korean")
    expect(unread.locator(".label")).to_have_count(0)
    expect(unread.locator(".by")).to_contain_text("Not read: Swahili is not supported")
    expect(unread).not_to_have_class(re.compile("liked"))
    expect(page.locator("audience-aspects .notes")).to_contain_text("1 review is in a language")
    assert troubles == []


def test_a_repeated_review_is_told_that_it_counts_once(spoken_page):
    page = spoken_page
    page.goto(f"/?movie={SHANE}")
    page.get_by_label("Your review").fill(OPINIONS[0])
    page.get_by_role("button", name="Post review").click()
    expect(page.locator(".outcome")).to_contain_text("counts once: repeats an earlier review")
    expect(page.locator(".quote").first).to_contain_text("counts once")
    expect(page.locator("audience-aspects .notes")).to_contain_text("Ignored: 1 near-duplicate.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".outcome")).to_have_text("Taken back.")


def test_nothing_said_shows_nothing(cinema_page, troubles):
    cinema_page.goto(f"/?movie={movie_id('Rio Bravo')}")
    expect(cinema_page.locator(".pick")).to_have_count(5)
    expect(cinema_page.locator("audience-aspects")).to_be_hidden()
    cinema_page.goto("/", wait_until="networkidle")
    expect(cinema_page.locator("movie-grid .card").first).to_be_visible()
    expect(cinema_page.locator("trending-row")).to_be_hidden()
    assert troubles == []


def test_silent_server_leaves_the_rest_of_the_page(spoken_page):
    page = spoken_page
    page.route(re.compile("/audience$|/api/v1/trending"), lambda route: route.abort())
    page.goto(f"/?movie={ALIEN}")
    expect(page.locator(".pick")).to_have_count(5)
    expect(page.locator("audience-aspects")).to_be_hidden()
    page.goto("/")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("trending-row")).to_be_hidden()


def test_what_is_talked_about_leads_the_first_screen_alone(spoken_page, troubles):
    page = spoken_page
    page.goto("/?genre=Western")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("trending-row")).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    row = page.get_by_role("region", name="Talked about now")
    expect(row.locator("a.link")).to_have_text(["Shane"])
    expect(row).to_contain_text(f"{len(OPINIONS)} voices in 30 days")
    row.get_by_role("link", name="Shane").click()
    expect(page.locator("movie-view h1")).to_have_text("Shane")
    page.go_back()
    expect(row).to_be_visible()
    assert troubles == []
