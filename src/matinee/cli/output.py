"""How results are shown: tables for people, JSON for programs, progress on standard error."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from matinee.progress import Progress
    from matinee.service import Matinee

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

#: The one accent colour; amber, as on the page.
ACCENT = "#f2b134"


def err(message: str) -> None:
    """Say a sentence on standard error."""
    _say(message, "red")


def note(message: str) -> None:
    """Say something that is neither result nor error, on standard error."""
    _say(message, "dim")


def _say(message: str, style: str) -> None:
    from rich.console import Console

    # what a broken file holds may be quoted, and not every text can be written out
    shown = message.encode("utf-8", "backslashreplace").decode()
    Console(stderr=True, highlight=False).print(shown, style=style, markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print aligned columns; numbers stand right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, box=None, title_justify="left", title_style="bold")
    for place, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[place], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", header_style=ACCENT)
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console(highlight=False).print(table)


def show_lines(lines: Sequence[str]) -> None:
    """Print lines of text as they are, however long."""
    from rich.console import Console

    console = Console(highlight=False)
    for line in lines:
        console.print(line, markup=False, soft_wrap=not console.is_terminal)


def _cell(value: object) -> str:
    from rich.markup import escape

    return f"{value:.3f}" if isinstance(value, float) else escape(str(value))


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """A bar for each step with the time that is left; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(complete_style=ACCENT, finished_style=ACCENT),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        # steps such as trials take minutes, and their speed must not be forgotten in between
        speed_estimate_period=3600,
    )
    tasks: dict[str, Any] = {}

    def tell(step: str, done: int, total: int, /) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total or None)
        bar.update(tasks[step], completed=done, total=total or None)

    with bar:
        yield tell


@contextmanager
def opened() -> Iterator["Matinee"]:
    """The installation that the environment names."""
    from matinee.config import Settings
    from matinee.service import build

    matinee = build(Settings())
    try:
        yield matinee
    finally:
        matinee.close()


@contextmanager
def ready() -> Iterator["Matinee"]:
    """An installation that can answer; set up first where nobody has done so."""
    with opened() as matinee:
        ensure_set_up(matinee)
        yield matinee


def ensure_set_up(matinee: "Matinee") -> bool:
    """Set up what is missing; ``True`` if there was something."""
    from matinee.service import is_set_up, set_up

    if is_set_up(matinee):
        return False
    note("Setting matinee up; this happens once and takes a minute or two.")
    with progress_bar() as progress:
        done = set_up(matinee, progress=progress)
    for sentence in done.notes:
        note(sentence)
    return True
