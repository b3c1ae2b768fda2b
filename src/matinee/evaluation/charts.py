"""Charts as inline SVG, drawn without a script; colours are classes that the page's style fills in.

A series keeps its number in all charts of a page, and with it its colour (``s0`` to ``s7``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

WIDTH, HEIGHT = 760, 420
#: Colours that the style knows; further series take them again, drawn dashed.
N_COLOURS = 8
#: Room around the plot: left, top, right, bottom.
_ROOM = (64, 16, 24, 52)
_ROOM_LABELS = 150
_LINE = 16
_LETTER = 7.2


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval; a mark without one has both bounds at the value."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Series:
    """One model's marks, ``None`` where it has none."""

    name: str
    marks: Sequence[Mark | None]


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scatter(
    points: Sequence[tuple[str, float, Mark]], *, across: str, upwards: str, title: str
) -> str:
    """A point for each model, with its interval upwards and its name beside it.

    Args:
        points: Name, place across, place upwards; the place in the list is the colour.
        across: What the horizontal axis shows.
        upwards: What the vertical axis shows.
        title: For those who cannot see it.
    """
    left, top, right, bottom = _ROOM
    places = [place for _, place, _ in points]
    x = _axis([0, *places], left, WIDTH - right)
    y = _axis([0, *_ends([mark for *_, mark in points])], HEIGHT - bottom, top)
    parts = [_frame(x, y, across, upwards), _ticks_across(x)]
    taken = [(x.at(place), y.at(mark.value), 0.0) for _, place, mark in points]
    for number, (name, place, mark) in enumerate(points):
        parts.append(_whisker(x.at(place), y, mark, number))
        parts.append(_dot(x.at(place), y.at(mark.value), number, f"{name}: {_told(mark)}"))
    for number, (name, place, mark) in enumerate(points):
        tx, ty = _free_place(x.at(place), y.at(mark.value), len(name) * _LETTER, taken)
        parts.append(_text(tx, ty, name, f"name t{number % N_COLOURS}"))
    return _svg(parts, title)


def lines(
    groups: Sequence[str], series: Sequence[Series], *, across: str, upwards: str, title: str
) -> str:
    """A line for each model over groups in their order, with intervals and names at the end.

    Args:
        groups: Names of the places across.
        series: As many marks each as groups; the place in the list is the colour.
        across: What the horizontal axis shows.
        upwards: What the vertical axis shows.
        title: For those who cannot see it.
    """
    left, top, _, bottom = _ROOM
    end = WIDTH - _ROOM_LABELS
    marks = [mark for one in series for mark in one.marks if mark is not None]
    y = _axis([0, *_ends(marks)], HEIGHT - bottom, top)
    step = (end - left) / max(len(groups), 1)
    x = [left + step * (place + 0.5) for place in range(len(groups))]
    parts = [_frame(_Axis(0, 1, left, end), y, across, upwards)]
    parts += [
        _text(at, HEIGHT - bottom + 20, name, "tick middle")
        for at, name in zip(x, groups, strict=True)
    ]
    # side by side, so that intervals do not hide each other
    nudge = min(6.0, 0.6 * step / max(len(series), 1))
    last: list[float] = []
    for number, one in enumerate(series):
        off = nudge * (number - (len(series) - 1) / 2)
        drawn = [
            (at + off, mark) for at, mark in zip(x, one.marks, strict=True) if mark is not None
        ]
        path = " ".join(f"{at:.1f},{y.at(mark.value):.1f}" for at, mark in drawn)
        parts.append(f'<polyline class="line {_colour(number)}" points="{path}"/>')
        parts += [_whisker(at, y, mark, number) for at, mark in drawn]
        parts += [
            _dot(at, y.at(mark.value), number, f"{one.name}: {_told(mark)}") for at, mark in drawn
        ]
        last.append(y.at(drawn[-1][1].value) if drawn else y.start)
    ends = zip(series, last, _spread(last, top), strict=True)
    for number, (one, height, at) in enumerate(ends):
        colour = f"t{number % N_COLOURS}"
        parts.append(f'<path class="lead" d="M{end - 8} {height:.1f} L{end + 8} {at:.1f}"/>')
        parts.append(_text(end + 12, at + 4, one.name, f"name {colour}"))
    return _svg(parts, title)


def whisker(mark: Mark, low: float, high: float, number: int) -> str:
    """A small dot with its interval between two bounds, to stand in a table."""
    width, height = 120, 18
    x = _Axis(low, high if high > low else low + 1, 6, width - 6)
    middle = height / 2
    return (
        f'<svg class="whisker" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(_told(mark))}">'
        f'<path class="rail" d="M0 {middle}H{width}"/>'
        f'<path class="span s{number % N_COLOURS}" '
        f'd="M{x.at(mark.low):.1f} {middle}H{x.at(mark.high):.1f}"/>'
        f'<circle class="dot s{number % N_COLOURS}" cx="{x.at(mark.value):.1f}" '
        f'cy="{middle}" r="4"/></svg>'
    )


