"""The ten geometric motifs of the drawn posters.

Each fills a field ``WIDTH`` wide and ``height`` tall with a few flat shapes that may reach past its
edges (the poster clips them), and takes every choice from the given random numbers.
"""

import math
from collections.abc import Callable
from random import Random

from matinee.web.palette import Palette

WIDTH = 400

Motif = Callable[[Random, int, Palette], str]


def _between(rng: Random, low: float, high: float) -> int:
    """A whole number; only ``random()`` promises the same sequence in every Python."""
    return round(low + (high - low) * rng.random())


def _side(rng: Random) -> int:
    return 1 if rng.random() < 0.5 else -1  # noqa: PLR2004 - a coin


def _disc(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{fill}"/>'


def _field(height: int, fill: str) -> str:
    return f'<path fill="{fill}" d="M0 0H{WIDTH}V{height}H0z"/>'


def rays(rng: Random, height: int, colours: Palette) -> str:
    """A low sun and its beams."""
    x, y = _between(rng, 90, 310), height - _between(rng, 0, 50)
    n = _between(rng, 11, 17)
    turn = rng.random()
    wedges = ""
    for beam in range(n):
        angles = (math.tau * (beam + turn) / n, math.tau * (beam + turn + 0.5) / n)
        (x1, y1), (x2, y2) = ((x + 720 * math.cos(a), y + 720 * math.sin(a)) for a in angles)
        wedges += f"M{x} {y}L{x1:.0f} {y1:.0f} {x2:.0f} {y2:.0f}z"
    radius = _between(rng, 74, 104)
    return (
        _field(height, colours.third)
        + f'<path fill="{colours.first}" d="{wedges}"/>'
        + _disc(x, y, radius + 16, colours.ground)
        + _disc(x, y, radius, colours.second)
    )


def horizon(rng: Random, height: int, colours: Palette) -> str:
    """A sun going down in a striped sea."""
    line = round(height * (0.56 + 0.1 * rng.random()))
    radius = _between(rng, 92, 128)
    x = _between(rng, 130, 270)
    bands, y, step = "", float(line), 7.0
    while y < height:
        bands += f"M0 {y:.0f}H{WIDTH}v{step * 0.62:.0f}H0z"
        y, step = y + step * 1.5, step * 1.28
    return (
        _field(height, colours.second)
        + _disc(x, line - radius * 0.25, radius, colours.first)
        + f'<path fill="{colours.ground}" d="M0 {line}H{WIDTH}V{height}H0z"/>'
        + f'<path fill="{colours.third}" d="{bands}"/>'
    )


def city(rng: Random, height: int, colours: Palette) -> str:
    """Two rows of houses, the nearer one with lights on."""
    x = _between(rng, 70, 330)
    parts = _field(height, colours.third) + _disc(x, height * 0.32, 62, colours.second)
    windows = (
        f'<pattern id="mp" y="{height % 24}" width="18" height="24" patternUnits="userSpaceOnUse">'
        f'<path fill="{colours.second}" d="M5 7h7v10H5z"/></pattern>'
    )
    for fill, low, high in ((colours.first, 0.3, 0.72), (colours.ground, 0.2, 0.5)):
        at, roofs = 0, ""
        while at < WIDTH:
            width = 18 * _between(rng, 2, 5)
            top = height - round(height * (low + (high - low) * rng.random()) / 24) * 24
            roofs += f"M{at} {top}h{width}V{height}H{at}z"
            at += width
        parts += f'<path fill="{fill}" d="{roofs}"/>'
    lit = f'<path fill="url(#mp)" d="{roofs}"/>'
    return windows + parts + lit


def spiral(rng: Random, height: int, colours: Palette) -> str:
    """One line that winds outwards past the edges."""
    x, y = _between(rng, 150, 250), round(height * (0.4 + 0.2 * rng.random()))
    width, gap = _between(rng, 17, 24), _between(rng, 19, 24)
    path, radius, way = f"M{x} {y}", gap, 1
    while radius < height * 0.55 + 160:
        path += f"a{radius} {radius} 0 0 1 {way * radius * 2} 0"
        radius, way = radius + gap, -way
    return (
        _field(height, colours.second)
        + f'<path fill="none" stroke="{colours.first}" stroke-width="{width}" '
        + f'stroke-linecap="round" d="{path}"/>'
        + _disc(x, y, width * 0.95, colours.third)
    )


def stripes(rng: Random, height: int, colours: Palette) -> str:
    """Slanted bands, and a disc in which they run the other way."""
    slant = _between(rng, 24, 48) * _side(rng)
    bands: dict[str, str] = {colours.first: "", colours.third: ""}
    at, end, turn = -420, 820, 0
    while at < end:
        width = _between(rng, 16, 52)
        bands[colours.first if turn % 3 else colours.third] += f"M{at}-500h{width}v1500h-{width}z"
        at, turn = at + width + _between(rng, 18, 40), turn + 1
    x, y, radius = _between(rng, 150, 250), height // 2, _between(rng, 96, 124)
    drawn = "".join(f'<path fill="{fill}" d="{path}"/>' for fill, path in bands.items())
    middle = f"{WIDTH // 2} {height // 2}"
    return (
        f'<clipPath id="mc"><circle cx="{x}" cy="{y}" r="{radius}"/></clipPath>'
        + _field(height, colours.second)
        + f'<g id="ms" transform="rotate({slant} {middle})">{drawn}</g>'
        + f'<g clip-path="url(#mc)">{_field(height, colours.ground)}'
        + f'<use href="#ms" transform="rotate({-2 * slant} {middle})"/></g>'
    )


def moon(rng: Random, height: int, colours: Palette) -> str:
    """A crescent over two hills."""
    x, y = _between(rng, 120, 280), round(height * (0.34 + 0.08 * rng.random()))
    radius = _between(rng, 88, 116)
    shift = _between(rng, 34, 58) * _side(rng)
    stars = "".join(
        f"M{_between(rng, 16, 384)} {_between(rng, 16, height * 0.7)}h0" for _ in range(18)
    )
    far, near = round(height * 0.72), round(height * 0.84)
    lift = _between(rng, 40, 90)
    return (
        _field(height, colours.third)
        + f'<path stroke="{colours.second}" stroke-width="4" stroke-linecap="round" d="{stars}"/>'
        + _disc(x, y, radius, colours.second)
        + _disc(x + shift, y - 16, radius * 0.92, colours.third)
        + f'<path fill="{colours.first}" d="M0 {far}q110-{lift} 230 0t200-10V{height}H0z"/>'
        + f'<path fill="{colours.ground}" d="M0 {near}q90 34 190 0t230-{lift // 2}V{height}H0z"/>'
    )


def reel(rng: Random, height: int, colours: Palette) -> str:
    """A film reel and the strip that runs off it."""
    x, y = _between(rng, 130, 270), round(height * (0.42 + 0.08 * rng.random()))
    radius = min(_between(rng, 128, 150), height // 2)
    n = _between(rng, 5, 7)
    turn = rng.random()
    holes = "".join(
        _disc(
            x + radius * 0.6 * math.cos(math.tau * (hole + turn) / n),
            y + radius * 0.6 * math.sin(math.tau * (hole + turn) / n),
            radius * 1.2 / n,
            colours.second,
        )
        for hole in range(n)
    )
    low = round(height * 0.86)
    strip = f'fill="none" d="M-30 {low - 40}q110-70 230 0t230-20"'
    return (
        _field(height, colours.second)
        + _disc(x, y, radius, colours.first)
        + holes
        + _disc(x, y, radius * 0.13, colours.second)
        + f'<path {strip} stroke="{colours.ground}" stroke-width="84"/>'
        + f'<path {strip} stroke="{colours.second}" stroke-width="66" stroke-dasharray="9 11"/>'
        + f'<path {strip} stroke="{colours.ground}" stroke-width="46"/>'
        + f'<path {strip} stroke="{colours.third}" stroke-width="40" stroke-dasharray="62 10"/>'
    )


def maze(rng: Random, height: int, colours: Palette) -> str:
    """Quarter circles on a grid that join to winding paths."""
    half = 40
    arcs = ""
    for top in range(0, height, 2 * half):
        for left in range(0, WIDTH, 2 * half):
            if _side(rng) > 0:
                arcs += f"M{left + half} {top}a{half} {half} 0 0 1-{half} {half}"
                arcs += f"m{2 * half} 0a{half} {half} 0 0 0-{half} {half}"
            else:
                arcs += f"M{left + half} {top}a{half} {half} 0 0 0 {half} {half}"
                arcs += f"m-{2 * half} 0a{half} {half} 0 0 1 {half} {half}"
    return (
        _field(height, colours.third)
        + f'<g fill="none" stroke="{colours.second}" stroke-width="42">'
        + f'<path id="mm" d="{arcs}"/></g>'
        + f'<use href="#mm" fill="none" stroke="{colours.first}" stroke-width="26"/>'
    )


def waves(rng: Random, height: int, colours: Palette) -> str:
    """Rows of waves under a disc."""
    x, top = _between(rng, 110, 290), round(height * 0.4)
    parts = _field(height, colours.second) + _disc(
        x, top - 20, _between(rng, 70, 96), colours.first
    )
    rows = 5
    for row in range(rows):
        y = top + row * (height - top) / rows + 18
        length, swell = _between(rng, 56, 92), _between(rng, 34, 58)
        start = -_between(rng, 0, 2 * length)
        tops = f"t{length} 0" * (2 + (WIDTH - start) // length)
        fill = (colours.third, colours.ground, colours.first)[row % 3]
        parts += f'<path fill="{fill}" d="M{start} {y:.0f}q{length // 2}-{swell} {length} 0{tops}'
        parts += f'V{height}H{start}z"/>'
    return parts


def crossfade(rng: Random, height: int, colours: Palette) -> str:
    """Two discs, one going into the other."""
    y, radius = height // 2, _between(rng, 122, 142)
    slip = _between(rng, 66, 84)
    lean = _between(rng, -44, 44)
    left, right = (WIDTH // 2 - slip, y - lean), (WIDTH // 2 + slip, y + lean)
    lines = "".join(f"M0 {at}h{WIDTH}" for at in range(6, height, 14))
    return (
        f'<clipPath id="mc"><circle cx="{left[0]}" cy="{left[1]}" r="{radius}"/></clipPath>'
        + f'<clipPath id="md"><circle cx="{right[0]}" cy="{right[1]}" r="{radius}"/></clipPath>'
        + _field(height, colours.second)
        + _disc(*left, radius, colours.first)
        + f'<path clip-path="url(#md)" stroke="{colours.third}" stroke-width="7" d="{lines}"/>'
        + f'<g clip-path="url(#mc)">{_disc(*right, radius, colours.ground)}</g>'
    )


MOTIFS: tuple[Motif, ...] = (
    rays, maze, horizon, stripes, moon, reel, waves, spiral, city, crossfade,
)  # fmt: skip
