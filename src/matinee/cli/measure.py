"""``evaluate``."""

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.output import JsonOption, progress_bar, show_json, show_table


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(evaluate)


def evaluate(
    ratings: Annotated[Path, typer.Option(help="Folder, zip or file of a rating data set.")],
    models: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the split.", min=0)] = 0,
    *,
    as_json: JsonOption = False,
) -> None:
    """Measure the recommenders on held-out users; the database is not touched."""
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
