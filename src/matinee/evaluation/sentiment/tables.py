"""Tables of figures as values: shown by the command line, written down for the manual."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval that holds it with a probability of 95 %."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    def to_json(self) -> dict[str, float]:
        """The same as plain numbers, to four places."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


#: What a place of a table may hold; ``None`` where there is no such figure.
Cell: TypeAlias = str | int | float | Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures in rows and columns.

    Attributes:
        name: What ``--tables`` calls it.
        title: One line above it.
        columns: Names, the first of what the rows are.
        rows: As long as ``columns`` each.
        notes: Sentences below it: how it was measured, or why it is empty.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The same as plain dictionaries, lists, strings and numbers."""
        return {
            "name": self.name,
            "title": self.title,
            "columns": list(self.columns),
            "rows": [[_plain(cell) for cell in row] for row in self.rows],
            "notes": list(self.notes),
        }


def format_cell(cell: Cell) -> str:
    """A figure as people read it.

    Example:
        >>> [format_cell(cell) for cell in (Estimate(0.93, 0.92, 0.94), 3049, 0.5, None)]
        ['0.930 (0.920 to 0.940)', '3,049', '0.500', '-']
    """
    match cell:
        case None:
            return "-"
        case int():
            return f"{cell:,}"
        case float():
            return f"{cell:.3f}"
        case _:
            return str(cell)


def _plain(cell: Cell) -> object:
    match cell:
        case Estimate():
            return cell.to_json()
        case float():
            return round(cell, 4)
        case _:
            return cell
