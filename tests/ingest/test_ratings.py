import stat
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.ingest.ratings import read_ratings
from tests.kit.rating_files import (
    RATINGS,
    WRITERS,
    pieces,
    rows_of,
    write_100k,
    write_csv,
    write_recbole,
    write_zip,
)

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared" / "data" / "movielens-latest-small"


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
    @settings(deadline=None)
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


def test_read_only_files_stay_as_they_were(tmp_path):
    folder = write_csv(tmp_path / "tiny")
    before = {
        file: (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()
    }
    read_ratings(folder)
    assert before == {
        file: (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()
    }
