import numpy as np
import pytest
from hypothesis import given

from matinee.errors import ArtifactError
from matinee.models.state import check_positions, check_state, from_arrays, to_arrays
from tests.kit.strategies import star_matrices
from tests.kit.worlds import checkerboard

LAYOUT = {"factors": (np.float32, (-1, 3))}


def test_fitting_state_passes():
    check_state("toy", {"factors": np.zeros((7, 3), dtype=np.float32)}, LAYOUT)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, r"must hold \['factors'\], not \[\]"),
        ({"factors": np.zeros((2, 3), np.float32), "more": np.zeros(1)}, "must hold"),
        ({"factors": np.zeros((2, 3))}, "must be float32 .* not float64"),
        ({"factors": np.zeros((2, 4), np.float32)}, r"not float32 of shape \(2, 4\)"),
        ({"factors": np.zeros(3, np.float32)}, r"not float32 of shape \(3,\)"),
        ({"factors": np.full((2, 3), np.nan, np.float32)}, "must be finite"),
    ],
    ids=["missing", "unknown", "dtype", "width", "dimensions", "nan"],
)
def test_other_states_are_refused(state, message):
    with pytest.raises(ArtifactError, match=message):
        check_state("toy", state, LAYOUT)


@pytest.mark.parametrize("positions", [[-1, 2], [0, 5], [1, 1], [2, 0]])
def test_positions_that_do_not_ascend_inside_are_refused(positions):
    with pytest.raises(ArtifactError, match="ascend within 0 to 4"):
        check_positions("toy", "columns", np.array(positions, dtype=np.int32), 5)


@given(matrix=star_matrices())
def test_sparse_matrices_go_there_and_back(matrix):
    square = (matrix.T @ matrix).tocsr()
    again = from_arrays("toy", to_arrays(square), square.shape[0])
    np.testing.assert_array_equal(again.toarray(), square.toarray())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights_data", lambda array: array[1:]),
        ("weights_indices", lambda array: array + 8),
        ("weights_indices", lambda array: array - 8),
        ("weights_indptr", lambda array: array[::-1].copy()),
        ("weights_indptr", lambda array: array + 1),
    ],
    ids=["short", "too far", "negative", "backwards", "late start"],
)
def test_contradicting_sparse_arrays_are_refused(name, change):
    state = to_arrays(checkerboard(8))
    state[name] = change(state[name])
    with pytest.raises(ArtifactError, match="contradict each other"):
        from_arrays("toy", state, 8)
