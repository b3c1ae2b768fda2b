"""Fits recommenders on all ratings and keeps them."""

from collections.abc import Sequence

from matinee.data import IdMap, Interactions
from matinee.errors import DataError, NotFittedError
from matinee.models import REGISTRY, ModelConfig
from matinee.progress import Progress, silent
from matinee.service.matinee import GENERATION, MODELS, READY, Matinee
from matinee.service.shelving import MODELS_FOLDER, ids_fingerprint
from matinee.service.tuned import kept_configs
from matinee.storage import write_model

#: Recommenders that learn from ratings; text needs no fitting that is worth keeping.
TRAINABLE = tuple(name for name, kind in REGISTRY.items() if kind.needs_ratings)


def train(
    matinee: Matinee, names: Sequence[str] = TRAINABLE, progress: Progress = silent
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
    configs = _configs(matinee)
    fitted = []
    for done, name in enumerate(names):
        progress(f"fit {name}", done, len(names))
        try:
            model = REGISTRY[name](configs.get(name)).fit(
                interactions.matrix, times=interactions.times
            )
        except NotFittedError as error:
            matinee.say_once(f"{name} was not fitted: {error}")
            continue
        write_model(
            matinee.settings.artifacts / MODELS_FOLDER / name,
            kind=name,
            config=model.config.model_dump(),
            state=model.state(),
            fingerprint=ids_fingerprint(movies.ids),
            metrics={"n_ratings": len(ratings), "n_users": len(interactions.users)},
        )
        fitted.append(name)
    progress("fit", len(names), len(names))
    if set(TRAINABLE) <= set(names):
        _set_ready(matinee)
    with matinee.database.begin() as work:
        work.meta.bump(GENERATION)
    return fitted


def _configs(matinee: Matinee) -> dict[str, ModelConfig]:
    try:
        return kept_configs(matinee.settings.artifacts)
    except DataError as error:
        # an upgrade must not fail over weights that have gone
        matinee.say_once(f"Models are fitted with their defaults: {error}")
        return {}


def _set_ready(matinee: Matinee) -> None:
    with matinee.database.begin() as work:
        work.meta.set(MODELS, READY)
