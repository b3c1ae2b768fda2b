# ruff: noqa: INP001, RUF001, PLR2004 - run by hand, with typographic signs and small numbers
"""Draw the outlines of Fraunces into ``src/matinee/web/glyphs.json`` for the posters' titles.

An SVG inside ``<img>`` cannot load a font, so the posters carry outlines. Needs ``fonttools``,
``brotli`` and ``uharfbuzz`` (not dependencies of matinee) and the two files of npm's
``@fontsource-variable/fraunces`` that also lie in ``static/fonts``:
``python scripts/poster_glyphs.py``.
"""

import io
import json
import string
from pathlib import Path
from typing import Any

import uharfbuzz
from fontTools.pens.basePen import BasePen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEB = Path(__file__).resolve().parents[1] / "src" / "matinee" / "web"
FILES = ("fraunces-latin.woff2", "fraunces-latin-ext.woff2")
AXES = {"opsz": 90, "wght": 560}
UNITS = 200  # of ours to the em; half a unit is a seventh of a pixel at 60 px
MAX_ERROR = 8  # of the font's 2000 units to the em, where quadratic curves are joined to cubic ones
PLAIN = range(0x20, 0x180)  # Latin for Europe; other letters are set as text
MARKS = range(0x2010, 0x2040)
KERNED = string.ascii_letters + string.digits + "’'“”.,:-–&!?"


class CompactPen(BasePen):  # type: ignore[misc]
    """Writes a path of relative whole numbers, about half as long as an absolute one."""

    def __init__(self, glyph_set: Any, scale: float) -> None:
        super().__init__(glyph_set)
        self.scale = scale
        self.parts: list[str] = []
        self.at = (0, 0)

    def _round(self, point: tuple[float, float]) -> tuple[int, int]:
        return round(point[0] * self.scale), -round(point[1] * self.scale)

    def _step(self, command: str, *points: tuple[float, float]) -> None:
        rounded = [self._round(point) for point in points]
        x0, y0 = self.at
        numbers = "".join(f"{n:+d}" for x, y in rounded for n in (x - x0, y - y0))
        self.parts.append(command + numbers.replace("+", " ").lstrip().replace(" -", "-"))
        self.at = rounded[-1]

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        # each glyph starts at its own origin, so the first move counts from 0,0
        self._step("m", pt)
        self.start = self.at

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        x, y = self._round(pt)
        dx, dy = x - self.at[0], y - self.at[1]
        if dx and dy:
            self._step("l", pt)
        elif dx or dy:
            self.parts.append(f"h{dx}" if dx else f"v{dy}")
            self.at = (x, y)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        if self._round(pt3) != self.at or self._round(pt1) != self.at:
            self._step("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self.parts.append("z")
        self.at = self.start

    @property
    def path(self) -> str:
        """What was drawn; a command that repeats is written once."""
        text = ""
        last = ""
        for part in self.parts:
            same = part[0] == last and part[0] in "lqhv"
            glue = "" if part[1:2] == "-" else " "
            text += glue + part[1:] if same else part
            last = part[0]
        return text


def main() -> None:
    """Write the table and say how large it is."""
    glyphs: dict[str, tuple[int, str]] = {}
    kerning: dict[str, int] = {}
    for name in FILES:
        source = TTFont(WEB / "static" / "fonts" / name)
        font = instantiateVariableFont(source, AXES)
        scale = UNITS / font["head"].unitsPerEm
        glyph_set = font.getGlyphSet()
        for code, glyph_name in sorted(font.getBestCmap().items()):
            if chr(code) in glyphs or not (code in PLAIN or code in MARKS):
                continue
            pen = CompactPen(glyph_set, scale)
            flat = DecomposingRecordingPen(glyph_set)  # an accent and its letter as one outline
            glyph_set[glyph_name].draw(flat)
            flat.replay(Qu2CuPen(pen, MAX_ERROR, all_cubic=True))
            glyphs[chr(code)] = (round(glyph_set[glyph_name].width * scale), pen.path)
        if name == FILES[0]:
            kerning = pairs(font, scale)
    table = {"units": UNITS, "glyphs": glyphs, "kerning": kerning}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace('"],"', '"],\n"')
    (WEB / "glyphs.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(glyphs)} glyphs, {len(kerning)} pairs, {len(text.encode())} bytes")  # noqa: T201


def pairs(font: TTFont, scale: float) -> dict[str, int]:
    """Kerning of the pairs that differ by at least 2 of our units."""
    data = io.BytesIO()
    font.flavor = None
    font.save(data)
    shaper = uharfbuzz.Font(uharfbuzz.Face(data.getvalue()))

    def width(text: str) -> int:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(shaper, buffer, {"kern": True, "liga": False})
        return sum(position.x_advance for position in buffer.glyph_positions)

    alone = {letter: width(letter) for letter in KERNED}
    found = {
        a + b: round((width(a + b) - alone[a] - alone[b]) * scale) for a in KERNED for b in KERNED
    }
    return {pair: by for pair, by in found.items() if abs(by) >= 2}


if __name__ == "__main__":
    main()
