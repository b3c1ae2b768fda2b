"""What the hybrid's signals are worth, learnt from this installation's ratings and kept."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import numpy as np
from pydantic import ValidationError

from matinee.models import (
    Content,
    ContentConfig,
    ModelConfig,
    MovieFeatures,
    StarEase,
    StarEaseConfig,
)
from matinee.models.rated import to_likes
from matinee.progress import Progress
from matinee.ranking.hybrid import Hybrid, HybridConfig, learn_ranker
from matinee.ranking.learn import RankerWeights
from matinee.ranking.signals import FactSignals
from matinee.types import RatingMatrix

_Config = TypeVar("_Config", bound=ModelConfig)

#: File beside the models.
RANKER_FILE = "ranker.json"


def fit_ranker(
    folder: Path,
    matrix: RatingMatrix,
    features: MovieFeatures,
    configs: Mapping[str, ModelConfig],
    progress: Progress,
) -> RankerWeights:
    """Learn the weights and keep them in ``folder``; the file is written whole or not at all."""
    config = config_of(configs, Hybrid.name, HybridConfig)
    likes = to_likes(matrix, (config or HybridConfig()).liked_from)
    content = Content(config_of(configs, Content.name, ContentConfig)).fit(matrix, features)
    facts = FactSignals.of(features, np.bincount(likes.indices, minlength=matrix.shape[1]))
    stars = config_of(configs, StarEase.name, StarEaseConfig)
    weights = learn_ranker(matrix, content, facts, config, stars=stars, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{uuid4().hex}.{RANKER_FILE}"
    try:
        draft.write_text(weights.model_dump_json(indent=2) + "\n", encoding="utf-8")
        os.replace(draft, folder / RANKER_FILE)  # noqa: PTH105 - Path.replace says less
    finally:
        draft.unlink(missing_ok=True)
    return weights


def config_of(configs: Mapping[str, ModelConfig], name: str, kind: type[_Config]) -> _Config | None:
    """The weights of that recommender; ``None``: its defaults."""
    config = configs.get(name)
    return config if isinstance(config, kind) else None


def read_ranker(folder: Path, notes: list[str]) -> RankerWeights:
    """The kept weights; the defaults where there are none, and a note where they cannot be read."""
    try:
        return RankerWeights.model_validate_json((folder / RANKER_FILE).read_bytes())
    except FileNotFoundError:
        return RankerWeights()
    except (OSError, ValidationError):
        notes.append("The ranker's weights cannot be used; `matinee train` learns them again.")
        return RankerWeights()
