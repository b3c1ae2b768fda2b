"""One row of ratings, or a block of them at once; both ways read a row alike.

A block that holds nothing but digits, dots, separators and newlines is parsed by Arrow. Line by
line is slow and knows why a row is bad. A test holds the two to each other.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matinee.data.interactions import RatingSet
from matinee.types import BoolArray, IdArray

MIN_RATING = 0.5
MAX_RATING = 5.0
Number = TypeVar("Number", np.int64, np.float32)

_MAX_INT = 2**63 - 1
#: Beyond this a float, which Arrow reads RecBole's timestamps as, skips whole numbers.
_MAX_EXACT = 2**53

_WHOLE = re.compile(rb"\d+")
_NUMBER = re.compile(rb"\d+\.?\d*|\.\d+")
#: Fields of rows that are good without a doubt; what else may be good, ``parse_line`` knows.
_USUAL = {
    "rating": rb"(?:[1-4](?:\.\d*)?|5(?:\.0*)?|0?\.[5-9]\d*)",
    "": rb"[\d.]*",
}
_USUAL_WHOLE = rb"\d{1,15}"

#: What the columns of ratings are called here, in the order of :class:`RatingSet`.
COLUMNS = ("user", "movie", "rating", "timestamp")


@dataclass(frozen=True, slots=True)
class RowLayout:
    """How a row is written.

    Attributes:
        separator: Between fields.
        columns: Name of each field, of :data:`COLUMNS`; "" for one that is not used.
        has_header: The first line names the columns.
        float_timestamps: Timestamps may end in ``.0``.
    """

    separator: bytes
    columns: tuple[str, ...]
    has_header: bool = False
    float_timestamps: bool = False

    @property
    def plain_bytes(self) -> bytes:
        """The bytes that a block may hold to be parsed at once."""
        return b"0123456789.\n" + self.separator


@lru_cache
def usual_line(layout: RowLayout) -> re.Pattern[bytes]:
    """What rows look like that are good without a doubt and that Arrow reads."""
    fields = [_USUAL.get(column, _USUAL_WHOLE) for column in layout.columns]
    return re.compile(re.escape(layout.separator).join(fields) + rb"\r?")


def parse_at_once(block: bytes, layout: RowLayout) -> RatingSet | None:
    """All rows of a block in which nothing is unusual; ``None`` if anything is.

    Row ``i`` of the result is line ``i`` of the block.
    """
    plain = block.replace(b"\r\n", b"\n")
    if not plain or plain.translate(None, layout.plain_bytes):
        return None
    if len(layout.separator) > 1:
        plain = plain.replace(layout.separator, b"\t")
    columns = _columns_by_arrow(plain, layout)
    if columns is None:
        return None
    users, movies, ratings, timestamps = columns
    n_lines = plain.count(b"\n") + (not plain.endswith(b"\n"))
    # Arrow leaves blank lines out, after which rows and lines no longer go together
    if len(users) != n_lines or not _in_range(users, movies, ratings, timestamps):
        return None
    if timestamps.dtype != np.int64:
        timestamps = timestamps.astype(np.int64)
    return RatingSet(users, movies, ratings.astype(np.float32), timestamps)


def _columns_by_arrow(plain: bytes, layout: RowLayout) -> tuple[NDArray[Any], ...] | None:
    arrow, arrow_csv = import_module("pyarrow"), import_module("pyarrow.csv")
    names = [name or f"unused {index}" for index, name in enumerate(layout.columns)]
    timestamp = arrow.float64() if layout.float_timestamps else arrow.int64()
    types = {
        "user": arrow.int64(),
        "movie": arrow.int64(),
        "rating": arrow.float64(),  # as float() reads it; narrowed later, like one by one
        "timestamp": timestamp,
    }
    wanted = [name for name in COLUMNS if name in names]
    separator = layout.separator if len(layout.separator) == 1 else b"\t"
    try:
        table = arrow_csv.read_csv(
            arrow.BufferReader(arrow.py_buffer(plain)),
            # one block, or Arrow splits the rows over threads for no gain
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(plain) + 1
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=separator.decode(), quote_char=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: types[name] for name in wanted},
                include_columns=wanted,
                null_values=[],
            ),
        )
    except arrow.ArrowInvalid:
        return None
    arrays = {name: table.column(name).to_numpy() for name in wanted}
    if "timestamp" not in arrays:
        arrays["timestamp"] = np.zeros(table.num_rows, dtype=np.int64)
    return tuple(arrays[name] for name in COLUMNS)


def _in_range(
    users: IdArray, movies: IdArray, ratings: NDArray[Any], timestamps: NDArray[Any]
) -> bool:
    if not len(users) or min(users.min(), movies.min(), timestamps.min()) < 0:
        return False
    if timestamps.dtype != np.int64 and (
        timestamps.max() > _MAX_EXACT or (timestamps % 1 != 0).any()
    ):
        return False
    return bool(ratings.min() >= MIN_RATING and ratings.max() <= MAX_RATING)


def parse_line(line: bytes, layout: RowLayout) -> tuple[int, int, float, int]:
    """User, movie, rating and timestamp of one row.

    Raises:
        ValueError: The row is bad; the message says why.
    """
    fields = line.removesuffix(b"\r").split(layout.separator)
    if len(fields) != len(layout.columns):
        raise ValueError(f"there are {len(fields)} fields and not {len(layout.columns)}")
    row = dict(zip(layout.columns, map(_bare, fields), strict=True))
    user = _parse_whole(row["user"], "user")
    movie = _parse_whole(row["movie"], "movie")
    rating = _parse_rating(row["rating"])
    timestamp = row.get("timestamp", b"0")
    if layout.float_timestamps and b"." in timestamp:
        return user, movie, rating, _parse_float_timestamp(timestamp)
    return user, movie, rating, _parse_whole(timestamp, "timestamp")


def _bare(field: bytes) -> bytes:
    field = field.strip(b" \t")
    quoted = len(field) > 1 and field.startswith(b'"') and field.endswith(b'"')
    return field[1:-1] if quoted else field


def _parse_whole(field: bytes, name: str) -> int:
    digits = (field.lstrip(b"0") or b"0") if _WHOLE.fullmatch(field) else b""
    # int() refuses thousands of digits with an error of its own
    if not digits or len(digits) > len(str(_MAX_INT)) or int(digits) > _MAX_INT:
        raise ValueError(f"the {name} must be a whole number, not '{_show(field)}'")
    return int(digits)


def _parse_float_timestamp(field: bytes) -> int:
    timestamp = float(field) if _NUMBER.fullmatch(field) else 0.5
    if not timestamp.is_integer() or timestamp > _MAX_EXACT:
        raise ValueError(f"the timestamp must be whole seconds, not '{_show(field)}'")
    return int(timestamp)


def _parse_rating(field: bytes) -> float:
    rating = float(field) if _NUMBER.fullmatch(field) else 0.0
    if not MIN_RATING <= rating <= MAX_RATING:
        raise ValueError(
            f"the rating must be a number from {MIN_RATING} to {MAX_RATING:g}, not '{_show(field)}'"
        )
    return rating


def _show(field: bytes) -> str:
    return field[:40].decode("utf-8", "backslashreplace")


def from_rows(rows: list[tuple[int, int, float, int]]) -> RatingSet:
    """Columns of rows that :func:`parse_line` read."""
    users, movies, ratings, timestamps = zip(*rows, strict=True) if rows else ((),) * 4
    return RatingSet(
        np.array(users, dtype=np.int64),
        np.array(movies, dtype=np.int64),
        np.array(ratings, dtype=np.float64).astype(np.float32),
        np.array(timestamps, dtype=np.int64),
    )


def take(ratings: RatingSet, chosen: IdArray | BoolArray) -> RatingSet:
    """Some rows, by positions or by a mask."""
    return RatingSet(
        ratings.user_ids[chosen],
        ratings.movie_ids[chosen],
        ratings.ratings[chosen],
        ratings.timestamps[chosen],
    )


def join(parts: list[RatingSet]) -> RatingSet:
    """One set of several; the list is emptied, so that memory is held twice by one column only."""
    users = [part.user_ids for part in parts]
    movies = [part.movie_ids for part in parts]
    ratings = [part.ratings for part in parts]
    timestamps = [part.timestamps for part in parts]
    parts.clear()
    return RatingSet(
        _concatenate(users, np.int64),
        _concatenate(movies, np.int64),
        _concatenate(ratings, np.float32),
        _concatenate(timestamps, np.int64),
    )


def _concatenate(columns: list[NDArray[Number]], dtype: type[Number]) -> NDArray[Number]:
    whole = np.concatenate([np.empty(0, dtype=dtype), *columns])
    columns.clear()
    return whole
