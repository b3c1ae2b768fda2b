"""``audience`` and ``trending``."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import JsonOption, note, ready, show_json, show_lines, show_table

if TYPE_CHECKING:
    from matinee.service import AspectView, AudienceView

#: Letters of a bar from all complaints to all praise.
BAR = 24
ISO = "%Y-%m-%dT%H:%M:%S"


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(audience)
    app.command()(trending)


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


def trending(
    days: Annotated[int, typer.Option(help="Length of the window.", min=1, max=365)] = 30,
    at: Annotated[
        datetime | None,
        typer.Option(help="End of the window, by default now.", formats=["%Y-%m-%d", ISO]),
    ] = None,
    limit: Annotated[int, typer.Option(help="Most movies.", min=1, max=100)] = 10,
    *,
    as_json: JsonOption = False,
) -> None:
    """Movies that are talked about more than their past lets one expect."""
    from matinee.service import find_trending

    with ready() as matinee:
        found = find_trending(matinee, days=days, limit=limit, at=at)
    if as_json:
        from matinee.api.audience_schemas import TrendingOut

        show_json(TrendingOut.of(found).model_dump(mode="json"))
        return
    if found.movies:
        rows = [
            [
                rank,
                one.view.movie.title,
                one.view.movie.year or "",
                one.n_recent,
                f"{one.n_expected:.1f}",
                bar(one.mean_recent, one.low, one.high),
            ]
            for rank, one in enumerate(found.movies, start=1)
        ]
        show_table(["", "title", "year", "voices", "usually", "complaints to praise"], rows)
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
