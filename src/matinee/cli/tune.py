"""``tune``: weights of the recommenders, chosen on validation users."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import JsonOption, note, progress_bar, show_json, show_table

if TYPE_CHECKING:
    from matinee.service.tuned import Tuned, TunedModel

#: Exit code of a run that somebody stopped, as shells have it.
EXIT_STOPPED = 130


def add_commands(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(tune)


def tune(
    *,
    ratings: Annotated[Path, typer.Option(help="Folder, zip or file of a rating data set.")],
    models: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all with weights by default.")
    ] = None,
    trials: Annotated[int, typer.Option(help="Trials of each model.", min=1)] = 30,
    metric: Annotated[
        str, typer.Option(help="ndcg, recall, hit-rate, mrr, precision or map @5, @10 or @20.")
    ] = "ndcg@10",
    split: Annotated[
        str,
        typer.Option(
            help="What is held out: users; the last like of each user; a user's other likes, for "
            "movies that are similar; all ratings of movies that are cold."
        ),
    ] = "users",
    draws: Annotated[
        int, typer.Option(help="Draws of validation users that a trial is a mean of.", min=1)
    ] = 3,
    seed: Annotated[int, typer.Option(help="Seed of the split and of the search.", min=0)] = 0,
    study: Annotated[
        Path | None, typer.Option(help="File of the trials; one in the data folder by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the outcome to this JSON file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Choose the weights of the recommenders on validation users; goes on where it was stopped."""
    from matinee.config import Settings
    from matinee.service.tune import TuneConfig, tune_folder

    names = tuple(name.strip() for name in models.split(",")) if models else ()
    config = TuneConfig(n_trials=trials, metric=metric, split=split, n_draws=draws, seed=seed)
    with progress_bar() as progress:
        done = tune_folder(
            Settings(), ratings, names, config, study=study, out=out, progress=progress
        )
    if as_json:
        show_json(done.tuned.model_dump())
    else:
        _show(done.tuned)
    note(f"The trials are in {done.study}; none of the validation users is a test user.")
    if out is not None and done.tuned.models:
        note(f"Written to {out}; `matinee train --config` and `matinee evaluate --tuned` take it.")
    if done.stopped:
        note("Stopped; the same command goes on where it was.")
        raise typer.Exit(EXIT_STOPPED)


def _show(tuned: "Tuned") -> None:
    show_table(
        ["model", "default", "best", "gain (95 %)", "trials", "weights"],
        [
            [
                name,
                model.default.value,
                model.best.value,
                _gain(model),
                model.n_trials,
                _weights(model),
            ]
            for name, model in tuned.models.items()
        ],
        title=f"{tuned.data.name}: {tuned.metric}, split {tuned.split}, "
        f"{tuned.n_validation_users} validation users in {tuned.n_draws} draws, seed {tuned.seed}",
    )


def _gain(model: "TunedModel") -> str:
    gain = model.gain
    return f"{gain.value:+.1%} ({gain.low:+.1%} to {gain.high:+.1%})" if gain else "-"


def _weights(model: "TunedModel") -> str:
    return ", ".join(f"{field} {model.config[field]:.4g}" for field in model.chosen)
