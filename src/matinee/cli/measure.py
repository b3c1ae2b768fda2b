"""``evaluate``: the recommenders, and how well reviews are read."""

from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.cli.output import JsonOption, note, progress_bar, show_json, show_table

#: Options as they are without being told; the seed is always told.
_BY_ITSELF = {("split", "users"), ("folds", 1)}


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(evaluate)
    group.command()(sentiment)
    app.add_typer(group, name="evaluate")


def evaluate(
    context: typer.Context,
    *,
    ratings: Annotated[
        Path | None, typer.Option(help="Folder, zip or file of a rating data set.")
    ] = None,
    models: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all by default.")
    ] = None,
    split: Annotated[
        str,
        typer.Option(
            help="What is hidden: users (held out), last (each user's latest like), time (what "
            "came late), cold (movies without ratings), similar (movies like a movie)."
        ),
    ] = "users",
    folds: Annotated[
        int, typer.Option(help="Hold out everybody once in so many folds; 1 is one split.", min=1)
    ] = 1,
    baseline: Annotated[
        str | None,
        typer.Option(help="Models that the others are compared with; ease if it is measured."),
    ] = None,
    tuned: Annotated[
        Path | None, typer.Option(help="Weights that `matinee tune --out` wrote.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the split.", min=0)] = 0,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with charts to this file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the recommenders on held-out ratings; the database is not touched."""
    if context.invoked_subcommand is not None:
        if ratings is not None or models is not None:
            raise typer.BadParameter("options of the recommenders go without a command after them.")
        return
    if ratings is None:
        raise typer.BadParameter("name a rating data set with --ratings FOLDER.")
    from matinee.config import Settings
    from matinee.evaluation import EvaluationConfig
    from matinee.service.evaluate import choose_baselines, evaluate_folder, write_page
    from matinee.service.tuned import read_configs

    names = _listed(models)
    against = choose_baselines(names, split, _listed(baseline))
    config = EvaluationConfig(seed=seed)
    configs = {} if tuned is None else read_configs(tuned, test_seed=seed)
    how: dict[str, Any] = {"split": split, "n_folds": folds, "configs": configs}
    with progress_bar() as progress:
        report = evaluate_folder(Settings(), ratings, names, config, progress=progress, **how)
    told = report.to_json(against)
    if html is not None:
        write_page(html, told, ratings.name, _command(context))
        note(f"The page is in '{html}'.")
    if as_json:
        show_json(told)
        return
    users = f"{told['n_held_out_users']} held-out users" + (f" in {folds} folds" * (folds > 1))
    _show(told, f"{ratings.name}: {split}, {users}, seed {seed}")


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",")) if names else ()


def _command(context: typer.Context) -> str:
    """What was typed, without folders of this machine and without what goes by itself."""
    told = ["matinee evaluate"]
    for option, value in context.params.items():
        if value is None or option in {"as_json", "html"} or (option, value) in _BY_ITSELF:
            continue
        told.append(f"--{option} {value.name if isinstance(value, Path) else value}")
    return " ".join(told)


def _show(told: dict[str, Any], title: str) -> None:
    """Tables for people: how accurate and how sure of it, and what the lists are like."""
    rows: list[list[object]] = []
    for row in told["rows"]:
        low, high = row["intervals"]["ndcg_at_10"]
        rows.append([row["model"], row["ndcg_at_10"], f"{low:.3f} to {high:.3f}"])
        for baseline in told["baselines"]:
            rows[-1] += _against(row, baseline)
    columns = ["model", "nDCG@10", "95 %"]
    for baseline in told["baselines"]:
        columns += [f"against {baseline}", "95 %", "p"]
    show_table(columns, rows, title=title)
    columns = ["model", "recall@20", "hit rate@10", "MRR@20", "coverage@10", "popularity", "fit s"]
    names = ["recall_at_20", "hit_rate_at_10", "mrr_at_20", "coverage_at_10", "popularity_at_10"]
    names.append("fit_seconds")
    cells = [
        [row["model"], *("" if row[name] is None else row[name] for name in names)]
        for row in told["rows"]
    ]
    show_table(columns, cells)
    note("Intervals hold with 95 % over users; p is of a test that flips signs of users.")


def _against(row: dict[str, Any], baseline: str) -> list[object]:
    if baseline not in row["against"]:
        return ["", "", ""]
    found = row["against"][baseline]["ndcg_at_10"]
    relative, p_value = found["relative"], f"{found['p_value']:.4f}"
    if relative["value"] is None:
        return ["", "", p_value]
    low, high = relative["interval"]
    return [f"{relative['value']:+.1%}", f"{low:+.1%} to {high:+.1%}", p_value]


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
