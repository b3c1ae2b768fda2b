"""Each motif draws well-formed shapes that fill its field."""

from random import Random
from xml.etree import ElementTree as ET

import pytest

from matinee.web.motif import MOTIFS
from matinee.web.palette import palette

HEIGHTS = (242, 300, 460)


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("motif", MOTIFS, ids=lambda motif: motif.__name__)
def test_motif_is_well_formed_small_and_its_own(motif, height):
    drawn = [motif(Random(seed), height, palette("Drama")) for seed in range(12)]  # noqa: S311
    for svg in drawn:
        ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')  # noqa: S314
        assert len(svg) < 2800
        assert f"V{height}" in svg  # the field is filled to its last row
    assert len(set(drawn)) == 12


def test_there_are_ten():
    assert len(MOTIFS) == len(set(MOTIFS)) == 10
