"""``audience`` and ``trending``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import JsonOption, note, ready, show_json, show_lines, show_table

if TYPE_CHECKING:
    from matinee.service import AspectView, AudienceView

#: Letters of a bar from all complaints to all praise.
BAR = 24


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(audience)


def audience(
    title: Annotated[str, typer.Argument(help="A title; a year in brackets picks one.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """What viewers praise in a movie and what they complain of, in their own words."""
    from matinee.service import find_movie, view_audience

    with ready() as matinee:
        matinee.omdb = None
        found = view_audience(matinee, find_movie(matinee, title).movie_id)
    if as_json:
        from matinee.api.audience_schemas import AudienceOut

        show_json(AudienceOut.of(found).model_dump(mode="json"))
        return
    _show(found)
    for sentence in found.notes:
        note(sentence)


def _show(found: "AudienceView") -> None:
    movie = found.view.movie
    name = f"{movie.title} ({movie.year})" if movie.year else movie.title
    if not found.aspects:
        note(f"Nobody has said anything of {name} yet.")
        return
    rows = [
        [
            one.summary.aspect,
            one.summary.n,
            bar(*_shares(one)),
            "{:.0%} ({:.0%} to {:.0%})".format(*_shares(one)),
        ]
        for one in found.aspects
    ]
    show_table(
        ["", "reviews", "complaints to praise", "praise"], rows, title=f"Audiences of {name}"
    )
    lines = [line for one in found.aspects for line in _quotes(one)]
    if lines:
        show_lines(["", *lines])


def _shares(one: "AspectView") -> tuple[float, float, float]:
    return one.summary.positive, one.summary.low, one.summary.high


def bar(mean: float, low: float, high: float) -> str:
    """The interval from all complaints (left) to all praise (right), and the mean in it."""
    first, last, tick = (min(int(share * BAR), BAR - 1) for share in (low, high, mean))
    cells = ["━" if first <= place <= last else "·" for place in range(BAR)]
    cells[tick] = "┃"
    return "".join(cells)


def _quotes(one: "AspectView") -> Iterator[str]:
    said = [
        *(("+", quote) for quote in one.praise[:1]),
        *(("-", quote) for quote in one.complaints[:1]),
    ]
    if said:
        yield one.summary.aspect
    for sign, quote in said:
        yield f"  {sign} {quote.text}"
