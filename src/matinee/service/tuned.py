"""Weights that were found for a data set, as a file that ``train`` and ``evaluate`` take."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from matinee.errors import DataError
from matinee.models.base import ModelConfig
from matinee.ranking import RECOMMENDERS

#: Weights that an installation fits with, beside its models.
KEPT_FILE = "weights.json"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Value):
    """A mean over lists with its interval of 95 %, users drawn again."""

    value: float
    low: float
    high: float


class TunedModel(_Value):
    """What was found for a recommender.

    Attributes:
        config: All of its weights, those that kept their default included.
        chosen: Which of them were looked for.
        n_trials: Trials that it was chosen from.
        default: What its defaults reach on the validation users.
        best: What the chosen weights reach there; a little too good, being the best of many.
        gain: By how much ``best`` is above ``default``, as a share of it; ``None`` where that is 0.
    """

    config: dict[str, Any]
    chosen: tuple[str, ...]
    n_trials: int
    default: Figure
    best: Figure
    gain: Figure | None


class TunedData(_Value):
    """What weights were chosen for.

    Attributes:
        name: Of the folder or file.
        fingerprint: Digest of its ratings.
        n_users: Users with a rating.
        n_movies: Movies with a rating.
        n_ratings: Ratings.
    """

    name: str
    fingerprint: str
    n_users: int
    n_movies: int
    n_ratings: int


class Tuned(_Value):
    """The outcome of tuning, as it is written down.

    Attributes:
        format: Number of this layout.
        version: Version of matinee.
        data: What the weights were chosen for.
        metric: What was aimed at, such as ``ndcg@10``.
        split: What was held out: ``users``, ``similar``, ``last`` or ``cold``.
        seed: Of the split, the models and the search.
        n_draws: Draws of validation users that figures are means of.
        n_validation_users: Users in all draws together; none of them is a test user.
        models: Recommender to what was found.
    """

    format: Literal[1] = 1
    version: str
    data: TunedData
    metric: str
    split: str
    seed: int
    n_draws: int
    n_validation_users: int
    models: dict[str, TunedModel]

    def goes_with(self, other: "Tuned") -> bool:
        """Whether both are about the same data and the same question."""
        return self.model_copy(update={"models": {}}) == other.model_copy(update={"models": {}})


def check_out(path: Path, tuned: Tuned) -> Tuned:
    """What the file will hold: what is in it of other recommenders stays.

    Raises:
        DataError: The file is there and holds something else.
    """
    if not path.exists():
        return tuned
    try:
        there = Tuned.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise DataError(
            f"'{path}' is there and holds no weights that were tuned; name another file."
        ) from error
    if not tuned.goes_with(there):
        raise DataError(
            f"'{path}' holds weights of other data, another question or another version of "
            "matinee; name another file, or remove it."
        )
    return tuned.model_copy(update={"models": {**there.models, **tuned.models}})


def write_tuned(path: Path, tuned: Tuned) -> None:
    """Write the outcome, whole or not at all.

    Raises:
        DataError: It cannot be written there.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(tuned.model_dump_json(indent=2) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise DataError(f"'{path}' cannot be written ({error.strerror}).") from error


def read_configs(path: Path, *, test_seed: int | None = None) -> dict[str, ModelConfig]:
    """Weights of recommenders out of what ``tune`` wrote, or of a file made by hand.

    ``{"models": {"ease": {"config": {"reg": 300}}}}`` is enough; weights that are not named keep
    their defaults.

    Args:
        path: The file.
        test_seed: Seed of the test users that the weights are to be measured on, if they are.

    Raises:
        DataError: It cannot be read, names a recommender or a weight that there is not, or has
            weights that were chosen on these test users.
    """
    try:
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise DataError(f"'{path}' cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise DataError(f"'{path}' must be JSON, as `matinee tune --out` writes it.") from error
    models = told.get("models") if isinstance(told, dict) else None
    if not isinstance(models, dict) or not models:
        raise DataError(f"'{path}' must have an object of weights by recommender under 'models'.")
    seed = told.get("seed")
    if test_seed is not None and seed not in {None, test_seed}:
        raise DataError(
            f"'{path}' was tuned with seed {seed}, so users that seed {test_seed} tests took part; "
            f"evaluate it with seed {seed}."
        )
    return {name: _config(path, name, entry) for name, entry in models.items()}


def _config(path: Path, name: str, entry: object) -> ModelConfig:
    if name not in RECOMMENDERS:
        known = ", ".join(RECOMMENDERS)
        raise DataError(f"'{path}' names a model that must be one of {known}, not '{name}'.")
    weights = entry.get("config") if isinstance(entry, Mapping) else None
    if not isinstance(weights, dict):
        raise DataError(f"'{path}' must have an object under 'config' for {name}.")
    try:
        return RECOMMENDERS[name].config_class(**weights)
    except (TypeError, ValidationError) as error:
        fault = error.errors()[0] if isinstance(error, ValidationError) else {"msg": str(error)}
        where = ".".join(str(step) for step in fault.get("loc", ())) or "config"
        raise DataError(f"'{path}': {where} of {name} is not valid: {fault['msg']}.") from error


def keep_configs(artifacts: Path, path: Path) -> dict[str, ModelConfig]:
    """Take weights over for every fit from now on.

    Args:
        artifacts: Folder of an installation's models.
        path: File as for :func:`read_configs`.

    Raises:
        DataError: It cannot be read, or is not valid.
    """
    configs = read_configs(path)
    kept = artifacts / KEPT_FILE
    if path.resolve() != kept.resolve():
        artifacts.mkdir(parents=True, exist_ok=True)
        new = kept.with_name(f".{KEPT_FILE}.new")
        told = {"models": {name: {"config": one.model_dump()} for name, one in configs.items()}}
        new.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        new.replace(kept)
    return configs


def forget_configs(artifacts: Path) -> None:
    """Fit with the defaults from now on."""
    (artifacts / KEPT_FILE).unlink(missing_ok=True)


def kept_configs(artifacts: Path) -> dict[str, ModelConfig]:
    """Weights that were taken over; none if there are none.

    Raises:
        DataError: They go with another version of matinee.
    """
    path = artifacts / KEPT_FILE
    return read_configs(path) if path.exists() else {}
