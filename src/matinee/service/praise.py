"""What viewers of the catalogue praise: what is usual, what two movies share, how alike they are.

One table holds every movie's mentions. It is read when it is first needed, and again when the
catalogue was loaded anew or the reviews have doubled, since what is usual changes slowly. What is
told of single movies is counted from their own reviews at that moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import cast

import numpy as np

from matinee.data import ASPECTS, Mention
from matinee.ranking import Candidates
from matinee.sentiment.audience import (
    FEWEST_VIEWERS,
    AspectCounts,
    CatalogueShares,
    catalogue_shares,
    count_mentions,
    likeness_vectors,
    shared_praise,
)
from matinee.service.matinee import Matinee
from matinee.service.shelf import Shelf
from matinee.storage import FoundMention, Work
from matinee.types import FloatArray

#: Share of the movies that are praised for an aspect from which it says nothing of two of them.
TOO_COMMON = 0.3
#: Name of the part of a score that says that viewers praised and missed the same things.
SIGNAL = "praise"


@dataclass(frozen=True, slots=True, eq=False)
class PraiseTable:
    """What the reviews of all movies say of the twelve aspects.

    Attributes:
        counts: Mentions by movie, rows in the order of the shelf.
        shares: What is usual.
        rare: Which aspects few movies are praised for, shape ``(12,)``, bool.
        vectors: See :func:`matinee.sentiment.audience.likeness_vectors`.
    """

    counts: AspectCounts
    shares: CatalogueShares
    rare: np.ndarray
    vectors: FloatArray


def praise_table(matinee: Matinee) -> PraiseTable:
    """The table of the present catalogue; quick where it was read before."""
    shelf = matinee.shelf
    # how often the reviews have doubled
    state = len(shelf.movies), int(shelf.audience.n_reviews.sum()).bit_length()
    version, found = matinee.kept.get("praise", (-1, None))
    if version != matinee.catalogue_version or found[0] != state:
        version = matinee.catalogue_version
        with matinee.database.read() as work:
            found = state, _read(shelf, work)
        matinee.kept["praise"] = version, found
    table: PraiseTable = found[1]
    return table


def _read(shelf: Shelf, work: Work) -> PraiseTable:
    movies = shelf.movies
    totals = work.reviews.aspect_totals()
    rows = movies.to_indices(totals.movie_ids)
    places = {aspect: place for place, aspect in enumerate(ASPECTS)}
    columns = np.array([places[aspect] for aspect in totals.aspects], dtype=np.int64)
    known = rows >= 0
    n = np.zeros((len(movies), len(ASPECTS)), dtype=np.float32)
    liked = np.zeros_like(n)
    n[rows[known], columns[known]] = totals.n_mentions[known]
    liked[rows[known], columns[known]] = totals.sum_positive[known]
    # mentions stand for viewers here, of whom there are no more than reviews
    n_reviews = shelf.audience.n_reviews.astype(np.float32)
    scale = np.minimum(1, n_reviews[:, None] / np.maximum(n, 1))
    counts = AspectCounts(n * scale, liked * scale, n_reviews)
    shares = catalogue_shares(counts)
    return PraiseTable(counts, shares, _rare(counts, shares), likeness_vectors(counts, shares))


def _rare(counts: AspectCounts, shares: CatalogueShares) -> np.ndarray:
    """Aspects that at most ``TOO_COMMON`` of the movies that are spoken of are praised for."""
    spoken = counts.n >= FEWEST_VIEWERS
    praised = np.zeros(len(ASPECTS))
    for row in np.flatnonzero(spoken.any(axis=1)):
        one = row_of(counts, int(row))
        for aspect in shared_praise(one, one, shares):
            praised[ASPECTS.index(aspect)] += 1
    rare: np.ndarray = praised <= TOO_COMMON * spoken.sum(axis=0)
    return rare


def row_of(counts: AspectCounts, row: int) -> AspectCounts:
    """One movie's counts."""
    return AspectCounts(counts.n[row], counts.liked[row], np.asarray(counts.n_reviews[row]))


def viewer_counts(mentions: Sequence[FoundMention], n_reviews: int) -> AspectCounts:
    """What a movie's viewers say, each counted once for an aspect.

    Args:
        mentions: Of the reviews that count, those of one review together.
        n_reviews: How many count, with and without mentions.
    """
    # what was found has the fields of a mention, and making thousands anew takes long
    by_review = [
        cast("list[Mention]", list(group))
        for _, group in groupby(mentions, key=attrgetter("review_id"))
    ]
    silent: list[list[Mention]] = [[] for _ in range(n_reviews - len(by_review))]
    return count_mentions(by_review + silent)


def praised_with(matinee: Matinee, movie_id: int, others: Sequence[int]) -> list[tuple[str, ...]]:
    """For each of the others, what its viewers and those of the movie praised alike.

    The table tells where to look; what is told is counted anew, viewer by viewer.

    Raises:
        UnknownIdError: One of them is not in the catalogue.
    """
    index = matinee.index_of(movie_id)
    places = [matinee.index_of(other) for other in others]
    if matinee.shelf.audience.n_reviews[index] < FEWEST_VIEWERS:
        return [() for _ in others]
    table = praise_table(matinee)
    own = row_of(table.counts, index)
    likely = [
        _told(shared_praise(own, row_of(table.counts, place), table.shares), table)
        for place in places
    ]
    if not any(likely):
        return [() for _ in others]
    with matinee.database.read() as work:
        one = _exact(work, movie_id)
        return [
            _told(shared_praise(one, _exact(work, other), table.shares), table) if found else ()
            for other, found in zip(others, likely, strict=True)
        ]


def _told(aspects: Sequence[str], table: PraiseTable) -> tuple[str, ...]:
    return tuple(aspect for aspect in aspects if table.rare[ASPECTS.index(aspect)])


def _exact(work: Work, movie_id: int) -> AspectCounts:
    total = work.reviews.totals_of(movie_id)
    return viewer_counts(work.reviews.mentions_of(movie_id), total.n_reviews)


def with_praise(matinee: Matinee, index: int, candidates: Candidates, weight: float) -> Candidates:
    """Candidates that are also told apart by how alike audiences speak of them.

    Where nothing is known of the movie, the other signals keep all of the weight.

    Args:
        matinee: The installation.
        index: Position of the movie that was asked about.
        candidates: What the models named.
        weight: Share of the relevance that the likeness has, 0 to 1.
    """
    if not weight or not matinee.shelf.audience.n_reviews[index]:
        return candidates
    vectors = praise_table(matinee).vectors
    alike: FloatArray = np.maximum(0, vectors[candidates.indices] @ vectors[index])
    if not alike.any():
        return candidates
    weights = {name: (1 - weight) * value for name, value in candidates.weights.items()}
    return replace(
        candidates,
        scores={**candidates.scores, SIGNAL: alike},
        weights={**weights, SIGNAL: weight},
    )
