import csv

import pytest

from matinee.errors import DataError
from matinee.ingest.rejects import Reject, check_rejects, write_rejects


def reject(number: int = 1, file: str = "u.data") -> Reject:
    return Reject(file, number, "the rating is 'x', not a number", "1\t2\tx\t4")


def test_one_in_a_hundred_may_be_rejected():
    check_rejects([reject()], 100)
    check_rejects([], 0)


@pytest.mark.parametrize("n_rows", [99, 1])
def test_more_than_one_in_a_hundred_stops_the_import(n_rows):
    with pytest.raises(
        DataError, match=r"1 of \d+ rows .* 1% .* u\.data, line 1: the rating is 'x'"
    ):
        check_rejects([reject()], n_rows)


def test_rejects_are_written_with_their_reasons(tmp_path):
    path = write_rejects([reject(3), reject(4)], tmp_path / "new" / "folder")
    assert path.name == "rejects-u.data.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["file", "line", "reason", "content"]
    assert rows[1] == ["u.data", "3", "the rating is 'x', not a number", "1\t2\tx\t4"]
    assert len(rows) == 3


def test_the_file_stays_in_its_folder_whatever_the_name(tmp_path):
    path = write_rejects([reject(file="../../etc/passwd")], tmp_path)
    assert path.parent == tmp_path
    assert path.name == "rejects-etc-passwd.csv"


def test_nothing_rejected_gives_a_file_with_a_header_only(tmp_path):
    assert write_rejects([], tmp_path).read_text("utf-8").count("\n") == 1


def test_half_characters_can_be_written(tmp_path):
    path = write_rejects([Reject("a.csv", 1, "odd", "\udce9")], tmp_path)
    assert "\\udce9" in path.read_text("utf-8")


def test_long_rows_are_cut():
    assert len(Reject("a.csv", 1, "long", "x" * 5000).content) == 1000
