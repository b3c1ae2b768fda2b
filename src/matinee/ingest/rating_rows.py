"""A file of ratings, block by block: at once where all rows of a block are well, else in two parts.

The second way sorts the lines that look as they should from those that do not; only the latter are
parsed one by one, so that a file with many bad rows is still read in reasonable time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from matinee.data.id_map import IdMap
from matinee.data.interactions import RatingSet
from matinee.errors import DataError
from matinee.ingest.rating_lines import (
    RowLayout,
    from_rows,
    join,
    parse_at_once,
    parse_line,
    take,
    usual_line,
)
from matinee.ingest.rejects import Reject
from matinee.progress import Progress
from matinee.types import IdArray

BLOCK_BYTES = 4 * 1024**2
#: With so many bad rows even the largest set there is would be refused, so reading on is no use.
MAX_REJECTS = 500_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows.

    Attributes:
        ratings: Columns of equal length.
        lines: Line of each row, shape ``(n,)``.
    """

    ratings: RatingSet
    lines: IdArray


@dataclass(slots=True)
class RatingTable:
    """All rows of a file.

    Attributes:
        ratings: The good ones.
        rejects: The others.
        n_rows: Rows read, rejected ones included, blank lines and header not.
    """

    ratings: RatingSet
    rejects: list[Reject]
    n_rows: int


class RatingReader:
    """Reads one file of ratings.

    Attributes:
        file: Name of the file, for rejects.
        layout: How its rows are written.
        movies: The movies that the set knows; ratings of others are rejected.
        rejects: Bad rows so far.
        n_rows: Rows so far.
    """

    def __init__(self, file: str, layout: RowLayout, movies: IdMap) -> None:
        self.file = file
        self.layout = layout
        self.movies = movies
        self.rejects: list[Reject] = []
        self.n_rows = 0

    def read(self, stream: BinaryIO, size_bytes: int, progress: Progress) -> RatingTable:
        """Read to the end.

        Args:
            stream: The file from its start.
            size_bytes: Its size, for the progress.
            progress: Told the bytes that are done.

        Raises:
            DataError: A line has no end, or too many rows are bad to go on.
        """
        parts: list[RatingSet] = []
        done = 0
        for first_line, block in iter_blocks(stream):
            done += len(block)
            parts.append(self.parse(block, first_line))
            if len(self.rejects) > MAX_REJECTS:
                first = self.rejects[0]
                raise DataError(
                    f"{self.file} has over {MAX_REJECTS:,} rows that cannot be used; the first is "
                    f"line {first.line}: {first.reason}."
                )
            progress("Reading ratings", done, size_bytes)
        return RatingTable(join(parts), self.rejects, self.n_rows)

    def parse(self, block: bytes, first_line: int) -> RatingSet:
        """Good rows of whole lines; bad ones go to ``rejects``."""
        if first_line == 1:
            block = block.removeprefix(b"\xef\xbb\xbf")
        if first_line == 1 and self.layout.has_header:
            block = block.partition(b"\n")[2]
            first_line += 1
        at_once = parse_at_once(block, self.layout)
        if at_once is None:
            rows = self._parse_lines(block, first_line)
        else:
            self.n_rows += len(at_once)
            last_line = first_line + len(at_once)
            rows = Rows(at_once, np.arange(first_line, last_line, dtype=np.int64))
        return self._known(rows, block, first_line)

    def _parse_lines(self, block: bytes, first_line: int) -> Rows:
        is_usual = usual_line(self.layout).fullmatch
        usual: dict[int, bytes] = {}
        good: dict[int, tuple[int, int, float, int]] = {}
        for number, line in enumerate(block.split(b"\n"), start=first_line):
            if is_usual(line):
                usual[number] = line
            elif line.strip():
                try:
                    good[number] = parse_line(line, self.layout)
                except ValueError as error:
                    self._reject(number, str(error), line)
                    self.n_rows += 1
        self.n_rows += len(usual) + len(good)
        at_once = parse_at_once(b"\n".join(usual.values()), self.layout)
        if at_once is None:
            at_once = from_rows([parse_line(line, self.layout) for line in usual.values()])
        lines = np.array([*usual, *good], dtype=np.int64)
        in_order = np.argsort(lines)
        both = join([at_once, from_rows(list(good.values()))])
        return Rows(take(both, in_order), lines[in_order])

    def _known(self, rows: Rows, block: bytes, first_line: int) -> RatingSet:
        known = self.movies.to_indices(rows.ratings.movie_ids) >= 0
        if known.all():
            return rows.ratings
        content = block.split(b"\n")
        for index in np.flatnonzero(~known):
            number = int(rows.lines[index])
            movie_id = rows.ratings.movie_ids[index]
            reason = f"movie {movie_id} is not in the set's table of movies"
            self._reject(number, reason, content[number - first_line])
        return take(rows.ratings, known)

    def _reject(self, number: int, reason: str, line: bytes) -> None:
        content = line[:1000].strip(b"\r").decode("utf-8", "backslashreplace")
        self.rejects.append(Reject(self.file, number, reason, content))


def iter_blocks(stream: BinaryIO, size_bytes: int = BLOCK_BYTES) -> Iterator[tuple[int, bytes]]:
    """Blocks of whole lines, each with the number of its first line.

    Raises:
        DataError: A line is longer than a block.
    """
    line, rest = 1, b""
    while piece := stream.read(size_bytes):
        whole, newline, tail = piece.rpartition(b"\n")
        if not newline:
            rest += tail
            if len(rest) > size_bytes:
                raise DataError(
                    f"Line {line} is over {size_bytes:,} bytes long; this is no table of ratings."
                )
            continue
        block = rest + whole + newline
        yield line, block
        line += block.count(b"\n")
        rest = tail
    if rest:
        yield line, rest
