"""Tables of movies as rows of text: CSV in any usual encoding, and Parquet."""

import contextlib
import csv
import html
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path

from matinee.errors import DataError
from matinee.ingest.rejects import Reject

#: A table of movies is read whole, so it has a limit.
MAX_BYTES = 512 * 1024**2
_PARQUET = b"PAR1"
_BATCH_ROWS = 4096
_LAST_LATIN_1 = 0xFF
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Two letters in a row that UTF-8 gives when it is read as Latin-1.
_MOJIBAKE = re.compile(r"[ÂÃÄÅ][\x80-\xbf\u2013-\u2122\u0152-\u0192\u02c6\u02dc]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        line: Line of the file where the row begins; in Parquet the row's number; from 1.
        values: Column, in letters and digits only and lower case -> text as it was read.
    """

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header has been read.

    Attributes:
        name: The file, without folders.
        header: Columns as they are written.
        rows: Rows still to come, once; a row that is none comes as a reject.
        is_text: It is CSV, not Parquet.
    """

    name: str
    header: tuple[str, ...]
    rows: Iterator[Row | Reject]
    is_text: bool

    @property
    def columns(self) -> frozenset[str]:
        """Columns in letters and digits only, lower case."""
        return frozenset(map(plain_name, self.header))


def plain_name(column: str) -> str:
    """A column's name without case, spaces and underscores: ``imdb_id`` is ``imdbId``."""
    return "".join(letter for letter in column.casefold() if letter.isalnum())


def clean_text(text: str) -> str:
    """Text without control letters, HTML entities and doubled encodings ("MiloÅ¡" is "Miloš")."""
    text = html.unescape(text) if "&" in text else text
    # before the control letters go: a doubled encoding holds some, and spaces that are none
    if _MOJIBAKE.search(text):
        with contextlib.suppress(UnicodeError):
            text = b"".join(map(_to_byte, text)).decode("utf-8")
    return _CONTROL.sub("", text).strip()


def _to_byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if ord(letter) <= _LAST_LATIN_1 else letter.encode("cp1252")


def open_table(path: Path) -> Table:
    """The table in a file; what it is written in is told by its first bytes.

    Raises:
        DataError: There is no such file, or it is empty, too large or no table.
    """
    try:
        if path.is_dir():
            raise DataError(f"{path} is a folder; give a file of movies, such as movies.csv in it.")
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(len(_PARQUET))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    if size > MAX_BYTES:
        raise DataError(
            f"{path.name} has {size:,} bytes; tables of movies have at most {MAX_BYTES:,}."
        )
    return _open_parquet(path) if start == _PARQUET else _open_csv(path)


def _open_csv(path: Path) -> Table:
    lines = _Lines(_decode(path))
    try:
        header = next(filter(None, map(_header, lines)), ())
    except csv.Error as error:
        raise DataError(f"{path.name} has no header of columns: {error}.") from error
    if not header:
        raise DataError(f"{path.name} is empty; it must begin with a header of columns.")
    return Table(path.name, header, _iter_csv(path.name, header, lines), is_text=True)


def _header(line: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in next(csv.reader([line]), []))
    return names if any(names) else ()


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        raise DataError(f"{path.name} is no text; a table of movies is CSV or Parquet.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class _Lines:
    """Lines that remember what was taken for the present row, and can take them back.

    A quote that is never closed makes the CSV reader swallow thousands of lines; then only the
    first is rejected and the others are read again.
    """

    def __init__(self, text: str) -> None:
        self._source: Iterator[str] = iter(io.StringIO(text, newline=""))
        self.taken: list[str] = []
        self.begins_at = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self.taken.append(line)
        return line

    def row_done(self, n_lines: int | None = None) -> None:
        """The first ``n_lines`` taken, or all, are a row; what is beyond them is given back."""
        count = len(self.taken) if n_lines is None else n_lines
        again = self.taken[count:]
        if again:
            self._source = chain(again, self._source)
        self.begins_at += count
        self.taken = []


def _iter_csv(name: str, header: tuple[str, ...], lines: _Lines) -> Iterator[Row | Reject]:
    columns = [plain_name(column) for column in header]
    lines.row_done()
    while True:
        try:
            fields = next(csv.reader(lines, strict=True), None)
        except csv.Error as error:
            yield _reject_first_line(name, lines, f"the quotes do not match: {error}")
            continue
        if fields is None:
            return
        line = lines.begins_at
        if not any(map(str.strip, fields)):
            lines.row_done()
        elif len(fields) != len(columns):
            reason = f"there are {len(fields)} fields and not {len(columns)}"
            yield _reject_first_line(name, lines, reason)
        else:
            lines.row_done()
            yield Row(line, dict(zip(columns, fields, strict=True)))


def _reject_first_line(name: str, lines: _Lines, reason: str) -> Reject:
    line, content = lines.begins_at, lines.taken[0].rstrip("\r\n")
    lines.row_done(1)
    return Reject(name, line, reason, content)


def _open_parquet(path: Path) -> Table:
    # it takes 0.2 s to import, and only those who have Parquet files need it
    errors = import_module("pyarrow").ArrowException
    try:
        file = import_module("pyarrow.parquet").ParquetFile(path)
    except (errors, OSError) as error:
        raise DataError(f"{path.name} is no readable Parquet file: {error}.") from error

    def iter_rows() -> Iterator[Row | Reject]:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS):
                for values in batch.to_pylist():
                    number += 1
                    texts = {plain_name(name): _as_text(value) for name, value in values.items()}
                    yield Row(number, texts)
        except (errors, OSError) as error:
            raise DataError(f"{path.name} is damaged after row {number}: {error}.") from error

    return Table(path.name, tuple(file.schema_arrow.names), iter_rows(), is_text=False)


def _as_text(value: object) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "|".join(map(_as_text, value))
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)
