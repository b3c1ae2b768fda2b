import io
import stat
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import IdMap, RatingSet
from matinee.errors import DataError
from matinee.ingest import file_set
from matinee.ingest.rating_lines import COLUMNS, RowLayout, parse_at_once, parse_line
from matinee.ingest.rating_rows import RatingReader, iter_blocks
from matinee.ingest.ratings import read_ratings
from matinee.progress import silent
from tests.kit.rating_files import (
    RATINGS,
    WRITERS,
    Row,
    write_100k,
    write_csv,
    write_recbole,
    write_zip,
)

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared" / "data" / "movielens-latest-small"

COMMA = RowLayout(b",", COLUMNS)
COLONS = RowLayout(b"::", COLUMNS)
RECBOLE = RowLayout(b"\t", COLUMNS, float_timestamps=True)
LAYOUTS = {"comma": COMMA, "colons": COLONS, "recbole": RECBOLE}


words = [b"1", b"7", b"42", b"0.5", b"4.5", b".5", b"5.1", b"9", b"-1", b"1e0", b"nan", b"0x1F"]
marks = [b",", b"::", b"\t", b"\n", b"\r\n", b"\r", b'"', b" ", b".", b"", b"\x00", b"\xff"]
pieces = st.sampled_from([*words, *marks])


def rows_of(ratings: RatingSet) -> list[Row]:
    columns = (ratings.user_ids, ratings.movie_ids, ratings.ratings, ratings.timestamps)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.fixture(params=WRITERS)
def any_format(request, tmp_path):
    return WRITERS[request.param](tmp_path / "tiny")


class TestFormats:
    def test_every_format_gives_the_same_ratings(self, any_format):
        found = read_ratings(any_format)
        assert rows_of(found.ratings) == list(RATINGS)
        assert found.user_keys.tolist() == [22, 186, 196]
        assert found.rejects == []
        assert found.name == "tiny"
        assert found.ratings.ratings.dtype == np.float32

    def test_every_format_gives_the_same_movies(self, any_format):
        movies = read_ratings(any_format).movies
        assert list(movies) == [1, 7, 12]
        assert movies[7].title == "The Matrix"
        assert movies[7].year == 1999
        assert set(movies[7].genres) == {"Action", "Science Fiction"}
        assert set(movies[1].genres) == {"Animation", "Family", "Comedy"}
        assert movies[12].title == "Seven"
        assert movies[12].aliases == ("Se7en",)
        assert {movie.source for movie in movies.values()} == {"movielens"}

    def test_links_give_ids_of_imdb_and_tmdb(self, tmp_path):
        movies = read_ratings(write_csv(tmp_path)).movies
        assert [(movie.imdb_id, movie.tmdb_id) for movie in movies.values()] == [
            ("tt0114709", 862),
            ("tt0133093", 603),
            ("tt0114369", None),
        ]

    def test_without_links_movies_have_no_ids(self, tmp_path):
        write_csv(tmp_path)
        (tmp_path / "links.csv").unlink()
        found = read_ratings(tmp_path)
        assert {movie.imdb_id for movie in found.movies.values()} == {None}
        assert found.n_rows == 4 + 3

    def test_counts_rows_of_all_files(self, any_format):
        n_links = 3 if (any_format / "links.csv").exists() else 0
        assert read_ratings(any_format).n_rows == 4 + 3 + n_links

    @pytest.mark.parametrize("inside", [None, "", "other"])
    def test_a_zip_reads_like_its_folder(self, any_format, tmp_path, inside):
        path = write_zip(tmp_path / "packed.zip", any_format, inside)
        found = read_ratings(path)
        assert rows_of(found.ratings) == list(RATINGS)
        assert found.name == {None: "tiny", "": "packed", "other": "other"}[inside]
        assert sorted(tmp_path.iterdir()) == [path, any_format]

    def test_a_single_file_reads_with_the_table_beside_it(self, any_format):
        file = next(
            f
            for f in any_format.iterdir()
            if f.name.startswith(("ratings", "u.d")) or f.suffix == ".inter"
        )
        assert rows_of(read_ratings(file).ratings) == list(RATINGS)

    @pytest.mark.parametrize(
        ("kind", "old", "new"),
        [
            ("100k", "u.data", "mine"),
            ("1m", "ratings.dat", "mine"),
            ("csv", "ratings.csv", "mine"),
            ("recbole", "tiny.inter", "mine"),
        ],
    )
    def test_a_file_of_another_name_is_told_by_its_first_line(self, tmp_path, kind, old, new):
        folder = WRITERS[kind](tmp_path / "tiny")
        file = (folder / old).rename(folder / new)
        assert rows_of(read_ratings(file).ratings) == list(RATINGS)

    def test_columns_may_be_in_another_order_and_more(self, tmp_path):
        write_csv(tmp_path)
        (tmp_path / "ratings.csv").write_bytes(
            b"\xef\xbb\xbfRating;note;USER_ID;movie_id\r\n4.5;fine, thanks;3;7\r\n2;;4;1\r\n"
        )
        assert rows_of(read_ratings(tmp_path).ratings) == [(3, 7, 4.5, 0), (4, 1, 2.0, 0)]

    def test_old_sets_in_latin_1_keep_their_accents(self, tmp_path):
        write_100k(tmp_path)
        item = tmp_path / "u.item"
        item.write_bytes(item.read_bytes().replace(b"Toy Story", b"Am\xe9lie"))
        assert read_ratings(tmp_path).movies[1].title == "Amélie"

    def test_progress_ends_at_the_size_of_the_file(self, tmp_path):
        calls: list[tuple[str, int, int]] = []
        read_ratings(write_csv(tmp_path), lambda *call: calls.append(call))
        size = (tmp_path / "ratings.csv").stat().st_size
        assert calls[-1] == ("Reading ratings", size, size)


