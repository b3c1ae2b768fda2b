import io
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.ingest import file_set
from matinee.ingest.ratings import read_ratings
from tests.kit.rating_files import write_csv, write_zip


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

    @settings(deadline=None)
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
