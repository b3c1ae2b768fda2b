"""``enrich``."""

from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import (
    JsonOption,
    ensure_set_up,
    err,
    note,
    opened,
    progress_bar,
    show_json,
    show_table,
)

if TYPE_CHECKING:
    from matinee.service.enrich import Enriched


def add_commands(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(enrich)


def enrich(
    source: Annotated[
        str | None,
        typer.Option("--from", help="tmdb, omdb or llm; the first that is set up by default."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Most movies to ask about; 200 for llm, else all.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Title or id of a movie; may be given repeatedly.")
    ] = None,
    *,
    retry: Annotated[
        bool, typer.Option("--retry", help="Ask again where nothing was found before.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fill in overviews, posters and keywords, or profiles, with your own key or model."""
    from matinee.service.enrich import enrich as run
    from matinee.service.enrich_source import build_source

    with opened() as matinee:
        chosen = build_source(matinee.settings, source)
        ensure_set_up(matinee)
        with progress_bar() as progress:
            done = run(
                matinee, chosen, limit=limit, only=only or (), again=retry, progress=progress
            )
    _show(done, as_json=as_json)
    if done.stopped:
        raise typer.Exit(1)


def _show(done: "Enriched", *, as_json: bool) -> None:
    advice = _advice(done)
    if as_json:
        show_json(
            {
                "source": done.source,
                "asked": done.n_asked,
                "filled": done.n_filled,
                "remembered": done.n_remembered,
                "nothing_found": done.n_nothing,
                "unusable": done.n_unusable,
                "failed": done.n_failed,
                "left": done.n_left,
                "stopped": done.stopped,
                "advice": advice,
            }
        )
    else:
        rows: list[list[object]] = [
            ["asked", done.n_asked],
            ["filled", done.n_filled],
            ["nothing found", done.n_nothing],
            ["failed", done.n_failed],
        ]
        if done.n_unusable:
            rows.insert(3, ["unusable answers", done.n_unusable])
        show_table(["movies", "how many"], rows, title=done.source)
        if done.n_remembered:
            note(f"{done.n_remembered} of the filled were known from an earlier run.")
    if done.stopped:
        err(done.stopped)
    if not as_json:
        note(advice)


def _advice(done: "Enriched") -> str:
    """What to do next, in one sentence."""
    if done.n_left:
        left = "1 movie is" if done.n_left == 1 else f"{done.n_left} movies are"
        return f"{left} left; the same command goes on."
    if done.n_nothing or done.n_unusable:
        return "The rest is not asked about again for thirty days, but with --retry it is."
    if done.n_filled:
        return "Everything that could be asked about is there."
    return f"There is nothing new to ask {done.source} about; --retry asks again."
