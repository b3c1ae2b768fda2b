import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.errors import DataError, UnknownIdError
from matinee.service import find_movie
from tests.kit.cinema import movie_id


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("The Matrix", "The Matrix", 1999),
        ("Matrix, The (1999)", "The Matrix", 1999),
        ("the  MATRIX", "The Matrix", 1999),
        ("Amelie", "Amélie", 2001),
        ("Le fabuleux destin d'Amélie Poulain", "Amélie", 2001),
        ("Star Wars (1977)", "Star Wars", 1977),
        ("Star Wars: Episode IV - A New Hope", "Star Wars", 1977),
        ("Solaris (1972)", "Solaris", 1972),
        ("Solaris (2002)", "Solaris", 2002),
        ("Blade Runer", "Blade Runner", 1982),
        ("The Matirx", "The Matrix", 1999),
        ("Toy Story II", "Toy Story 2", 1999),
        ("tt0078748", "Alien", 1979),
        ("Alien (1980)", "Alien", 1979),
        ("Monsters Inc", "Monsters, Inc.", 2001),
        ("When Harry met Saly", "When Harry Met Sally...", 1989),
    ],
)
def test_finds(matinee, text, title, year):
    assert find_movie(matinee, text).movie_id == movie_id(title, year)


def test_a_number_is_never_taken_for_another(matinee):
    with pytest.raises(UnknownIdError):
        find_movie(matinee, "Toy Story 7")


@pytest.mark.parametrize("text", ["Alien (2003)", "Blade Runer (2017)", "Solaris (1990)"])
def test_a_year_that_fits_nothing_is_not_passed_over(matinee, text):
    with pytest.raises(UnknownIdError) as caught:
        find_movie(matinee, text)
    assert caught.value.closest


def test_unknown_title_names_three_that_come_near(matinee):
    with pytest.raises(UnknownIdError) as caught:
        find_movie(matinee, "Matricks")
    assert caught.value.closest[0].startswith("The Matrix")
    assert len(caught.value.closest) == 3
    assert str(caught.value).startswith("No film called 'Matricks'. Did you mean The Matrix")


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_empty_and_endless_titles_are_refused(matinee, text):
    with pytest.raises(DataError, match="1 to 300"):
        find_movie(matinee, text)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=80))
def test_any_text_is_found_or_refused_in_a_sentence(matinee, text):
    try:
        told = find_movie(matinee, text).title
    except (UnknownIdError, DataError) as error:
        told = str(error)
    assert told
