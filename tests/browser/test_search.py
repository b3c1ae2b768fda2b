"""Searching by what films are about, tags, and family evenings, on a cinema that is known."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.kit.cinema import ROWS, movie_id
from tests.kit.cinema_profiles import LANGUAGE_MODEL, PROFILES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

LIST = "movie-grid .card a.link"
FOUND = "search-results .card a.link"
CHIPS = ".chips button"
SENTENCE = "a fish looks for his son in the ocean"
MILD = {
    title
    for title, profile in PROFILES.items()
    if max(profile.notes.violence, profile.notes.sex, profile.notes.fear, profile.notes.language)
    <= 1
}
WATCH_SHIFT = (
    "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
    " if (!entry.hadRecentInput) window.shift += entry.value })"
    ".observe({ type: 'layout-shift', buffered: true })"
)


def address(page: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def titles(page: Page, selector: str) -> list[str]:
    """Titles of the cards."""
    return page.locator(selector).all_inner_texts()


def films_with(tag: str) -> set[str]:
    """Films of the kit that have a tag."""
    return {title for title, profile in PROFILES.items() if tag in profile.tags}


def test_sentence_finds_by_enter_and_back_returns(cinema_page, troubles):
    page = cinema_page
    page.goto("/")
    expect(page.locator(LIST)).not_to_have_count(0)
    page.locator("#search").fill(SENTENCE)
    page.locator("#search").press("Enter")
    expect(page.locator("h1").first).to_have_text(f"For \u201c{SENTENCE}\u201d")
    expect(page.locator(FOUND).first).to_have_text("Finding Nemo")
    expect(page.locator("search-results .card .why").first).not_to_be_empty()
    assert page.locator(FOUND).count() <= 24
    assert address(page) == {"q": [SENTENCE]}
    expect(page).to_have_title(re.compile("a fish looks"))
    page.locator(FOUND).first.click()
    expect(page.locator("movie-view h1")).to_have_text("Finding Nemo")
    page.go_back()
    expect(page.locator(FOUND).first).to_be_focused()
    page.go_back()
    expect(page.locator(LIST)).not_to_have_count(0)
    expect(page.locator(FOUND)).to_have_count(0)
    expect(page.locator("#search")).to_have_value("")
    assert troubles == []


def test_search_has_an_address_of_its_own(cinema_page, troubles):
    cinema_page.goto(f"/?q={SENTENCE.replace(' ', '+')}")
    expect(cinema_page.locator(FOUND).first).to_have_text("Finding Nemo")
    expect(cinema_page.locator("#search")).to_have_value(SENTENCE)
    for name in ("Title", "Director", "Order"):
        expect(cinema_page.get_by_label(name, exact=True)).to_be_hidden()
    assert troubles == []


def test_last_suggestion_searches_for_what_it_is_about(cinema_page, troubles):
    page = cinema_page
    page.goto("/")
    box = page.locator("#search")
    box.press_sequentially("toy")
    options = page.locator("#suggestions [role=option]")
    expect(options.first).to_contain_text("Toy Story")
    expect(options.last).to_have_text("Search for what it is about: toy")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    box.press("Enter")
    expect(page.locator("h1").first).to_have_text("For \u201ctoy\u201d")
    expect(page.locator(FOUND).first).to_contain_text("Toy Story")
    expect(page.locator("#suggestions")).to_be_hidden()
    assert troubles == []


def test_sentence_is_suggested_alone(cinema_page):
    cinema_page.goto("/")
    cinema_page.locator("#search").press_sequentially(SENTENCE)
    options = cinema_page.locator("#suggestions [role=option]")
    expect(options).to_have_count(1)
    options.click()
    expect(cinema_page.locator(FOUND).first).to_have_text("Finding Nemo")


def test_search_keeps_filters_and_filters_keep_the_search(cinema_page, troubles):
    page = cinema_page
    page.goto("/?genre=Science+Fiction&sort=title")
    expect(page.locator(LIST)).not_to_have_count(0)
    page.locator("#search").fill("outer space")
    page.locator("#search").press("Enter")
    expect(page.locator(FOUND)).not_to_have_count(0)
    assert address(page) == {"q": ["outer space"], "genre": ["Science Fiction"]}
    space = {row[0] for row in ROWS if "Science Fiction" in row[2]}
    assert set(titles(page, FOUND)) <= space
    page.get_by_label("Fit for a family evening", exact=True).check()
    expect(page.locator(FOUND)).to_have_text(["Star Wars"])
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(FOUND).nth(1)).to_be_visible()
    assert address(page) == {"q": ["outer space"]}
    assert troubles == []


def test_emptied_box_leads_back_to_the_list(cinema_page):
    cinema_page.goto("/?q=robots&genre=Animation")
    expect(cinema_page.locator(FOUND)).not_to_have_count(0)
    cinema_page.locator("#search").fill("")
    expect(cinema_page.locator(LIST)).not_to_have_count(0)
    assert address(cinema_page) == {"genre": ["Animation"]}


def test_search_without_results_says_what_to_do(cinema_page, troubles):
    page = cinema_page
    page.goto("/?q=gunfights+in+space&genre=Western&tag=paris")
    expect(page.locator("search-results .say")).to_have_text(
        "No film within your filters fits \u201cgunfights in space\u201d."
    )
    expect(page.locator("#live")).to_contain_text("No film within your filters")
    page.get_by_role("link", name="Search all films").click()
    expect(page.locator(FOUND)).not_to_have_count(0)
    assert address(page) == {"q": ["gunfights in space"]}
    assert troubles == []


def test_words_that_mean_nothing_lead_on(cinema_page):
    cinema_page.goto("/?q=%3F%3F%3F")
    expect(cinema_page.locator("search-results .say")).to_contain_text("Say it in other words")
    cinema_page.get_by_role("link", name="Try").last.click()
    expect(cinema_page.locator("#search")).to_have_value("a heist that goes wrong")
    assert address(cinema_page) == {"q": ["a heist that goes wrong"]}


def test_failing_search_says_so_and_tries_again(cinema_page):
    page = cinema_page
    page.route(re.compile("/api/v1/search"), lambda route: route.abort())
    page.goto("/?q=robots")
    expect(page.locator("search-results .say")).to_contain_text("The server does not answer")
    page.unroute(re.compile("/api/v1/search"))
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(FOUND)).not_to_have_count(0)


def test_persons_name_leads_to_all_of_theirs(cinema_page):
    cinema_page.goto("/?q=Ridley+Scott")
    expect(cinema_page.locator(FOUND).first).to_have_text(re.compile("Alien|Blade Runner"))
    cinema_page.get_by_role("link", name="All films by or with").click()
    expect(cinema_page.get_by_role("heading", level=1)).to_have_text("By or with Ridley Scott")
    expect(cinema_page.locator("#count")).to_have_text("2 films")
    cinema_page.get_by_role("combobox", name="Tags").press_sequentially("monst")
    expect(cinema_page.locator("#tag-list [data-index]")).to_have_count(1)
    cinema_page.get_by_role("combobox", name="Tags").press("Enter")
    expect(cinema_page.locator(LIST)).to_have_text(["Alien"])
    assert address(cinema_page) == {"person": ["Ridley Scott"], "tag": ["monsters"]}
    cinema_page.get_by_role("button", name="Remove monsters").click()
    cinema_page.get_by_role("button", name="Remove by or with Ridley Scott").click()
    expect(cinema_page.locator("#count")).to_have_text(f"{len(ROWS)} films")


def test_movie_with_a_profile(cinema_page, troubles):
    page = cinema_page
    page.goto(f"/?movie={movie_id('Blade Runner')}")
    profile = PROFILES["Blade Runner"]
    expect(page.locator(".premise")).to_have_text(profile.premise)
    links = page.locator(".tags a")
    # themes, then the place, how it is told, style and source
    expect(links).to_have_text(
        ["artificial intelligence", "los angeles", "dystopia", "manhunt", "neo-noir",
         "based on a novel"]
    )  # fmt: skip
    expect(page.locator(".levels")).to_have_text(
        "Violence moderate \u00b7 Fear moderate \u00b7 Sex mild \u00b7 Language mild"
    )
    expect(page.locator(".family")).to_have_count(0)
    expect(page.locator(".written")).to_have_count(0)
    links.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Artificial intelligence")
    expect(page.locator("#count")).to_have_text("2 films")
    assert set(titles(page, LIST)) == films_with("artificial intelligence")
    assert address(page) == {"tag": ["artificial intelligence"]}
    page.go_back()
    expect(page.locator("movie-view h1")).to_have_text("Blade Runner")
    assert troubles == []


def test_premise_stands_before_the_overview(cinema_page):
    cinema_page.goto(f"/?movie={movie_id('Roman Holiday')}")
    order = cinema_page.locator(".premise, .overview")
    expect(order).to_have_text(
        [PROFILES["Roman Holiday"].premise, "A day in Rome changes two lives."]
    )
    expect(cinema_page.locator(".family")).to_have_text("Fit for a family evening")


def test_movie_without_a_profile_shows_nothing_empty(cinema_page):
    cinema_page.goto(f"/?movie={movie_id('Rio Bravo')}")
    expect(cinema_page.locator("movie-view h1")).to_have_text("Rio Bravo")
    expect(cinema_page.locator(".premise, .tags, .content")).to_have_count(0)


def test_language_models_profile_says_so(cinema_page):
    cinema_page.goto(f"/?movie={movie_id('Notting Hill')}")
    expect(cinema_page.locator(".written")).to_have_text(
        f"Written by a language model from the facts ({LANGUAGE_MODEL})."
    )


def test_tags_are_picked_by_keyboard_and_removed_as_chips(cinema_page, troubles):
    page = cinema_page
    page.goto("/")
    box = page.get_by_role("combobox", name="Tags")
    box.press_sequentially("gunf")
    options = page.locator("#tag-list [data-index]")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("2")
    box.press("Enter")
    expect(page.locator(CHIPS)).to_have_text(["gunfights\u00d7"])
    expect(page.locator("#count")).to_have_text("2 films")
    assert set(titles(page, LIST)) == films_with("gunfights")
    box.press("ArrowDown")
    expect(page.locator("#tag-list [role=group]").first).to_have_attribute(
        "aria-label", "What it is about"
    )
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.locator("#tag-list")).to_be_hidden()
    box.press_sequentially("reven")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(LIST)).to_have_text(["Unforgiven"])
    expect(page.locator("#count")).to_have_text("1 film")
    assert address(page) == {"tag": ["gunfights", "revenge"]}
    page.reload()
    expect(page.locator(LIST)).to_have_text(["Unforgiven"])
    page.get_by_role("button", name="Remove gunfights").click()
    expect(page.get_by_role("button", name="Remove revenge")).to_be_focused()
    expect(page.locator("#count")).to_have_text(f"{len(films_with('revenge'))} film")
    page.get_by_role("button", name="Remove revenge").press("Enter")
    expect(page.locator(CHIPS)).to_have_count(0)
    expect(page.locator("#count")).to_have_text(f"{len(ROWS)} films")
    assert troubles == []


def test_tag_that_no_film_has_is_not_offered(cinema_page):
    cinema_page.goto("/")
    box = cinema_page.get_by_role("combobox", name="Tags")
    box.press_sequentially("vampires")
    expect(cinema_page.locator("#tag-list .none")).to_contain_text("No tag has these letters.")
    box.press("Enter")
    assert address(cinema_page) == {}


def test_tags_that_never_meet_lead_on(cinema_page):
    cinema_page.goto("/?tag=paris&tag=wild+west")
    expect(cinema_page.locator("movie-grid .say")).to_contain_text("Take one of the filters away")
    cinema_page.get_by_role("link", name="All films tagged \u201cparis\u201d").click()
    expect(cinema_page.locator(LIST)).to_have_text(["Am\u00e9lie"])


def test_family_evening_leaves_out_films_without_notes(cinema_page, troubles):
    page = cinema_page
    page.goto("/")
    switch = page.get_by_role("switch", name="Fit for a family evening")
    expect(switch).to_have_accessible_description(re.compile("Films without notes are left out"))
    switch.press("Space")
    expect(page.locator("#count")).to_have_text(f"{len(MILD)} films")
    assert set(titles(page, LIST)) == MILD
    assert address(page) == {"family": ["true"]}
    page.get_by_label("Genre").select_option("Animation")
    expect(page.locator("#count")).to_have_text("2 films")
    assert set(titles(page, LIST)) == {"Toy Story", "Finding Nemo"}
    page.reload()
    expect(switch).to_be_checked()
    switch.press("Space")
    expect(page.locator("#count")).to_have_text("6 films")
    assert troubles == []


def test_phone_shows_as_chips_what_the_fold_hides(cinema_page):
    page = cinema_page
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto("/?genre=Animation&family=true&year_from=2000")
    expect(page.locator(CHIPS)).to_have_text(
        ["Animation\u00d7", "2000\u2013\u00d7", "fit for a family evening\u00d7"]
    )
    expect(page.locator("#family")).to_be_hidden()
    page.get_by_role("button", name="Remove fit for a family evening").click()
    expect(page.locator(CHIPS)).to_have_count(2)
    expect(page.locator("#count")).to_have_text("3 films")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Tags").click()
    expect(page.locator("#tag-list")).to_be_visible()
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0


def test_examples_on_the_home_page_lead_to_films(page, troubles):
    page.goto("/")
    examples = page.locator(".try a")
    links = examples.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert 6 <= len(links) <= 8
    for link in links:
        page.goto(link)
        expect(
            page.locator("search-results .card a.link, movie-grid .card a.link").nth(3)
        ).to_be_visible()
        expect(page.locator(".try")).to_be_hidden()
    page.locator(".wordmark").click()
    examples.first.click()
    expect(page.locator(FOUND).first).to_be_visible()
    assert troubles == []


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    "path",
    ["/?q=robots", "/?tag=revenge&family=true", "/?q=robots&genre=Western&tag=paris", "/?movie=7"],
)
def test_addresses_open_without_shift(cinema_page, path, width):
    page = cinema_page
    page.set_viewport_size({"width": width, "height": 812})
    page.add_init_script(WATCH_SHIFT)
    page.goto(path, wait_until="networkidle")
    expect(page.locator("h1").first).to_be_attached()
    assert page.evaluate("window.shift") < 0.02
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0
