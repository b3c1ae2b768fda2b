import csv
import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.data import ReviewRecord, parse_imdb_id
from matinee.errors import DataError
from matinee.ingest import reviews
from matinee.ingest.imdb_id import imdb_id_of_url
from matinee.ingest.rejects import Reject
from matinee.ingest.review_fields import build_review
from matinee.ingest.reviews import count_reviews, iter_reviews

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared" / "data"

FULL = {
    "imdb_id": "tt0133093",
    "text": "There is no spoon.<br /><br>Whoa, said Neo,\nand bowed.",
    "stars": "9.5",
    "date": "1999-04-01T10:30:00+02:00",
    "language": "en-US",
    "author": "trinity",
    "id": "r1",
}
BARE = {"imdb_id": "114709", "text": "Toys, alive!"}


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(FULL), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_json(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: list[dict[str, str]]) -> Path:
    names = [name for name in FULL if any(name in row for row in rows)]
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), path)
    return path


WRITERS = {"csv": write_csv, "jsonl": write_json, "parquet": write_parquet}


@pytest.fixture
def acl(tmp_path):
    root = tmp_path / "aclImdb"
    files = {
        "train/pos/0_9.txt": "Great.<br /><br />Really.",
        "train/pos/10_10.txt": "Best.",
        "train/pos/2_7.txt": "Fine.",
        "train/neg/0_1.txt": "Awful.",
        "train/unsup/0_0.txt": "Who knows.",
        "test/neg/0_3.txt": "Weak.",
        "test/pos/README": "no review",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    url = "http://www.imdb.com/title/tt{:07d}/usercomments\n".format
    for name in (
        "train/urls_pos",
        "train/urls_neg",
        "train/urls_unsup",
        "test/urls_neg",
        "test/urls_pos",
    ):
        (root / f"{name}.txt").write_text("".join(url(n) for n in range(100, 111)))
    return root


class TestFiles:
    @pytest.mark.parametrize("ending", WRITERS)
    def test_every_kind_gives_the_same_reviews(self, tmp_path, ending):
        path = WRITERS[ending](tmp_path / f"reviews.{ending}", [FULL, BARE])
        full, bare = iter_reviews(path)
        assert full == ReviewRecord(
            text="There is no spoon.\n\nWhoa, said Neo,\nand bowed.",
            imdb_id="tt0133093",
            stars=9.5,
            written_at=datetime(1999, 4, 1, 8, 30, tzinfo=UTC),
            language="en",
            author="trinity",
            source="file",
            external_id="r1",
        )
        digest = sha256(b"Toys, alive!").hexdigest()[:32]
        assert bare == ReviewRecord(text="Toys, alive!", imdb_id="tt0114709", external_id=digest)
        assert count_reviews(path) == 2

    @pytest.mark.parametrize("ending", WRITERS)
    def test_a_bad_row_is_told_and_costs_no_other(self, tmp_path, ending):
        bad = {**FULL, "stars": "11"}
        path = WRITERS[ending](tmp_path / f"reviews.{ending}", [BARE, bad, BARE])
        first, reject, last = iter_reviews(path)
        assert isinstance(reject, Reject)
        # the second row of the CSV ends a line later, for its text has two
        assert reject.line == {"csv": 4, "jsonl": 2, "parquet": 2}[ending]
        assert reject.file == path.name
        assert reject.reason == "stars must be 1 to 10, not '11'"
        assert "no spoon" in reject.content
        assert first == last

    def test_other_names_of_columns(self, tmp_path):
        path = tmp_path / "r.CSV"
        path.write_text("\ufeffRating,Text,extra,IMDB_ID,external_id\n7,Good,x,tt0000001,a\n")
        (review,) = iter_reviews(path)
        assert isinstance(review, ReviewRecord)
        assert (review.stars, review.text, review.imdb_id) == (7, "Good", "tt0000001")
        assert review.external_id == "a"

    def test_tabs(self, tmp_path):
        path = tmp_path / "r.tsv"
        path.write_text("text\timdb_id\nGood, old\ttt0000001\n")
        (review,) = iter_reviews(path)
        assert isinstance(review, ReviewRecord)
        assert review.text == "Good, old"

    def test_numbers_and_times_of_parquet(self, tmp_path):
        path = tmp_path / "r.parquet"
        rows = {
            "imdb_id": [133093, 133093],
            "text": ["a", "b"],
            "stars": [8.0, None],
            "date": [datetime(2001, 2, 3, 4, tzinfo=UTC), None],
        }
        pq.write_table(pa.table(rows), path)
        one, two = iter_reviews(path)
        assert isinstance(one, ReviewRecord)
        assert isinstance(two, ReviewRecord)
        assert (one.imdb_id, one.stars) == ("tt0133093", 8)
        assert one.written_at == datetime(2001, 2, 3, 4, tzinfo=UTC)
        assert (two.stars, two.written_at) == (None, None)

    def test_reading_is_lazy(self, tmp_path):
        path = write_json(tmp_path / "r.jsonl", [BARE])
        with path.open("a") as stream:
            stream.write("{\n" * 100_000)
        assert isinstance(next(iter(iter_reviews(path))), ReviewRecord)

    def test_the_shared_reviews_are_all_read(self):
        path = SHARED / "reviews-imdb-unlabelled.parquet"
        if not path.exists():
            pytest.skip("The shared reviews are not on this machine.")
        found = list(iter_reviews(path))
        assert len(found) == count_reviews(path) == 15_244
        assert not [row for row in found if isinstance(row, Reject)]


class TestAclImdb:
    def test_movies_stars_and_ids(self, acl):
        found = [row for row in iter_reviews(acl) if isinstance(row, ReviewRecord)]
        assert [(row.imdb_id, row.stars, row.text, row.external_id) for row in found] == [
            ("tt0000100", 9, "Great.\n\nReally.", "train/pos/0_9"),
            ("tt0000102", 7, "Fine.", "train/pos/2_7"),
            ("tt0000110", 10, "Best.", "train/pos/10_10"),
            ("tt0000100", 1, "Awful.", "train/neg/0_1"),
            ("tt0000100", None, "Who knows.", "train/unsup/0_0"),
            ("tt0000100", 3, "Weak.", "test/neg/0_3"),
        ]
        assert {row.source for row in found} == {"aclimdb"}
        assert count_reviews(acl) == 6

    def test_reviews_come_by_number(self, acl):
        for number in (8, 5, 3, 9, 1, 7, 4, 6):
            (acl / "train" / "pos" / f"{number}_8.txt").write_text("Good.")
        ids = [row.external_id for row in iter_reviews(acl) if isinstance(row, ReviewRecord)]
        numbers = [int(text.split("/")[-1].split("_")[0]) for text in ids[:11] if text]
        assert numbers == list(range(11))

    def test_one_half_alone(self, acl):
        assert len(list(iter_reviews(acl / "train"))) == 5

    def test_a_review_without_a_movie_is_rejected(self, acl):
        (acl / "train" / "urls_pos.txt").write_text("http://www.imdb.com/title/tt0000100/\n")
        rejects = [row for row in iter_reviews(acl) if isinstance(row, Reject)]
        assert [reject.file for reject in rejects] == ["train/pos/2_7.txt", "train/pos/10_10.txt"]
        assert "imdb_id must be" in rejects[0].reason

    def test_bytes_that_are_no_text_are_rejected(self, acl):
        (acl / "test" / "neg" / "0_3.txt").write_bytes(b"\xff\xfe")
        (acl / "train" / "neg" / "0_1.txt").write_bytes(b"x" * (1024**2 + 1))
        reasons = [row.reason for row in iter_reviews(acl) if isinstance(row, Reject)]
        assert reasons == ["the file is over 1,048,576 bytes long", "text is not valid UTF-8"]

    def test_missing_urls(self, acl):
        (acl / "test" / "urls_neg.txt").unlink()
        with pytest.raises(DataError, match=r"urls_neg\.txt is missing"):
            list(iter_reviews(acl))

    def test_another_folder(self, tmp_path):
        with pytest.raises(DataError, match="must be aclImdb with train and test in it"):
            list(iter_reviews(tmp_path))


class TestFields:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"text": "  <br/> "}, "text is empty"),
            ({"text": None}, "text is empty"),
            ({"text": float("nan")}, "text is empty"),
            ({"text": ["a"]}, "text must be text or a number, not list"),
            ({"text": True}, "text must be text or a number, not bool"),
            ({"text": "half \ud800"}, "text is not valid UTF-8"),
            ({"imdb_id": ""}, "imdb_id must be such as tt0133093, not ''"),
            ({"imdb_id": "nm0000206"}, "imdb_id must be such as tt0133093, not 'nm0000206'"),
            ({"imdb_id": "tt0"}, "imdb_id must be"),
            ({"stars": "0"}, "stars must be 1 to 10, not '0'"),
            ({"stars": "many"}, "stars must be 1 to 10, not 'many'"),
            ({"stars": "inf"}, "stars must be 1 to 10"),
            ({"stars": "nan"}, "stars must be 1 to 10"),
            ({"date": "yesterday"}, "the date must be such as 2008-01-31, not 'yesterday'"),
            ({"date": "1201737600"}, "the date must be such as"),
            ({"date": "2008-02-30"}, "the date must be such as"),
            ({"date": "0001-01-01T00:00:00+05:00"}, "years 1 to 9999"),
            ({"language": "English, mostly"}, "language must be a code such as en"),
        ],
    )
    def test_what_cannot_be_used_is_told(self, change, reason):
        with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
            build_review({**FULL, **change})

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("2008-01-31", datetime(2008, 1, 31, tzinfo=UTC)),
            (20080131, datetime(2008, 1, 31, tzinfo=UTC)),
            (date(2008, 1, 31), datetime(2008, 1, 31, tzinfo=UTC)),
            ("2008-01-31 12:00", datetime(2008, 1, 31, 12, tzinfo=UTC)),
            ("2008-01-31T12:00:00Z", datetime(2008, 1, 31, 12, tzinfo=UTC)),
            ("", None),
        ],
    )
    def test_dates(self, value, expected):
        assert build_review({**FULL, "date": value}).written_at == expected

    def test_nul_bytes_go(self):
        assert build_review({**FULL, "text": "a\x00b"}).text == "ab"

    @settings(deadline=None)
    @given(text=st.text(), imdb_id=st.text() | st.integers(), stars=st.floats() | st.text())
    def test_any_value_is_used_or_refused(self, text, imdb_id, stars):
        try:
            review = build_review({"text": text, "imdb_id": imdb_id, "stars": stars})
        except ValueError:
            return
        review.text.encode()
        assert review.text.strip() == review.text != ""
        assert review.stars is None or 1 <= review.stars <= 10

    @settings(deadline=None)
    @given(st.integers(1, 999_999_999))
    def test_ids_of_imdb_in_every_form(self, number):
        known = f"tt{number:07d}"
        forms = (known, f"tt{number}", str(number), f"{number}.0", f"0{number}", f" {known} ")
        assert {parse_imdb_id(form) for form in forms} == {known}
        assert imdb_id_of_url(f"https://www.imdb.com/title/{known}/reviews?x=1") == known

    def test_an_address_without_id(self):
        assert imdb_id_of_url("https://www.imdb.com/name/nm0000206/") is None


