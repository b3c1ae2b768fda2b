from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.ingest import read_history

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-05-01,Alien,1979,https://boxd.it/2awY,4.5
2024-05-02,"Good, the Bad and the Ugly, The",1966,https://boxd.it/x,5
"""
IMDB = """Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Year
tt0078748,9,2024-05-01,Alien,Alien,https://x,Movie,8.5,1979
tt0133093,1,2024-05-02,The Matrix,The Matrix,https://x,Movie,8.7,1999
"""


def written(tmp_path, text, name="ratings.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_letterboxd(tmp_path):
    seen, rejects = read_history(written(tmp_path, LETTERBOXD))
    assert rejects == []
    assert [(one.record.title, one.record.year, one.stars) for one in seen] == [
        ("Alien", 1979, 4.5),
        ("Good, the Bad and the Ugly, The", 1966, 5),
    ]
    assert seen[0].at == datetime(2024, 5, 1, tzinfo=UTC).timestamp()


def test_imdb_is_halved(tmp_path):
    seen, _ = read_history(written(tmp_path, IMDB))
    assert [(one.record.imdb_id, one.stars) for one in seen] == [
        ("tt0078748", 4.5),
        ("tt0133093", 0.5),
    ]


def test_a_plain_table_without_dates(tmp_path):
    seen, _ = read_history(written(tmp_path, "imdb_id,stars\n78748,4\n"))
    assert (seen[0].record.imdb_id, seen[0].stars, seen[0].at) == ("tt0078748", 4, None)


@pytest.mark.parametrize("stars", ["", "0", "nan", "inf", "6", "-1", "good", "0.4"])
def test_rows_without_stars_are_left_out_and_told(tmp_path, stars):
    seen, rejects = read_history(written(tmp_path, f"title,stars\nAlien,{stars}\nHeat,3\n"))
    assert [one.record.title for one in seen] == ["Heat"]
    assert rejects[0].line == 2
    assert "has no stars" in rejects[0].reason


def test_a_row_that_names_no_movie_is_told(tmp_path):
    _, rejects = read_history(written(tmp_path, "title,year,stars\n,1999,4\n"))
    assert rejects[0].reason == "names no movie"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "title,year\nAlien,1979\n", "stars\n4\n"])
def test_a_file_without_the_columns_is_refused(tmp_path, text):
    with pytest.raises(DataError, match=r"ratings\.csv"):
        read_history(written(tmp_path, text))


@given(st.lists(st.tuples(*[st.text(max_size=6)] * 4), max_size=5))
def test_no_row_makes_it_fail(tmp_path_factory, rows):
    def field(text):
        return '"' + text.replace('"', '""').replace("\0", "") + '"'

    lines = [",".join(map(field, row)) for row in rows]
    path = tmp_path_factory.mktemp("any") / "ratings.csv"
    path.write_text(
        "title,year,stars,date\n" + "\n".join(lines), encoding="utf-8", errors="replace"
    )
    seen, _ = read_history(path)
    assert all(0.5 <= one.stars <= 5 for one in seen)
