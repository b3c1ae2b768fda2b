"""Looks for weights by trial, and keeps every trial in a file, so that a kill loses one at most.

Source:
    Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011 (tree-structured
    Parzen estimator), as in Optuna (Akiba et al., KDD 2019).
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

from matinee.errors import DataError, NotFittedError
from matinee.evaluation.spaces import Space, Span
from matinee.extras import require
from matinee.progress import Progress, silent

if TYPE_CHECKING:
    import optuna

Weights = dict[str, float | int]
#: One figure for each list of the validation users, always in the same order.
ByList = npt.NDArray[np.float64]

#: Trials after which the estimator takes over from chance.
N_BY_CHANCE = 8

#: What a study must agree in to be gone on with: key to how it is said.
_TOLD = {
    "data": "another data set",
    "version": "another version of matinee",
    "metric": "another metric",
    "split": "another split",
    "seed": "another seed",
    "n_draws": "another number of draws",
    "protocol": "another protocol",
    "space": "another space of weights",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """Weights that were tried.

    Attributes:
        weights: Field of the config to its value.
        by_list: What was reached, list by list.
    """

    weights: Weights
    by_list: ByList

    @property
    def value(self) -> float:
        """Mean over the lists."""
        return float(self.by_list.mean())


@dataclass(frozen=True, slots=True)
class Found:
    """What a search knows so far.

    Attributes:
        start: The trial of the defaults; ``None`` where not even that is finished.
        best: The trial with the largest value; the earliest of equals.
        n_trials: Trials that are finished, those that could not be fitted included.
    """

    start: Trial | None
    best: Trial | None
    n_trials: int


class StudyFile:
    """Trials of several recommenders on one data set, in SQLite.

    Trial n of a recommender depends on the seed and on the trials before it, on nothing else, so a
    run that was killed and one that was not end with the same weights.
    """

    def __init__(self, path: Path, about: Mapping[str, object]) -> None:
        """Open the file, or make it.

        Args:
            path: Where, in a folder that is there.
            about: What trials depend on, as JSON values; keys as in the messages of a refusal.

        Raises:
            DataError: It is not a file of trials, or cannot be read.
            MissingExtraError: Optuna is not installed.
        """
        self.path = path
        self.about = dict(about)
        self._optuna = require("optuna")
        self._optuna.logging.set_verbosity(self._optuna.logging.WARNING)
        _check_file(path)
        if not path.exists():
            # tables are made one by one, and a kill in between must not leave half of them
            new = path.with_name(f".{path.name}.new")
            new.unlink(missing_ok=True)
            self._close(self._open(new))
            new.replace(path)
        self._storage = self._open(path)

    def close(self) -> None:
        """Let go of the file."""
        self._close(self._storage)

    def found(self, name: str, space: Space) -> Found:
        """What is known of a recommender."""
        study = self._study(name, space)
        trials = _finished(study)
        told = [_read(trial) for trial in trials if trial.value is not None]
        start = _read(trials[0]) if trials and trials[0].value is not None else None
        best = max(told, key=lambda trial: trial.value, default=None)
        return Found(start, best, len(trials))

    def search(
        self,
        name: str,
        space: Space,
        start: Weights,
        measure: Callable[[Weights], ByList],
        n_trials: int,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Found:
        """Try weights until there are ``n_trials`` finished trials, those of earlier runs included.

        Args:
            name: The recommender.
            space: Where to look.
            start: The defaults, tried first.
            measure: What weights reach.
            n_trials: How many, at least 1.
            seed: Of what is drawn.
            progress: Told of each trial.

        Raises:
            DataError: The file holds trials that do not go with these, or the defaults cannot be
                measured.
        """
        study = self._study(name, space)
        for lost in study.get_trials(deepcopy=False):
            if not lost.state.is_finished():
                # whoever began it was killed
                study.tell(lost.number, state=self._optuna.trial.TrialState.FAIL)
        known = _finished(study)
        while len(known) < n_trials:
            progress(f"tune {name}", len(known), n_trials)
            if known:
                self._try(study, space, measure, [seed, crc32(name.encode()), len(known)])
            else:
                self._begin(study, space, start, measure)
            known = _finished(study)
        progress(f"tune {name}", n_trials, n_trials)
        return self.found(name, space)

    def _open(self, path: Path) -> "optuna.storages.RDBStorage":
        storage: optuna.storages.RDBStorage = self._optuna.storages.RDBStorage(
            f"sqlite:///{path.resolve()}"
        )
        return storage

    def _close(self, storage: "optuna.storages.RDBStorage") -> None:
        storage.remove_session()
        storage.engine.dispose()

    def _study(self, name: str, space: Space) -> "optuna.Study":
        about = {**self.about, "space": {key: _to_list(span) for key, span in space.items()}}
        study: optuna.Study = self._optuna.create_study(
            storage=self._storage, study_name=name, direction="maximize", load_if_exists=True
        )
        there = study.user_attrs.get("about")
        if there is None:
            study.set_user_attr("about", about)
        elif there != about:
            differs = [said for key, said in _TOLD.items() if there.get(key) != about.get(key)]
            raise DataError(
                f"'{self.path}' holds trials of {differs[0] if differs else 'something else'}; "
                "name another file with --study, or remove this one."
            )
        return study

    def _begin(
        self,
        study: "optuna.Study",
        space: Space,
        start: Weights,
        measure: Callable[[Weights], ByList],
    ) -> None:
        by_list = measure(start)
        study.add_trial(
            self._optuna.trial.create_trial(
                params={field: start[field] for field in space},
                distributions={field: self._distribution(span) for field, span in space.items()},
                value=float(by_list.mean()),
                user_attrs={"by_list": by_list.tolist()},
            )
        )

    def _try(
        self,
        study: "optuna.Study",
        space: Space,
        measure: Callable[[Weights], ByList],
        entropy: list[int],
    ) -> None:
        # a sampler of its own for each trial: what it draws does not depend on earlier runs
        seed = int(np.random.SeedSequence(entropy).generate_state(1)[0])
        study.sampler = self._optuna.samplers.TPESampler(seed=seed, n_startup_trials=N_BY_CHANCE)
        trial = study.ask({field: self._distribution(span) for field, span in space.items()})
        by_list = next(
            (
                _read(other).by_list
                for other in _finished(study)
                if other.value is not None and other.params == trial.params
            ),
            None,
        )
        try:
            by_list = measure(dict(trial.params)) if by_list is None else by_list
        except (DataError, NotFittedError):
            # weights that go by themselves need not go together
            study.tell(trial, state=self._optuna.trial.TrialState.PRUNED)
            return
        trial.set_user_attr("by_list", by_list.tolist())
        study.tell(trial, float(by_list.mean()))

    def _distribution(self, span: Span) -> "optuna.distributions.BaseDistribution":
        distributions = self._optuna.distributions
        kind = distributions.IntDistribution if span.whole else distributions.FloatDistribution
        made: optuna.distributions.BaseDistribution = kind(span.low, span.high, log=span.log)
        return made


@contextmanager
def open_study(path: Path, about: Mapping[str, object]) -> Iterator[StudyFile]:
    """A study's file, for this run alone.

    Raises:
        DataError: Another run is at it, or as :class:`StudyFile` says.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"'{path.parent}' cannot be made ({error.strerror}).") from error
    # a lock of SQLite's goes with the process, however that ends
    with closing(sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise DataError(f"'{path}' cannot be written to ({error}).") from error
            raise DataError(
                f"another run is at '{path}'; wait for it, or name another file with --study."
            ) from error
        study = StudyFile(path, about)
        try:
            yield study
        finally:
            study.close()


def _check_file(path: Path) -> None:
    if "?" in str(path.resolve()):
        raise DataError(f"'{path}' must have no question mark in it.")
    if not path.exists():
        return
    if not path.is_file():
        raise DataError(f"'{path}' must be a file of trials, not a folder.")
    try:
        with closing(sqlite3.connect(path)) as connection:
            whole = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError:
        whole, tables = False, set()
    if not whole:
        raise DataError(f"'{path}' is damaged or no file of trials; remove it or name another one.")
    if tables and not {"studies", "trials"} <= tables:
        raise DataError(f"'{path}' is a database of something else; name another file.")


def _to_list(span: Span) -> list[float | bool]:
    return [span.low, span.high, span.log]


def _finished(study: "optuna.Study") -> list["optuna.trial.FrozenTrial"]:
    trials: list[optuna.trial.FrozenTrial] = study.get_trials(deepcopy=False)
    return [trial for trial in trials if trial.state.name in {"COMPLETE", "PRUNED"}]


def _read(trial: "optuna.trial.FrozenTrial") -> Trial:
    return Trial(dict(trial.params), np.asarray(trial.user_attrs["by_list"], dtype=np.float64))