class TestDamage:
    @pytest.mark.parametrize("ending", WRITERS)
    def test_a_missing_column_is_named(self, tmp_path, ending):
        path = WRITERS[ending](tmp_path / f"r.{ending}", [{"imdb_id": "tt1", "language": "en"}])
        if ending == "csv":
            path.write_text("imdb_id,language\ntt1,en\n")
        if ending == "jsonl":
            (reject,) = iter_reviews(path)
            assert isinstance(reject, Reject)
            assert reject.reason == "the text is empty"
        else:
            with pytest.raises(
                DataError, match="has no column text; its columns are imdb_id, lang"
            ):
                list(iter_reviews(path))

    def test_an_empty_csv(self, tmp_path):
        path = tmp_path / "r.csv"
        path.touch()
        with pytest.raises(
            DataError, match="no column imdb_id and no column text; its columns are not named"
        ):
            list(iter_reviews(path))
        assert count_reviews(path) == 0

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b'tt0000001,"a" b', "the row is not CSV"),
            (b"tt0000001", "there are 1 fields and not 2"),
            (b"tt0000001,caf\xe9", "text is not valid UTF-8"),
            (b"tt0000001," + b"x" * 200_000, "field larger than field limit"),
        ],
    )
    def test_a_row_that_is_no_csv(self, tmp_path, row, reason):
        path = tmp_path / "r.csv"
        path.write_bytes(b"imdb_id,text\n" + row + b"\n\ntt0000002,fine\n")
        reject, review = iter_reviews(path)
        assert isinstance(reject, Reject)
        assert (reject.line, reason in reject.reason) == (2, True)
        assert isinstance(review, ReviewRecord)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"{", "the line is not JSON"),
            (b"[" * 100_000, "the line is not JSON"),
            (b"[1]", "must be a JSON object, not list"),
            (b'{"imdb_id": "tt1", "text": "\\ud800"}', "text is not valid UTF-8"),
            (b'{"imdb_id": "tt1", "text": {}}', "text must be text or a number, not dict"),
            (b'{"text": "\xff"}', "the line is not JSON"),
        ],
    )
    def test_a_line_that_is_no_review(self, tmp_path, line, reason):
        path = tmp_path / "r.ndjson"
        path.write_bytes(b"\xef\xbb\xbf" + line + b'\n\n{"IMDB_ID": 2, "text": "fine"}')
        reject, review = iter_reviews(path)
        assert isinstance(reject, Reject)
        assert (reject.line, reason in reject.reason) == (1, True)
        assert isinstance(review, ReviewRecord)

    def test_lines_without_end_do_not_fill_the_memory(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reviews, "MAX_LINE_BYTES", 50)
        path = tmp_path / "r.jsonl"
        path.write_bytes(b"x" * 500 + b'\n{"imdb_id": 2, "text": "fine"}\n')
        reject, review = iter_reviews(path)
        assert isinstance(reject, Reject)
        assert reject.reason == "the line is over 50 bytes long"
        assert isinstance(review, ReviewRecord)
        table = tmp_path / "r.csv"
        table.write_text("imdb_id,text\n1," + "x" * 500 + "\n2,fine\n")
        assert isinstance(list(iter_reviews(table))[-1], ReviewRecord)

    def test_a_damaged_parquet(self, tmp_path):
        path = tmp_path / "r.parquet"
        path.write_bytes(b"PAR1 nothing PAR1")
        with pytest.raises(DataError, match=r"damaged Parquet file|cannot be read"):
            list(iter_reviews(path))
        assert count_reviews(path) == 0

    @pytest.mark.parametrize("ending", ["csv", "jsonl"])
    @settings(deadline=None)
    @given(content=st.binary(max_size=300))
    def test_any_bytes_are_read_or_rejected(self, tmp_path_factory, ending, content):
        path = tmp_path_factory.mktemp("any") / f"r.{ending}"
        path.write_bytes((b"imdb_id,text\n" if ending == "csv" else b"") + content)
        for row in iter_reviews(path):
            assert isinstance(row, (ReviewRecord, Reject))

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match="does not exist; give a file of reviews"):
            list(iter_reviews(tmp_path / "gone.csv"))

    def test_a_file_of_another_kind(self, tmp_path):
        path = tmp_path / "r.docx"
        path.touch()
        with pytest.raises(DataError, match=r"ends in '\.docx'; reviews come in \.csv"):
            list(iter_reviews(path))

    def test_a_file_that_cannot_be_read(self, tmp_path, monkeypatch):
        def refuse(self: Path, *_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        path = write_csv(tmp_path / "r.csv", [])
        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(DataError, match="cannot be read: Permission denied"):
            list(iter_reviews(path))
        assert count_reviews(path) == 0