class TestTerms:
    def test_a_movielens_name_brings_licence_and_citation(self, tmp_path):
        found = read_ratings(write_csv(tmp_path / "ml-latest"))
        assert "research use" in found.licence
        assert "Harper" in found.citation

    def test_of_other_sets_no_terms_are_claimed(self, tmp_path):
        found = read_ratings(write_csv(tmp_path / "mine"))
        assert (found.licence, found.citation) == ("", "")

    def test_a_published_set_is_known_by_its_size(self, tmp_path):
        if not SHARED.is_dir():
            pytest.skip("The shared copy of ml-latest-small is not on this machine.")
        copy = tmp_path / "renamed"
        copy.mkdir()
        for name in ("ratings.csv", "movies.csv", "links.csv"):
            (copy / name).write_bytes((SHARED / name).read_bytes())
        found = read_ratings(copy)
        assert found.name == "ml-latest-small"
        assert (len(found.ratings), len(found.user_keys), len(found.movies)) == (100836, 610, 9742)
        assert found.rejects == []
        assert found.movies[4973].imdb_id == "tt0211915"


class TestRejects:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b"x,7,4.0,1", "user must be a whole number, not 'x'"),
            (b"1,7.5,4.0,1", "movie must be a whole number, not '7.5'"),
            (b"1,-7,4.0,1", "movie must be a whole number"),
            (b"99999999999999999999,7,4.0,1", "user must be a whole number"),
            (b"0" * 5000 + b"x,7,4.0,1", "user must be a whole number"),
            (b"1,7,0.4,1", "rating must be a number from 0.5 to 5, not '0.4'"),
            (b"1,7,5.1,1", "rating must be a number"),
            (b"1,7,nan,1", "rating must be a number"),
            (b"1,7,,1", "rating must be a number"),
            (b"1,7," + b"9" * 400 + b",1", "rating must be a number"),
            (b"1,7,4.0,-1", "timestamp must be a whole number, not '-1'"),
            (b"1,7,4.0,1.5", "timestamp must be a whole number"),
            (b"1,7,4.0", "there are 3 fields and not 4"),
            (b"1,7,4.0,1,1", "there are 5 fields and not 4"),
            (b"1,8,4.0,1", "movie 8 is not in the set's table of movies"),
            (b"\xff\xfe,7,4.0,1", "user must be a whole number"),
        ],
    )
    def test_a_bad_row_is_told_with_file_line_and_reason(self, tmp_path, row, reason):
        write_csv(tmp_path)
        (tmp_path / "ratings.csv").write_bytes(
            b"userId,movieId,rating,timestamp\n5,7,4.0,10\n\n" + row + b"\n6,12,1,20\n"
        )
        found = read_ratings(tmp_path)
        assert rows_of(found.ratings) == [(5, 7, 4.0, 10), (6, 12, 1.0, 20)]
        (reject,) = found.rejects
        assert (reject.file, reject.line) == ("ratings.csv", 4)
        assert reason in reject.reason
        assert reject.content.startswith(row[:1000].decode("utf-8", "backslashreplace")[:20])
        assert found.n_rows == 3 + 3 + 3

    @pytest.mark.parametrize("timestamp", ["881250949.5", ".5", ".", f"{2**53 + 2}.0", "1e9"])
    def test_timestamps_of_recbole_are_whole_seconds(self, tmp_path, timestamp):
        write_recbole(tmp_path / "tiny")
        with (tmp_path / "tiny" / "tiny.inter").open("a") as stream:
            stream.write(f"1\t7\t4\t881250949.0\n1\t12\t4\t{timestamp}\n")
        found = read_ratings(tmp_path)
        assert found.ratings.timestamps[-1] == 881250949
        (reject,) = found.rejects
        assert (reject.line, "the timestamp must be" in reject.reason) == (7, True)

    def test_rows_of_later_blocks_keep_their_line(self, tmp_path, monkeypatch):
        blocks = b"1,7,4,1\n" * 10 + b"1,8,4,1\n" + b"1,7,4,1\n" * 10 + b"bad\n"
        reader = RatingReader("ratings.csv", COMMA, IdMap("movie", [7]))
        parts = [reader.parse(block, line) for line, block in iter_blocks(io.BytesIO(blocks), 30)]
        assert len(parts) > 3
        assert [reject.line for reject in reader.rejects] == [11, 22]
        assert sum(map(len, parts)) == 20
        assert reader.n_rows == 22

    def test_a_movie_that_is_bad_takes_its_ratings_along(self, tmp_path):
        write_csv(tmp_path)
        movies = tmp_path / "movies.csv"
        movies.write_text(movies.read_text().replace("7,", "seven,").replace('"', ""))
        found = read_ratings(tmp_path)
        assert [(reject.file, reject.line) for reject in found.rejects] == [
            ("movies.csv", 3),
            ("ratings.csv", 2),
            ("ratings.csv", 5),
        ]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("1,Again (1999),Drama", "movie 1 is there twice"),
            ('20,"Never closed,Drama', "quotes do not match"),
            ("20,Two", "there are 2 fields and not 3"),
            ("20,,Drama", "title is empty"),
            ("99999999999999999999,Big (1988),Drama", "must be a whole number"),
        ],
    )
    def test_a_bad_movie_is_told_and_costs_no_other(self, tmp_path, line, reason):
        write_csv(tmp_path)
        with (tmp_path / "movies.csv").open("a") as stream:
            stream.write(f"{line}\n21,Last (2001),Drama\n")
        found = read_ratings(tmp_path)
        (reject,) = found.rejects
        assert (reject.file, reject.line) == ("movies.csv", 5)
        assert reason in reject.reason
        assert found.movies[21].title == "Last"
        assert found.movies[1].title == "Toy Story"

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("7,nm1,2", "imdbId must be"),
            ("7,0133093,x", "tmdbId must"),
            ("x,1,1", "movie's number"),
        ],
    )
    def test_a_bad_link_leaves_the_movie_without_ids(self, tmp_path, line, reason):
        write_csv(tmp_path)
        (tmp_path / "links.csv").write_text(f"movieId,imdbId,tmdbId\n{line}\n99,1,1\n")
        found = read_ratings(tmp_path)
        (reject,) = found.rejects
        assert (reject.file, reject.line) == ("links.csv", 2)
        assert reason in reject.reason
        assert found.movies[7].imdb_id is None

    def test_a_hopeless_file_is_given_up(self, tmp_path, monkeypatch):
        monkeypatch.setattr("matinee.ingest.rating_rows.MAX_REJECTS", 3)
        write_csv(tmp_path)
        (tmp_path / "ratings.csv").write_text("userId,movieId,rating\n" + "?\n" * 10)
        with pytest.raises(DataError, match="over 3 rows that cannot be used; the first is line 2"):
            read_ratings(tmp_path)


