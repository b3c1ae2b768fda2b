"""Rows that cannot be used: reported one by one, and a limit on how many there may be."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matinee.errors import DataError

#: Share of rejected rows above which an import stops with nothing changed.
MAX_SHARE = 0.01
_MAX_CONTENT = 1000


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out.

    Attributes:
        file: Name of the file, without folders.
        line: Line of the file where the row ends, from 1; 0 where lines do not apply.
        reason: What is wrong with it, and what would be right.
        content: The row as it was read, at most 1,000 characters are kept.
    """

    file: str
    line: int
    reason: str
    content: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", self.content[:_MAX_CONTENT])


def check_rejects(rejects: Sequence[Reject], n_rows: int) -> None:
    """Make sure that nearly all rows can be used.

    Args:
        rejects: The rows that were left out.
        n_rows: All rows that were read, rejected ones included.

    Raises:
        DataError: Over 1 % of the rows were rejected.
    """
    if len(rejects) <= MAX_SHARE * n_rows:
        return
    first = rejects[0]
    raise DataError(
        f"{len(rejects):,} of {n_rows:,} rows cannot be used, and at most {MAX_SHARE:.0%} may be "
        f"left out; the first is {first.file}, line {first.line}: {first.reason}."
    )


def write_rejects(rejects: Sequence[Reject], folder: Path) -> Path:
    """Write rejected rows as CSV (``file,line,reason,content``) for a person to look at.

    Args:
        rejects: The rows; the file is called after the first one's file.
        folder: Where to; made if it is missing. A file of the last import is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]+", "-", rejects[0].file).strip(".-") if rejects else ""
    path = folder / f"rejects-{stem or 'none'}.csv"
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "line", "reason", "content"))
        writer.writerows((row.file, row.line, row.reason, row.content) for row in rejects)
    return path
