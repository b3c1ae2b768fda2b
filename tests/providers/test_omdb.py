import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.data.genres import GENRES
from matinee.data.movie import Critics, MovieRecord
from matinee.errors import DataError, ProviderError
from matinee.providers.omdb import Omdb, parse_movie
from tests.kit.local_server import LocalServer, Reply

#: Made up, in the shape of a full answer.
ANSWER: dict[str, object] = {
    "Title": "The Lighthouse Keepers",
    "Year": "1999",
    "Rated": "R",
    "Released": "31 Mar 1999",
    "Runtime": "136 min",
    "Genre": "Action, Sci-Fi",
    "Director": "Ann Keeper, Bo Keeper",
    "Writer": "Ann Keeper (screenplay), Bo Keeper",
    "Actors": "Cy Lamp, Di Lens",
    "Plot": "Two keepers find that their sea is painted.",
    "Language": "English, None",
    "Country": "United States, Australia",
    "Awards": "Won 4 Oscars. 42 wins & 52 nominations total",
    "Poster": "https://images.example/keepers.jpg",
    "Ratings": [
        {"Source": "Internet Movie Database", "Value": "8.7/10"},
        {"Source": "Rotten Tomatoes", "Value": "83%"},
        {"Source": "Metacritic", "Value": "73/100"},
    ],
    "Metascore": "73",
    "imdbRating": "8.7",
    "imdbVotes": "2,000,000",
    "imdbID": "tt0000042",
    "Type": "movie",
    "DVD": "N/A",
    "BoxOffice": "$171,479,930",
    "Response": "True",
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=6,
)


def build_omdb(server: LocalServer) -> Omdb:
    return Omdb("key", server.url, 5)


def test_a_full_answer_becomes_a_movie():
    assert parse_movie(ANSWER) == MovieRecord(
        title="The Lighthouse Keepers",
        year=1999,
        imdb_id="tt0000042",
        genres=("Action", "Science Fiction"),
        directors=("Ann Keeper", "Bo Keeper"),
        writers=("Ann Keeper", "Bo Keeper"),
        cast=("Cy Lamp", "Di Lens"),
        runtime_min=136,
        languages=("English",),
        countries=("United States", "Australia"),
        certificate="R",
        overview="Two keepers find that their sea is painted.",
        poster_url="https://images.example/keepers.jpg",
        critics=Critics(metacritic=73, rt_meter=83),
        imdb_rating=8.7,
        awards="Won 4 Oscars. 42 wins & 52 nominations total",
        oscars=4,
        box_office_usd=171_479_930,
        source="omdb",
    )


def test_nothing_known_is_empty_and_not_the_word_for_it():
    answer = dict.fromkeys(ANSWER, "N/A") | {"Title": "X", "Type": "movie", "Response": "True"}
    assert parse_movie(answer) == MovieRecord(title="X", source="omdb")


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("Year", "1999\N{EN DASH}2003", "year", 1999),
        ("Year", "2019\N{EN DASH}", "year", 2019),
        ("Runtime", "1 h 30 min", "runtime_min", 90),
        ("Runtime", "2 h", "runtime_min", 120),
        ("Rated", "Not Rated", "certificate", None),
        ("Poster", "file:///etc/passwd", "poster_url", None),
        ("imdbRating", "11", "imdb_rating", None),
        ("imdbID", "nm0000001", "imdb_id", None),
        ("Genre", "Sci-Fi, Sci-Fi, Talk-Show", "genres", ("Science Fiction",)),
        ("Awards", "Nominated for 2 Oscars. 3 wins", "oscars", None),
        ("Metascore", "N/A", "critics", Critics(metacritic=73, rt_meter=83)),
        ("Ratings", "none", "critics", Critics(metacritic=73)),
    ],
)
def test_single_fields(field, value, attribute, expected):
    movie = parse_movie(ANSWER | {field: value})
    assert getattr(movie, attribute) == expected


@pytest.mark.parametrize("kind", ["series", "episode", "game"])
def test_what_is_no_movie_is_none(kind):
    assert parse_movie(ANSWER | {"Type": kind}) is None


def test_an_unknown_title_is_none():
    assert parse_movie({"Response": "False", "Error": "Movie not found!"}) is None


@pytest.mark.parametrize("reason", ["Invalid API key!", "Request limit reached!"])
def test_a_spent_key_is_not_an_unknown_title(reason):
    with pytest.raises(ProviderError, match="refused the key or its daily limit"):
        parse_movie({"Response": "False", "Error": reason})


@pytest.mark.parametrize("answer", [None, [], "x", 3, {}, {"Title": ""}, {"Title": ["x"]}])
def test_other_shapes_are_refused(answer):
    with pytest.raises(ProviderError, match=r"what is not a movie|without a title"):
        parse_movie(answer)


@settings(deadline=None)  # a busy machine is no fault
@given(
    json_values
    | st.dictionaries(st.sampled_from(sorted(ANSWER)), json_values)
    | st.builds(lambda key, value: ANSWER | {key: value}, st.sampled_from(list(ANSWER)), st.text())
)
def test_any_json_gives_a_sound_movie_none_or_a_provider_error(answer):
    try:
        movie = parse_movie(answer)
    except ProviderError:
        return
    if movie is not None:
        assert movie.title
        assert set(movie.genres) <= set(GENRES)
        assert movie.runtime_min is None or movie.runtime_min > 0
        assert movie.imdb_rating is None or 1 <= movie.imdb_rating <= 10


def test_finds_by_title_and_year(server):
    server.script("/", Reply(body=ANSWER))
    movie = build_omdb(server).find(" The Lighthouse Keepers ", 1999)
    assert movie is not None
    assert movie.imdb_id == "tt0000042"
    assert server.requests[0].params == {
        "apikey": "key",
        "t": "The Lighthouse Keepers",
        "type": "movie",
        "y": "1999",
    }


def test_finds_by_imdb_id(server):
    server.script("/", Reply(status=500), Reply(body=ANSWER))
    movie = build_omdb(server).by_imdb("tt0000042")
    assert movie is not None
    assert movie.title == "The Lighthouse Keepers"
    assert server.requests[1].params == {"apikey": "key", "i": "tt0000042"}


def test_an_unknown_movie_of_the_service_is_none(server):
    server.script("/", Reply(body={"Response": "False", "Error": "Movie not found!"}))
    assert build_omdb(server).find("Nothing of the Kind") is None


def test_bad_arguments_are_not_sent(server):
    with pytest.raises(DataError, match="title must not be empty"):
        build_omdb(server).find("  ")
    with pytest.raises(DataError, match="not '133093'"):
        build_omdb(server).by_imdb("133093")
    assert server.requests == []