class TestAnyBytes:
    @pytest.mark.parametrize("kind", WRITERS)
    @given(data=st.data())
    def test_a_file_of_any_bytes_is_read_or_refused(self, tmp_path_factory, kind, data):
        folder = WRITERS[kind](tmp_path_factory.mktemp("any") / "tiny")
        file = data.draw(st.sampled_from(sorted(folder.iterdir())))
        good = file.read_bytes()
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
        bad = data.draw(st.binary(max_size=40) | st.lists(pieces, max_size=20).map(b"".join))
        file.write_bytes(good[:start] + bad + good[end:])
        with suppress(DataError):
            found = read_ratings(folder)
            assert set(found.ratings.movie_ids.tolist()) <= set(found.movies)
            assert all(reject.line >= 1 and reject.reason for reject in found.rejects)


class TestNoDataSet:
    def test_a_path_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match=r"gone does not exist; give a folder, a zip"):
            read_ratings(tmp_path / "gone")

    def test_a_folder_without_ratings(self, tmp_path):
        with pytest.raises(DataError, match=r"holds no ratings; there must be one of ratings\.csv"):
            read_ratings(tmp_path)

    @pytest.mark.parametrize(
        ("kind", "missing"),
        [("100k", "u.item"), ("1m", "movies.dat"), ("csv", "movies.csv"), ("recbole", "tiny.item")],
    )
    def test_the_missing_table_of_movies_is_named(self, tmp_path, kind, missing):
        folder = WRITERS[kind](tmp_path / "tiny")
        (folder / missing).unlink()
        with pytest.raises(DataError, match=f"{missing} must be in the same folder"):
            read_ratings(folder)

    def test_two_data_sets_in_one_place(self, tmp_path):
        write_csv(tmp_path / "one")
        write_100k(tmp_path / "two")
        with pytest.raises(DataError, match=r"several data sets \(one/ratings.csv, two/u.data\)"):
            read_ratings(tmp_path)

    @pytest.mark.parametrize("text", ["", "userId,movieId,rating,timestamp\n"])
    def test_no_rows(self, tmp_path, text):
        write_csv(tmp_path)
        (tmp_path / "ratings.csv").write_text(text)
        with pytest.raises(DataError, match=r"holds no ratings|header must name"):
            read_ratings(tmp_path)

    @pytest.mark.parametrize(
        ("file", "header"),
        [
            ("ratings.csv", "a,b,c"),
            ("ratings.csv", "userId,movieId,itemId,rating"),
            ("movies.csv", "a"),
            ("links.csv", "b"),
        ],
    )
    def test_a_header_without_the_columns(self, tmp_path, file, header):
        write_csv(tmp_path)
        (tmp_path / file).write_text(f"{header}\n1,2,3\n")
        with pytest.raises(DataError, match=f"{file} begins with '{header}'; its header must name"):
            read_ratings(tmp_path)

    def test_a_line_without_end(self, tmp_path, monkeypatch):
        with pytest.raises(DataError, match="Line 2 is over 20 bytes long"):
            list(iter_blocks(io.BytesIO(b"1\n" + b"2" * 100), 20))


