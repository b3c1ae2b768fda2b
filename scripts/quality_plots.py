"""Draws the plots of how good recommendations are, as SVG by hand."""
# ruff: noqa: INP001 - part of the script beside it

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from sentiment_plots import BOTTOM, COLOURS, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, Plot

#: A little narrower than most letters of that size are.
LETTER, LINE = 6.3, 13.0
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Values that are nearer to each other are taken to be one.
LEAST_SPAN = 1e-3


@dataclass(frozen=True)
class Dot:
    """A model on a plot."""

    x: float
    y: float
    name: str
    colour: str = COLOURS[0]


Box = tuple[float, float, float, float]


def axis(name: str, values: Sequence[float], *, from_zero: bool = True) -> Axis:
    """An axis that holds all values, with four to eight round marks."""
    low, high = (0.0 if from_zero else min(values)), max(values)
    span = high - low if high - low > LEAST_SPAN else 1.0
    power = 10 ** floor(log10(span / 5))
    step = next(power * one for one in STEPS if span / (power * one) <= 6)  # noqa: PLR2004
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    marks = tuple(round(step * place, 10) for place in range(first, last + 1))
    return Axis(name, marks[0], marks[-1], marks)


class Scatter(Plot):
    """Dots with names that do not lie on each other; a name that has no room is left out."""

    def __init__(self, title: str, x: Axis, y: Axis) -> None:
        super().__init__(title, x, y)
        self._taken: list[Box] = []

    def models(self, dots: Sequence[Dot]) -> None:
        """Put all dots, then their names: the first dot's, then from the top down."""
        for dot in dots:
            self.dots([(dot.x, dot.y)], dot.colour)
            across, up = self._across(dot.x), self._up(dot.y)
            self._taken.append((across - 4, up - 4, across + 4, up + 4))
        for dot in [*dots[:1], *sorted(dots[1:], key=lambda dot: -dot.y)]:
            self._name(dot)

    def level(self, y: float, name: str) -> None:
        """A dashed line across, for what has a height only."""
        height = self._up(y)
        self.line([(self._x.low, y), (self._x.high, y)], COLOURS[2], dashed=True)
        width = LETTER * len(name)
        self._write(WIDTH - RIGHT - 4, height - 5, name, anchor="end")
        self._taken.append((WIDTH - RIGHT - 4 - width, height - 16, WIDTH - RIGHT, height))

    def _name(self, dot: Dot) -> None:
        across, up, width = self._across(dot.x), self._up(dot.y), LETTER * len(dot.name)
        for left, base in (
            (across + 8, up + 4),
            (across - 8 - width, up + 4),
            (across + 4, up - 8),
            (across + 4, up + 17),
            (across - 4 - width, up - 8),
            (across - 4 - width, up + 17),
        ):
            box = (left, base - LINE + 3, left + width, base + 3)
            inside = left >= LEFT and left + width <= WIDTH and TOP <= box[1] < HEIGHT - BOTTOM
            if inside and not any(_meet(box, other) for other in self._taken):
                self._write(left, base, dot.name)
                self._taken.append(box)
                return


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw_coverage(data: str, dots: Sequence[Dot], best: tuple[float, str] | None) -> str:
    """Accuracy against the share of the movies that any list holds.

    Args:
        data: Name of the set.
        dots: Models, coverage across and nDCG@10 upwards.
        best: Height and name of a model whose coverage is not known.
    """
    heights = [dot.y for dot in dots] + ([] if best is None else [best[0]])
    plot = Scatter(
        f"Accuracy against coverage, {data}",
        axis("share of the movies that any list of ten holds", [dot.x for dot in dots]),
        axis("nDCG@10", heights),
    )
    if best is not None:
        plot.level(*best)
    plot.models(dots)
    return plot.svg


Curve = Sequence[tuple[float, float, float, float]]


def draw_lines(title: str, across: str, upwards: str, curves: dict[str, Curve]) -> str:
    """Lines with a band of their intervals.

    Args:
        title: Of the plot.
        across: What the horizontal axis is.
        upwards: Likewise the vertical one.
        curves: Name to points ``(x, value, low, high)``, the most important first.
    """
    points = [point for curve in curves.values() for point in curve]
    x_values = [point[0] for point in points]
    plot = Plot(
        title,
        axis(across, x_values, from_zero=False),
        axis(upwards, [point[3] for point in points]),
    )
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        plot.band([(x, low, high) for x, _, low, high in curve], colour)
        line = [(x, value) for x, value, _, _ in curve]
        plot.line(line, colour, name)
        plot.dots(line, colour)
    return plot.svg
