"""One list out of several."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matinee.search.candidates import Candidates, Source

#: Places by which the first ranks are flattened; the source has 60. Of some twenty pairs of this
#: and the weight of words, tried on 74 sentences, this one found most, by one to three sentences:
#: no more than chance may bring.
K = 20
#: What a source's rank counts.
WEIGHTS: Mapping[Source, float] = {"title": 1.0, "person": 1.5, "words": 0.5, "meaning": 1.0}


@dataclass(frozen=True, slots=True)
class Fused:
    """A movie that was found.

    Attributes:
        movie_id: Its id.
        score: Sum over the sources; 0 for one that is there by its name only.
        found_by: Sources that have it, in the order of :data:`WEIGHTS`.
    """

    movie_id: int
    score: float
    found_by: tuple[Source, ...]


def fuse(first: Sequence[Candidates], others: Sequence[Candidates]) -> list[Fused]:
    """Reciprocal ranks added up; what the words name comes before.

    Formula: ``score_m = sum over lists of weight / (20 + rank_m)``, where ``weight`` is that of the
    list's source times the list's share. Among equals the lower id comes first.

    Args:
        first: Lists that come before all others, in their order.
        others: Lists that are added up.

    Source:
        Cormack, Clarke & Büttcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    found_by: defaultdict[int, set[Source]] = defaultdict(set)
    weights = [0.0] * len(first) + [WEIGHTS[found.source] * found.share for found in others]
    for found, weight in zip((*first, *others), weights, strict=True):
        for rank, number in enumerate(found.movie_ids.tolist(), start=1):
            scores[number] += weight / (K + rank)
            found_by[number].add(found.source)
    named = dict.fromkeys(number for found in first for number in found.movie_ids.tolist())
    rest = sorted(scores.keys() - named.keys(), key=lambda number: (-scores[number], number))
    return [
        Fused(number, scores[number], tuple(name for name in WEIGHTS if name in found_by[number]))
        for number in (*named, *rest)
    ]
