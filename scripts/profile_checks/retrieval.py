"""Whether a profile finds its own film among others by meaning: a miss is often a wrong fact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scripts.profile_checks.files import Entry
from scripts.profile_checks.shared import KnownFilm, index

from matinee.text import Encoder
from matinee.types import FloatArray

MAX_RANK, MIN_SHARE = 10, 0.9
#: From this cosine on, two profiles tell the same.
ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Where each profile's own film came.

    Attributes:
        entries: Those whose film has an overview, shape ``(n,)`` as are the others.
        ranks: With the mean vectors taken off, as the content model compares; 1 is best.
        plain_ranks: By the plain cosine.
        nearer: Titles of the three films nearest to each miss, none for the others.
    """

    entries: tuple[Entry, ...]
    ranks: np.ndarray
    plain_ranks: np.ndarray
    nearer: tuple[tuple[str, ...], ...]

    @property
    def share(self) -> float:
        """Share of profiles at :data:`MAX_RANK` or better; 0 where there is none."""
        return share_found(self.ranks)

    @property
    def misses(self) -> list[tuple[Entry, int, tuple[str, ...]]]:
        """Entry, rank and nearest titles of those that came later."""
        rows = zip(self.entries, self.ranks.tolist(), self.nearer, strict=True)
        return [row for row in rows if row[1] > MAX_RANK]


def share_found(ranks: np.ndarray) -> float:
    """Share of ranks at :data:`MAX_RANK` or better; 0 where there is none."""
    return float(np.mean(ranks <= MAX_RANK)) if len(ranks) else 0.0


def encode_overviews(known: Sequence[KnownFilm], encoder: Encoder) -> FloatArray:
    """Vectors of all overviews, shape ``(n, dim)``; films without one have zeros."""
    told = np.array([bool(film.overview.strip()) for film in known])
    texts = [film.overview for film in known if film.overview.strip()]
    encoded = encoder.encode(texts)
    vectors = np.zeros((len(known), encoded.shape[1]), dtype=np.float32)
    vectors[told] = encoded
    return vectors


def encode_queries(entries: Sequence[Entry], encoder: Encoder) -> FloatArray:
    """Vectors of premise and tags, shape ``(n_entries, dim)``."""
    return encoder.encode([entry.query for entry in entries])


def retrieve(
    entries: Sequence[Entry],
    vectors: FloatArray,
    known: Sequence[KnownFilm],
    overviews: FloatArray,
) -> Retrieval:
    """Look for each profile's own overview among all.

    Args:
        entries: Profiles.
        vectors: Of :func:`encode_queries`.
        known: Films.
        overviews: Of :func:`encode_overviews`, shape ``(n_known, dim)``.
    """
    places = index(known)
    told = np.any(overviews != 0, axis=1)
    rows = [
        row
        for row, entry in enumerate(entries)
        if entry.imdb_id in places and told[places[entry.imdb_id]]
    ]
    own = np.array([places[entries[row].imdb_id] for row in rows], dtype=np.int64)
    asked = vectors[rows]
    scores = unit(asked - vectors.mean(axis=0)) @ unit(centre(overviews, told)).T
    ranks = to_ranks(scores, own)
    return Retrieval(
        entries=tuple(entries[row] for row in rows),
        ranks=ranks,
        plain_ranks=to_ranks(asked @ overviews.T, own),
        nearer=tuple(
            tuple(known[place].title.title for place in np.argsort(-row, kind="stable")[:3])
            if rank > MAX_RANK
            else ()
            for row, rank in zip(scores, ranks, strict=True)
        ),
    )


def to_ranks(scores: FloatArray, own: np.ndarray) -> np.ndarray:
    """The place of column ``own[i]`` in row ``i``, 1 is best.

    What scores the same counts as nearer, so that vectors that are all alike find nothing.
    """
    ranks: np.ndarray = (scores >= scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    return ranks


def centre(vectors: FloatArray, told: np.ndarray) -> FloatArray:
    """The vectors without their mean; those that are not told stay zero."""
    centred: FloatArray = vectors - vectors[told].mean(axis=0)
    centred[~told] = 0
    return centred


def unit(vectors: FloatArray) -> FloatArray:
    """The rows scaled to length 1; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: FloatArray = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def find_alike(entries: Sequence[Entry], vectors: FloatArray) -> list[tuple[Entry, Entry, float]]:
    """Pairs of profiles from :data:`ALIKE` on, by the plain cosine."""
    scores = np.triu(unit(vectors) @ unit(vectors).T, k=1)
    return [
        (entries[row], entries[other], float(scores[row, other]))
        for row, other in np.argwhere(scores >= ALIKE).tolist()
    ]
