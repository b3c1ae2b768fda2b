"""The files by which a split goes to a peer and its lists come back.

Both sides import this module, so it needs nothing but numpy and scipy. What is hidden lies in
``targets.npz``, which no runner opens.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix, load_npz, save_npz, vstack

#: Movies that every runner lists.
LIST_LENGTH = 20

#: Files of a problem.
TARGETS, PROBLEM = "targets.npz", "problem.json"
#: Files of a run: the lists, and seconds and memory or the ``error``.
LISTS, ANSWER = "lists.npy", "answer.json"
#: Words that a runner prints before and after each run.
BEGINS, ENDS = "begins", "ends"


@dataclass(frozen=True)
class Problem:
    """What a peer is told.

    Attributes:
        train: Stars to learn from, ``(n_train, n_movies)``.
        histories: Stars that the asked users show, ``(n_asked, n_movies)``.
        train_times: When each was given, in the same places; ``None``: not known.
        history_times: Likewise of ``histories``.
        rows: Rows of ``train`` that are the asked users; ``None``: they are not in it.
        liked_from: Stars from which a rating is a like.
    """

    train: csr_array
    histories: csr_array
    train_times: csr_array | None
    history_times: csr_array | None
    rows: np.ndarray | None
    liked_from: float

    @property
    def n_asked(self) -> int:
        return self.histories.shape[0]

    def likes(self, stars: csr_array) -> csr_matrix:
        """Ones where a rating is a like; the older class, which the peers ask for."""
        kept = csr_matrix(stars, copy=True)
        kept.data = (kept.data >= self.liked_from).astype(np.float32)
        kept.eliminate_zeros()
        kept.sort_indices()
        return kept

    def joined(self) -> tuple[csr_array, np.ndarray]:
        """Stars of everybody, the asked users' histories included, and the rows of the asked."""
        if self.rows is not None:
            return self.train, self.rows
        first = self.train.shape[0]
        both = csr_array(vstack([self.train, self.histories], format="csr"))
        return both, np.arange(first, first + self.n_asked)

    def n_extra(self, masked: csr_matrix | None = None) -> int:
        """How much longer a list must be, so that enough is left without what was seen.

        ``masked`` holds what the peer leaves out by itself.
        """
        seen = np.diff(self.histories.indptr)
        return int((seen - (0 if masked is None else np.diff(masked.indptr))).max(initial=0))

    def keep_unseen(self, row: int, listed: np.ndarray) -> np.ndarray:
        """The first of ``listed`` that the user has not rated, padded with -1."""
        start, stop = self.histories.indptr[row : row + 2]
        seen = self.histories.indices[start:stop]
        listed = np.asarray(listed)
        kept = listed[(listed >= 0) & ~np.isin(listed, seen)][:LIST_LENGTH]
        places = np.full(LIST_LENGTH, -1, dtype=np.int32)
        places[: len(kept)] = kept
        return places


def write_problem(folder: Path, split: Any, liked_from: float) -> None:
    """Write a split (``matinee.evaluation.Split``) for the peers.

    The small file of facts comes last: where it is missing, the rest is not complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    matrices = {
        "train": split.train,
        "histories": split.histories,
        "train_times": split.train_times,
        "history_times": split.history_times,
    }
    for name, matrix in matrices.items():
        if matrix is not None:
            save_npz(folder / f"{name}.npz", csr_array(matrix))
    save_npz(folder / TARGETS, csr_array(split.targets))
    rows = _rows_in_train(split)
    if rows is not None:
        np.save(folder / "rows.npy", rows)
    facts = {"liked_from": liked_from, "fingerprint": fingerprint(split)}
    (folder / PROBLEM).write_text(json.dumps(facts) + "\n")


def read_problem(folder: Path) -> Problem:
    """Read what :func:`write_problem` wrote, all but what is hidden."""

    def read(name: str) -> csr_array | None:
        path = folder / f"{name}.npz"
        return csr_array(load_npz(path)) if path.exists() else None

    rows = folder / "rows.npy"
    return Problem(
        train=csr_array(load_npz(folder / "train.npz")),
        histories=csr_array(load_npz(folder / "histories.npz")),
        train_times=read("train_times"),
        history_times=read("history_times"),
        rows=np.load(rows) if rows.exists() else None,
        liked_from=json.loads((folder / PROBLEM).read_text())["liked_from"],
    )


def fingerprint(split: Any) -> str:
    """Twelve letters that differ where what is learnt, shown or hidden differs."""
    digest = sha256()
    for matrix in (split.train, split.histories, split.targets):
        for array in (matrix.indptr, matrix.indices, matrix.data.astype(np.float32)):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:12]


def _rows_in_train(split: Any) -> np.ndarray | None:
    """Rows of the asked users in ``train``, where all of them are there with what they show.

    Rows count for as many histories as they equal, so twins of one history go to the first.
    """
    train = {_row_key(split.train, row): row for row in range(split.train.shape[0] - 1, -1, -1)}
    rows = [train.get(_row_key(split.histories, row), -1) for row in range(len(split.users))]
    return None if min(rows, default=-1) < 0 else np.array(rows, dtype=np.int32)


def _row_key(matrix: csr_array, row: int) -> bytes:
    start, stop = matrix.indptr[row : row + 2]
    columns = matrix.indices[start:stop].astype(np.int64)
    order = np.argsort(columns)
    stars = matrix.data[start:stop].astype(np.float32)
    return columns[order].tobytes() + stars[order].tobytes()
