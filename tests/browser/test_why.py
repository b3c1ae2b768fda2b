"""The fold that says why a film was picked, in a real browser against the real server."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.kit.cinema import movie_id

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

WATCH_SHIFT = (
    "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
    " if (!entry.hadRecentInput) window.shift += entry.value })"
    ".observe({ type: 'layout-shift', buffered: true })"
)
BARS = ".legend .bar span"


def like(page: Page, title: str) -> None:
    page.goto(f"/?movie={movie_id(title)}")
    with page.expect_response(re.compile("/api/v1/recommendations")):
        page.get_by_role("button", name="I like this").click()


def shares(legend: Locator) -> list[int]:
    return [int(text.split("\xa0")[0]) for text in legend.locator(".of").all_inner_texts()]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_pick_says_why_by_keyboard_and_moves_nothing_above(cinema_page, troubles, width):
    page = cinema_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/?movie={movie_id('Blade Runner')}")
    page.evaluate(WATCH_SHIFT)
    pick = page.locator(".pick").first
    fold = pick.get_by_role("group")
    expect(pick.locator(".legend").first).to_be_hidden()
    summary = pick.locator("summary")
    expect(summary).to_have_text("Why this one?")
    summary.focus()
    before = summary.bounding_box()
    page.keyboard.press("Enter")
    expect(pick.locator(".legend").first).to_be_visible()
    assert summary.bounding_box() == before
    assert abs(sum(shares(pick.locator(".legend").first)) - 100) <= 2
    # each bar is as long as its share
    for bar in pick.locator(BARS).all():
        whole = bar.locator("..").bounding_box()
        own = bar.bounding_box()
        assert whole is not None
        assert own is not None
        share = float(bar.evaluate("bar => bar.style.getPropertyValue('--share')"))
        assert own["width"] == pytest.approx(max(share * whole["width"], 2), abs=1)
    expect(fold.get_by_text("What it is about")).to_be_visible()
    expect(pick.get_by_text("From what you have seen")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(pick.locator(".legend").first).to_be_hidden()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    assert page.evaluate("window.shift") < 0.02
    assert troubles == []


@pytest.mark.parametrize("width", [360, 1440])
def test_for_you_names_the_films_that_speak_for_a_pick(cinema_page, troubles, width):
    page = cinema_page
    page.set_viewport_size({"width": width, "height": 900})
    for title in ("Rio Bravo", "High Noon", "Shrek", "Alien", "Amélie"):
        like(page, title)
    page.goto("/")
    first = page.locator("for-you .mine > li").first
    expect(first.locator(".why")).not_to_be_empty()
    # the title's link lies over the whole card, and the fold over that
    before = first.locator("summary").bounding_box()
    first.locator("summary").click()
    assert first.locator("summary").bounding_box() == before
    expect(first.get_by_text("From what you have seen")).to_be_visible()
    assert "?movie=" not in page.url
    mine = first.locator(".legend").nth(1)
    expect(mine.locator("a")).to_have_count(3)
    expect(mine.locator("li").last).to_contain_text("2 other films")
    assert abs(sum(shares(mine)) - 100) <= 2
    name = mine.locator("a").first.inner_text()
    mine.locator("a").first.press("Enter")
    expect(page.locator("movie-view h1")).to_have_text(re.sub(r" \(\d{4}\)$", "", name))
    assert troubles == []
