"""How good the recommenders are: every task on every set, with intervals and in pairs.

    python benchmarks/quality.py all ml-100k=PATH ml-latest-small=PATH
    python benchmarks/quality.py users similar ml-100k=PATH --models ease,hybrid
    python benchmarks/quality.py users ml-100k=PATH --tuned ml-100k:users=FILE

PATH is whatever `matinee setup --ratings` reads; FILE is what `matinee tune --out` wrote. Tasks:

* ``users``: held-out users in ten folds, everybody asked once;
* ``published``: the same, but only likes are shown, as in published tables;
* ``last``: the latest like of each user;
* ``time``: what came late;
* ``cold``: movies without ratings;
* ``similar``: movies like a movie, drawn evenly over popularity, in ten folds.

Each task of each set is written to ``benchmarks/results/quality.json`` when it is done and leaves
the others there alone. ``--rows FOLDER`` keeps what each model reached list by list, so that
``--models`` measures some of them anew and those that were measured before stay in the table and in
the pairs; without it a task that is run again has only the models that are asked for.
Weights are the defaults unless ``--tuned`` names others: ``NAME=FILE`` for all tasks of a set,
``NAME:TASK=FILE`` for one. ``--pages FOLDER`` writes a page of charts for each as well.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from record import commit, write_result

from matinee.config import Settings
from matinee.data import Interactions
from matinee.evaluation import (
    EvaluationConfig,
    Maker,
    Split,
    evaluate,
    hide_movies,
    hold_out_users,
    iter_folds,
    leave_last_out,
    split_by_time,
)
from matinee.evaluation.html import render
from matinee.evaluation.provenance import Provenance
from matinee.evaluation.report import Report, Row, Task
from matinee.models import ModelConfig, Nmf, NmfConfig
from matinee.ranking import RECOMMENDERS
from matinee.service.evaluate import read_folder
from matinee.service.tuned import read_configs
from matinee.types import FloatArray, RatingMatrix

RESULT = Path(__file__).parent / "results" / "quality.json"
#: The classic demonstration: NMF of ten parts, movies compared by their cosine.
CLASSIC = "nmf-10"
#: Figures whose intervals are kept, and those that models are compared by.
INTERVALS = ("ndcg_at_10", "recall_at_20", "hit_rate_at_10", "mrr_at_20", "rmse", "mae")
COMPARED = ("ndcg_at_10", "recall_at_20", "hit_rate_at_10")
#: Digits that are written down; intervals are wider than the last of them.
DIGITS = 5


class NmfByMovie(Nmf):
    """The classic demonstration: a history is answered by the sum of its movies' cosines."""

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return likes @ self._score_links(np.arange(len(self.columns_), dtype=np.int32))


@dataclass(frozen=True)
class Measured:
    """A task as it is run.

    Attributes:
        task: What models are asked.
        baselines: What the others are compared with, those that are measured.
        settings: What the protocol changes.
        divide: The splits, from ratings, the protocol and how many folds.
    """

    task: Task
    baselines: tuple[str, ...]
    divide: Callable[[Interactions, EvaluationConfig, int], Iterable[Split]]
    settings: Mapping[str, bool]


def in_folds(interactions: Interactions, config: EvaluationConfig, n_folds: int) -> Iterable[Split]:
    """Everybody once; one fold is the split of the seed."""
    if n_folds == 1:
        return [hold_out_users(interactions, config, part="test")]
    return iter_folds(interactions, config, n_folds)


def once(splitter: Callable[..., Split]) -> Callable[..., Iterable[Split]]:
    """A split that has no folds."""
    return lambda interactions, config, _: [splitter(interactions, config, part="test")]


TASKS = {
    "users": Measured("recommend", ("ease",), in_folds, {}),
    "published": Measured("recommend", ("ease",), in_folds, {"show_others": False}),
    "last": Measured("recommend", ("ease",), once(leave_last_out), {}),
    "time": Measured("recommend", ("ease",), once(split_by_time), {}),
    "cold": Measured("recommend", ("content", "popularity"), once(hide_movies), {}),
    "similar": Measured("similar", ("ease", "content", CLASSIC), in_folds, {}),
}


