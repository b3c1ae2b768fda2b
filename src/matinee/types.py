"""Names for the ids and arrays that the rooms pass to each other."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

UserId: TypeAlias = int
MovieId: TypeAlias = int

FloatArray: TypeAlias = npt.NDArray[np.float32]
IdArray: TypeAlias = npt.NDArray[np.int64]
IndexArray: TypeAlias = npt.NDArray[np.int32]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

#: Shape ``(users, movies)`` in this order always, float32.
RatingMatrix: TypeAlias = "csr_array[np.float32, tuple[int, int]]"

#: When each entry of a ``RatingMatrix`` was given: the same places, float64, seconds since 1970.
TimeMatrix: TypeAlias = csr_array[np.float64, tuple[int, int]]

#: Any other sparse float32 matrix; its class says the shape.
SparseMatrix: TypeAlias = csr_array[np.float32, tuple[int, int]]
