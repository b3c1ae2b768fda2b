"""``evaluate``: the recommenders, and how well reviews are read."""

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.output import JsonOption, note, progress_bar, show_json, show_table


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(evaluate)
    group.command()(sentiment)
    app.add_typer(group, name="evaluate")


def evaluate(
    context: typer.Context,
    ratings: Annotated[
        Path | None, typer.Option(help="Folder, zip or file of a rating data set.")
    ] = None,
    models: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the split.", min=0)] = 0,
    *,
    as_json: JsonOption = False,
) -> None:
    """Measure the recommenders on held-out users; the database is not touched."""
    if context.invoked_subcommand is not None:
        if ratings is not None or models is not None:
            raise typer.BadParameter("options of the recommenders go without a command after them.")
        return
    if ratings is None:
        raise typer.BadParameter("name a rating data set with --ratings FOLDER.")
    from matinee.config import Settings
    from matinee.evaluation import EvaluationConfig
    from matinee.ranking import RECOMMENDERS
    from matinee.service import evaluate_folder

    names = tuple(name.strip() for name in models.split(",")) if models else tuple(RECOMMENDERS)
    with progress_bar() as progress:
        report = evaluate_folder(Settings(), ratings, names, EvaluationConfig(seed=seed), progress)
    if as_json:
        show_json(report.to_json())
        return
    show_table(
        ["model", "nDCG@10", "recall@20", "coverage@10", "hit rate@10", "MRR", "fit s"],
        [
            [
                row.model,
                row.ndcg_at_10,
                row.recall_at_20,
                row.coverage_at_10,
                row.hit_rate_at_10,
                row.mrr,
                row.fit_seconds,
            ]
            for row in report.rows
        ],
        title=f"{ratings.name}: {report.n_held_out_users} held-out users, seed {seed}",
    )


def sentiment(
    data: Annotated[
        Path | None, typer.Option(help="Folder with the public data sets; see docs/how-to/retrain.")
    ] = None,
    tables: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all by default.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option(help="Most texts of each set, for a quick look.", min=20)
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Measure how well reviews are read, on held-out ones; the database is not touched."""
    from matinee.config import Settings
    from matinee.evaluation.sentiment import format_cell
    from matinee.service.evaluate_sentiment import evaluate_sentiment

    names = tuple(name.strip() for name in tables.split(",")) if tables else ()
    with progress_bar() as progress:
        report = evaluate_sentiment(Settings(), data, names, sample, progress)
    if as_json:
        show_json(report.to_json())
        return
    for table in report.tables:
        rows = [[format_cell(cell) for cell in row] for row in table.rows]
        show_table(table.columns, rows, title=f"{table.name} · {table.title}")
        for sentence in (*table.notes, ""):
            typer.echo(sentence)
    drawn = "all texts" if sample is None else f"at most {sample} texts of each set"
    note(f"Measured on {drawn}, seed {report.seed}; the intervals hold with 95 %.")
