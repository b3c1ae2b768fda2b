from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.data import ContentNotes, MovieRecord, Profile
from matinee.text import describe, describe_plot, text_hash

FULL = MovieRecord(
    title="The Matrix",
    year=1999,
    genres=("Science Fiction", "Action"),
    overview="A hacker learns what the world is made of.",
    tagline="Free your mind.",
    keywords=("simulation", "chosen one"),
    directors=("Lana Wachowski", "Lilly Wachowski"),
    cast=("Keanu Reeves", "Laurence Fishburne"),
)


def test_tells_every_fact_in_order():
    assert describe(FULL) == (
        "The Matrix (1999). Science Fiction, Action. A hacker learns what the world is made of. "
        "Keywords: simulation, chosen one. Directed by Lana Wachowski, Lilly Wachowski. "
        "Starring Keanu Reeves, Laurence Fishburne. The Matrix (1999). Science Fiction, Action."
    )


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ({"year": None}, " (1999)"),
        ({"genres": ()}, " Science Fiction, Action."),
        ({"directors": ()}, " Directed by Lana Wachowski, Lilly Wachowski."),
        ({"cast": ()}, " Starring Keanu Reeves, Laurence Fishburne."),
        ({"keywords": ()}, " Keywords: simulation, chosen one."),
        ({"overview": None, "tagline": None}, " A hacker learns what the world is made of."),
    ],
    ids=["year", "genres", "directors", "cast", "keywords", "overview"],
)
def test_leaves_out_what_is_not_known(changes, gone):
    assert describe(replace(FULL, **changes)) == describe(FULL).replace(gone, "")


PROFILE = Profile(
    premise="A clerk finds that his city is a dream.",
    tags=("simulated reality", "cyberpunk"),
    notes=ContentNotes(violence=2, sex=0, fear=1, language=1),
)


def test_premise_and_tags_come_before_overview_and_keywords():
    assert describe(replace(FULL, profile=PROFILE)) == (
        "The Matrix (1999). Science Fiction, Action. A clerk finds that his city is a dream. "
        "A hacker learns what the world is made of. "
        "Keywords: simulated reality, cyberpunk, simulation, chosen one. "
        "Directed by Lana Wachowski, Lilly Wachowski. Starring Keanu Reeves, Laurence Fishburne. "
        "The Matrix (1999). Science Fiction, Action."
    )


def test_with_a_premise_the_tagline_is_not_needed():
    movie = replace(FULL, profile=PROFILE, overview=None)
    assert "Free your mind" not in describe(movie)
    assert "Free your mind" in describe(replace(movie, profile=None))


NO_PLOT = replace(FULL, overview=None, tagline=None, keywords=())


def test_names_nobody_without_a_plot():
    assert describe(NO_PLOT) == "The Matrix (1999). Science Fiction, Action."


def test_names_people_where_there_is_nothing_else_to_tell():
    assert describe(replace(NO_PLOT, genres=())) == (
        "The Matrix (1999). Directed by Lana Wachowski, Lilly Wachowski. "
        "Starring Keanu Reeves, Laurence Fishburne."
    )


def test_the_tagline_stands_in_for_the_overview():
    assert "Free your mind." in describe(replace(FULL, overview=""))
    assert "Free your mind." not in describe(FULL)


def test_a_title_is_enough():
    assert describe(MovieRecord(title="Who Am I?")) == "Who Am I?"
    assert describe(MovieRecord(title="Jaws")) == "Jaws."


def test_long_lists_are_cut_and_empty_names_passed_over():
    movie = MovieRecord(title="Crowd", cast=("", " ", *(f"Actor {n}" for n in range(50))))
    assert describe(movie) == "Crowd. Starring Actor 0, Actor 1, Actor 2."


def test_blanks_are_single():
    assert describe(replace(FULL, title=" The\n Matrix ")) == describe(FULL)


def test_says_nothing_of_what_does_not_describe_the_movie():
    other = replace(FULL, imdb_id="tt0133093", box_office_usd=1.0, source="omdb", imdb_rating=9.0)
    assert describe(other) == describe(FULL)


TEXTS = st.text(st.characters(), max_size=20)


@settings(deadline=None)
@given(title=TEXTS, overview=TEXTS | st.none(), names=st.lists(TEXTS, max_size=4).map(tuple))
def test_takes_any_text(title, overview, names):
    movie = MovieRecord(title=title, overview=overview, genres=names, cast=names, keywords=names)
    text = describe(movie)
    assert "  " not in text
    assert len(text_hash(text)) == 16


def test_the_hash_is_the_start_of_sha256():
    assert text_hash("") == "e3b0c44298fc1c14"
    assert text_hash("a") != text_hash("b")


@pytest.mark.parametrize(
    ("changes", "plot"),
    [
        ({}, "A hacker learns what the world is made of. simulation, chosen one."),
        ({"keywords": ()}, "A hacker learns what the world is made of."),
        ({"overview": None}, ""),
        (
            {"profile": PROFILE},
            f"{PROFILE.premise} {', '.join(PROFILE.tags)}.",
        ),
    ],
    ids=["overview", "no keywords", "none", "profile"],
)
def test_a_plot_is_told_without_title_and_people(changes, plot):
    assert describe_plot(replace(FULL, **changes)) == plot
