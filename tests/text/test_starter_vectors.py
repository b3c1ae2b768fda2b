"""The vectors that ship fit the catalogue, the template and the encoder that ship."""

import numpy as np
import pytest

from matinee.ingest import read_starter
from matinee.text import describe, describe_plot, encode_texts, starter_vectors, text_hash


@pytest.fixture(scope="module")
def movies():
    return read_starter()


@pytest.fixture(scope="module")
def table():
    return starter_vectors()


def test_setup_encodes_nothing_of_the_shipped_catalogue(movies, table, encoder):
    told = []
    texts = [describe(movie) for movie in movies]
    texts += [plot for movie in movies if (plot := describe_plot(movie))]
    encode_texts(texts, encoder, [table], lambda *step: told.append(step))
    assert told == [("encode", 0, 0)], "run scripts/build_vectors.py"
    assert set(table.hashes) == set(map(text_hash, texts))


def test_they_are_what_the_encoder_makes_of_the_descriptions(movies, table, encoder):
    rows = np.random.default_rng(0).choice(len(movies), size=24, replace=False)
    row_of = {digest: row for row, digest in enumerate(table.hashes)}
    texts = [describe(movies[row]) for row in rows[:12]]
    texts += [describe_plot(movie) for movie in movies if movie.profile][:12]
    shipped = table.to_float32()[[row_of[text_hash(text)] for text in texts]]
    assert np.sum(shipped * encoder.encode(texts), axis=1).min() > 0.99999


def test_the_neighbours_of_the_matrix_are_its_sequel_and_its_kind(movies, table):
    vectors = table.to_float32()
    (matrix,) = [row for row, movie in enumerate(movies) if movie.imdb_id == "tt0133093"]
    order = np.argsort(-(vectors @ vectors[matrix]), kind="stable")
    nearest = [movies[row] for row in order if row < len(movies) and row != matrix][:8]
    assert "The Matrix Reloaded" in {movie.title for movie in nearest}
    kinds = {"Science Fiction", "Action", "Thriller"}
    assert sum(bool(kinds & set(movie.genres)) for movie in nearest) >= 6
    assert sum("Matrix" in movie.title for movie in nearest) <= 4
