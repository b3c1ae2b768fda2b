import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import Critics, MovieRecord
from matinee.errors import DataError
from matinee.ingest import MovieFile, read_movies
from matinee.ingest.movies import COLUMNS
from matinee.ingest.rejects import Reject

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="The shared data is not here.")


def read(folder: Path, text: str, name: str = "any.csv", **beside: str) -> MovieFile:
    for other, content in beside.items():
        (folder / f"{other}.csv").write_text(content, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return read_movies(folder / name)


def test_movielens_comes_with_the_ids_beside_it(tmp_path):
    found = read(
        tmp_path,
        'movieId,title,genres\n6,"Matrix, The (1999)",Action|Sci-Fi\n7,Heat (1995),Crime\n',
        "movies.csv",
        links="movieId,imdbId,tmdbId\n6,0133093,603\n7,0113277,\n",
    )
    assert found.kind == "movielens"
    assert found.rejects == []
    assert found.records == [
        MovieRecord(
            title="The Matrix",
            year=1999,
            imdb_id="tt0133093",
            tmdb_id=603,
            genres=("Science Fiction", "Action"),
            source="movielens",
        ),
        MovieRecord(
            title="Heat", year=1995, imdb_id="tt0113277", genres=("Crime",), source="movielens"
        ),
    ]


def test_a_renamed_movielens_table_is_known_by_its_header(tmp_path):
    found = read(tmp_path, "movieId,title,genres\n7,Heat (1995),Crime\n", "renamed.txt")
    assert (found.kind, found.records[0].title) == ("movielens", "Heat")


PLAIN = MovieRecord(
    title="Heat",
    year=1995,
    aliases=("Fuego contra fuego",),
    imdb_id="tt0113277",
    tmdb_id=949,
    genres=("Crime", "Drama"),
    directors=("Michael Mann",),
    writers=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro"),
    runtime_min=170,
    languages=("English", "Spanish"),
    countries=("United States",),
    certificate="R",
    overview="A thief, and who hunts him.",
    tagline="A Los Angeles crime saga",
    keywords=("heist", "los angeles"),
    poster_url="https://example.org/heat.jpg",
    critics=Critics(metacritic=76, rt_average=7.8, rt_meter=83, rt_reviews=150),
    imdb_rating=8.3,
    awards="None",
    oscars=0,
    box_office_usd=187436818.0,
    source="csv",
)
PLAIN_ROW = {
    "title": "Heat",
    "year": "1995",
    "imdb_id": "113277",
    "tmdb_id": "949.0",
    "aliases": "Fuego contra fuego|Heat",
    "genres": "Drama, Crime",
    "directors": "Michael Mann",
    "writers": "Michael Mann",
    "cast": "Al Pacino|Robert De Niro|Al Pacino",
    "runtime_min": "170",
    "languages": "English|Spanish",
    "countries": "United States",
    "certificate": "R",
    "overview": '"A thief, and who hunts him."',
    "tagline": "A Los Angeles crime saga",
    "keywords": "Heist|Los Angeles",
    "poster_url": "https://example.org/heat.jpg",
    "imdb_rating": "8.3",
    "metacritic": "76",
    "rt_average": "7.8",
    "rt_meter": "83",
    "rt_reviews": "150",
    "awards": "None",
    "oscars": "0",
    "box_office_usd": "187436818",
}


def table(**changes: str) -> str:
    row = PLAIN_ROW | {"genres": '"Drama, Crime"'} | changes
    return ",".join(row) + "\n" + ",".join(row.values()) + "\n"


def test_a_plain_table_may_have_every_documented_column(tmp_path):
    assert set(PLAIN_ROW) == set(COLUMNS)
    found = read(tmp_path, table())
    assert found == MovieFile([PLAIN], [], "plain")


def test_only_the_title_is_needed(tmp_path):
    found = read(tmp_path, "title\nHeat (1995)\n千と千尋の神隠し\n")
    assert [(movie.title, movie.year) for movie in found.records] == [
        ("Heat", 1995),
        ("千と千尋の神隠し", None),
    ]


def test_with_a_column_of_years_the_title_stays_as_it_is(tmp_path):
    found = read(tmp_path, "Title,Year,Director\nI Am Curious (Yellow),1967,Vilgot Sjöman\n")
    assert found.records[0].title == "I Am Curious (Yellow)"
    assert found.records[0].directors == ("Vilgot Sjöman",)


def test_an_empty_column_gives_way_to_its_synonym(tmp_path):
    found = read(tmp_path, "title,overview,omdb_plot\nHeat,,From OMDb\nRage,Own,From OMDb\n")
    assert [movie.overview for movie in found.records] == ["From OMDb", "Own"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"year": "1776"}, "year must be a whole number from 1870 to 2100, not '1776'"),
        ({"year": "MCM"}, "year must be a whole number .* not 'MCM'"),
        ({"year": "²"}, "year must be a whole number .* not '²'"),
        ({"imdb_id": "nm0000001"}, "imdb_id must be an id such as tt0133093, not 'nm0000001'"),
        ({"tmdb_id": "-1"}, "tmdb_id must be a whole number"),
        ({"tmdb_id": "9" * 30}, "tmdb_id must be a whole number"),
        ({"runtime_min": "long"}, "runtime_min must be a number from 0 to 1500, not 'long'"),
        ({"runtime_min": "nan"}, "runtime_min must be a number"),
        ({"runtime_min": "inf"}, "runtime_min must be a number"),
        ({"metacritic": "101"}, "metacritic must be a whole number from 0 to 100, not '101'"),
        ({"rt_average": "11"}, "rt_average must be a number from 0 to 10"),
        ({"imdb_rating": "0"}, "imdb_rating must be a number from 1 to 10"),
        ({"box_office_usd": "$5"}, r"box_office_usd must be a number .* not '\$5'"),
        ({"poster_url": "javascript:alert(1)"}, "poster_url must begin with http:// or https://"),
        ({"title": ""}, "the title must have 1 to 500 letters, not 0"),
        ({"title": "x" * 501}, "the title must have 1 to 500 letters, not 501"),
    ],
)
def test_a_bad_value_costs_its_row_and_says_why(tmp_path, change, reason):
    found = read(tmp_path, table(**change))
    assert found.records == []
    (reject,) = found.rejects
    assert (reject.file, reject.line) == ("any.csv", 2)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(reject.reason)


