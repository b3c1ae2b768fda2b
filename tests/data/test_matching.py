from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data.matching import MatchKey, MatchResult, MovieMatcher, parse_imdb_id
from matinee.data.movie import MovieRecord


def key(
    movie_id: int,
    *titles: str,
    year: int | None = 2000,
    imdb_id: str | None = None,
    tmdb_id: int | None = None,
) -> MatchKey:
    return MatchKey(movie_id, imdb_id, tmdb_id, titles, year)


def record(title: str, year: int | None = 2000, **known: Any) -> MovieRecord:
    return MovieRecord(title=title, year=year, **known)


@pytest.mark.parametrize(
    ("text", "imdb_id"),
    [
        ("tt0114709", "tt0114709"),
        ("0114709", "tt0114709"),
        ("114709", "tt0114709"),
        (" TT0114709 ", "tt0114709"),
        ("tt33398096", "tt33398096"),
        ("tt00114709", "tt0114709"),
        ("", None),
        ("tt", None),
        ("0", None),
        ("nm0000001", None),
        ("١١٤٧٠٩", None),
        ("11.5", None),
    ],
)
def test_imdb_ids_come_in_one_form(text, imdb_id):
    assert parse_imdb_id(text) == imdb_id


def test_the_imdb_id_decides_before_everything_else():
    matcher = MovieMatcher(
        [key(1, "Alien", imdb_id="tt0000001"), key(2, "Heat", imdb_id="tt0000002", tmdb_id=7)]
    )
    found = matcher.match(record("Alien", imdb_id="tt0000002", tmdb_id=1))
    assert found == MatchResult(2, "imdb")


def test_the_tmdb_id_decides_before_the_title():
    matcher = MovieMatcher([key(1, "Alien"), key(2, "Heat", tmdb_id=7)])
    assert matcher.match(record("Alien", tmdb_id=7)) == MatchResult(2, "tmdb")


def test_title_and_year_match_in_any_spelling():
    matcher = MovieMatcher([key(1, "The Matrix", year=1999)])
    assert matcher.match(record("Matrix, The", 1999)) == MatchResult(1, "title")


def test_aliases_match_on_both_sides():
    matcher = MovieMatcher([key(1, "Seven", "Se7en", year=1995)])
    assert matcher.match(record("Se7en", 1995)) == MatchResult(1, "title")
    assert matcher.match(record("Sieben", 1995, aliases=("Seven",))) == MatchResult(1, "title")


@pytest.mark.parametrize(("year", "matches"), [(1998, True), (2000, True), (1997, False)])
def test_one_year_more_or_less_will_do(year, matches):
    found = MovieMatcher([key(1, "Heat", year=1999)]).match(record("Heat", year))
    assert found == (MatchResult(1, "near-year") if matches else None)


def test_a_near_year_never_wins_over_the_exact_one():
    matcher = MovieMatcher([key(1, "Hamlet", year=1999), key(2, "Hamlet", year=2000)])
    assert matcher.match(record("Hamlet", 2000)) == MatchResult(2, "title")


def test_two_near_years_match_neither():
    matcher = MovieMatcher([key(1, "Hamlet", year=1999), key(2, "Hamlet", year=2001)])
    assert matcher.match(record("Hamlet", 2000)) is None


def test_two_namesakes_of_one_year_match_neither():
    matcher = MovieMatcher([key(1, "Rage"), key(2, "Rage")])
    assert matcher.match(record("Rage")) is None


def test_a_title_wins_over_another_movies_alias():
    matcher = MovieMatcher([key(1, "Nine", "Heat"), key(2, "Heat")])
    assert matcher.match(record("Heat")) == MatchResult(2, "title")


def test_another_imdb_id_is_another_movie_whatever_the_title():
    matcher = MovieMatcher([key(1, "Heat", imdb_id="tt0000001")])
    assert matcher.match(record("Heat", imdb_id="tt0000002")) is None
    assert matcher.match(record("Heat", 2001, imdb_id="tt0000002")) is None


def test_the_imdb_id_tells_namesakes_apart():
    matcher = MovieMatcher([key(1, "Rage", imdb_id="tt0000001"), key(2, "Rage")])
    assert matcher.match(record("Rage", imdb_id="tt0000009")) == MatchResult(2, "title")


def test_without_a_year_only_a_single_title_matches():
    matcher = MovieMatcher([key(1, "Heat"), key(2, "Rage"), key(3, "Rage", year=1990)])
    assert matcher.match(record("Heat", None)) == MatchResult(1, "title")
    assert matcher.match(record("Rage", None)) is None


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ("Dr. Strangelove", "Dr. Strangelove or: How I Learned to Stop Worrying"),
        ("Borat", "Borat: Cultural Learnings of America"),
        ("The Wrong Trousers", "Wallace & Gromit: The Wrong Trousers"),
        ("Il Postino: The Postman", "Il Postino"),
        ("Romeo + Juliet", "William Shakespeare's Romeo and Juliet"),
        ("Dr. Seuss' The Lorax", "The Lorax"),
        ("Oldboy", "Old Boy"),
        ("Death Wish II", "Death Wish 2"),
        ("Three Colours: Red", "Three Colors: Red"),
        ("Kill Bill: Volume 1", "Kill Bill: Vol. 1"),
    ],
)
def test_subtitles_numerals_and_spaces_may_differ_in_one_year(known, given):
    matcher = MovieMatcher([key(1, known, year=1990)])
    assert matcher.match(record(given, 1990)) == MatchResult(1, "part")
    assert matcher.match(record(given, 1993)) is None


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ("Che: The Argentine", "Che: Part Two"),
        ("Joe's Apartment", "The Apartment"),
        ("Rocky II", "Rocky III"),
        ("M", "M: The Murderer"),
    ],
)
def test_parts_that_say_too_little_do_not_match(known, given):
    assert MovieMatcher([key(1, known)]).match(record(given)) is None


def test_two_movies_of_one_part_match_neither():
    matcher = MovieMatcher([key(1, "Mesrine: Killer Instinct"), key(2, "Mesrine: Public Enemy")])
    assert matcher.match(record("Mesrine")) is None


def test_movies_that_are_added_take_part():
    matcher = MovieMatcher()
    assert matcher.match(record("Heat")) is None
    matcher.add(key(5, "Heat", imdb_id="tt0000005"))
    assert matcher.match(record("Heat")) == MatchResult(5, "title")
    assert matcher.match(record("", None, imdb_id="tt0000005")) == MatchResult(5, "imdb")


def test_the_first_of_two_movies_keeps_an_id():
    matcher = MovieMatcher(
        [key(1, "Heat", imdb_id="tt0000001"), key(2, "Cold", imdb_id="tt0000001")]
    )
    assert matcher.match(record("Cold", imdb_id="tt0000001")) == MatchResult(1, "imdb")


titles = st.text(min_size=1).filter(str.strip)


@given(title=titles, year=st.none() | st.integers(1895, 2030))
def test_every_movie_finds_itself(title, year):
    matcher = MovieMatcher([key(1, title, year=year)])
    found = matcher.match(record(title, year))
    assert found is not None
    assert found.movie_id == 1


@given(
    known=st.lists(st.tuples(titles, st.integers(1990, 1995)), max_size=8),
    given_title=titles,
    year=st.none() | st.integers(1990, 1995),
)
def test_a_match_is_never_further_than_a_year_away(known, given_title, year):
    keys = [key(number, title, year=known_year) for number, (title, known_year) in enumerate(known)]
    found = MovieMatcher(keys).match(record(given_title, year))
    if found is not None and year is not None:
        assert abs(known[found.movie_id][1] - year) <= 1
