"""A designed poster for every movie, drawn from its title, year, director, genre and number."""

import re
import unicodedata
from html import escape
from random import Random

from matinee.web.motif import MOTIFS, WIDTH
from matinee.web.palette import palette
from matinee.web.typeset import (
    break_lines,
    can_outline,
    fill_lines,
    outline,
    plain_text,
    shorten,
    split_words,
)

HEIGHT = 600
_MARGIN = 28
_FOOT = 58  # from the bottom edge to the rule over year and director
_TITLE_SPACE = 238
_SIZES = (104, 92, 80, 70, 62, 54, 47, 41, 36, 31)
_SPLIT_SIZE = 47  # at which a word too long for any size is hyphenated
_LEADING = 1.06
_ASCENT = 0.76  # em from a line's top to its baseline
_DESCENT = 0.3
# Most posters take 4 to 5 kB; where outlines of a long title would go beyond this, it is text.
_MOST_BYTES = 7950
_SANS = "Inter,'Helvetica Neue',Arial,sans-serif"
# What XML 1.0 cannot hold, and the marks that would turn the writing direction of what follows.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def draw_poster(
    movie_id: int, title: str, year: int | None, director: str | None, genre: str | None
) -> str:
    """Draw a poster as SVG, 400 by 600; the same arguments always give the same picture.

    Args:
        movie_id: Chooses and seeds the motif.
        title: Any text; a blank one is set as "Untitled".
        year: Year of release, for the foot.
        director: First director, for the foot.
        genre: First genre, which chooses the colours; any other name gets neutral ones.

    Returns:
        A well-formed document without scripts, links or fonts to load.
    """
    name = _clean(title) or "Untitled"
    colours = palette(genre).turned(movie_id // len(MOTIFS))
    lines, size = _set(name)
    block = round(size * (_ASCENT + _LEADING * (len(lines) - 1) + _DESCENT))
    field = HEIGHT - _FOOT - block - 40
    rng = Random(movie_id)  # noqa: S311 - a drawing, not a secret
    motif = MOTIFS[(movie_id + movie_id // len(MOTIFS)) % len(MOTIFS)](rng, field, colours)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img"><title>{escape(name)}</title>'
        f'<svg width="{WIDTH}" height="{field}">{motif}</svg>'
        # over the field's last row, where smoothing would leave a seam
        f'<path fill="{colours.ground}" d="M0 {field - 1}h{WIDTH}V{HEIGHT}H0z"/>'
        f'<g fill="{colours.ink}">'
    )
    foot = _foot(year, _clean(director or "")) + "</g></svg>"
    top = field + 22 + size * _ASCENT
    words = ""
    if can_outline("".join(lines)):
        words = outline(lines, _MARGIN, top, size, size * _LEADING)
    if not words or len((head + words + foot).encode()) > _MOST_BYTES:
        words = plain_text(lines, (_MARGIN, WIDTH - _MARGIN), top, size, size * _LEADING)
    return head + words + foot


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _FORBIDDEN.sub("", text)).split())


def _set(text: str) -> tuple[list[str], int]:
    """Lines and size of the title: as large as it fits, cut only if it fits at no size."""
    width = WIDTH - 2 * _MARGIN
    hyphenated = split_words(text, width / _SPLIT_SIZE)
    for words in (text, hyphenated):
        for size in _SIZES:
            most = int(_TITLE_SPACE / (size * _LEADING))
            lines = break_lines(words, width / size, most)
            if lines:
                return lines, size
    return fill_lines(hyphenated, width / size, most), size


def _foot(year: int | None, director: str) -> str:
    """A rule, the year at the left, the director at the right."""
    line = HEIGHT - _FOOT + 8
    text = f'<path d="M{_MARGIN} {line}h{WIDTH - 2 * _MARGIN}v1.5h-{WIDTH - 2 * _MARGIN}z"/>'
    text += f'<g font-family="{_SANS}" font-size="17" font-weight="500">'
    if year is not None:
        text += f'<text x="{_MARGIN}" y="{line + 26}">{year}</text>'
    if director:
        text += f'<text x="{WIDTH - _MARGIN}" y="{line + 26}" text-anchor="end">'
        text += f"{escape(shorten(director, 14))}</text>"
    return text + "</g>"
