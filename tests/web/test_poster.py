"""Any movie gets a poster: well-formed, small, the same each time."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.web import draw_poster
from matinee.web.motif import MOTIFS
from matinee.web.palette import PALETTES

SVG = "{http://www.w3.org/2000/svg}"
LIMIT = 8_000
HARD = {
    "empty": "",
    "blank": " \n\t ",
    "one letter": "M",
    "markup": "<script>alert('&\"')</script>]]>",
    "long": "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    "one word": "Donaudampfschifffahrtsgesellschaftskapitän",
    "three hundred": "x" * 300,
    "many words": "word " * 80,
    "Chinese": "千と千尋の神隠し" * 12,
    "Arabic": "جدایی نادر از سیمین",
    "emoji": "🎬🍿 Emoji Movie 👩‍👩‍👧 🎉",
    "marks": "Z̸̡̢a̵l̷g̸o̴",
    "control": "a\x00b\x1b\ud800\ufffec\u202ed",
    "every letter": "The quick brown fox jumps over the lazy dog, ÀÉÎÕÜ 1234567890",
}


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output


def told(svg: str) -> str:
    """What a screen reader reads."""
    title = parse(svg).find(f"{SVG}title")
    assert title is not None
    return title.text or ""


@pytest.mark.parametrize("title", HARD.values(), ids=HARD)
@pytest.mark.parametrize("movie_id", range(len(MOTIFS)))
def test_hard_titles_are_well_formed_and_small(title, movie_id):
    svg = draw_poster(movie_id, title, 1999, title, "Drama")
    parse(svg)
    assert len(svg.encode()) <= LIMIT


@given(
    st.integers(1, 2**63 - 1),
    st.text(max_size=300),
    st.none() | st.integers(-1, 99999),
    st.none() | st.text(max_size=80),
    st.none() | st.sampled_from(sorted(PALETTES)) | st.text(max_size=20),
)
def test_any_text_gives_a_well_formed_poster(movie_id, title, year, director, genre):
    svg = draw_poster(movie_id, title, year, director, genre)
    root = parse(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 400 600"
    assert told(svg)
    assert len(svg.encode()) <= LIMIT


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_runs_and_nothing_is_loaded(title, director):
    svg = draw_poster(3, title, 1999, director, "Action")
    for element in parse(svg).iter():
        assert element.tag not in {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not name.endswith("href") or value.startswith("#")
            assert "url(" not in value or "url(#" in value


def test_same_movie_same_poster():
    arguments = (7, "The Matrix", 1999, "Lana Wachowski", "Science Fiction")
    assert draw_poster(*arguments) == draw_poster(*arguments)


def test_ten_movies_in_a_row_show_ten_motifs():
    posters = {draw_poster(number, "Heat", 1995, None, "Crime")[200:600] for number in range(10)}
    assert len(posters) == 10


def test_title_is_told_and_drawn():
    svg = draw_poster(7, "The Matrix", 1999, "Lana Wachowski", "Science Fiction")
    assert told(svg) == "The Matrix"
    assert [text.text for text in parse(svg).iter(f"{SVG}text")] == ["1999", "Lana Wachowski"]


def test_blank_title_is_untitled():
    assert told(draw_poster(1, "  ", None, None, None)) == "Untitled"


def test_foot_leaves_out_what_is_unknown():
    svg = draw_poster(1, "Heat", None, None, None)
    assert list(parse(svg).iter(f"{SVG}text")) == []


def test_long_director_is_cut():
    svg = draw_poster(1, "Heat", None, "A Director With Quite a Long Name Indeed", None)
    assert [text.text[-1] for text in parse(svg).iter(f"{SVG}text") if text.text] == ["…"]


def test_ids_are_unique():
    for movie_id in range(30):
        svg = draw_poster(movie_id, "Mississippi Burning", 1988, None, "Drama")
        ids = [element.get("id") for element in parse(svg).iter() if element.get("id")]
        assert len(ids) == len(set(ids))
