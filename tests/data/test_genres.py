import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data.genres import GENRES, canonical_genre, canonical_genres


@pytest.mark.parametrize("name", GENRES)
def test_canonical_names_stay_as_they_are(name):
    assert canonical_genre(name) == name
    assert canonical_genre(f" {name.upper()} ") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sci-Fi", "Science Fiction"),
        ("sci fi", "Science Fiction"),
        ("Children's", "Family"),
        ("Children", "Family"),
        ("Film Noir", "Film-Noir"),
        ("Biopic", "Biography"),
        ("Sports", "Sport"),
        ("Music", "Music"),
        ("Musical", "Musical"),
    ],
)
def test_names_of_other_sources_are_understood(text, name):
    assert canonical_genre(text) == name


@pytest.mark.parametrize("text", ["(no genres listed)", "IMAX", "unknown", "", "TV Movie", "N/A"])
def test_what_names_no_genre_is_none(text):
    assert canonical_genre(text) is None


def test_the_most_telling_genre_comes_first():
    assert canonical_genres(["Drama", "Comedy", "Western"]) == ("Western", "Comedy", "Drama")


def test_repeats_and_non_genres_are_left_out():
    assert canonical_genres(["Sci-Fi", "Science Fiction", "IMAX"]) == ("Science Fiction",)


@given(st.lists(st.sampled_from(GENRES)))
def test_order_of_the_source_does_not_matter(names):
    assert canonical_genres(names) == canonical_genres(reversed(names))
