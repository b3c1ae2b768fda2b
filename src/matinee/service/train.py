"""Fits recommenders on all ratings and keeps them."""

from collections.abc import Mapping, Sequence

import numpy as np

from matinee.data import IdMap, Interactions
from matinee.errors import DataError, NotFittedError
from matinee.models import REGISTRY, ColdMap, ModelConfig, MovieFeatures
from matinee.progress import Progress, silent
from matinee.ranking import RECOMMENDERS, Hybrid
from matinee.service.matinee import FITTED, GENERATION, MODELS, Matinee
from matinee.service.ranker import fit_ranker
from matinee.service.shelving import MODELS_FOLDER, ids_fingerprint
from matinee.service.tuned import kept_configs
from matinee.storage import write_model

#: What the hybrid is made of, and the classic models that can be asked for by name.
SERVED = ("popularity", "item-knn", "nmf", "ease", "ease-stars", "lift", "cold", Hybrid.name)
#: Recommenders that learn from ratings; text needs no fitting that is worth keeping.
TRAINABLE = (
    *(name for name, kind in REGISTRY.items() if kind.needs_ratings),
    ColdMap.name,
    Hybrid.name,
)


def train(
    matinee: Matinee, names: Sequence[str] = SERVED, progress: Progress = silent
) -> list[str]:
    """Fit recommenders on the ratings of the database, with the weights that are kept, if any.

    Args:
        matinee: The installation.
        names: Which ones.
        progress: Told of each.

    Returns:
        Names of what was fitted, none if there are no ratings.

    Raises:
        DataError: A name is not one of :data:`TRAINABLE`.
    """
    for name in names:
        if name not in TRAINABLE:
            raise DataError(f"model must be one of {', '.join(TRAINABLE)}, not '{name}'.")
    with matinee.database.read() as work:
        ratings = work.ratings.load()
        movies = IdMap("movie", work.movies.facts().movie_ids)
    if not len(ratings):
        _set_ready(matinee)
        return []
    interactions = Interactions.from_ratings(ratings, movies)
    features = _features(matinee, movies)
    configs = _configs(matinee)
    fitted = []
    for done, name in enumerate(names):
        progress(f"fit {name}", done, len(names))
        try:
            _fit(matinee, name, configs, interactions, features)
        except NotFittedError as error:
            matinee.say_once(f"{name} was not fitted: {error}")
        else:
            fitted.append(name)
    progress("fit", len(names), len(names))
    if set(SERVED) <= set(names):
        _set_ready(matinee)
    with matinee.database.begin() as work:
        work.meta.bump(GENERATION)
    return fitted


def _features(matinee: Matinee, movies: IdMap) -> MovieFeatures | None:
    """Features of these movies, ``None`` while they are not encoded."""
    matinee.refresh()
    features = matinee.shelf.features
    same = np.array_equal(matinee.shelf.movies.ids, movies.ids)
    return features if same and features.vectors.any() else None


def _fit(
    matinee: Matinee,
    name: str,
    configs: Mapping[str, ModelConfig],
    interactions: Interactions,
    features: MovieFeatures | None,
) -> None:
    """Fit one of them and keep it.

    Raises:
        NotFittedError: There is nothing that it could learn from.
    """
    folder, matrix = matinee.settings.artifacts / MODELS_FOLDER, interactions.matrix
    if features is None and RECOMMENDERS[name].needs_features:
        raise NotFittedError("the movies are not encoded yet; `matinee setup` does it.")
    if name == Hybrid.name:
        assert features is not None  # noqa: S101 - it needs them
        fit_ranker(folder, matrix, features, configs, silent)
        return
    model = REGISTRY[name](configs.get(name)).fit(matrix, features, times=interactions.times)
    if isinstance(model, ColdMap):
        # what is rated has better sources, and a bridge for all is half of an answer's memory
        model = model.only(np.bincount(matrix.indices, minlength=matrix.shape[1]) == 0)
    write_model(
        folder / name,
        kind=name,
        config=model.config.model_dump(),
        state=model.state(),
        fingerprint=ids_fingerprint(interactions.movies.ids),
        metrics={"n_ratings": matrix.nnz, "n_users": len(interactions.users)},
    )


def _configs(matinee: Matinee) -> dict[str, ModelConfig]:
    try:
        return kept_configs(matinee.settings.artifacts)
    except DataError as error:
        # an upgrade must not fail over weights that have gone
        matinee.say_once(f"Models are fitted with their defaults: {error}")
        return {}


def _set_ready(matinee: Matinee) -> None:
    with matinee.database.begin() as work:
        work.meta.set(MODELS, FITTED)
