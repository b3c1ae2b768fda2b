"""Brings the vectors up to the movies' present texts; only texts that are new are encoded."""

import numpy as np

from matinee.progress import Progress, silent
from matinee.service.matinee import GENERATION, READY, TEXTS, Matinee
from matinee.service.vectors import PLOTS, CatalogueVectors, read_vectors, write_vectors
from matinee.text import describe_plot, encode_movies, encode_texts, starter_vectors


def encode_catalogue(matinee: Matinee, progress: Progress = silent) -> int:
    """Bring the vectors up to the movies' present texts.

    Args:
        matinee: The installation.
        progress: Told of each batch of texts.

    Returns:
        Number of movies.
    """
    known = [starter_vectors()]
    before = read_vectors(matinee.settings.artifacts)
    if before is not None:
        known.insert(0, before.table)
    with matinee.database.read() as work:
        movies = list(work.movies.iter_all())
    ids = np.array([movie.movie_id for movie in movies], dtype=np.int64)
    table = encode_movies(movies, matinee.encoder, known, progress)
    write_vectors(
        matinee.settings.artifacts, CatalogueVectors(ids, table, matinee.settings.encoder)
    )
    plots = {movie.movie_id: plot for movie in movies if (plot := describe_plot(movie))}
    before = read_vectors(matinee.settings.artifacts, PLOTS)
    known = [starter_vectors()] if before is None else [before.table, starter_vectors()]
    table = encode_texts(list(plots.values()), matinee.encoder, known, progress)
    write_vectors(
        matinee.settings.artifacts,
        CatalogueVectors(np.array(list(plots), dtype=np.int64), table, matinee.settings.encoder),
        PLOTS,
    )
    with matinee.database.begin() as work:
        work.meta.set(TEXTS, READY)
        work.meta.bump(GENERATION)
    return len(movies)
