import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matinee.models import neighbours
from matinee.models.neighbours import iter_gram, keep_strongest, stack
from matinee.models.rated import to_likes
from tests.kit.strategies import star_matrices


@pytest.fixture
def blocks_of_two(monkeypatch):
    monkeypatch.setattr(neighbours, "BLOCK_ROWS", 2)


@pytest.mark.usefixtures("blocks_of_two")
def test_gram_in_blocks_equals_the_product():
    rng = np.random.default_rng(0)
    likes = csr_array((rng.random((9, 7)) < 0.4).astype(np.float32))
    pieces = list(iter_gram(likes))
    assert [start for start, _ in pieces] == [0, 2, 4, 6]
    dense = likes.toarray()
    np.testing.assert_array_equal(np.vstack([block for _, block in pieces]), dense.T @ dense)


@given(matrix=star_matrices(), k=st.integers(1, 10))
def test_keeps_the_farthest_from_zero(matrix, k):
    block = matrix.toarray() - 3 * (matrix.toarray() > 0)
    kept = keep_strongest(block, k).toarray()
    for before, after in zip(block, kept, strict=True):
        assert (after[after != 0] == before[after != 0]).all()
        strongest = np.sort(np.abs(before))[::-1][:k]
        np.testing.assert_array_equal(np.sort(np.abs(after))[::-1][:k], strongest)
        assert np.count_nonzero(after) <= k


def test_stack_puts_blocks_one_below_the_other():
    block = np.array([[0.0, 2.0], [1.0, 0.0]], dtype=np.float32)
    table = stack([keep_strongest(block, 2), keep_strongest(block, 1)])
    assert table.dtype == np.float32
    np.testing.assert_array_equal(table.toarray(), np.vstack([block, block]))


@given(matrix=star_matrices())
def test_likes_are_ratings_from_the_threshold(matrix):
    stars = matrix.toarray()
    np.testing.assert_array_equal(to_likes(matrix, 4.0).toarray(), (stars >= 4).astype(np.float32))
    np.testing.assert_array_equal(matrix.toarray(), stars)
