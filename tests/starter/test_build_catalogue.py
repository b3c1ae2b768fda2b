import importlib.util
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_catalogue.py"

ROW: dict[str, Any] = {
    "imdbID": "tt0000007",
    "Title": "Heat",
    "Year": 1995,
    "certificate": "R",
    "Runtime": 170.0,
    "Genre": "Drama, Sci-Fi",
    "Director": "Michael Mann",
    "Writer": None,
    "cast_names": "Al Pacino, Robert De Niro",
    "Metacritic": 76,
    "Language": "English, Spanish",
    "Country": "United States",
    "Awards": None,
    "Oscars": 0,
    "rt_average": 7.8,
    "Meter": 83,
    "Reviews": 100,
    "BoxOffice": 187436818.0,
}


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("build_catalogue", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(**changes: Any) -> sqlite3.Row:
    values = ROW | changes
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    columns = ", ".join(f'? AS "{name}"' for name in values)
    found = connection.execute(f"SELECT {columns}", tuple(values.values())).fetchone()
    connection.close()
    assert isinstance(found, sqlite3.Row)
    return found


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"Genre": "Drama, Sci-Fi"}, "genres", ["Science Fiction", "Drama"]),
        ({"Genre": "Documentary, Musical"}, "genres", ["Documentary", "Music"]),
        ({"Genre": ""}, "genres", []),
        ({"Title": "Faust (2011 film)"}, "title", "Faust"),
        ({"Title": "Some Girl(s)"}, "title", "Some Girl(s)"),
        ({"Runtime": 1.0}, "runtime_min", None),
        ({"Runtime": None}, "runtime_min", None),
        ({"BoxOffice": 7.386}, "box_office_usd", None),
        ({"Language": "multiple languages, Yue Chinese"}, "languages", ["Cantonese"]),
        ({"Country": "People's Republic of China"}, "countries", ["China"]),
        ({"Director": "Sammy Davis, Jr., Q123"}, "directors", ["Sammy Davis, Jr."]),
        ({"Director": "A B, C D, A B and C D"}, "directors", ["A B", "C D"]),
        ({"cast_names": "Anna, Anna"}, "cast", ["Anna"]),
        ({"rt_average": None, "Meter": None}, "rt_reviews", None),
        ({"Oscars": 0}, "oscars", None),
    ],
)
def test_what_the_source_has_is_cleaned(script, change, column, value):
    assert script.Cleaner().clean(row(**change))[column] == value


def test_rows_of_one_imdb_id_become_one_movie_with_an_alias(script):
    cleaner = script.Cleaner()
    rows = [
        row(imdbID="tt0850669", Title="Captain Mike Across America"),
        row(imdbID="tt0850669", Title="Slacker Uprising"),
        row(imdbID="tt0000007"),
    ]
    movies = script.merge_duplicates(map(cleaner.clean, rows), cleaner.counts)
    assert [movie["title"] for movie in movies] == ["Heat", "Slacker Uprising"]
    assert movies[1]["aliases"] == ["Captain Mike Across America"]


def test_the_best_known_of_the_cast_come_first(script):
    movies: list[dict[str, Any]] = [
        {"cast": ["Al", "Bo", "Cy"], "rt_reviews": 10},
        {"cast": ["Cy"], "rt_reviews": 90},
        {"cast": ["Bo", "Al"], "rt_reviews": None},
    ]
    script.order_cast(movies, Counter())
    assert movies[0]["cast"] == ["Cy", "Al", "Bo"]


def test_the_language_of_the_country_comes_first(script):
    movies: list[dict[str, Any]] = [
        {"languages": ["French"], "countries": ["France"]},
        {"languages": ["English", "French"], "countries": ["France"]},
    ]
    script.order_languages(movies)
    assert movies[1]["languages"] == ["French", "English"]


def test_equal_movies_give_equal_bytes(script):
    movie = script.Cleaner().clean(row())
    assert script.to_bytes([movie]) == script.to_bytes([movie])


def test_another_database_is_refused(script, tmp_path):
    other = tmp_path / "movies.db"
    other.write_bytes(b"not the one")
    with pytest.raises(SystemExit, match=r"sha256 of movies\.db is .*, not 1d9c6a02"):
        script.read_database(other)