class TestZips:
    def test_names_that_lead_out_of_the_zip_are_passed_over(self, tmp_path):
        path = tmp_path / "evil.zip"
        with ZipFile(path, "w") as archive:
            for name in (
                "../ratings.csv",
                "/ratings.csv",
                "__MACOSX/ratings.csv",
                "a/b/ratings.csv",
            ):
                archive.writestr(name, "x")
        with pytest.raises(DataError, match="holds no ratings"):
            read_ratings(path)
        assert list(tmp_path.iterdir()) == [path]

    def test_a_zip_bomb_is_not_opened(self, tmp_path, monkeypatch):
        monkeypatch.setattr(file_set, "_RATIO_MATTERS_FROM", 1000)
        path = tmp_path / "bomb.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            archive.writestr("u.data", "1\t1\t1\t1\n" * 100_000)
            archive.writestr("u.item", "1|A (1999)")
        with pytest.raises(DataError, match="would unpack from"):
            read_ratings(path)

    def test_a_table_too_large_for_movies(self, tmp_path, monkeypatch):
        monkeypatch.setattr(file_set, "MAX_TABLE_BYTES", 10)
        with pytest.raises(DataError, match=r"movies\.csv has \d+ bytes"):
            read_ratings(write_csv(tmp_path))

    def test_an_encrypted_member(self, tmp_path):
        path = write_zip(tmp_path / "locked.zip", write_csv(tmp_path / "tiny"))
        content = bytearray(path.read_bytes())
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = 0
            while (start := content.find(signature, start)) >= 0:
                content[start + offset] |= 1
                start += 4
        path.write_bytes(content)
        with pytest.raises(DataError, match="encrypted; unpack the zip first"):
            read_ratings(path)

    @given(data=st.data())
    def test_a_damaged_zip_never_crashes(self, tmp_path_factory, data):
        folder = tmp_path_factory.mktemp("damaged")
        path = write_zip(folder / "set.zip", write_csv(folder / "tiny"))
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        end = data.draw(st.integers(0, len(content)))
        path.write_bytes(content[:end] if data.draw(st.booleans()) else content)
        with suppress(DataError):
            read_ratings(path)

    def test_a_file_that_cannot_be_read(self, tmp_path, monkeypatch):
        def refuse(self: Path, *_: object) -> io.BufferedReader:
            raise PermissionError(13, "Permission denied")

        write_csv(tmp_path)
        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(DataError, match="cannot be read: Permission denied"):
            read_ratings(tmp_path)


