"""The dials of the picks and the row made from likes, in a real browser against the real server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.kit.cinema import movie_id

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

PICKS = ".pick h3 a"
SIMILAR = re.compile(r"/similar\?")
MINE = "for-you .talk a.link"
WATCH_SHIFT = (
    "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
    " if (!entry.hadRecentInput) window.shift += entry.value })"
    ".observe({ type: 'layout-shift', buffered: true })"
)


def open_movie(page: Page, title: str, more: str = "") -> None:
    page.goto(f"/?movie={movie_id(title)}{more}")
    expect(page.locator("movie-view h1")).to_have_text(title)
    expect(page.locator(PICKS).first).to_be_visible()


def titles(page: Page) -> list[str]:
    return page.locator(PICKS).all_inner_texts()


def test_the_fold_is_closed_and_quiet_until_it_is_asked_for(cinema_page, troubles):
    open_movie(cinema_page, "Alien")
    expect(cinema_page.get_by_role("slider", name="More variety")).to_be_hidden()
    cinema_page.locator("tune-panel summary").click()
    for name in ("Fewer blockbusters", "More variety", "Surprise me"):
        slider = cinema_page.get_by_role("slider", name=name)
        expect(slider).to_be_visible()
        expect(slider).to_have_attribute("aria-valuetext", "Off")
    assert troubles == []


def test_a_dial_by_keyboard_asks_again_and_stays_in_the_address(cinema_page, troubles):
    page = cinema_page
    open_movie(page, "Alien")
    before = titles(page)
    page.locator("tune-panel summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="More variety")).to_be_focused()
    with page.expect_response(lambda answer: "diversity=1" in answer.url):
        page.keyboard.press("End")
    expect(page.locator(PICKS)).not_to_have_text(before)
    assert "diversity=1" in page.url
    expect(page.locator(".tune .in-use")).to_have_text("1 in use")
    tuned = titles(page)
    page.reload()
    expect(page.get_by_role("slider", name="More variety")).to_have_value("100")
    expect(page.locator(PICKS)).to_have_text(tuned)
    with page.expect_response(SIMILAR):
        page.get_by_role("button", name="Clear").click()
    expect(page.locator(PICKS)).to_have_text(before)
    assert "diversity" not in page.url
    assert troubles == []


def test_filters_narrow_the_picks_and_say_when_nothing_is_left(cinema_page, troubles):
    page = cinema_page
    open_movie(page, "Alien")
    page.locator("tune-panel summary").click()
    page.locator(".tune").get_by_label("Genre").select_option("Western")
    expect(page.locator(PICKS)).to_have_count(5)
    expect(page.locator(".pick .fact").first).to_contain_text("Western")
    page.locator(".tune").get_by_label("From year").fill("2010")
    expect(page.locator(".picks .none")).to_contain_text("'years from 2010'")
    assert "genre=Western" in page.url
    page.locator(".tune").get_by_label("From year").fill("")
    expect(page.locator(PICKS)).to_have_count(5)
    assert troubles == []


def test_a_pick_is_opened_with_the_same_tune(cinema_page):
    page = cinema_page
    open_movie(page, "Alien", "&genre=Western&diversity=0.5")
    expect(page.get_by_role("slider", name="More variety")).to_have_value("50")
    first = titles(page)[0]
    page.locator(PICKS).first.click()
    expect(page.locator("movie-view h1")).to_have_text(first)
    expect(page.locator(".tune").get_by_label("Genre")).to_have_value("Western")
    page.go_back()
    expect(page.locator("movie-view h1")).to_have_text("Alien")
    expect(page.get_by_role("slider", name="More variety")).to_have_value("50")


def test_what_the_address_has_wrong_is_passed_over(cinema_page, troubles):
    open_movie(cinema_page, "Alien", "&diversity=7&year_from=12&sentiment=x")
    expect(cinema_page.locator(PICKS)).to_have_count(5)
    expect(cinema_page.locator(".tune .in-use")).to_be_empty()
    assert troubles == []


@pytest.mark.parametrize("width", [360, 1280])
def test_tuning_moves_nothing_but_the_picks(cinema_page, width):
    page = cinema_page
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH_SHIFT)
    open_movie(page, "Alien")
    page.locator("tune-panel summary").click()
    place = "selector => document.querySelector(selector).getBoundingClientRect().top + scrollY"
    top, below = (page.evaluate(place, name) for name in (".picks", "audience-reviews"))
    with page.expect_response(SIMILAR):
        page.get_by_role("slider", name="More variety").press("End")
    expect(page.locator(PICKS)).to_have_count(5)
    assert page.evaluate(place, ".picks") == top
    page.locator(".tune").get_by_label("To year").fill("1871")
    expect(page.locator(".picks .none")).to_be_visible()
    assert page.evaluate(place, "audience-reviews") >= below
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    assert page.evaluate("window.shift") < 0.1


def test_likes_make_a_row_on_the_first_screen(cinema_page, troubles):
    page = cinema_page
    page.goto("/")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("for-you")).to_be_hidden()
    for title in ("Rio Bravo", "High Noon"):
        open_movie(page, title)
        like = page.get_by_role("button", name="I like this")
        expect(like).to_have_attribute("aria-pressed", "false")
        with page.expect_response(re.compile("/api/v1/recommendations")):
            like.press("Enter")
        expect(like).to_have_attribute("aria-pressed", "true")
    page.locator(".back").click()
    expect(page.get_by_role("region", name="For you")).to_be_visible()
    expect(page.locator("for-you .from")).to_have_text("From 2 films you like.")
    mine = page.locator(MINE).all_inner_texts()
    assert len(mine) == 8
    assert not {"Rio Bravo", "High Noon"} & set(mine)
    assert {"Shane", "The Searchers"} & set(mine[:4])
    expect(page.locator("for-you .why").first).to_contain_text("Because you liked")
    page.locator(MINE).first.click()
    expect(page.locator("movie-view h1")).to_have_text(mine[0])
    assert troubles == []


def test_likes_stay_in_the_browser_until_they_are_forgotten(cinema_page, troubles):
    page = cinema_page
    open_movie(page, "Shrek")
    with page.expect_response(re.compile("/api/v1/recommendations")):
        page.get_by_role("button", name="I like this").click()
    page.goto("/")
    expect(page.locator(MINE).first).to_be_visible()
    page.reload()
    expect(page.locator(MINE).first).to_be_visible()
    page.goto("/?genre=Western")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("for-you")).to_be_hidden()
    page.goto("/")
    page.get_by_role("button", name="Forget what I like").click()
    expect(page.locator("for-you")).to_be_hidden()
    expect(page.locator("#home-title")).to_be_focused()
    assert page.evaluate("localStorage.getItem('matinee.liked')") == "[]"
    page.reload()
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("for-you")).to_be_hidden()
    assert troubles == []


def test_likes_of_another_library_make_no_row(cinema_page, troubles):
    page = cinema_page
    page.add_init_script("localStorage.setItem('matinee.liked', '[99991, 99992]')")
    with page.expect_response(re.compile("/api/v1/recommendations")):
        page.goto("/")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("for-you")).to_be_hidden()
    assert troubles == []
