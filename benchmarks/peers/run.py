"""matinee's models against implicit, RecTools, LensKit, Surprise and scikit-learn, on one split.

    python benchmarks/peers/run.py ml-100k=PATH ml-latest-small=PATH [ml-1m=PATH]

PATH is whatever `matinee setup --ratings` reads. Every model is tuned with the same number of
trials and run by the same code; README.md beside this file says how. Writes
`benchmarks/results/peers.json` and prints the tables. What has been run once is remembered, so a
run that was killed goes on, and `--only matinee` runs our own models against what is there.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from bench import Bench, Log  # noqa: E402 - the folders of the scripts come first
from cross_tune import Outcome, cross_tune, n_runs  # noqa: E402
from environments import python_of  # noqa: E402
from platformdirs import user_cache_path  # noqa: E402
from problems import DataSet, Problems, make_problems, read_set  # noqa: E402
from record import write_result  # noqa: E402
from spaces import OURS, Entry, choose, read_entries  # noqa: E402
from table import MEASURES, figures_of, markdown, pinned  # noqa: E402

from matinee.evaluation import EvaluationConfig  # noqa: E402
from matinee.ranking import RECOMMENDERS  # noqa: E402

RESULTS = HERE.parent / "results" / "peers.json"

#: A set, a task and its problems.
Stage = tuple[DataSet, str, Problems]


def arguments() -> argparse.Namespace:
    """What the command line says."""
    cache = user_cache_path("matinee") / "peers"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--trials", type=int, default=12, help="for each model and each half")
    parser.add_argument("--task", choices=sorted(MEASURES), help="both by default")
    parser.add_argument("--only", nargs="+", default=[], metavar="PEER[.MODEL]", help="run these")
    parser.add_argument("--envs", type=Path, default=cache / "envs", help="environments")
    parser.add_argument("--cache", type=Path, default=cache / "runs", help="splits and answers")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the JSON")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    entries = read_entries(HERE / "spaces.toml")
    running = choose(entries, given.only)
    for peer in dict.fromkeys(entry.peer for entry in running):
        python_of(peer, given.envs)
    config = EvaluationConfig(seed=given.seed)
    stages: list[Stage] = []
    for named in given.sets:
        name, _, path = named.partition("=")
        data = read_set(name, Path(path), given.cache)
        if any(_needs_features(entry) for entry in running):
            data.need_features()
        tasks = [given.task] if given.task else list(MEASURES)
        stages += [(data, task, make_problems(data, task, config)) for task in tasks]
    # one task of all sets before the other: what is there after a kill can be compared
    stages.sort(key=lambda stage: list(MEASURES).index(stage[1]))
    planned: dict[tuple[str, str], int] = {}
    for data, _, problems in stages:
        for entry in running:
            key = (data.name, entry.name)
            planned[key] = planned.get(key, 0) + n_runs(entry, problems, given.trials)
    bench = Bench(given.envs, given.seed, Log(planned))
    for data, task, problems in stages:
        for entry in running:
            outcome = cross_tune(bench, entry, problems, given.trials)
            print(data.name, task, _reached(entry, task, outcome), flush=True)
    report(bench, entries, stages, given)


def report(bench: Bench, entries: list[Entry], stages: list[Stage], given: Any) -> None:
    """Print the tables and write the JSON out of everything that is on disk."""
    figures: dict[str, Any] = {}
    versions: dict[str, Any] = {}
    for data, task, problems in stages:
        found = [cross_tune(bench, entry, problems, given.trials, ask=False) for entry in entries]
        outcomes = [outcome for outcome in found if outcome is not None]
        if outcomes:
            figures.setdefault(data.name, {})[task] = figures_of(task, outcomes, problems.users)
            versions.update(pinned(outcomes))
            print("\n" + markdown(data.name, figures[data.name][task]))
    names = " ".join(f"{data}=PATH" for data in figures)
    command = f"python benchmarks/peers/run.py {names} --trials {given.trials} --seed {given.seed}"
    write_result(given.results, {"sets": figures, "versions": versions}, command=command)


def _needs_features(entry: Entry) -> bool:
    return entry.peer == OURS and RECOMMENDERS[entry.model].needs_features


def _reached(entry: Entry, task: str, outcome: Outcome | None) -> str:
    measure, label = MEASURES[task]
    if outcome is None:
        return f"{entry.name}: could not be fitted"
    return f"{entry.name}: {label} {getattr(outcome, measure).mean():.4f}"


if __name__ == "__main__":
    main()
