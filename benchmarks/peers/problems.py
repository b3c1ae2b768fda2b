"""Makes the problems: ten folds and two halves to choose on, and leave-last-out with its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from exchange import PROBLEM, fingerprint, write_problem
from runners.features import write_features
from scipy.sparse import csr_array
from states import features_folder

from matinee.config import Settings
from matinee.data import IdMap, Interactions
from matinee.evaluation import EvaluationConfig, hold_out_users, iter_folds, leave_last_out
from matinee.service.evaluate import read_folder

N_FOLDS = 10
#: Share of a half's users that hyperparameters are chosen on; the others of the half are learnt.
CHOOSING_SHARE = 0.25
#: Users at most that hyperparameters for leave-last-out are chosen on.
N_CHOOSING_LAST = 150


@dataclass(frozen=True)
class DataSet:
    """A set of ratings, and where its problems lie.

    Attributes:
        name: As given on the command line.
        folder: Holds a folder for each task, and the features of the movies.
        interactions: Its ratings over the movies that are rated.
        describe: Makes the features of the movies; slow.
    """

    name: str
    folder: Path
    interactions: Interactions
    describe: Callable[[], Any]

    def need_features(self) -> None:
        """Have the features of the movies on disk."""
        folder = features_folder(self.folder)
        if not (folder / "done").exists():
            print(f"encoding the movies of {self.name} (once)", flush=True)
            write_features(folder, self.describe())
            (folder / "done").touch()


def read_set(name: str, path: Path, cache: Path) -> DataSet:
    """Read ratings as `matinee evaluate` does."""
    folder = read_folder(Settings(), path, with_features=False)

    def describe() -> Any:
        return read_folder(Settings(), path, with_features=True).features

    return DataSet(name, cache / name, folder.interactions, describe)


@dataclass(frozen=True)
class Problems:
    """The problems of one task on one set.

    Attributes:
        choosing: Problems that hyperparameters are chosen on.
        asking: Problems that are measured, each with its place in ``choosing``. No user whose
            answers count in the one is known to the other.
        users: Asked users of all measured problems, one after the other.
    """

    choosing: list[Path]
    asking: list[tuple[Path, int]]
    users: np.ndarray


def make_problems(data: DataSet, task: str, config: EvaluationConfig) -> Problems:
    """Write what is not there yet."""
    if task == "users":
        return _held_out_users(data, config)
    chosen_on = _some(leave_last_out(data.interactions, config, part="validation"), config.seed)
    asked = leave_last_out(data.interactions, config, part="test")
    return Problems(
        choosing=[_written(data, task, "choose", chosen_on, config)],
        asking=[(_written(data, task, "ask", asked, config), 0)],
        users=asked.users,
    )


def _held_out_users(data: DataSet, config: EvaluationConfig) -> Problems:
    """Ten folds; what is chosen for one half of them is chosen on users of the other half.

    The half is a data set of its own there: its users are learnt, and some of them are held out.
    """
    folds = list(iter_folds(data.interactions, config, N_FOLDS))
    middle = N_FOLDS // 2
    halves = [
        np.sort(np.concatenate([fold.users for fold in others]))
        for others in (folds[middle:], folds[:middle])
    ]
    wide = config.model_copy(update={"holdout_users": CHOOSING_SHARE})
    choosing = []
    for number, users in enumerate(halves):
        # the "test" of a half is there to choose on: nobody of the half is asked with the result
        split = hold_out_users(_rows_of(data.interactions, users), wide, part="test")
        choosing.append(_written(data, "users", f"choose-{number}", split, config))
    asking = [
        (_written(data, "users", f"fold-{number}", fold, config), number // middle)
        for number, fold in enumerate(folds)
    ]
    return Problems(choosing, asking, np.concatenate([fold.users for fold in folds]))


def _rows_of(interactions: Interactions, rows: np.ndarray) -> Interactions:
    times = interactions.times
    return Interactions(
        users=IdMap("user", np.asarray(interactions.users.ids)[rows]),
        movies=interactions.movies,
        matrix=csr_array(interactions.matrix[rows]),
        times=None if times is None else csr_array(times[rows]),
    )


def _some(split: Any, seed: int) -> Any:
    """A split that asks some of its users only; what is learnt stays."""
    n = len(split.users)
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(n)[: min(n, N_CHOOSING_LAST)])
    times = split.history_times
    return replace(
        split,
        users=split.users[rows],
        histories=split.histories[rows],
        history_times=None if times is None else times[rows],
        targets=split.targets[rows],
        hidden=split.hidden[rows],
    )


def _written(data: DataSet, task: str, name: str, split: Any, config: EvaluationConfig) -> Path:
    """Folder of a problem; its fingerprint is in the name, so a changed split is another one."""
    folder = data.folder / task / f"{name}-{fingerprint(split)}"
    if not (folder / PROBLEM).exists():
        write_problem(folder, split, config.liked_from)
    return folder