def makers_for(
    task: Task, names: Sequence[str], configs: Mapping[str, ModelConfig]
) -> dict[str, Maker]:
    """The recommenders as they ship or as they were tuned, and the classic demonstration."""
    can = "handles_similar" if task == "similar" else "handles_new_users"
    makers: dict[str, Maker] = {
        name: partial(model, configs.get(name))
        for name, model in RECOMMENDERS.items()
        if getattr(model, can)
    }
    classic: Maker = partial(Nmf if task == "similar" else NmfByMovie, NmfConfig(n_components=10))
    makers[CLASSIC] = classic
    return {name: make for name, make in makers.items() if not names or name in names}


def tuned_for(given: Sequence[str], name: str, task: str) -> tuple[dict[str, ModelConfig], str]:
    """Weights for a task of a set and where they are from; the file of the task goes first."""
    files = dict(each.split("=", 1) for each in given)
    for key in (f"{name}:{task}", name):
        if key in files:
            return read_configs(Path(files[key])), Path(files[key]).name
    return {}, ""


def rounded(value: Any) -> Any:
    """The same with all floats cut to what is written down."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list) else value


def shortened(told: Mapping[str, Any]) -> dict[str, Any]:
    """A report without what no page shows, so that the file can be read and kept."""
    short = rounded(dict(told))
    for row in short["rows"]:
        row["intervals"] = {
            name: span for name, span in row["intervals"].items() if name in INTERVALS
        }
        for other, against in row["against"].items():
            row["against"][other] = {name: against[name] for name in COMPARED}
    return dict(short)


def write(path: Path, figures: Mapping[str, Any]) -> None:
    """Write everything, each figure with its interval on one line."""
    everything = "python benchmarks/quality.py all ml-100k=PATH ml-latest-small=PATH"
    write_result(path, dict(figures), everything)
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")), indent=1)
    for pattern in (r"\[[^\[\]{}]*\]", r'\{[^{}]*"value"[^{}]*\}'):
        text = re.sub(pattern, lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8")


def command(task: str, name: str, arguments: argparse.Namespace) -> str:
    """How to measure a task of a set again, without folders of this machine."""
    words = [f"python benchmarks/quality.py {task} {name}=PATH"]
    # with rows of earlier runs the table is that of all models
    some = arguments.models and arguments.rows is None
    words += [f"--models {arguments.models}"] if some else []
    words += [f"--folds {arguments.folds}"] if arguments.folds != 10 else []  # noqa: PLR2004
    words += [
        f"--tuned {key}={Path(path).name}"
        for key, path in (each.split("=", 1) for each in arguments.tuned)
        if key in {name, f"{name}:{task}"}
    ]
    return " ".join([*words, f"--seed {arguments.seed}"])


def tell(step: str, done: int, total: int) -> None:
    print(f"\r  {step} {done}/{total}    ", end="", file=sys.stderr, flush=True)


def remembered(place: Path, report: Report, names: Sequence[str]) -> tuple[Report, dict[str, str]]:
    """The report with rows of earlier runs on the same lists, and the commit of each row.

    Rows that were measured now are kept for later runs.

    Args:
        place: Folder of one task of one set; made if need be.
        report: What was measured now.
        names: All models that may stand in the table, in its order.
    """
    place.mkdir(parents=True, exist_ok=True)
    rows = {row.model: row for row in report.rows}
    commits = dict.fromkeys(rows, commit())
    for row in report.rows:
        stars = {} if row.star_errors is None else {"stars": row.star_errors}
        seconds = np.array([row.fit_seconds, row.seconds_per_1000])
        values = {f"value {key}": found for key, found in row.values.items()}
        np.savez(
            place / f"{row.model}.npz",
            users=report.asked.users,
            targets=report.asked.targets,
            found=row.found,
            exposure=row.exposure,
            seconds=seconds,
            commit=np.array(commits[row.model]),
            **stars,
            **values,
        )
    for name in names:
        file = place / f"{name}.npz"
        if name in rows or not file.exists():
            continue
        kept = np.load(file)
        same = all(
            np.array_equal(kept[key], getattr(report.asked, key)) for key in ("users", "targets")
        )
        if not same:
            print(f"  {name} was measured on other lists and is left out", file=sys.stderr)
            continue
        commits[name] = str(kept["commit"])
        rows[name] = Row(
            model=name,
            values={key[6:]: kept[key] for key in kept.files if key.startswith("value ")},
            found=kept["found"],
            exposure=kept["exposure"],
            star_errors=kept["stars"] if "stars" in kept.files else None,
            fit_seconds=float(kept["seconds"][0]),
            seconds_per_1000=float(kept["seconds"][1]),
            known=report.asked.known,
        )
    return replace(report, rows=tuple(rows[name] for name in names if name in rows)), commits


def measure(name: str, folder: Any, task: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """One task of one set."""
    how = TASKS[task]
    config = EvaluationConfig(seed=arguments.seed, **how.settings)
    configs, weights = tuned_for(arguments.tuned, name, task)
    names = arguments.models.split(",") if arguments.models else []
    makers = makers_for(how.task, names, configs)
    started = time.perf_counter()
    splits = how.divide(folder.interactions, config, arguments.folds)
    report = evaluate(splits, folder.features, makers, config, task=how.task, progress=tell)
    commits = dict.fromkeys(makers, commit())
    if arguments.rows is not None:
        place = arguments.rows / f"{name}-{task}-{arguments.folds}-{arguments.seed}"
        report, commits = remembered(place, report, list(makers_for(how.task, [], {})))
    measured = [row.model for row in report.rows]
    told = report.to_json([each for each in how.baselines if each in measured])
    seconds = time.perf_counter() - started
    said = command(task, name, arguments)
    if arguments.pages is not None:
        arguments.pages.mkdir(parents=True, exist_ok=True)
        page = render(told, name, Provenance.here(said))
        (arguments.pages / f"{name}-{task}.html").write_text(page, encoding="utf-8")
    return {
        "command": said,
        "commit": ", ".join(sorted(set(commits.values()))),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "weights": weights,
        "configs": {key: one.model_dump() for key, one in configs.items() if key in measured},
        "report": shortened(told),
    }


def show(name: str, task: str, found: Mapping[str, Any]) -> None:
    print(f"\n{name}, {task}: {found['report']['n_lists']} lists, {found['seconds']:.0f} s")
    for row in found["report"]["rows"]:
        low, high = row["intervals"]["ndcg_at_10"]
        line = f"  {row['model']:<16} {row['ndcg_at_10']:.4f} [{low:.4f}, {high:.4f}]"
        line += (
            f"  hit@10 {row['hit_rate_at_10']:.3f}  popularity {row['popularity_at_10'] or 0:.3f}"
        )
        for other, against in row["against"].items():
            relative = against["ndcg_at_10"]["relative"]
            if relative["value"] is not None:
                low, high = relative["interval"]
                line += f"  {other} {relative['value']:+.1%} [{low:+.1%}, {high:+.1%}]"
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="+", metavar="TASK | NAME=PATH")
    parser.add_argument("--models", help="names, separated by commas; all by default")
    parser.add_argument("--tuned", nargs="*", default=[], metavar="NAME[:TASK]=FILE")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pages", type=Path, help="folder that pages are written to")
    parser.add_argument("--rows", type=Path, help="folder that keeps figures list by list")
    parser.add_argument("--out", type=Path, default=RESULT)
    arguments = parser.parse_args()
    sets = dict(given.split("=", 1) for given in arguments.what if "=" in given)
    tasks = [given for given in arguments.what if "=" not in given]
    if "all" in tasks:
        tasks = list(TASKS)
    if not sets or not tasks or not set(tasks) <= set(TASKS):
        parser.error(f"name a set as NAME=PATH and a task of all, {', '.join(TASKS)}")
    figures: dict[str, Any] = {}
    if arguments.out.exists():
        figures = json.loads(arguments.out.read_text(encoding="utf-8"))["figures"]
    for name, path in sets.items():
        folder = read_folder(Settings(), Path(path), with_features=True)
        for task in tasks:
            found = measure(name, folder, task, arguments)
            figures.setdefault(name, {})[task] = found
            write(arguments.out, figures)
            show(name, task, found)


if __name__ == "__main__":
    main()
