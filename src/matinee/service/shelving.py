"""Builds a shelf from the database and the artifacts."""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np

from matinee.data import GENRES, IdMap
from matinee.errors import ArtifactError, DataError
from matinee.models import REGISTRY, ModelConfig, MovieFeatures, Recommender
from matinee.models.features import N_LEADS, build_features
from matinee.ranking.filters import FilterTable
from matinee.sentiment import ReceptionConfig
from matinee.sentiment.evidence import LIKED_STARS
from matinee.service.ranker import read_ranker
from matinee.service.shelf import Audience, Shelf
from matinee.service.tuned import kept_configs
from matinee.service.vectors import encode_missing, read_vectors
from matinee.storage import Database, MovieFacts, read_model
from matinee.text import Encoder
from matinee.types import FloatArray, IdArray

logger = logging.getLogger(__name__)

#: Folder of the fitted models inside the artifacts.
MODELS_FOLDER = "models"


def build_shelf(
    database: Database,
    artifacts: Path,
    encoder: Callable[[], Encoder],
    half_life_days: float | None = None,
) -> Shelf:
    """Read what is needed to answer.

    Args:
        database: Movies, ratings and reviews.
        artifacts: Folder of vectors and models.
        encoder: Asked only if movies came after the vectors were written.
        half_life_days: Days after which a review counts for half; ``None``: reviews do not age.
    """
    with database.read() as work:
        facts = work.movies.facts(N_LEADS)
        ratings = work.activity.ratings(LIKED_STARS)
        reviews = work.activity.reviews()
    movies = IdMap("movie", facts.movie_ids)
    n_ratings, mean_stars = spread(movies, ratings.movie_ids, ratings.n_ratings, ratings.means)
    n_liked, _ = spread(movies, ratings.movie_ids, ratings.n_liked, ratings.means)
    audience = Audience.of(
        list(facts.critics),
        facts.imdb_rating,
        (n_ratings, mean_stars.astype(np.float32), n_liked),
        ReceptionConfig(half_life_days=half_life_days),
    )
    audience.set_all_reviews(movies.to_indices(reviews.movie_ids), reviews)
    notes: list[str] = []
    vectors = read_vectors(artifacts)
    if vectors is None:
        notes.append("No movie has been encoded yet; `matinee setup` does it.")
        known: FloatArray = np.zeros((len(movies), 1), dtype=np.float32)
    else:
        known, missing = vectors.of(movies)
        if len(missing):
            known[movies.to_indices(missing)] = encode_missing(database, missing, encoder)
    fitted = read_models(artifacts, movies, notes)
    weights = read_ranker(artifacts / MODELS_FOLDER, notes)
    features = build_features(
        known, facts.years, facts.genres, facts.tags, facts.people, critics=facts.critics
    )
    table = _filter_table(movies, facts, features)
    return Shelf.of(
        movies,
        features,
        audience,
        fitted,
        tuple(notes),
        table=table,
        weights=weights,
        configs=_configs(artifacts),
    )


def _configs(artifacts: Path) -> dict[str, ModelConfig]:
    """Weights of what is fitted here; ``train`` says it where they cannot be used."""
    try:
        return kept_configs(artifacts)
    except DataError:
        return {}


def _filter_table(movies: IdMap, facts: MovieFacts, features: MovieFeatures) -> FilterTable:
    spoken = [language and language.casefold() for language in facts.languages]
    names = tuple(sorted({language for language in spoken if language}))
    places = {name: place for place, name in enumerate(names)}
    codes = [places[language] if language else -1 for language in spoken]
    languages = np.array(codes, dtype=np.int32)
    return FilterTable(
        movies.ids, features.genres, GENRES, facts.years, languages, names, facts.runtimes
    )


def spread(
    movies: IdMap, movie_ids: IdArray, counts: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Per-movie counts and values over the whole catalogue; 0 where there are none."""
    indices = movies.to_indices(movie_ids)
    known = indices >= 0
    all_counts = np.zeros(len(movies), dtype=np.int64)
    all_values = np.zeros(len(movies), dtype=np.float64)
    all_counts[indices[known]] = counts[known]
    all_values[indices[known]] = values[known]
    return all_counts, all_values


def read_models(artifacts: Path, movies: IdMap, notes: list[str]) -> dict[str, Recommender]:
    """Fitted recommenders that still fit the catalogue; what does not is told in ``notes``."""
    fitted: dict[str, Recommender] = {}
    for folder in sorted((artifacts / MODELS_FOLDER).glob("*/manifest.json")):
        try:
            model = _read_model(folder.parent, movies)
        except (ArtifactError, ValueError) as error:
            logger.warning("%s was left out: %s", folder.parent.name, error)
            notes.append(f"{folder.parent.name} cannot be used; `matinee train` fits it again.")
        else:
            fitted[model.name] = model
    if not fitted:
        notes.append(
            "There are no ratings yet, so picks rest on text and critics alone; "
            "`matinee setup` fetches some."
        )
    return fitted


def _read_model(folder: Path, movies: IdMap) -> Recommender:
    manifest, state = read_model(folder)
    kind = REGISTRY.get(manifest.kind)
    if kind is None:
        raise ArtifactError(f"there is no recommender called '{manifest.kind}'.")
    model = kind(kind.config_class.model_validate(manifest.config)).load_state(state)
    if manifest.fingerprint != ids_fingerprint(movies.ids[: model.n_movies_]):
        raise ArtifactError("it was fitted on other movies.")
    return model


def ids_fingerprint(ids: IdArray) -> str:
    """Fingerprint of the columns that a model was fitted on."""
    return sha256(np.ascontiguousarray(ids, dtype="<i8").tobytes()).hexdigest()
