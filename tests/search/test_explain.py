import numpy as np
import pytest

from matinee.data import ContentNotes, Movie, Profile
from matinee.search import Candidates, Fused, explain, parse_query
from matinee.search.query import tags_by_key

MOVIE = Movie(
    movie_id=1,
    title="Rififi",
    year=1955,
    genres=("Crime", "Thriller"),
    profile=Profile(
        premise="Four thieves.",
        tags=("heist", "paris", "noir"),
        notes=ContentNotes(violence=2, sex=0, fear=1, language=0),
    ),
)


def why(text: str, **whys: tuple[str, ...]) -> str:
    query = parse_query(text, tags_by_key(["heist", "paris", "noir"]))
    lists = [
        Candidates(source, np.array([1]), np.ones(1, np.float32), {1: its})  # type: ignore[arg-type]
        for source, its in whys.items()
    ]
    return explain(Fused(1, 0.1, tuple(whys)), MOVIE, lists, query)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (why("rififi", title=("whole",), words=("rififi",)), "Has the title that you typed."),
        (why("rif", title=()), "Has a title like your words."),
        (
            why("jules dassin", person=("director", "Jules Dassin"), words=("dassin", "jules")),
            "Directed by Jules Dassin.",
        ),
        (
            why("a heist in Paris", words=("heist", "paris"), meaning=()),
            "Tagged heist, paris; has the words heist, paris; close in meaning.",
        ),
        (why("jewels", words=("jewels",)), "Has the word jewels."),
        (why("a thriller from the 1950s", words=("thriller",)), "Thriller; of 1955."),
        (why("westerns", words=("westerns",)), "Has words of yours."),
    ],
)
def test_one_sentence_of_what_holds(said, sentence):
    assert said == sentence


def test_at_most_five_words():
    words = tuple("abcdefg")
    assert why(" ".join(words), words=words) == "Has the words a, b, c, d, e."


def test_the_first_list_of_a_source_that_has_the_movie_tells():
    lists = [
        Candidates("person", np.array([2]), np.ones(1, np.float32), {2: ("cast", "B")}),
        Candidates("person", np.array([1]), np.ones(1, np.float32), {1: ("cast", "A C")}),
    ]
    assert explain(Fused(1, 1.0, ("person",)), MOVIE, lists, parse_query("x")) == "With A C."