def _ends(marks: Sequence[Mark]) -> list[float]:
    return [end for mark in marks for end in (mark.low, mark.high)]


def _axis(values: Sequence[float], start: float, end: float) -> _Axis:
    low, high = min(values), max(values)
    if high <= low:
        high = low + 1
    step = _step(high - low)
    return _Axis(low, float(np.ceil(high / step - 1e-9) * step), start, end)


def _step(span: float) -> float:
    """A round distance that cuts a span into four to ten."""
    rough = span / 5
    power = 10 ** float(np.floor(np.log10(rough)))
    return min((factor * power for factor in (1, 2, 5, 10)), key=lambda step: abs(step - rough))


def _ticks(axis: _Axis) -> list[float]:
    step = _step(axis.high - axis.low)
    n = int(np.floor((axis.high - axis.low) / step + 1e-9))
    return [axis.low + step * number for number in range(n + 1)]


def _frame(x: _Axis, y: _Axis, across: str, upwards: str) -> str:
    bottom = HEIGHT - _ROOM[3]
    grid = [
        f'<path class="grid" d="M{x.start} {y.at(tick):.1f}H{x.end}"/>'
        + _text(x.start - 8, y.at(tick) + 4, f"{tick:.3g}", "tick end")
        for tick in _ticks(y)
    ]
    middle = (_ROOM[1] + bottom) / 2
    name = escape(upwards)
    return "".join(
        [
            *grid,
            _text((x.start + x.end) / 2, HEIGHT - 10, across, "axis middle"),
            f'<text class="axis middle" transform="translate(16 {middle}) rotate(-90)">',
            f"{name}</text>",
        ]
    )


def _ticks_across(x: _Axis) -> str:
    bottom = HEIGHT - _ROOM[3] + 20
    return "".join(_text(x.at(tick), bottom, f"{tick:.3g}", "tick middle") for tick in _ticks(x))


def _whisker(at: float, y: _Axis, mark: Mark, number: int) -> str:
    if mark.high <= mark.low:
        return ""
    path = f"M{at:.1f} {y.at(mark.low):.1f}V{y.at(mark.high):.1f}"
    return f'<path class="span {_colour(number)}" d="{path}"/>'


def _dot(at: float, up: float, number: int, told: str) -> str:
    return (
        f'<circle class="dot s{number % N_COLOURS}" cx="{at:.1f}" cy="{up:.1f}" r="4.5">'
        f"<title>{escape(told)}</title></circle>"
    )


def _colour(number: int) -> str:
    return f"s{number % N_COLOURS}" + (" again" if number >= N_COLOURS else "")


def _told(mark: Mark) -> str:
    return f"{mark.value:.4f}, {mark.low:.4f} to {mark.high:.4f}"


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _free_place(
    x: float, y: float, width: float, taken: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """Where a name hides no point and no other name; it is then taken."""
    around = [(8 if side > 0 else -8 - width, 4 + _LINE * up) for up in (0, -1, 1, -2, 2, -3, 3)
              for side in (1, -1)]  # fmt: skip
    inside = [(dx, dy) for dx, dy in around if _ROOM[0] < x + dx < WIDTH - width]
    for dx, dy in inside or around:
        at = (x + dx, y + dy)
        crossed = any(
            abs(at[1] - 4 - other_y) < _LINE - 3
            and at[0] - 6 < other_x + other_width
            and other_x - 6 < at[0] + width
            for other_x, other_y, other_width in taken
        )
        if not crossed:
            break
    taken.append((at[0], at[1] - 4, width))
    return at


def _spread(wanted: Sequence[float], top: float) -> list[float]:
    """Heights near the wanted ones, a line apart."""
    order = np.argsort(wanted, kind="stable")
    placed = np.asarray(wanted, dtype=np.float64)[order]
    for number in range(1, len(placed)):
        placed[number] = max(placed[number], placed[number - 1] + _LINE)
    over = max(0.0, float(placed[-1]) - (HEIGHT - _ROOM[3])) if len(placed) else 0
    for number in range(len(placed) - 1, -1, -1):
        bound = HEIGHT - _ROOM[3] - _LINE * (len(placed) - 1 - number)
        placed[number] = max(top, min(placed[number], bound)) if over else placed[number]
    heights = [0.0] * len(placed)
    for place, height in zip(order, placed, strict=True):
        heights[place] = float(height)
    return heights


def _svg(parts: Sequence[str], title: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
