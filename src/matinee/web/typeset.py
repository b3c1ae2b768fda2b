"""Titles set in lines: widths, breaks, and outlines instead of a font.

An SVG inside ``<img>`` can load no font, so European titles are drawn with the outlines of
``glyphs.json`` (Fraunces, made by ``scripts/poster_glyphs.py``). Other scripts are set as text in
the reader's own serif, with widths guessed on the wide side.
"""

import json
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from string import ascii_letters

SERIF = "'Iowan Old Style','Palatino Linotype',Palatino,Georgia,'Noto Serif',serif"
ELLIPSIS = "…"
_GUESSED = 0.62  # em; other people's serifs are wider than ours
_WIDE = 1.05
_BASIC_PLANE = 0xFFFF
_USE_BYTES = 24  # of one more use of a drawn letter


@dataclass(frozen=True, slots=True)
class GlyphTable:
    """Outlines by character: advance and path, in ``units`` to the em."""

    units: int
    glyphs: dict[str, tuple[int, str]]
    kerning: dict[str, int]


@cache
def glyph_table() -> GlyphTable:
    """The table that ships, read once."""
    text = (Path(__file__).parent / "glyphs.json").read_text(encoding="utf-8")
    table = json.loads(text)
    glyphs = {letter: (int(width), str(path)) for letter, (width, path) in table["glyphs"].items()}
    return GlyphTable(int(table["units"]), glyphs, table["kerning"])


def can_outline(text: str) -> bool:
    """Whether every character has an outline."""
    glyphs = glyph_table().glyphs
    return all(letter in glyphs for letter in text)


def text_width(text: str) -> float:
    """Width in em: exact for outlines, a generous guess for other text."""
    table = glyph_table()
    if can_outline(text):
        kerning = sum(table.kerning.get(a + b, 0) for a, b in pairwise(text))
        return (sum(table.glyphs[letter][0] for letter in text) + kerning) / table.units
    return sum(_guess(letter) for letter in text)


def _guess(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > _BASIC_PLANE:
        return _WIDE
    return _GUESSED * (1.3 if letter.isupper() else 1)


def _breaks_anywhere(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and letter.isalpha()


def atoms(text: str) -> list[str]:
    """Pieces that stay whole: words with the space before them, single signs of CJK scripts."""
    pieces: list[str] = []
    for word in text.split(" "):
        start = True
        for letter in word:
            alone = _breaks_anywhere(letter) or (pieces and _breaks_anywhere(pieces[-1][-1]))
            if start:
                pieces.append(f" {letter}" if pieces else letter)
            elif alone and not unicodedata.category(letter).startswith(("M", "P")):
                pieces.append(letter)
            else:
                pieces[-1] += letter
            start = False
    return pieces


def break_lines(text: str, limit: float, most: int) -> list[str] | None:
    """Even lines at most ``limit`` em wide, or ``None`` if that takes more than ``most``.

    As few lines as fit, then the break with the least sum of squared slack; a colon ends a line
    more readily than another word.
    """
    if text_width(text) > limit * most:
        return None
    pieces = atoms(text)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # lines, cost, start of the last line
    for end in range(1, len(pieces) + 1):
        choice: tuple[int, float, int] | None = None
        for start in range(end - 1, -1, -1):
            width = text_width("".join(pieces[start:end]).strip())
            if width > limit:
                break
            lines, cost, _ = best[start]
            bonus = -(limit**2) / 2 if pieces[end - 1].endswith(":") else 0.0
            option = (lines + 1, cost + (limit - width) ** 2 + bonus, start)
            choice = min(choice, option) if choice else option
        if choice is None or choice[0] > most:
            return None
        best.append(choice)
    lines_found: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        lines_found.insert(0, "".join(pieces[start:end]).strip())
        end = start
    return lines_found


def fill_lines(text: str, limit: float, most: int) -> list[str]:
    """The first ``most`` lines of a text that is longer, with an ellipsis at their end."""
    lines = [""]
    for piece in atoms(text):
        if text_width((lines[-1] + piece).strip()) > limit and lines[-1]:
            if len(lines) == most:
                lines[-1] = shorten(lines[-1] + piece, limit)
                break
            lines.append("")
        lines[-1] = (lines[-1] + piece).lstrip()
    return lines


def split_words(text: str, limit: float) -> str:
    """The text with words wider than ``limit`` em hyphenated into even parts."""
    parts: list[str] = []
    for word in text.split(" "):
        width = text_width(word)
        # room for the hyphen, and for parts of more letters like W than the others
        n = math.ceil(width / (limit * 0.86)) if width > limit else 1
        step = max(1, math.ceil(len(word) / n))
        pieces = [word[start : start + step] for start in range(0, len(word), step)]
        parts += [f"{piece}-" for piece in pieces[:-1]] + pieces[-1:]
    return " ".join(parts)


def shorten(text: str, limit: float) -> str:
    """The text, cut with an ellipsis where it is wider than ``limit`` em."""
    if text_width(text) <= limit:
        return text
    while text and text_width(text + ELLIPSIS) > limit:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def outline(lines: list[str], left: float, top: float, size: float, leading: float) -> str:
    """The lines as paths; a letter that comes again is drawn once and used again."""
    table = glyph_table()
    scale = size / table.units
    counts = Counter("".join(lines)).items()
    often = [a for a, n in counts if (n - 1) * len(table.glyphs[a][1]) > n * _USE_BYTES]
    names = dict(zip(often, ascii_letters, strict=False))
    often = list(names)
    drawn = "".join(f'<path id="{names[a]}" d="{table.glyphs[a][1]}"/>' for a in often)
    parts = [f"<defs>{drawn}</defs>"]
    for row, line in enumerate(lines):
        x, before, once, uses = 0, "", "", ""
        for letter in line:
            x += table.kerning.get(before + letter, 0)
            width, path = table.glyphs[letter]
            if letter in names:
                uses += f'<use href="#{names[letter]}" x="{x}"/>'
            elif path:
                once += f"M{x} 0{path}"
            x, before = x + width, letter
        y = top + row * leading
        parts.append(f'<g transform="translate({left:.0f} {y:.1f})scale({scale:.4g})">')
        parts.append((f'<path d="{once}"/>' if once else "") + uses + "</g>")
    return "".join(parts)


def plain_text(
    lines: list[str], edges: tuple[int, int], top: float, size: float, leading: float
) -> str:
    """The lines as text in the reader's serif, from the edge at which their script starts."""
    parts = []
    for row, line in enumerate(lines):
        first = next((c for c in line if unicodedata.bidirectional(c) in {"L", "R", "AL"}), "a")
        leftward = unicodedata.bidirectional(first) in {"R", "AL"}
        place = f'x="{edges[1]}" direction="rtl"' if leftward else f'x="{edges[0]}"'
        if can_outline(line):  # measured by our letters, so another font's must be held to it
            place += f' lengthAdjust="spacingAndGlyphs" textLength="{text_width(line) * size:.0f}"'
        parts.append(f'<text {place} y="{top + row * leading:.1f}">{escape(line)}</text>')
    return f'<g font-family="{SERIF}" font-size="{size:.0f}" font-weight="600">{"".join(parts)}</g>'
