"""Outside ids to positions 0…n-1 and back; the only place where the two meet."""

from collections.abc import Iterable

import numpy as np

from matinee.errors import DataError, UnknownIdError
from matinee.types import IdArray, IndexArray


class IdMap:
    """A fixed set of ids in ascending order.

    Attributes:
        kind: What the ids name, such as ``"movie"``; used in messages.
        ids: Shape ``(n,)``, int64, ascending, unique.
    """

    def __init__(self, kind: str, ids: Iterable[int] | IdArray) -> None:
        self.kind = kind
        given = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, dtype=np.int64)
        self.ids: IdArray = np.unique(given.astype(np.int64, copy=False))

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, value: int) -> bool:
        position = int(np.searchsorted(self.ids, value))
        return position < len(self.ids) and int(self.ids[position]) == value

    def index_of(self, value: int) -> int:
        """Position of one id.

        Raises:
            UnknownIdError: The id is not in the map.
        """
        position = int(np.searchsorted(self.ids, value))
        if position == len(self.ids) or int(self.ids[position]) != value:
            raise UnknownIdError(self.kind, value)
        return position

    def to_indices(self, ids: IdArray) -> IndexArray:
        """Positions of ids.

        Args:
            ids: Any shape, int64.

        Returns:
            The same shape, int32; ``-1`` where an id is unknown.
        """
        if not len(self.ids):
            return np.full(np.shape(ids), -1, dtype=np.int32)
        positions = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[positions] == ids, positions, -1).astype(np.int32)

    def to_ids(self, indices: IndexArray) -> IdArray:
        """Ids at positions; ``-1`` stays ``-1``.

        Raises:
            DataError: A position is outside ``-1…n-1``.
        """
        indices = np.asarray(indices)
        if indices.size and (indices.min() < -1 or indices.max() >= len(self.ids)):
            raise DataError(f"{self.kind} indices must be -1 to {len(self.ids) - 1}.")
        if not len(self.ids):
            return np.full(indices.shape, -1, dtype=np.int64)
        return np.where(indices >= 0, self.ids[indices], -1)