def test_unknown_runtimes_written_as_nought_are_empty(tmp_path):
    assert read(tmp_path, "title,runtime\nHeat,0\n").records[0].runtime_min is None


def test_rows_of_another_width_are_rejected(tmp_path):
    found = read(tmp_path, "title,year\nHeat,1995\nRage\n")
    assert len(found.records) == 1
    assert found.rejects == [Reject("any.csv", 3, "there are 1 fields and not 2", "Rage")]


def test_an_unknown_header_is_refused_with_the_columns_looked_for(tmp_path):
    with pytest.raises(
        DataError, match=r"any\.csv begins with 'a,b'.*movieId.*original_title.*year"
    ):
        read(tmp_path, "a,b\n1,2\n")


TMDB_ROW: dict[str, Any] = {
    "budget": 237000000,
    "genres": [{"id": 28, "name": "Action"}, {"id": 878, "name": "Science Fiction"}],
    "id": 603,
    "keywords": [{"id": 1, "name": "Dystopia"}],
    "original_language": "fr",
    "original_title": "La Matrice",
    "overview": 'He said ""hello""',
    "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
    "release_date": "1999-03-30",
    "revenue": 463517383,
    "runtime": 136.0,
    "spoken_languages": [{"iso_639_1": "en", "name": "English"}, {"iso_639_1": "xx"}],
    "tagline": "",
    "title": "The Matrix",
}
CREDITS = {
    "movie_id": 603,
    "title": "The Matrix",
    "cast": [{"name": "Second", "order": 1}, {"name": "First", "order": 0}, {"name": "Last"}],
    "crew": [
        {"name": "Lana", "job": "Director", "department": "Directing"},
        {"name": "Ann", "job": "Screenplay", "department": "Writing"},
        {"name": "Bob", "job": "Gaffer", "department": "Lighting"},
    ],
}


def cell(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, list) else str(value).replace('""', '"')
    return '"' + text.replace('"', '""') + '"'


def tmdb(row: dict[str, Any]) -> str:
    return ",".join(row) + "\n" + ",".join(map(cell, row.values())) + "\n"


