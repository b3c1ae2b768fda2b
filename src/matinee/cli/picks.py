"""How picks are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matinee.cli.output import show_table

if TYPE_CHECKING:
    from matinee.service import PickView


def show_picks(picks: "Sequence[PickView]", title: str) -> None:
    """Print picks as a table with their why; nothing where there are none."""
    rows = [
        [
            pick.rank,
            pick.view.movie.title,
            pick.view.movie.year or "",
            f"{pick.view.rating:.1f}",
            f"{pick.view.reception.mean:.0%}",
            pick.why,
        ]
        for pick in picks
    ]
    if rows:
        show_table(["", "title", "year", "rating", "liked", "why"], rows, title=title)
