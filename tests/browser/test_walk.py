"""A reader's walk through the page, in a real browser against the real server."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

CARDS = "movie-grid .card a.link"
PICKS = ".pick h3 a"
SMALLEST = {"width": 360, "height": 740}
WIDTHS = (360, 390, 768, 1024, 1440, 1600)


def open_matrix(page: Page) -> None:
    """Finds The Matrix as a reader would."""
    page.goto("/")
    page.locator("#search").press_sequentially("the matrix")
    option = page.locator("[role=option]", has_text="The Matrix (1999)").first
    option.click()
    expect(page.locator("movie-view h1")).to_have_text("The Matrix")
    expect(page.locator(PICKS)).to_have_count(5)


def test_home_shows_cards_without_complaints(page, troubles):
    page.goto("/")
    expect(page.locator(CARDS)).not_to_have_count(0)
    assert page.locator(CARDS).count() >= 24
    first = page.locator("movie-grid .card").first
    expect(first.locator(".words")).not_to_be_empty()
    drawn = first.locator(".poster img").first
    expect(drawn).to_have_js_property("complete", True)
    assert drawn.evaluate("image => image.naturalWidth") == 400
    assert troubles == []


def test_policy_forbids_inline_and_outside(page, server_url):
    response = page.goto("/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.evaluate("document.fonts.load('16px Fraunces').then(fonts => fonts.length)") == 1


def test_suggestions_open_by_keyboard(page, troubles):
    page.goto("/")
    box = page.get_by_role("combobox", name="Search films, people and what films are about")
    box.press_sequentially("matr")
    options = page.locator("#suggestions [role=option]")
    expect(options.filter(has_text="The Matrix (1999)")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    while "The Matrix (1999)" not in active_text(page):
        box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator("movie-view h1")).to_have_text("The Matrix")
    expect(page.locator("movie-view h1")).to_be_focused()
    expect(page).to_have_title("The Matrix (1999) \u2013 matinee")
    assert "?movie=" in page.url
    assert troubles == []


def active_text(page: Page) -> str:
    """Text of the suggestion that the box points to."""
    text: str = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
        "?.textContent ?? ''"
    )
    return text


def test_escape_closes_suggestions(page):
    page.goto("/")
    box = page.locator("#search")
    box.press_sequentially("matr")
    expect(page.locator("#suggestions")).to_be_visible()
    box.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(box).to_have_value("matr")


def test_five_picks_each_with_poster_reception_and_why(page, troubles):
    open_matrix(page)
    for pick in page.locator(".pick").all():
        expect(pick.locator(".why")).to_have_text(re.compile(r"^[A-Z0-9].+\.$"))
        expect(pick.locator(".reception .words")).not_to_be_empty()
        expect(pick.locator(".poster img").first).to_be_visible()
        pick.locator("summary").click()
        texts = pick.locator(".legend").first.locator("li > .of").all_inner_texts()
        shares = [int(text.split("\xa0")[0]) for text in texts]
        assert abs(sum(shares) - 100) <= 2
    assert troubles == []


def test_dial_asks_again_and_keeps_five(page, troubles):
    open_matrix(page)
    dial = page.get_by_role("slider", name="How much reviews count")
    for key, wanted in (("End", "sentiment=1"), ("Home", "sentiment=0")):
        with page.expect_response(lambda r, wanted=wanted: f"{wanted}" in r.url) as answer:
            dial.press(key)
        picks = [pick["movie"]["title"] for pick in answer.value.json()["picks"]]
        expect(page.locator(PICKS)).to_have_text(picks)
        assert len(picks) == 5
    expect(dial).to_have_attribute("aria-valuetext", "Ignore reviews")
    assert troubles == []


def test_review_changes_reception_and_picks_at_once(page, troubles):
    open_matrix(page)
    words = page.locator(".head .reception .words")
    before = words.inner_text()
    page.get_by_label("Your review").fill("A wonderful, thrilling film. I loved every minute.")
    page.get_by_label("Stars, if you like").select_option("10")
    with page.expect_response(re.compile("/similar")):
        page.get_by_role("button", name="Post review").click()
    expect(words).not_to_have_text(before)
    expect(page.locator(".quote").first).to_contain_text("I loved every minute")
    expect(page.locator(".quote.liked").first).to_contain_text("ositive")
    page.get_by_role("button", name="Take it back").click()
    expect(words).to_have_text(before)
    assert troubles == []


def test_empty_review_is_not_sent(page):
    open_matrix(page)
    page.get_by_label("Your review").fill("   ")
    page.get_by_role("button", name="Post review").click()
    expect(page.locator(".outcome")).to_have_text("Write a few words first.")


@pytest.mark.parametrize("number", ["99999999", "abc", "0", "-1"])
def test_unknown_movie_says_so_and_leads_back(page, number):
    page.goto(f"/?movie={number}")
    expect(page.locator("movie-view .say")).to_contain_text(number)
    page.get_by_role("link", name="Back to all films").click()
    expect(page.locator(CARDS).first).to_be_visible()


@pytest.mark.parametrize("field", ["q", "title"])
def test_unknown_title_offers_what_comes_near(page, field):
    page.goto(f"/?{field}=Matricks")
    say = page.locator(".notice .say")
    expect(say).to_contain_text("No film called 'Matricks'.")
    expect(say).to_contain_text("Did you mean")
    page.get_by_role("link", name="The Matrix (1999)").click()
    expect(page.locator("search-results .card a.link").first).to_have_text("The Matrix")


def test_filters_narrow_the_list_and_stay_in_the_address(page, troubles):
    page.goto("/")
    page.get_by_label("Director").fill("Jane Campion")
    expect(page.get_by_role("heading", level=1)).to_have_text("Directed by Jane Campion")
    expect(page.locator("movie-grid .card").first).to_contain_text("Jane Campion")
    assert "director=Jane+Campion" in page.url
    page.reload()
    expect(page.get_by_label("Director")).to_have_value("Jane Campion")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Most seen")
    assert troubles == []


def test_genre_filter(page):
    page.goto("/")
    page.get_by_label("Genre").select_option("Horror")
    expect(page.get_by_role("heading", level=1)).to_have_text("Horror")
    expect(page.locator(CARDS).first).to_be_visible()


def test_more_brings_the_next_page(page):
    page.goto("/")
    expect(page.locator(CARDS).first).to_be_visible()
    before = page.locator(CARDS).count()
    page.locator(".more").scroll_into_view_if_needed()
    expect(page.locator(CARDS).nth(before)).to_be_attached()
    titles = page.locator(CARDS).evaluate_all("links => links.map(link => link.href)")
    assert len(titles) == len(set(titles))


def test_back_returns_to_the_card(page):
    page.goto("/")
    card = page.locator(CARDS).nth(7)
    address = card.get_attribute("href")
    card.click()
    expect(page.locator("movie-view h1")).to_be_focused()
    page.go_back()
    expect(page.locator(f'a.link[href="{address}"]')).to_be_focused()
    page.go_forward()
    expect(page.locator("movie-view h1")).to_be_visible()


def test_keyboard_alone_reaches_a_pick(page, troubles):
    page.goto("/")
    expect(page.locator(CARDS).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.card a.link')"):
            break
    expect(page.locator(CARDS).first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(CARDS).nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("movie-view h1")).to_be_focused()
    expect(page.locator(PICKS)).to_have_count(5)
    for _ in range(40):  # past the tags
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.pick h3 a')"):
            break
    first = page.locator(PICKS).first
    expect(first).to_be_focused()
    title = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("movie-view h1")).to_have_text(title)
    assert troubles == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_sideways_scroll_and_no_shift(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.shift += entry.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto("/")
    expect(page.locator(CARDS).first).to_be_visible()
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0
    page.locator(CARDS).first.click()
    expect(page.locator(PICKS)).to_have_count(5)
    assert page.evaluate(sideways) <= 0
    assert page.evaluate("window.shift") < 0.1


def test_failing_server_says_what_to_do(page):
    page.route(re.compile(r"/api/v1/movies\?"), lambda route: route.abort())
    page.goto("/")
    expect(page.locator("movie-grid .say")).to_contain_text("The server does not answer")
    page.unroute(re.compile(r"/api/v1/movies\?"))
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(CARDS).first).to_be_visible()


def test_broken_poster_leaves_the_drawn_one(page):
    card = {"poster_url": "/static/none.jpg"}

    def answer(route):
        response = route.fetch()
        body = response.json()
        body["movies"] = [movie | card for movie in body["movies"]]
        route.fulfill(response=response, json=body)

    page.route(re.compile(r"/api/v1/movies\?"), answer)
    page.goto("/")
    expect(page.locator("movie-grid .card").first).to_be_visible()
    expect(page.locator("movie-grid .card").first.locator(".known")).to_have_count(0)
    drawn = page.locator("movie-grid .card .poster img").first
    assert drawn.evaluate("image => image.naturalWidth") == 400


def test_page_has_landmarks_and_named_controls(page):
    page.goto("/")
    for role in ("banner", "main", "search", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, input, select')]"
        ".filter(e => e.offsetParent && !(e.textContent.trim() || e.getAttribute('aria-label')"
        " || e.labels?.length)).map(e => e.outerHTML)"
    )
    assert nameless == []
