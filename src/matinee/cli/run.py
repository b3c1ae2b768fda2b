"""``setup``, ``serve``, ``status`` and ``settings``."""

import os
import sys
from typing import Annotated

import typer

from matinee.cli.output import (
    JsonOption,
    ensure_set_up,
    note,
    opened,
    progress_bar,
    show_json,
    show_table,
)
from matinee.cli.rescore import ensure_rescored


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(setup)
    app.command()(serve)
    app.command()(status)
    app.command()(settings)


def setup(
    ratings: Annotated[
        str,
        typer.Option(
            help="auto, ml-latest-small, ml-100k, ml-1m, ml-32m, a path to a rating data set, "
            "or none."
        ),
    ] = "auto",
    *,
    as_json: JsonOption = False,
) -> None:
    """Fill the database, take in ratings, fit the models; only what is missing is done."""
    from dataclasses import asdict

    from matinee.service import set_up

    with opened() as matinee, progress_bar() as progress:
        done = set_up(matinee, ratings, progress)
    if as_json:
        imported = asdict(done.ratings) | {"rejects_file": None} if done.ratings else None
        show_json(
            {
                "movies": done.n_movies,
                "ratings": imported,
                "fitted": list(done.fitted),
                "rescored": done.n_rescored,
                "notes": list(done.notes),
            }
        )
        return
    for sentence in done.notes:
        note(sentence)
    rows: list[list[object]] = [["movies", done.n_movies]]
    if done.ratings is not None:
        rows.append([f"ratings of {done.ratings.name}", done.ratings.n_changed])
    rows.append(["models fitted", len(done.fitted)])
    if done.n_rescored:
        rows.append(["reviews read again", done.n_rescored])
    show_table(["what", "how many"], rows)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    *,
    with_setup: Annotated[
        bool, typer.Option("--setup/--no-setup", help="Set up first what is missing.")
    ] = True,
) -> None:
    """Serve the page and the API."""
    import uvicorn

    from matinee.api import create_app
    from matinee.config import Settings

    chosen = Settings()
    with opened() as matinee:
        set_up_here = with_setup and ensure_set_up(matinee)
        set_up_here |= ensure_rescored(matinee, now=with_setup)
    if set_up_here and os.name == "posix":
        # fitting has left hundreds of megabytes behind that serving does not need
        os.execv(sys.executable, [sys.executable, "-m", "matinee", *sys.argv[1:], "--no-setup"])  # noqa: S606
    uvicorn.run(
        create_app(chosen),
        host=host or chosen.host,
        port=chosen.port if port is None else port,
        log_level=chosen.log_level.lower(),
        access_log=False,
    )


def status(*, as_json: JsonOption = False) -> None:
    """Show data, models and versions."""
    from matinee.service import read_status

    with opened() as matinee:
        found = read_status(matinee)
    if as_json:
        show_json(found)
        return
    data = found["data"]
    rows: list[list[object]] = [
        [name, data[name]] for name in ("movies", "ratings", "users", "reviews")
    ]
    show_table(["data", "how many"], rows, title=f"matinee {found['version']}")
    show_table(
        ["model", "ready"],
        [[model["name"], "yes" if model["fitted"] else "no"] for model in found["models"]],
    )
    for sentence in found["notes"]:
        note(sentence)


def settings(*, as_json: JsonOption = False) -> None:
    """Show every setting and its value; secrets stay hidden."""
    from matinee.config import Settings

    values = Settings().model_dump(mode="json")
    if as_json:
        show_json(values)
        return
    show_table(
        ["setting", "value"],
        [
            [f"MATINEE_{name.upper()}", "" if value is None else value]
            for name, value in values.items()
        ],
    )
