import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.text import VectorIndex

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8], [1, 0]], dtype=np.float32)


def test_finds_the_nearest_best_first_and_equals_by_position():
    indices, scores = VectorIndex(VECTORS).search(np.array([1, 0], dtype=np.float32), 3)
    assert indices.tolist() == [0, 3, 2]
    assert indices.dtype == np.int32
    np.testing.assert_allclose(scores, [1, 1, 0.6])
    assert scores.dtype == np.float32


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.integers(-2, 2)] * 3), min_size=1, max_size=30),
    query=st.tuples(*[st.integers(-2, 2)] * 3),
    n=st.integers(1, 40),
)
def test_is_as_sorting_everything(rows, query, n):
    scores = [sum(a * b for a, b in zip(row, query, strict=True)) for row in rows]
    expected = sorted(range(len(rows)), key=lambda index: (-scores[index], index))[:n]
    index = VectorIndex(np.array(rows, dtype=np.float32))
    found, found_scores = index.search(np.array(query, dtype=np.float32), n)
    assert found.tolist() == expected
    assert found_scores.tolist() == [scores[place] for place in expected]


def test_gives_what_there_is_when_asked_for_more():
    index = VectorIndex(VECTORS)
    assert len(index.search(VECTORS[0], 100)[0]) == len(index) == 4


def test_an_empty_index_finds_nothing():
    indices, scores = VectorIndex(np.zeros((0, 2), dtype=np.float32)).search(VECTORS[0], 5)
    assert len(indices) == len(scores) == 0


@pytest.mark.parametrize(
    ("query", "n", "message"),
    [
        ([1, 0, 0], 1, "shape"),
        ([[1, 0]], 1, "shape"),
        ([np.nan, 0], 1, "finite"),
        ([1, 0], 0, "at least 1, not 0"),
    ],
)
def test_refuses_what_cannot_be_answered(query, n, message):
    with pytest.raises(DataError, match=message):
        VectorIndex(VECTORS).search(np.array(query, dtype=np.float32), n)


def test_refuses_vectors_that_are_no_matrix():
    with pytest.raises(DataError, match="2 dimensions"):
        VectorIndex(np.zeros(3, dtype=np.float32))
