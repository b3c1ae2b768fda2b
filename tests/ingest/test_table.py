from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.ingest import table
from matinee.ingest.rejects import Reject
from matinee.ingest.table import Row, clean_text, open_table, plain_name


def read(path: Any, content: bytes | str) -> list[Row | Reject]:
    file = path / "movies.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(open_table(file).rows)


def values(rows: list[Row | Reject]) -> list[list[str]]:
    return [list(row.values.values()) for row in rows if isinstance(row, Row)]


def test_rows_come_by_plain_column_names_with_their_lines(tmp_path):
    rows = read(tmp_path, "Imdb_Id,TITLE\ntt1,Heat\n\ntt2,Alien\n")
    assert rows == [
        Row(2, {"imdbid": "tt1", "title": "Heat"}),
        Row(4, {"imdbid": "tt2", "title": "Alien"}),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "title,year\nAmélie,2001\n".encode(),
        "title,year\nAmélie,2001\n".encode("utf-8-sig"),
        "title,year\r\nAmélie,2001\r\n".encode(),
        "title,year\nAmélie,2001".encode("cp1252"),
        "title,year\nAmélie,2001\n".encode("utf-16"),
        "\n\n title , year \nAmélie,2001\n".encode(),
        'title,year\n"Amélie","2001"\n'.encode(),
    ],
    ids=["utf-8", "bom", "crlf", "cp1252", "utf-16", "blank lines first", "quotes"],
)
def test_usual_encodings_and_line_ends_are_read(tmp_path, content):
    assert values(read(tmp_path, content)) == [["Amélie", "2001"]]


def test_quoted_fields_hold_commas_quotes_and_lines(tmp_path):
    rows = read(tmp_path, 'title,overview\n"Me, Myself","said ""no""\nand left"\nHeat,x\n')
    assert values(rows) == [["Me, Myself", 'said "no"\nand left'], ["Heat", "x"]]
    assert [row.line for row in rows] == [2, 4]


def test_a_row_of_another_width_is_rejected_with_its_line(tmp_path):
    rows = read(tmp_path, "title,year\nHeat,1995,x\nAlien,1979\nRage\n")
    assert rows[0] == Reject("movies.csv", 2, "there are 3 fields and not 2", "Heat,1995,x")
    assert values(rows) == [["Alien", "1979"]]
    assert rows[2] == Reject("movies.csv", 4, "there are 1 fields and not 2", "Rage")


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    lines = [f"Movie {number},{number}" for number in range(3, 5000)]
    rows = read(tmp_path, "\n".join(["title,year", '"Heat,1995', *lines]))
    rejects = [row for row in rows if isinstance(row, Reject)]
    assert [(row.line, row.content) for row in rejects] == [(2, '"Heat,1995')]
    assert len(values(rows)) == len(lines)
    assert rows[-1].line == 4999


def test_a_stray_quote_that_another_one_closes_costs_two_rows(tmp_path):
    rows = read(tmp_path, 'title,year\n"Heat,1995\nAlien,1979\n"Rage,1990\nBrazil,1985\n')
    assert values(rows) == [["Alien", "1979"], ["Brazil", "1985"]]
    assert [row.line for row in rows if isinstance(row, Reject)] == [2, 4]


def test_a_huge_field_costs_one_row(tmp_path):
    rows = read(tmp_path, f"title,year\n{'x' * 200_000},1995\nAlien,1979\n")
    assert values(rows) == [["Alien", "1979"]]
    reject = rows[0]
    assert isinstance(reject, Reject)
    assert "larger than field limit" in reject.reason
    assert len(reject.content) == 1000


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b",,\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(DataError, match=r"movies\.csv is empty; it must begin with a header"):
        read(tmp_path, content)


def test_a_huge_header_is_refused(tmp_path):
    with pytest.raises(DataError, match="has no header of columns: field larger"):
        read(tmp_path, "x" * 200_000)


def test_a_header_alone_has_no_rows(tmp_path):
    assert read(tmp_path, "title,year\n") == []


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="is a folder; give a file"):
        open_table(tmp_path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read: No such file"):
        open_table(tmp_path / "nothing.csv")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"PK\x03\x04\x00\x00"])
def test_what_is_no_text_is_refused(tmp_path, content):
    with pytest.raises(DataError, match="is no text; a table of movies is CSV or Parquet"):
        read(tmp_path, content)


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MAX_BYTES", 10)
    with pytest.raises(DataError, match="has 17 bytes; tables of movies have at most 10"):
        read(tmp_path, "title\n0123456789\n")


def test_a_damaged_parquet_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="is no readable Parquet file"):
        read(tmp_path, b"PAR1 and nothing more")


def test_parquet_values_come_as_text(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {
        "tmdbId": [862.0, None, float("nan")],
        "genres": [["Drama", "War"], None, []],
        "runtime": [81.5, 90.0, None],
        "raw": [b"abc", None, b"\xff"],
        "n": [1, 2, None],
    }
    parquet.write_table(arrow.table(columns), tmp_path / "movies.csv")
    rows = list(open_table(tmp_path / "movies.csv").rows)
    assert values(rows) == [
        ["862", "Drama|War", "81.5", "abc", "1"],
        ["", "", "90", "", "2"],
        ["", "", "", "\ufffd", ""],
    ]
    assert [row.line for row in rows] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("MiloÅ¡ Forman", "Miloš Forman"),
        ("OldÅ™ich Kaiser", "Oldřich Kaiser"),
        ("Jordi MollÃ\xa0", "Jordi Mollà"),
        ("Pat O&apos;Connor", "Pat O'Connor"),
        ("Fast & Furious", "Fast & Furious"),
        ("Malin Åkerman", "Malin Åkerman"),
        ("Ãlex ☕ Â©", "Ãlex ☕ Â©"),
        ("a\x00b\x1fc", "abc"),
        ("  two\nlines ", "two\nlines"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
    ],
)
def test_text_is_cleaned(text, clean):
    assert clean_text(text) == clean


@given(st.text())
def test_cleaning_leaves_any_plain_text_usable(text):
    cleaned = clean_text(text)
    assert cleaned == cleaned.strip()
    assert "\x00" not in cleaned


def test_column_names_are_compared_by_letters():
    assert plain_name("imdb_id") == plain_name("ImdbId") == plain_name(" IMDb ID ")


@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "x.csv"
    file.write_bytes(b"title,year\n" + content)
    try:
        rows = list(open_table(file).rows)
    except DataError:
        return
    assert all(row.line >= 2 for row in rows)


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@given(st.lists(st.tuples(cells, cells).filter(lambda row: any(map(str.strip, row))), max_size=10))
def test_what_a_csv_writer_writes_comes_back(tmp_path_factory, rows):
    import csv  # noqa: PLC0415 - beside its only use

    file = tmp_path_factory.mktemp("round") / "x.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("title", "overview"), *rows])
    assert values(list(open_table(file).rows)) == [list(row) for row in rows]
