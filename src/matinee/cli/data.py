"""``import`` and ``train``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import JsonOption, note, progress_bar, ready, show_json, show_table

if TYPE_CHECKING:
    from matinee.service import Imported

PathArgument = Annotated[Path, typer.Argument(help="File or folder to read.")]


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(help="Bring in movies, ratings or reviews.", no_args_is_help=True)
    group.command("movies")(movies)
    group.command("ratings")(ratings)
    group.command("reviews")(reviews)
    app.add_typer(group, name="import")
    app.command()(train)


def movies(path: PathArgument, *, as_json: JsonOption = False) -> None:
    """Merge movies: MovieLens, TMDB 5000, Parquet or plain CSV."""
    from matinee.service import import_movies

    with ready() as matinee, progress_bar() as progress:
        done = import_movies(matinee, path, progress)
    _show(done, as_json=as_json)


def ratings(path: PathArgument, *, as_json: JsonOption = False) -> None:
    """Take in a rating data set, and fit the models on all ratings."""
    from matinee.service import import_ratings
    from matinee.service import train as fit

    with ready() as matinee, progress_bar() as progress:
        done = import_ratings(matinee, path, progress)
        if done.n_changed or done.n_added:
            fit(matinee, progress=progress)
    _show(done, as_json=as_json)


def reviews(path: PathArgument, *, as_json: JsonOption = False) -> None:
    """Score reviews and keep them: CSV, JSON lines, Parquet or the aclImdb folder."""
    from matinee.service import import_reviews

    with ready() as matinee, progress_bar() as progress:
        done = import_reviews(matinee, path, progress)
    _show(done, as_json=as_json)


def train(
    models: Annotated[
        str | None, typer.Option(help="Names, separated by commas; by default what is served.")
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            help="Weights of `matinee tune --out`, kept for every fit from now on; "
            "'default' forgets them."
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Fit the recommenders on all ratings."""
    from matinee.service import SERVED
    from matinee.service import train as fit
    from matinee.service.tuned import forget_configs, keep_configs

    names = tuple(name.strip() for name in models.split(",")) if models else SERVED
    with ready() as matinee, progress_bar() as progress:
        if config == "default":
            forget_configs(matinee.settings.artifacts)
        elif config is not None:
            keep_configs(matinee.settings.artifacts, Path(config))
        fitted = fit(matinee, names, progress)
    if as_json:
        show_json({"fitted": fitted})
    elif fitted:
        show_table(["model"], [[name] for name in fitted])
    else:
        note("There are no ratings to learn from; `matinee setup --ratings auto` brings some.")


def _show(done: "Imported", *, as_json: bool) -> None:
    fields = {
        "name": done.name,
        "kind": done.kind,
        "rows": done.n_rows,
        "changed": done.n_changed,
        "added": done.n_added,
        "rejected": done.n_rejected,
        "rejects_file": str(done.rejects_file) if done.rejects_file else None,
        "note": done.note,
    }
    if as_json:
        show_json(fields)
        return
    shown = ("rows", "changed", "added", "rejected")
    show_table([done.kind, "how many"], [[name, fields[name]] for name in shown], title=done.name)
    if done.rejects_file:
        note(f"What was rejected, and why, is in {done.rejects_file}.")
    if done.note:
        note(done.note)
