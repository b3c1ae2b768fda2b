import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import Ease, EaseConfig, Edlae, EdlaeConfig
from tests.kit.strategies import star_matrices
from tests.kit.worlds import checkerboard


@settings(deadline=None)
@given(matrix=star_matrices(min_users=2), dropout=st.sampled_from([0.25, 0.5, 0.75]))
def test_scores_equal_the_paper_in_float64(matrix, dropout):
    likes = (matrix.toarray() >= 4).astype(np.float64)
    known = likes.any(axis=0)
    gram = likes.T @ likes
    penalty = dropout / (1 - dropout) * np.diag(np.diag(gram)) + 10 * np.eye(len(gram))
    inverse = np.linalg.inv(gram + penalty)
    weights = np.eye(len(gram)) - inverse / np.diag(inverse)
    scores = Edlae(EdlaeConfig(reg=10, dropout=dropout)).fit(matrix).score(matrix)
    np.testing.assert_allclose(scores[:, known], (likes @ weights)[:, known], atol=1e-4)


@settings(deadline=None, max_examples=20)
@given(matrix=star_matrices(min_users=2))
def test_without_dropout_it_is_ease(matrix):
    ease = Ease(EaseConfig(reg=5)).fit(matrix)
    edlae = Edlae(EdlaeConfig(reg=5, dropout=0)).fit(matrix)
    np.testing.assert_array_equal(edlae.score(matrix), ease.score(matrix))


def test_is_what_dropping_likes_at_random_comes_to():
    likes = (np.random.default_rng(0).random((60, 5)) < 0.6).astype(np.float64)
    likes[:, 1] = likes[:, 0]
    rng, dropout, rounds = np.random.default_rng(1), 0.4, 4000
    # regress a movie on the others, of which some are dropped and the rest scaled up
    kept = (rng.random((rounds, *likes.shape)) >= dropout) / (1 - dropout)
    inputs = (likes * kept)[:, :, 1:].reshape(-1, 4)
    aims = np.tile(likes[:, 0], rounds)
    expected = np.linalg.solve(inputs.T @ inputs, inputs.T @ aims)
    gram = likes.T @ likes
    inverse = np.linalg.inv(gram + dropout / (1 - dropout) * np.diag(np.diag(gram)))
    np.testing.assert_allclose(-inverse[1:, 0] / inverse[0, 0], expected, atol=0.01)


def test_finds_the_withheld_square():
    matrix = checkerboard()
    model = Edlae(EdlaeConfig(reg=1)).fit(matrix)
    assert model.recommend(matrix, 1).indices[:, 0].tolist() == list(range(8))
