"""Checks of what a model file holds, before a model believes it."""

from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_array

from matinee.errors import ArtifactError
from matinee.types import RatingMatrix

State = Mapping[str, np.ndarray]

#: dtype and shape that an array must have; ``-1`` stands for any length.
Layout = tuple[type[np.generic], tuple[int, ...]]


def check_state(kind: str, state: State, layouts: Mapping[str, Layout]) -> None:
    """Compare the arrays of a state with what they have to be.

    Args:
        kind: Name of the model, for the message.
        state: What was read.
        layouts: Every array that has to be there, and no other.

    Raises:
        ArtifactError: An array is missing, unknown, of another dtype or shape, or not finite.
    """
    missing, unknown = layouts.keys() - state.keys(), state.keys() - layouts.keys()
    if missing or unknown:
        raise ArtifactError(
            f"state of {kind} must hold {sorted(layouts)}, not {sorted(state)}; train it again."
        )
    for name, (dtype, shape) in layouts.items():
        array = state[name]
        fits = array.ndim == len(shape) and all(
            want in {-1, got} for want, got in zip(shape, array.shape, strict=True)
        )
        if array.dtype != np.dtype(dtype) or not fits:
            raise ArtifactError(
                f"{name} of {kind} must be {np.dtype(dtype).name} of shape {shape}, "
                f"not {array.dtype} of shape {array.shape}; train it again."
            )
        if np.issubdtype(dtype, np.floating) and not np.isfinite(array).all():
            raise ArtifactError(f"{name} of {kind} must be finite; train it again.")


def check_positions(kind: str, name: str, positions: np.ndarray, n: int) -> None:
    """Check that positions ascend strictly within ``0…n-1``.

    Raises:
        ArtifactError: They do not.
    """
    if positions.size and (
        positions[0] < 0 or positions[-1] >= n or (np.diff(positions.astype(np.int64)) <= 0).any()
    ):
        raise ArtifactError(f"{name} of {kind} must ascend within 0 to {n - 1}; train it again.")


def sparse_layouts(n_rows: int, name: str = "weights") -> dict[str, Layout]:
    """Layouts of the three arrays that :func:`to_arrays` gives."""
    return {
        f"{name}_data": (np.float32, (-1,)),
        f"{name}_indices": (np.int32, (-1,)),
        f"{name}_indptr": (np.int64, (n_rows + 1,)),
    }


def to_arrays(weights: RatingMatrix, name: str = "weights") -> dict[str, np.ndarray]:
    """A sparse matrix as three arrays for a model file, their names starting with ``name``."""
    return {
        f"{name}_data": weights.data.astype(np.float32, copy=False),
        f"{name}_indices": weights.indices.astype(np.int32, copy=False),
        f"{name}_indptr": weights.indptr.astype(np.int64),
    }


def from_arrays(
    kind: str, state: State, n_rows: int, n_columns: int | None = None, name: str = "weights"
) -> RatingMatrix:
    """The sparse matrix that :func:`to_arrays` took apart, square by default; layouts checked.

    Raises:
        ArtifactError: The arrays contradict each other.
    """
    n_columns = n_rows if n_columns is None else n_columns
    data, indices = state[f"{name}_data"], state[f"{name}_indices"]
    starts = state[f"{name}_indptr"]
    sound = (
        len(data) == len(indices) == starts[-1]
        and starts[0] == 0
        and (np.diff(starts) >= 0).all()
        and (not indices.size or (indices.min() >= 0 and indices.max() < n_columns))
    )
    if not sound:
        raise ArtifactError(f"{name} of {kind} contradict each other; train it again.")
    return csr_array((data, indices, starts.astype(np.int32)), shape=(n_rows, n_columns))
