"""The page's files keep their promises: no outside host, nothing inline, small files."""

import re
from html.parser import HTMLParser

import pytest

from matinee.web import STATIC

SCRIPTS = sorted((STATIC / "js").glob("*.js"))
STYLES = sorted((STATIC / "css").glob("*.css"))
MAX_LINES = 200
MAX_FONT_BYTES = 400_000


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def tags() -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed((STATIC / "index.html").read_text(encoding="utf-8"))
    return parser.tags


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_no_outside_host(path):
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text_and_never_html(path):
    text = path.read_text(encoding="utf-8")
    for banned in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert banned not in text
    assert "fetch(" not in text or path.name == "api.js"


def test_page_has_nothing_inline(tags):
    for tag, attributes in tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert tag != "style"
        assert tag != "script" or attributes.get("src")


def test_what_the_page_links_is_there(tags):
    linked = [attributes.get("href") or attributes.get("src") for _, attributes in tags]
    files = [link for link in linked if link and link.startswith("/static/")]
    assert len(files) > 5
    for link in files:
        assert (STATIC / link.removeprefix("/static/")).is_file(), link


def test_what_scripts_import_is_there():
    for path in SCRIPTS:
        for name in re.findall(r'from "\./([^"]+)"|^import "\./([^"]+)"', path.read_text("utf-8")):
            assert (STATIC / "js" / (name[0] or name[1])).is_file(), path.name


def test_every_field_has_a_name(tags):
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    for tag, attributes in tags:
        if tag not in {"input", "select", "textarea"}:
            continue
        wrapped = re.search(rf"<label>[^<]+<{tag} name=\"{attributes.get('name')}\"", page)
        assert attributes.get("aria-label") or attributes.get("id") in labelled or wrapped


def test_fonts_are_small_and_licensed():
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(path.stat().st_size for path in fonts) <= MAX_FONT_BYTES
    for path in fonts:
        family = path.name.split("-")[0]
        licence = (STATIC / "fonts" / f"{family}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_styles_use_the_fonts_that_ship():
    style = (STATIC / "css" / "base.css").read_text(encoding="utf-8")
    for name in re.findall(r"url\(\.\./fonts/([^)]+)\)", style):
        assert (STATIC / "fonts" / name).is_file()
    assert style.count("font-display: swap") == style.count("@font-face")
