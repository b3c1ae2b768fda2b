import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import Ials, IalsConfig, ials
from matinee.models.rated import to_likes
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, checkerboard, to_matrix


def loss(likes: np.ndarray, users: np.ndarray, movies: np.ndarray, config: IalsConfig) -> float:
    """What the docstring says is made small, term by term."""
    guesses = users @ movies.T
    missed = (likes * (1 - guesses) ** 2).sum() + config.unobserved * (guesses**2).sum()
    length = 0.0
    for rows, counts, n in (
        (users, likes.sum(axis=1), likes.shape[1]),
        (movies, likes.sum(axis=0), likes.shape[0]),
    ):
        weights = (counts + config.unobserved * (n - counts)) ** config.scaling
        length += (weights * (rows**2).sum(axis=1)).sum()
    return float(missed + config.reg * length)


@settings(deadline=None, max_examples=40)
@given(
    matrix=star_matrices(min_users=2),
    dim=st.integers(1, 6),
    scaling=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_a_folded_in_history_could_not_be_put_better(matrix, dim, scaling):
    config = IalsConfig(dim=dim, reg=0.05, scaling=scaling, epochs=3)
    model = Ials(config).fit(matrix)
    likes = to_likes(matrix, 4.0)[:, model.columns_]
    dense, movies = likes.toarray().astype(np.float64), model.vectors_.astype(np.float64)
    users = model.fold_in(likes).astype(np.float64)
    for row in np.flatnonzero(dense.any(axis=1)):
        count = dense[row].sum()
        weight = (count + config.unobserved * (len(movies) - count)) ** scaling
        weights = dense[row] + config.unobserved
        system = (movies.T * weights) @ movies + config.reg * weight * np.eye(dim)
        # the slope of the loss in this row
        slope = system @ users[row] - movies.T @ dense[row]
        np.testing.assert_allclose(slope, 0, atol=1e-5)
    assert not users[~dense.any(axis=1)].any()


def test_rounds_make_the_loss_smaller():
    matrix = blocks()
    dense = (matrix.toarray() >= 4).astype(np.float64)
    losses = []
    for epochs in (1, 2, 8):
        config = IalsConfig(dim=4, epochs=epochs)
        model = Ials(config).fit(matrix)
        assert len(model.columns_) == matrix.shape[1]
        users = model.fold_in(to_likes(matrix, 4.0))
        losses.append(loss(dense, users, model.vectors_, config))
    assert losses[0] > losses[1] > losses[2]


@pytest.mark.parametrize("n_likes", [1, 3, 4, 9])
def test_both_ways_of_solving_agree(n_likes):
    rng = np.random.default_rng(n_likes)
    liked = rng.normal(size=(5, n_likes, 4))
    base = np.eye(4) + 0.3
    expected = [np.linalg.solve(base + rows.T @ rows, rows.sum(axis=0)) for rows in liked]
    np.testing.assert_allclose(ials._solve_alike(base, liked), expected, atol=1e-9)


def test_batches_do_not_change_what_comes_out(monkeypatch):
    whole = Ials(IalsConfig(dim=4)).fit(blocks()).score(blocks())
    monkeypatch.setattr(ials, "BATCH", 1)
    np.testing.assert_allclose(
        Ials(IalsConfig(dim=4)).fit(blocks()).score(blocks()), whole, rtol=1e-4, atol=1e-5
    )


def test_another_seed_is_another_start():
    one = Ials(IalsConfig(epochs=1)).fit(blocks(), rng=1).vectors_
    other = Ials(IalsConfig(epochs=1)).fit(blocks(), rng=2).vectors_
    assert np.abs(one - other).max() > 1e-3


def test_similar_are_ordered_by_cosine():
    model = Ials(IalsConfig(dim=3)).fit(blocks())
    links = model.score_similar(model.columns_)[:, model.columns_]
    lengths = np.linalg.norm(model.vectors_, axis=1)
    expected = model.vectors_ @ model.vectors_.T / np.outer(lengths, lengths)
    linked = np.isfinite(links)
    np.testing.assert_array_equal(linked, expected > 0)
    np.testing.assert_allclose(links[linked], expected[linked], atol=1e-5)


def test_finds_the_withheld_square():
    matrix = checkerboard()
    assert Ials().fit(matrix).recommend(matrix, 1).indices[:, 0].tolist() == list(range(8))


def test_vectors_wider_than_the_catalogue_do_no_harm():
    model = Ials(IalsConfig(dim=40)).fit(to_matrix([[5, 5, 0], [0, 5, 5]]))
    assert np.isfinite(model.score(to_matrix([[5, 0, 0]]))).all()
