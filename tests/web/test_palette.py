"""Words on a poster can be read on every ground."""

import math
from itertools import combinations

import pytest

from matinee.data import GENRES
from matinee.web.palette import PALETTES, palette


def rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [value / 255 for value in rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


ALL = {**PALETTES, "unknown": palette(None)}


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", ALL)
def test_ink_reads_on_its_ground(name):
    assert contrast(ALL[name].ink, ALL[name].ground) >= 4.5


@pytest.mark.parametrize("name", ALL)
def test_colours_of_a_motif_can_be_told_apart(name):
    colours = (ALL[name].first, ALL[name].second, ALL[name].third)
    assert all(math.dist(rgb(one), rgb(other)) > 60 for one, other in combinations(colours, 2))


def test_every_palette_belongs_to_a_genre():
    assert set(PALETTES) <= set(GENRES)


def test_turning_three_times_comes_back_and_keeps_the_words():
    drama = palette("Drama")
    assert drama.turned(3) == drama
    assert {drama.turned(turn).ink for turn in range(3)} == {drama.ink}
    assert len({drama.turned(turn) for turn in range(3)}) == 3
