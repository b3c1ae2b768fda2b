"""Chooses the weights of recommenders for a set of ratings, on validation users."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matinee import __version__
from matinee.config import Settings
from matinee.errors import DataError
from matinee.evaluation.bootstrap import Interval, Resamples
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.spaces import SIMILAR_SPACES, SPACES, Space
from matinee.evaluation.tuning import SPLITS, Objective, check_metric, draw_validation
from matinee.extras import require
from matinee.models.base import ModelConfig
from matinee.progress import Progress, silent
from matinee.ranking import RECOMMENDERS
from matinee.service.evaluate import RatedFolder, read_folder
from matinee.service.study import ByList, Found, StudyFile, Weights, open_study
from matinee.service.tuned import Figure, Tuned, TunedData, TunedModel, check_out, write_tuned
from matinee.storage import fingerprint_of

#: Folder of the trials inside the home.
STUDIES_FOLDER = "tuning"


class TuneConfig(BaseModel):
    """What is aimed at, and how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    n_trials: int = Field(30, description="Weights that are tried of each recommender.")
    metric: str = Field("ndcg@10", description="The figure that is made large.")
    split: str = Field("users", description="What is held out: users, similar, last or cold.")
    n_draws: int = Field(3, description="Draws of validation users.")
    seed: int = Field(
        0, ge=0, description="Draws users and weights; that of the test that follows."
    )


