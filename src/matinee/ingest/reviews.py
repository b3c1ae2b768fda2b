"""Reviews out of files, one after another, in memory that does not grow with the file."""

import csv
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from matinee.data.review import ReviewRecord
from matinee.errors import DataError
from matinee.ingest import aclimdb
from matinee.ingest.rejects import Reject
from matinee.ingest.review_fields import COLUMNS, REQUIRED, build_review

#: A longer line holds no review, and memory must not grow with it; IMDb's longest have 15,000
#: letters. A field of CSV has the limit of Python's csv: 131,072 letters.
MAX_LINE_BYTES = 1024**2
_BATCH_ROWS = 1024
_PIECE_BYTES = 1024**2

_JSON = "json"
_CSV = "csv"
_PARQUET = "parquet"
_KINDS = {
    ".csv": _CSV,
    ".tsv": _CSV,
    ".jsonl": _JSON,
    ".ndjson": _JSON,
    ".json": _JSON,
    ".parquet": _PARQUET,
    ".pq": _PARQUET,
}

Found = ReviewRecord | Reject


def iter_reviews(path: Path) -> Iterator[Found]:
    """Read reviews one after another.

    CSV, JSON lines and Parquet have the columns ``imdb_id`` and ``text`` and may have ``stars`` (or
    ``rating``, 1 to 10), ``date`` (ISO 8601), ``language`` (a code such as ``en``), ``author`` and
    ``id`` (or ``external_id``); others are passed over. The Large Movie Review Dataset is read from
    its folder ``aclImdb``, whose ``urls_*.txt`` name the movies.

    Args:
        path: A file, told by its ending, or the folder.

    Yields:
        Reviews in the file's order, and a reject for each row that cannot be used: its line where
        there are lines, else its row, from 1.

    Raises:
        DataError: The file is not there, of no known kind, damaged, or lacks a column.
    """
    iterators = {_CSV: _iter_csv, _JSON: _iter_json, _PARQUET: _iter_parquet}
    iterate = aclimdb.iter_reviews if path.is_dir() else iterators[_kind(path)]
    try:
        yield from iterate(path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error


def count_reviews(path: Path) -> int:
    """About how many reviews there are, for progress; cheap, and 0 where it is not known."""
    if path.is_dir():
        return aclimdb.count_reviews(path)
    try:
        match _kind(path):
            case "parquet":
                return int(import_module("pyarrow.parquet").read_metadata(path).num_rows)
            case "json":
                return sum(piece.count(b"\n") for piece in _pieces(path))
            case _:
                return _count_csv(path)
    except (OSError, ValueError):
        return 0  # reading it will say what is wrong


def _kind(path: Path) -> str:
    if not path.is_file():
        raise DataError(f"{path} does not exist; give a file of reviews or the folder aclImdb.")
    kind = _KINDS.get(path.suffix.casefold())
    if kind is None:
        raise DataError(
            f"{path.name} ends in '{path.suffix}'; reviews come in {', '.join(_KINDS)} or in the "
            f"folder aclImdb."
        )
    return kind


def _build(path: Path, line: int, fields: Mapping[str, object], content: object) -> Found:
    try:
        return build_review(fields)
    except ValueError as error:
        return Reject(path.name, line, str(error), str(content))


def _named(path: Path, names: list[str]) -> list[str]:
    """What each column holds; "" for one that is passed over."""
    held: list[str] = []
    for name in names:
        meaning = COLUMNS.get(name.strip().casefold(), "")
        held.append("" if meaning in held else meaning)
    missing = [name for name in REQUIRED if name not in held]
    if missing:
        raise DataError(
            f"{path.name} has no column {' and no column '.join(missing)}; its columns are "
            f"{', '.join(names)[:200] or 'not named'}."
        )
    return held


def _iter_csv(path: Path) -> Iterator[Found]:
    separator = "\t" if path.suffix.casefold() == ".tsv" else ","
    # a bad byte costs its row and not the file: build_review refuses what it becomes
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        # readline with a limit: a line without end comes in pieces, each refused as a row
        lines = iter(lambda: stream.readline(MAX_LINE_BYTES), "")
        reader = csv.reader(lines, delimiter=separator, strict=True)
        columns = _named(path, next(reader, []))
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(path.name, reader.line_num, f"the row is not CSV: {error}", "")
                continue
            if not row:
                continue
            content = separator.join(row)
            if len(row) != len(columns):
                reason = f"there are {len(row)} fields and not {len(columns)}"
                yield Reject(path.name, reader.line_num, reason, content)
                continue
            fields = {name: text for name, text in zip(columns, row, strict=True) if name}
            yield _build(path, reader.line_num, fields, content)


def _iter_json(path: Path) -> Iterator[Found]:
    with path.open("rb") as stream:
        for number, line in _iter_long_lines(stream):
            if not line.strip():
                continue
            shown = line[:1000].decode("utf-8", "backslashreplace").rstrip()
            try:
                row = _parse_json(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
            except ValueError as error:
                yield Reject(path.name, number, str(error), shown)
                continue
            fields: dict[str, object] = {}
            for name, value in row.items():
                fields.setdefault(COLUMNS.get(name.casefold(), ""), value)
            yield _build(path, number, fields, shown)


def _iter_long_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; of one that is too long, the first ``MAX_LINE_BYTES`` and one more."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        yield number, line


def _parse_json(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"the line is over {MAX_LINE_BYTES:,} bytes long")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the line is not JSON: {error}") from error
    if not isinstance(row, dict):
        kind = type(row).__name__
        raise ValueError(f"the line must be a JSON object, not {kind}")  # noqa: TRY004 - one error
    return row


def _iter_parquet(path: Path) -> Iterator[Found]:
    parquet = import_module("pyarrow.parquet")
    errors = import_module("pyarrow").ArrowException
    try:
        with parquet.ParquetFile(path, buffer_size=_PIECE_BYTES) as file:
            names = file.schema_arrow.names
            held = _named(path, names)
            columns = {name: meaning for name, meaning in zip(names, held, strict=True) if meaning}
            number = 0
            for batch in file.iter_batches(_BATCH_ROWS, columns=list(columns)):
                for row in batch.to_pylist():
                    number += 1
                    fields = {columns[name]: value for name, value in row.items()}
                    yield _build(path, number, fields, row)
    except (errors, UnicodeDecodeError) as error:
        raise DataError(f"{path.name} is a damaged Parquet file: {error}.") from error


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            yield piece


def _count_csv(path: Path) -> int:
    n_rows, inside = 0, False
    for piece in _pieces(path):
        # between an even and an odd quote a newline belongs to the text
        for index, part in enumerate(piece.split(b'"')):
            inside ^= index > 0
            n_rows += 0 if inside else part.count(b"\n")
    return max(n_rows - 1, 0)