def test_tmdb_comes_with_the_credits_beside_it(tmp_path):
    found = read(tmp_path, tmdb(TMDB_ROW), "tmdb_5000_movies.csv", tmdb_5000_credits=tmdb(CREDITS))
    assert found.kind == "tmdb"
    assert found.rejects == []
    assert found.records == [
        MovieRecord(
            title="The Matrix",
            year=1999,
            aliases=("La Matrice",),
            tmdb_id=603,
            genres=("Science Fiction", "Action"),
            directors=("Lana",),
            writers=("Ann",),
            cast=("First", "Second", "Last"),
            runtime_min=136,
            languages=("French", "English"),
            countries=("United States",),
            overview='He said "hello"',
            keywords=("dystopia",),
            box_office_usd=463517383.0,
            source="tmdb",
        )
    ]


def test_tmdb_without_credits_has_no_people(tmp_path):
    found = read(tmp_path, tmdb(TMDB_ROW | {"revenue": 0, "runtime": "", "release_date": ""}))
    assert found.records[0].directors == ()
    assert found.records[0].box_office_usd is None
    assert found.records[0].runtime_min is None
    assert found.records[0].year is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"genres": "[{"}, "genres must be a list in JSON"),
        ({"genres": "{}"}, "genres must be a list of objects in JSON"),
        ({"keywords": [1]}, "keywords must be a list of objects"),
        ({"id": "x"}, "the movie's id must be a whole number, not 'x'"),
        ({"title": ""}, "the title is empty"),
        ({"release_date": "soon"}, "release_date must be like 1999-03-31, not 'soon'"),
        ({"runtime": "-5"}, "runtime must be a number that is not negative"),
        ({"revenue": "nan"}, "revenue must be a number that is not negative"),
        ({"genres": "[" * 100_000}, "genres must be a list in JSON"),
    ],
)
def test_a_bad_tmdb_cell_costs_its_row(tmp_path, change, reason):
    found = read(tmp_path, tmdb(TMDB_ROW | change))
    assert found.records == []
    assert reason in found.rejects[0].reason


def test_bad_credits_cost_the_people_of_one_movie(tmp_path):
    credit = tmdb(CREDITS | {"cast": "oops"}) + "1,2\n"
    found = read(tmp_path, tmdb(TMDB_ROW), tmdb_5000_credits=credit)
    assert found.records[0].cast == ()
    assert [(reject.file, reject.line) for reject in found.rejects] == [
        ("tmdb_5000_credits.csv", 2),
        ("tmdb_5000_credits.csv", 3),
    ]


def test_credits_with_other_columns_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"tmdb_5000_credits\.csv begins with 'a,b'"):
        read(tmp_path, tmdb(TMDB_ROW), tmdb_5000_credits="a,b\n1,2\n")


def test_progress_is_told(tmp_path):
    steps: list[tuple[str, int, int]] = []
    file = tmp_path / "a.csv"
    file.write_text("title\n" + "Heat\n" * 2500)
    read_movies(file, lambda *step: steps.append(step))
    assert steps == [
        ("read movies", 1000, 0),
        ("read movies", 2000, 0),
        ("read movies", 2500, 2500),
    ]


@given(st.text(max_size=300))
def test_any_text_below_a_header_is_read_or_rejected(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    file = folder / "a.csv"
    file.write_text("title,year,imdb_id\n" + text, encoding="utf-8", errors="replace")
    try:
        found = read_movies(file)
    except DataError:
        return
    assert all(movie.title for movie in found.records)
    assert all(reject.line >= 2 for reject in found.rejects)


@needs_shared
def test_movies_text_is_read_whole():
    found = read_movies(SHARED / "movies-text.parquet")
    assert (found.kind, len(found.records), found.rejects) == ("plain", 9742, [])
    toy_story = found.records[0]
    assert (toy_story.title, toy_story.year) == ("Toy Story", 1995)
    assert (toy_story.imdb_id, toy_story.tmdb_id) == ("tt0114709", 862)
    assert toy_story.directors == ("John Lasseter",)
    assert toy_story.overview
    assert toy_story.poster_url
    assert sum(movie.overview is not None for movie in found.records) > 9600
    assert not [name for movie in found.records for name in movie.directors if "&" in name]


@needs_shared
def test_ml_latest_small_is_read_whole():
    found = read_movies(SHARED / "movielens-latest-small" / "movies.csv")
    assert (found.kind, len(found.records), found.rejects) == ("movielens", 9742, [])
    assert all(movie.imdb_id for movie in found.records)