@dataclass(frozen=True, slots=True)
class Tuning:
    """How far it came.

    Attributes:
        tuned: What was found, of the recommenders whose defaults were measured at least.
        study: Where the trials are.
        stopped: Whether somebody stopped it; the same call goes on.
    """

    tuned: Tuned
    study: Path
    stopped: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: ``tuned`` is its outcome before any model, ``about`` what trials depend on."""

    objective: Objective
    tuned: Tuned
    about: Mapping[str, object]


def tune_folder(
    settings: Settings,
    path: Path,
    names: Sequence[str] = (),
    config: TuneConfig | None = None,
    *,
    study: Path | None = None,
    out: Path | None = None,
    progress: Progress = silent,
) -> Tuning:
    """Look for the weights with which recommenders do best on validation users.

    Everything that was tried is kept, so a call that was stopped or killed goes on where it was,
    and one with more trials adds to what there is.

    Args:
        settings: Tell the home and the encoder.
        path: Folder, zip or file of ratings.
        names: Recommenders; by default all that have weights worth looking for.
        config: What is aimed at, and how long.
        study: File of the trials; by default one of its own in the home for each question.
        out: Where the outcome is written, recommender by recommender; what is there of others
            stays.
        progress: Told of reading, encoding and each trial.

    Raises:
        DataError: A value is out of range, the ratings cannot be used, or a file is of something
            else.
        MissingExtraError: Optuna is not installed.
    """
    config = config or TuneConfig()
    spaces = _check(config, names)
    require("optuna")  # before minutes of reading
    names = names or tuple(spaces)
    needed = any(RECOMMENDERS[name].needs_features for name in names)
    folder = read_folder(settings, path, with_features=needed, progress=progress)
    question = _ask(folder, config)
    if out is not None:
        check_out(out, question.tuned)  # before hours of trials
    study = study or _default_study(settings, question)
    resamples = Resamples(question.objective.users)
    tuned, stopped = question.tuned, False
    with open_study(study, question.about) as trials:
        for name in names:
            search = _Search(trials, name, spaces[name], config)
            try:
                found = search.run(question.objective, progress)
            except KeyboardInterrupt:
                found, stopped = trials.found(name, spaces[name]), True
            summed = _sum_up(name, found, resamples)
            if summed is not None:
                tuned = tuned.model_copy(update={"models": {**tuned.models, name: summed}})
                if out is not None:
                    write_tuned(out, check_out(out, tuned))
            if stopped:
                break
    return Tuning(tuned, study, stopped)


def _check(config: TuneConfig, names: Sequence[str]) -> Mapping[str, Space]:
    if config.n_trials < 1:
        raise DataError(f"trials must be at least 1, not {config.n_trials}.")
    if config.split not in SPLITS:
        raise DataError(f"split must be one of {', '.join(SPLITS)}, not '{config.split}'.")
    check_metric(config.metric)
    similar = config.split == "similar"
    can = "handles_similar" if similar else "handles_new_users"
    spaces = {
        name: space
        for name, space in (SIMILAR_SPACES if similar else SPACES).items()
        if getattr(RECOMMENDERS[name], can)
    }
    for name in names:
        if name not in spaces:
            raise DataError(f"model must be one of {', '.join(spaces)}, not '{name}'.")
    return spaces


def _describe(data: RatedFolder) -> TunedData:
    interactions = data.interactions
    digest = sha256(fingerprint_of(interactions).encode())
    if interactions.times is not None:
        digest.update(np.ascontiguousarray(interactions.times.data, dtype="<f8").data)
    return TunedData(
        name=data.name,
        fingerprint=digest.hexdigest(),
        n_users=len(interactions.users),
        n_movies=len(np.unique(interactions.matrix.indices)),
        n_ratings=interactions.matrix.nnz,
    )


def _ask(data: RatedFolder, config: TuneConfig) -> _Question:
    protocol = EvaluationConfig(seed=config.seed)
    draws = draw_validation(data.interactions, protocol, config.split, config.n_draws)
    similar = config.split == "similar"
    objective = Objective(draws, data.features, config.metric, protocol, similar=similar)
    tuned = Tuned(
        version=__version__,
        data=_describe(data),
        metric=config.metric,
        split=config.split,
        seed=config.seed,
        n_draws=len(draws),
        n_validation_users=len(np.unique(objective.users)),
        models={},
    )
    about = {
        **tuned.model_dump(include={"version", "metric", "split", "seed", "n_draws"}),
        "data": tuned.data.fingerprint,
        "protocol": protocol.model_dump(exclude={"seed"}),
    }
    return _Question(objective, tuned, about)


def _default_study(settings: Settings, question: _Question) -> Path:
    digest = sha256(json.dumps(question.about, sort_keys=True).encode()).hexdigest()
    name = re.sub(r"[^\w.-]", "-", question.tuned.data.name)
    return settings.home / STUDIES_FOLDER / f"{name}-{digest[:12]}.db"


@dataclass(frozen=True, slots=True)
class _Search:
    trials: StudyFile
    name: str
    space: Space
    config: TuneConfig

    def run(self, objective: Objective, progress: Progress) -> Found:
        kind = RECOMMENDERS[self.name]

        def measure(weights: Weights) -> ByList:
            return objective(partial(kind, make_config(self.name, weights)))

        defaults = make_config(self.name, {}).model_dump()
        return self.trials.search(
            self.name,
            self.space,
            {field: defaults[field] for field in self.space},
            measure,
            self.config.n_trials,
            seed=self.config.seed,
            progress=progress,
        )


def make_config(name: str, weights: Weights) -> ModelConfig:
    """A recommender's config; four digits of each weight count.

    Raises:
        DataError: The weights do not go together.
    """
    rounded = {
        field: value if isinstance(value, int) else float(f"{value:.4g}")
        for field, value in weights.items()
    }
    try:
        return RECOMMENDERS[name].config_class(**rounded)
    except ValidationError as error:
        raise DataError(f"weights of {name} are not valid: {error.errors()[0]['msg']}.") from error


def _sum_up(name: str, found: Found, resamples: Resamples) -> TunedModel | None:
    if found.start is None or found.best is None:
        return None
    start, best = found.start.by_list, found.best.by_list
    return TunedModel(
        config=make_config(name, found.best.weights).model_dump(),
        chosen=tuple(found.best.weights),
        n_trials=found.n_trials,
        default=_figure(resamples.mean(start)),
        best=_figure(resamples.mean(best)),
        gain=_figure(resamples.compare(best, start).relative) if start.any() else None,
    )


def _figure(interval: Interval) -> Figure:
    return Figure(value=interval.value, low=interval.low, high=interval.high)
