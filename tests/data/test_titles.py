import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data.titles import TitleParts, split_title, title_key


@pytest.mark.parametrize(
    ("text", "title", "year", "aliases"),
    [
        ("Matrix, The (1999)", "The Matrix", 1999, ()),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", 1995, ("Se7en",)),
        (
            "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
            "Amelie",
            2001,
            ("Le Fabuleux destin d'Amélie Poulain",),
        ),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            "The City of Lost Children",
            1995,
            ("La Cité des enfants perdus",),
        ),
        ("Avventura, L' (Adventure, The) (1960)", "L'Avventura", 1960, ("The Adventure",)),
        ("Eye, The (Gin gwai) (Jian gui) (2002)", "The Eye", 2002, ("Gin gwai", "Jian gui")),
        ("Land Before Time III (1995) (V)", "Land Before Time III", 1995, ()),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", 2006, ()),  # noqa: RUF001
        (
            "Lord of the Rings: The Two Towers, The (2002)",
            "The Lord of the Rings: The Two Towers",
            2002,
            (),
        ),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009, ()),
        ("(Untitled) (2009)", "(Untitled)", 2009, ()),
        ("Me, Myself, I (1999)", "Me, Myself, I", 1999, ()),
        ("Vitelloni, I (1953)", "I Vitelloni", 1953, ()),
        ("Foo (Bar (Baz)) (2000)", "Foo", 2000, ("Bar (Baz)",)),
        ("2001", "2001", None, ()),
        ("(1999)", "(1999)", None, ()),
        ("1984 (1984)", "1984", 1984, ()),
        ("Odd (0042)", "Odd", None, ("0042",)),
        ("  Two   spaces (1990) ", "Two spaces", 1990, ()),
        ("Not closed (1990", "Not closed (1990", None, ()),
        ("", "", None, ()),
    ],
)
def test_titles_come_apart(text, title, year, aliases):
    assert split_title(text) == TitleParts(title, year, aliases)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Matrix", "Matrix, The"),
        ("Amélie", "AMELIE"),
        ("Fast & Furious", "Fast and Furious"),
        ("Romeo + Juliet", "Romeo and Juliet"),
        ("S.W.A.T.", "SWAT"),
        ("Schindler's List", "Schindler’s List"),  # noqa: RUF001 - the point
        ("Schindler's List", "Schindlers List"),
        ("L'Avventura", "Avventura, L'"),
        ("Spider-Man", "Spider Man"),
        ("Star Wars: Episode IV – A New Hope", "Star Wars: Episode IV - A New Hope"),  # noqa: RUF001
        ("Æon Flux", "Aeon Flux"),
        ("Große Freiheit", "GROSSE FREIHEIT"),
        ("8½", "8 1/2"),
        ("Les Misérables", "Miserables, Les"),
    ],
)
def test_two_spellings_have_one_key(one, other):
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rocky II", "Rocky III"),
        ("Die Hard", "Hard"),
        ("Alien", "Aliens"),
        ("が", "か"),
        ("8½", "81 2"),
        ("Йод", "Иод"),
        ("I, Robot", "Robot"),
        ("???", "!!!"),
    ],
)
def test_different_titles_have_different_keys(one, other):
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize("text", ["The", "A", "The The", "???", "千と千尋の神隠し", "अंगूर", "★"])
def test_a_key_is_never_empty(text):
    assert title_key(text)


@given(st.text())
def test_any_text_has_a_key_and_only_blank_text_an_empty_one(text):
    assert bool(title_key(text)) == bool(text.split())


@given(st.text())
def test_keys_know_neither_outer_spaces_nor_double_ones(text):
    assert title_key(f"  {text}\t ") == title_key(text)
    assert title_key(text) == " ".join(title_key(text).split())


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs", "Po"), max_codepoint=0x24F)))
def test_case_does_not_matter(text):
    assert title_key(text.lower().upper()) == title_key(text.upper())


@given(st.text())
def test_any_text_comes_apart_without_losing_its_title(text):
    parts = split_title(text)
    assert bool(parts.title) == bool(text.split())
    assert parts.title not in parts.aliases
    assert all(parts.aliases)


words = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)


@given(title=words, alias=words, year=st.integers(1895, 2030))
def test_title_alias_and_year_come_back(title, alias, year):
    parts = split_title(f"{title}, The ({alias}) ({year})")
    assert parts == TitleParts(f"The {title}", year, (alias,))
