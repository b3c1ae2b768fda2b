import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.models import ItemKnn, ItemKnnConfig
from tests.kit.strategies import star_matrices
from tests.kit.worlds import checkerboard, to_matrix


def cosines(stars: np.ndarray, shrink: float) -> np.ndarray:
    """Plain loops over pairs of movies."""
    likes = [{user for user, star in enumerate(column) if star >= 4} for column in stars.T]
    table = np.zeros((len(likes), len(likes)))
    for i, one in enumerate(likes):
        for j, other in enumerate(likes):
            if i != j and one and other:
                table[i, j] = len(one & other) / ((len(one) * len(other)) ** 0.5 + shrink)
    return table


@settings(deadline=None)
@given(matrix=star_matrices(min_users=2), shrink=st.sampled_from([0.0, 2.5]), k=st.integers(1, 4))
def test_scores_equal_plain_loops(matrix, shrink, k):
    stars = matrix.toarray()
    table = cosines(stars, shrink)
    model = ItemKnn(ItemKnnConfig(shrink=shrink, k=k)).fit(matrix)
    scores = model.score(matrix)
    for candidate, row in enumerate(table):
        if not (stars[:, candidate] >= 4).any():
            assert np.isneginf(scores[:, candidate]).all()
            continue
        # among equals any neighbour may be the last: compare where the k-th is no tie
        ordered = np.sort(row)[::-1]
        if k < len(ordered) and ordered[k - 1] == ordered[k] > 0:
            continue
        near = np.argsort(-row, kind="stable")[:k]
        for user, liked in enumerate(stars >= 4):
            expected = sum(row[movie] for movie in near if liked[movie])
            assert abs(scores[user, candidate] - expected) < 1e-5


def test_similar_are_the_nearest_by_cosine():
    matrix = checkerboard(8)
    model = ItemKnn(ItemKnnConfig(shrink=0)).fit(matrix)
    links = model.score_similar(np.arange(8, dtype=np.int32))
    table = cosines(matrix.toarray(), 0)
    np.testing.assert_allclose(np.where(np.isfinite(links), links, 0), table, atol=1e-6)


def test_finds_the_withheld_square():
    matrix = checkerboard()
    assert ItemKnn().fit(matrix).recommend(matrix, 1).indices[:, 0].tolist() == list(range(8))


def test_shrinking_puts_well_proven_pairs_first():
    stars = np.zeros((8, 3))
    stars[:, 2] = 5
    stars[:1, 1] = 5
    stars[:7, 0] = 5
    query = np.array([0], dtype=np.int32)
    proven = ItemKnn(ItemKnnConfig(shrink=10)).fit(to_matrix(stars)).score_similar(query)[0]
    # by hand: 7 / (sqrt(7 * 8) + 10) and 1 / (sqrt(7 * 1) + 10)
    np.testing.assert_allclose(proven[[2, 1]], [0.40038, 0.07908], atol=1e-5)
