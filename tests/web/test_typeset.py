"""Titles in lines: no letter is lost, no line is too wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.web.typeset import (
    atoms,
    break_lines,
    can_outline,
    fill_lines,
    glyph_table,
    outline,
    plain_text,
    shorten,
    split_words,
    text_width,
)

titles = st.text(st.sampled_from("abcW: é七人の侍ب🎬"), min_size=1, max_size=80).map(
    lambda text: " ".join(text.split()) or "x"
)


def test_width_adds_advances_and_kerning():
    table = glyph_table()
    expected = table.glyphs["A"][0] + table.glyphs["V"][0] + table.kerning["AV"]
    assert text_width("AV") == pytest.approx(expected / table.units)
    assert table.kerning["AV"] < 0


@pytest.mark.parametrize("text", ["Amélie", "Łódź", "“Heat” — 8½", "Þór"])
def test_european_titles_have_outlines(text):
    assert can_outline(text)


@pytest.mark.parametrize("text", ["七人の侍", "Война", "جدایی", "🎬"])
def test_other_scripts_have_none_and_are_guessed(text):
    assert not can_outline(text)
    assert text_width(text) > 0.3 * len(text)


def test_combining_marks_take_no_room():
    assert text_width("七\u0301") == text_width("七")


@given(titles)
def test_atoms_join_to_the_text(text):
    assert "".join(atoms(text)) == text


@given(titles, st.floats(1, 12), st.integers(1, 8))
def test_lines_hold_the_whole_text_and_fit(text, limit, most):
    lines = break_lines(text, limit, most)
    if lines is None:
        return
    assert len(lines) <= most
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line) <= limit for line in lines)


def test_lines_are_even():
    width = text_width("one two three")
    assert break_lines("one two three four", width, 2) == ["one two", "three four"]


def test_a_colon_ends_a_line():
    wide = text_width("the one that came back")
    assert break_lines("Alien: the one that came back", wide, 2) == [
        "Alien:",
        "the one that came back",
    ]


def test_a_word_too_wide_is_hyphenated_in_even_parts():
    parts = split_words("Supercalifragilisticexpialidocious", 7.0).split(" ")
    assert len(parts) == 3
    assert all(part.endswith("-") for part in parts[:-1])
    assert {len(part.rstrip("-")) for part in parts} <= {10, 12}
    assert all(text_width(part) <= 7.0 for part in parts)
    assert split_words("short words stay", 7.0) == "short words stay"


def test_what_does_not_fit_ends_with_an_ellipsis():
    lines = fill_lines("word " * 50, 6.0, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(line) <= 6.0 for line in lines)
    assert shorten("Jane Campion", 20) == "Jane Campion"
    assert shorten("Jane Campion", 3).endswith("…")


def test_outlines_draw_every_letter_once_or_use_it_again():
    drawn = outline(["Casablanca"], 28, 100, 60, 64)
    assert drawn.count("<use ") == 4  # four times "a"; other letters are cheaper drawn again
    assert "<text" not in drawn


def test_text_that_runs_right_to_left_starts_at_the_right():
    assert 'x="372" direction="rtl"' in plain_text(["جدایی"], (28, 372), 100, 60, 64)
    assert 'x="28"' in plain_text(["七人の侍"], (28, 372), 100, 60, 64)


def test_text_in_another_font_is_held_to_the_measured_width():
    width = round(text_width("Heat") * 60)
    assert f'textLength="{width}"' in plain_text(["Heat"], (28, 372), 100, 60, 64)
