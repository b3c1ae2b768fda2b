"""Labels of movies as a sparse matrix of ones."""

from collections.abc import Hashable, Sequence

import numpy as np
from scipy.sparse import csr_array

from matinee.types import SparseMatrix


def mark(labels: Sequence[Sequence[Hashable]], columns: Sequence[Hashable] = ()) -> SparseMatrix:
    """A row for each movie with a one in the column of each of its labels.

    Args:
        labels: Of each movie; a label that is there twice counts once.
        columns: Which label each column stands for; by default all, in the order of their coming.
    """
    place = {label: column for column, label in enumerate(columns)}
    indices: list[int] = []
    starts = [0]
    for some in labels:
        indices += sorted({place.setdefault(label, len(place)) for label in some})
        starts.append(len(indices))
    return csr_array(
        (np.ones(len(indices), dtype=np.float32), np.array(indices, np.int32), np.array(starts)),
        shape=(len(labels), len(place)),
    )
