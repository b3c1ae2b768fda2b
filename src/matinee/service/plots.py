"""The vectors of the plots, by which sentences are compared with movies."""

import numpy as np

from matinee.data import IdMap
from matinee.search.candidates import Meanings
from matinee.service.matinee import Matinee
from matinee.service.vectors import PLOTS, read_vectors
from matinee.text import describe_plot, encode_texts

#: Plots that are encoded while somebody waits; more are left to ``matinee setup``.
MOST_NEW = 100
_KEPT = "meanings"


def read_meanings(matinee: Matinee) -> Meanings | None:
    """What a sentence is compared with in the present catalogue; ``None`` if nothing is encoded.

    Plots that came after the last :func:`matinee.service.encode.encode_catalogue` are encoded now.
    """
    shelf = matinee.shelf
    version = matinee.catalogue_version
    kept = matinee.kept.get(_KEPT)
    if kept is not None and kept[0] == version:
        known: Meanings | None = kept[1]
        return known
    vectors = shelf.features.vectors
    found = None
    # with another encoder than the vectors are from there is nothing to compare
    if np.any(vectors) and matinee.encoder.dim == vectors.shape[1]:
        plots, plot_vectors = _plots(matinee, shelf.movies, vectors.shape[1])
        untold = np.any(vectors != 0, axis=1)
        untold[shelf.movies.to_indices(plots.ids)] = False
        found = Meanings(shelf.movies, vectors, plots, plot_vectors, untold)
    matinee.kept[_KEPT] = version, found
    return found


def _plots(matinee: Matinee, movies: IdMap, dim: int) -> tuple[IdMap, np.ndarray]:
    """Ids of the movies with an encoded plot, and the vectors."""
    with matinee.database.read() as work:
        told = np.array(work.movies.told(), dtype=np.int64)
    told = told[movies.to_indices(told) >= 0]
    read = read_vectors(matinee.settings.artifacts, PLOTS)
    if read is None or read.encoder != matinee.settings.encoder:
        ids, vectors = np.zeros(0, np.int64), np.zeros((0, dim), np.float32)
    else:
        kept = np.isin(read.movie_ids, told)
        ids, vectors = read.movie_ids[kept], read.table.to_float32()[kept]
    missing = np.setdiff1d(told, ids)[:MOST_NEW]
    if len(missing):
        with matinee.database.read() as work:
            found = work.movies.many(missing.tolist())
        plots = {movie.movie_id: plot for movie in found if (plot := describe_plot(movie))}
        more = encode_texts(list(plots.values()), matinee.encoder).to_float32()
        ids = np.concatenate([ids, np.array(list(plots), dtype=np.int64)])
        vectors = np.concatenate([vectors, more])
        order = np.argsort(ids)
        ids, vectors = ids[order], vectors[order]
    return IdMap("movie", ids), vectors
