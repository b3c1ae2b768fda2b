import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import Rp3Beta, Rp3BetaConfig
from tests.kit.strategies import star_matrices
from tests.kit.worlds import checkerboard, to_matrix


def walks(stars: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    """Weights of the walks, by plain loops over pairs and their users."""
    likes = stars >= 4
    by_movie, by_user = likes.sum(axis=0), likes.sum(axis=1)
    table = np.zeros((len(by_movie), len(by_movie)))
    for i in range(len(by_movie)):
        for j in range(len(by_movie)):
            both = np.flatnonzero(likes[:, i] & likes[:, j])
            if i != j and len(both):
                steps = sum((1 / by_movie[i] / by_user[u]) ** alpha for u in both)
                table[i, j] = steps / (by_movie[j] / by_movie.max()) ** beta
    table *= (by_movie > 0).sum()
    return table


@settings(deadline=None)
@given(
    matrix=star_matrices(min_users=2),
    alpha=st.sampled_from([0.5, 1.0]),
    beta=st.sampled_from([0.0, 0.6]),
)
def test_scores_equal_plain_loops(matrix, alpha, beta):
    stars = matrix.toarray()
    known = (stars >= 4).any(axis=0)
    scores = Rp3Beta(Rp3BetaConfig(alpha=alpha, beta=beta)).fit(matrix).score(matrix)
    expected = (stars >= 4) @ walks(stars, alpha, beta)
    np.testing.assert_allclose(scores[:, known], expected[:, known], rtol=1e-4, atol=1e-5)


def test_keeps_the_strongest_k_of_each_liked_movie():
    matrix = to_matrix(np.where(np.random.default_rng(4).random((12, 6)) < 0.6, 5, 0))
    model = Rp3Beta(Rp3BetaConfig(alpha=0.7, beta=0.3, k=2)).fit(matrix)
    table = walks(matrix.toarray(), 0.7, 0.3)
    table[table < np.sort(table, axis=1)[:, [-2]]] = 0
    assert (np.count_nonzero(table, axis=1) == 2).all()
    np.testing.assert_allclose(model.weights_.toarray(), table, rtol=1e-5)


def test_finds_the_withheld_square():
    matrix = checkerboard()
    assert Rp3Beta().fit(matrix).recommend(matrix, 1).indices[:, 0].tolist() == list(range(8))
