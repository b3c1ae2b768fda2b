import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.data import IdMap
from matinee.errors import DataError
from matinee.ingest.rating_lines import COLUMNS, RowLayout, parse_at_once, parse_line
from matinee.ingest.rating_rows import RatingReader, iter_blocks
from matinee.progress import silent
from tests.kit.rating_files import pieces, rows_of

COMMA = RowLayout(b",", COLUMNS)
COLONS = RowLayout(b"::", COLUMNS)
RECBOLE = RowLayout(b"\t", COLUMNS, float_timestamps=True)
LAYOUTS = {"comma": COMMA, "colons": COLONS, "recbole": RECBOLE}


numbers = st.integers(0, 2**63 - 1)
stars = st.integers(1, 10).map(lambda halves: halves / 2) | st.floats(0.5, 5, width=32)
good_rows = st.lists(st.tuples(numbers, numbers, stars, st.integers(0, 2**53)), max_size=30)
fields = st.sampled_from([b"1", b"007", b"2.5", b"3.", b".7", b"5.00", b".0", b"881250949.0", b"6"])


class TestRows:
    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
    @settings(deadline=None)
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
    @settings(deadline=None)
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
    @settings(deadline=None)
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


class TestBlocks:
    def test_rows_of_later_blocks_keep_their_line(self):
        blocks = b"1,7,4,1\n" * 10 + b"1,8,4,1\n" + b"1,7,4,1\n" * 10 + b"bad\n"
        reader = RatingReader("ratings.csv", COMMA, IdMap("movie", [7]))
        parts = [reader.parse(block, line) for line, block in iter_blocks(io.BytesIO(blocks), 30)]
        assert len(parts) > 3
        assert [reject.line for reject in reader.rejects] == [11, 22]
        assert sum(map(len, parts)) == 20
        assert reader.n_rows == 22

    def test_a_line_without_end(self):
        with pytest.raises(DataError, match="Line 2 is over 20 bytes long"):
            list(iter_blocks(io.BytesIO(b"1\n" + b"2" * 100), 20))