numbers = st.integers(0, 2**63 - 1)
stars = st.integers(1, 10).map(lambda halves: halves / 2) | st.floats(0.5, 5, width=32)
good_rows = st.lists(st.tuples(numbers, numbers, stars, st.integers(0, 2**53)), max_size=30)
fields = st.sampled_from([b"1", b"007", b"2.5", b"3.", b".7", b"5.00", b".0", b"881250949.0", b"6"])


class TestRows:
    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
    @given(rows=good_rows)
    def test_what_is_written_is_read(self, layout, rows):
        separator = layout.separator.decode()
        text = "".join(f"{u}{separator}{m}{separator}{r!r}{separator}{t}\n" for u, m, r, t in rows)
        movies = IdMap("movie", {row[1] for row in rows})
        reader = RatingReader("file", layout, movies)
        table = reader.read(io.BytesIO(text.encode()), len(text), silent)
        assert rows_of(table.ratings) == [(u, m, float(np.float32(r)), t) for u, m, r, t in rows]
        assert (table.rejects, table.n_rows) == ([], len(rows))

    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
    @given(content=st.binary() | st.lists(pieces).map(b"".join))
    def test_any_bytes_are_read_or_rejected(self, layout, content):
        reader = RatingReader("file", layout, IdMap("movie", [1, 7, 42]))
        table = reader.read(io.BytesIO(content), len(content), silent)
        assert len(table.ratings) + len(table.rejects) == table.n_rows
        n_lines = sum(
            bool(line.strip()) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        )
        assert table.n_rows == n_lines

    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
    @given(rows=st.lists(st.tuples(fields, fields, fields, fields), min_size=1, max_size=5))
    def test_all_at_once_reads_like_line_by_line(self, layout, rows):
        lines = [layout.separator.join(row) for row in rows]
        at_once = parse_at_once(b"\n".join(lines), layout)
        if at_once is not None:
            expected = [parse_line(line, layout) for line in lines]
            assert rows_of(at_once) == [(u, m, float(np.float32(r)), t) for u, m, r, t in expected]

    def test_usual_rows_are_read_at_once(self):
        found = parse_at_once(b"1,7,4.5,10\r\n2,7,.5,20", COMMA)
        assert found is not None
        assert rows_of(found) == [(1, 7, 4.5, 10), (2, 7, 0.5, 20)]

    def test_quoted_fields_are_read(self):
        assert parse_line(b'"1", 7 ,"4.5","10"\r', COMMA) == (1, 7, 4.5, 10)


def test_read_only_files_stay_as_they_were(tmp_path):
    folder = write_csv(tmp_path / "tiny")
    before = {
        file: (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()
    }
    read_ratings(folder)
    assert before == {
        file: (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()
    }
