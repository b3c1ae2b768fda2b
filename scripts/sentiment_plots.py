"""Draws the manual's two plots of how reviews are read, as SVG by hand: no library is needed.

Colours are picked so that lines and letters can be told apart on a white page and on a dark one.
"""
# ruff: noqa: INP001 - part of the script beside it

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Line = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 40, 52
INK, FAINT = "#7a7f87", "#9aa0a8"
COLOURS = ("#c7861a", "#2f8f83", "#8a63c9")


@dataclass(frozen=True)
class Axis:
    """One axis: what it says, where it starts and ends, and its marks."""

    name: str
    low: float
    high: float
    marks: tuple[float, ...]
    form: str = "{:g}"


class Plot:
    """A plot that grows by lines; ``svg`` is the whole file."""

    def __init__(self, title: str, x: Axis, y: Axis) -> None:
        self._x, self._y = x, y
        self._lines: list[str] = []
        self._n_names = 0
        self._write(WIDTH / 2, 20, title, anchor="middle", size=15)
        for mark in x.marks:
            place = self._across(mark)
            self._rule(place, TOP, place, HEIGHT - BOTTOM)
            self._write(place, HEIGHT - BOTTOM + 18, x.form.format(mark), anchor="middle")
        for mark in y.marks:
            place = self._up(mark)
            self._rule(LEFT, place, WIDTH - RIGHT, place)
            self._write(LEFT - 8, place + 4, y.form.format(mark), anchor="end")
        self._write((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x.name, anchor="middle")
        middle = (TOP + HEIGHT - BOTTOM) / 2
        turn = f' transform="rotate(-90 16 {middle:.0f})"'
        self._write(16, middle, y.name, anchor="middle", more=turn)

    def line(self, points: Line, colour: str, name: str = "", *, dashed: bool = False) -> None:
        """A line through points, and its name among the others at the lower right."""
        path = " ".join(f"{self._across(x):.1f},{self._up(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 5"' if dashed else ""
        self._lines.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        if name:
            height = HEIGHT - BOTTOM - 14 - 20 * self._n_names
            self._lines.append(
                f'<line x1="{WIDTH - RIGHT - 30}" y1="{height - 4}" x2="{WIDTH - RIGHT - 6}" '
                f'y2="{height - 4}" stroke="{colour}" stroke-width="2"{dash}/>'
            )
            self._write(WIDTH - RIGHT - 38, height, name, anchor="end")
            self._n_names += 1

    def dots(self, points: Line, colour: str) -> None:
        """A dot at each point."""
        for x, y in points:
            self._lines.append(
                f'<circle cx="{self._across(x):.1f}" cy="{self._up(y):.1f}" r="4" fill="{colour}"/>'
            )

    def band(self, points: Sequence[tuple[float, float, float]], colour: str) -> None:
        """The area between two lines, ``(x, low, high)``."""
        low = [f"{self._across(x):.1f},{self._up(y):.1f}" for x, y, _ in points]
        high = [f"{self._across(x):.1f},{self._up(y):.1f}" for x, _, y in reversed(points)]
        corners = " ".join([*low, *high])
        self._lines.append(f'<polygon points="{corners}" fill="{colour}" fill-opacity="0.15"/>')

    def say(self, x: float, y: float, text: str) -> None:
        """A few words beside a point."""
        self._write(self._across(x) + 8, self._up(y) + 16, text)

    @property
    def svg(self) -> str:
        """The file's content."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'font-family="system-ui, sans-serif" font-size="12">'
        )
        return "\n".join([head, *self._lines, "</svg>"]) + "\n"

    def _across(self, x: float) -> float:
        share = (x - self._x.low) / (self._x.high - self._x.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def _up(self, y: float) -> float:
        share = (y - self._y.low) / (self._y.high - self._y.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def _rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._lines.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{FAINT}" stroke-width="0.5" stroke-opacity="0.5"/>'
        )

    def _write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: int = 12,
        more: str = "",
    ) -> None:
        self._lines.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'fill="{INK}"{more}>{text}</text>'
        )


def draw_curve(table: Json) -> str:
    """Accuracy against the share that is sent to the transformer."""
    places = {name: place for place, name in enumerate(table["columns"])}
    rows = [
        (row[places["reviews sent"]], row[places["reviews of held-out movies"]], row[0])
        for row in table["rows"]
    ]
    low = int(min(found["low"] for _, found, _ in rows) * 100) / 100
    high = (int(max(found["high"] for _, found, _ in rows) * 100) + 1) / 100
    steps = round((high - low) * 100)
    marks = tuple(low + step / 100 for step in range(0, steps + 1, 1 if steps < 8 else 2))  # noqa: PLR2004
    plot = Plot(
        "Accuracy on held-out movies",
        Axis("share of the reviews that the transformer reads", 0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        Axis("read right", low, high, marks, "{:.2f}"),
    )
    plot.band([(sent, found["low"], found["high"]) for sent, found, _ in rows], COLOURS[0])
    points = [(sent, found["value"]) for sent, found, _ in rows]
    plot.line(points, COLOURS[0])
    plot.dots(points, COLOURS[0])
    for place in range(0, len(rows), 2):
        sent, found, doubt = rows[place]
        plot.say(sent, found["value"], doubt)
    return plot.svg


def draw_reliability(table: Json) -> str:
    """What is so against what was said, a line for each reader."""
    plot = Plot(
        "Does the probability mean what it says?",
        Axis("probability of praise that was said", 0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        Axis("share that is praise", 0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    )
    plot.line([(0, 0), (1, 1)], FAINT, "as said", dashed=True)
    names = [name.removesuffix(": said") for name in table["columns"] if name.endswith(": said")]
    for name, colour in zip(names, COLOURS, strict=False):
        said = table["columns"].index(f"{name}: said")
        liked = table["columns"].index(f"{name}: liked")
        points = [(row[said], row[liked]["value"]) for row in table["rows"] if row[liked]]
        plot.line(points, colour, name)
        plot.dots(points, colour)
    return plot.svg
