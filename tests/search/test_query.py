import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.search.query import MAX_LENGTH, MAX_WORDS, parse_query, tags_by_key

TAGS = tags_by_key(["time travel", "vampires", "coming of age", "1950s"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a man who builds a time machine", ("man", "builds", "time", "machine")),
        ("The father's secret", ("father", "secret")),
        ("father, FATHER and the father", ("father",)),
        ("who is it", ("who", "is", "it")),
        ("Amélie in Montmartre", ("amélie", "montmartre")),
        ("матрица", ("матрица",)),
        ('"', ()),
        ("NEAR(a, b) AND - *", ("near", "b")),
    ],
)
def test_words_without_those_that_say_nothing(text, words):
    assert parse_query(text).words == words


@pytest.mark.parametrize(
    ("text", "title", "person"),
    [
        ("The Matrix", "matrix", "matrix"),
        ("The Matrix (1999)", "matrix", "matrix"),
        ("movies by Les Blank", "blank", "les blank"),
        ("Films directed by AKIRA Kurosawa", "akira kurosawa", "akira kurosawa"),
        ("a film about the movies", "film about the movies", "a film about the movies"),
        ("tarantino movies", "tarantino", "tarantino"),
    ],
)
def test_what_the_text_would_be_as_a_name(text, title, person):
    query = parse_query(text)
    assert (query.title, query.person) == (title, person)


def test_people_inside_a_sentence_are_runs_of_two_to_four_words():
    names = parse_query("comedy with Cary Grant").inner_names
    assert "cary grant" in names
    assert "comedy with cary grant" in names
    assert "grant" not in names


@pytest.mark.parametrize(
    ("text", "years", "words"),
    [
        ("westerns from the 1950s", (1950, 1959), ("westerns",)),
        ("70s thriller", (1970, 1979), ("thriller",)),
        ("a film from the eighties", (1980, 1989), ()),
        ("horror before 1960", (1870, 1959), ("horror",)),
        ("horror until 1960", (1870, 1960), ("horror",)),
        ("horror after 2010", (2011, 2100), ("horror",)),
        ("horror since 2010", (2010, 2100), ("horror",)),
        ("horror between 1970 and 1975", (1970, 1975), ("horror",)),
        ("heat 1995", (1995, 1995), ("heat",)),
        ("a family in the 1950s", None, ("family", "1950s")),
        ("the summer of 1944", None, ("summer", "1944")),
        ("a woman in her forties", None, ("woman", "forties")),
        ("9999 ways to die", None, ("9999", "ways", "die")),
    ],
)
def test_years_of_release_are_told_from_the_time_of_the_plot(text, years, words):
    query = parse_query(text)
    assert query.years == years
    if words:
        assert query.words == words


@pytest.mark.parametrize(
    ("text", "genres", "tags"),
    [
        ("sci-fi about time travel", ("Science Fiction",), ("time travel",)),
        ("Western with a vampire", ("Western",), ("vampires",)),
        ("coming-of-age musicals", ("Musical",), ("coming of age",)),
        ("a family falls apart in a war", (), ()),
        ("war movie", ("War",), ()),
        ("family films", ("Family",), ()),
    ],
)
def test_genres_and_tags_that_are_named(text, genres, tags):
    query = parse_query(text, TAGS)
    assert (query.genres, query.tags) == (genres, tags)


@pytest.mark.parametrize(
    ("text", "is_kind"),
    [
        ("western from the 1950s", True),
        ("horror comedy", True),
        ("films from the 1950s", True),
        ("western about revenge", False),
        ("revenge", False),
    ],
)
def test_a_kind_and_nothing_else(text, is_kind):
    assert parse_query(text).is_kind is is_kind


@pytest.mark.parametrize("text", ["", " ", "\0", "\t \n", "x" * (MAX_LENGTH + 1)])
def test_nothing_and_too_much_are_refused(text):
    with pytest.raises(DataError, match="1 to 300 characters"):
        parse_query(text)


@given(st.text(max_size=MAX_LENGTH))
def test_whatever_is_typed_can_be_taken_apart(text):
    try:
        query = parse_query(text, TAGS)
    except DataError:
        assert not text.replace("\0", " ").strip()
        return
    assert query.text
    assert len(query.words) <= MAX_WORDS
    assert all(word == word.casefold() and " " not in word for word in query.words)
    if query.years:
        assert query.years[0] <= query.years[1]
