"""Lists that are varied, and lists whose genres are those of a history: filled place by place.

Diversity is the maximal marginal relevance of Carbonell & Goldstein (1998), SIGIR, over texts and
genres; calibration is Steck (2018), *Calibrated recommendations*, RecSys. Both ask at each place
which movie adds most to what stands above it, so they are chosen together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matinee.types import BoolArray

Floats: TypeAlias = npt.NDArray[np.float64]

#: Share of the wanted genres that is mixed into a list's, so that a genre that it lacks is a finite
#: distance away; 0.01 as in Steck (2018).
MIXED = 0.01


def unit_rows(rows: Floats) -> Floats:
    """Rows of length one; rows of zeros stay as they are."""
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    unit: Floats = rows / np.where(lengths > 0, lengths, 1)
    return unit


def likeness(vectors: Floats, genres: Floats) -> Floats:
    """How alike movies are: the mean of the cosines of texts and of genres, 0 to 1.

    Args:
        vectors: Of length one or zero, shape ``(n, dim)``.
        genres: 0 or 1, shape ``(n, n_genres)``.

    Returns:
        Shape ``(n, n)``, symmetric.
    """
    units = unit_rows(genres)
    alike: Floats = np.clip((np.maximum(vectors @ vectors.T, 0) + units @ units.T) / 2, 0, 1)
    return alike


def sameness(alike: Floats, order: Sequence[int]) -> float:
    """Mean likeness of the pairs of a list, 0 to 1; 0 where there is no pair."""
    places = list(order)
    n = len(places)
    if n <= 1:
        return 0.0
    among = alike[np.ix_(places, places)]
    return float((among.sum() - np.trace(among)) / (n * (n - 1)))


def genre_shares(genres: Floats) -> Floats:
    """Share of each genre, where every movie's genres share its one vote; they sum to 1 or 0."""
    counts = genres.sum(axis=1, keepdims=True)
    votes = (genres / np.where(counts > 0, counts, 1)).sum(axis=0)
    total = votes.sum()
    shares: Floats = votes / total if total > 0 else votes
    return shares


def distance(wanted: Floats, genres: Floats) -> float:
    """How far a list's genres are from those that are wanted, 0 (the same) to 1 (none of them).

    The Kullback-Leibler divergence of Steck (2018), equation 3, over its largest value.

    Args:
        wanted: From :func:`genre_shares` of a history, shape ``(n_genres,)``.
        genres: Of the list's movies, shape ``(n, n_genres)``.
    """
    return float(_divergence(wanted, genre_shares(genres)) / np.log(1 / MIXED))


def _divergence(wanted: Floats, shares: Floats) -> Floats:
    """Of rows of shares from those that are wanted, in nats, 0 to ``log(1 / MIXED)``."""
    there = wanted > 0
    mixed = (1 - MIXED) * shares[..., there] + MIXED * wanted[there]
    nats: Floats = (wanted[there] * np.log(wanted[there] / mixed)).sum(axis=-1)
    return nats


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills a list place by place, each with what adds most to it.

    At each place a movie is worth ``score - diversity * likeness to the nearest above it -
    calibration * (off - least off)``, where *off* is the divergence of the list with it, times the
    list's length, and *least off* that of the movie that fits best there. Length, because one movie
    moves the shares of a long list less than those of a short one.

    Attributes:
        scores: Shape ``(n,)``.
        genres: 0 or 1, shape ``(n, n_genres)``.
        alike: From :func:`likeness`; ``None`` where diversity is off.
        wanted: From :func:`genre_shares` of a history; ``None`` where calibration is off.
        diversity: 0 to 1.
        calibration: Score that a nat of divergence costs for each movie of the list.
    """

    scores: Floats
    genres: Floats
    alike: Floats | None = None
    wanted: Floats | None = None
    diversity: float = 0.0
    calibration: float = 0.0

    def choose(self, n: int) -> list[tuple[int, float, float]]:
        """The list: positions, with what diversity and calibration add to each.

        Filling greedily is no guarantee, so where the list ended with more likeness or farther from
        the wanted genres than the one by score alone, that one is taken.
        """
        plain = np.argsort(-self.scores, kind="stable")[:n].tolist()
        if self.alike is None and self.wanted is None:
            return [(place, 0.0, 0.0) for place in plain]
        filled = self._fill(min(n, len(self.scores)), None)
        aim = self._aim([place for place, _, _ in filled])
        return filled if aim <= self._aim(plain) else self._fill(len(plain), plain)

    def _fill(self, n: int, given: list[int] | None) -> list[tuple[int, float, float]]:
        """Fill ``n`` places, with the given movies or with what adds most."""
        chosen: list[tuple[int, float, float]] = []
        order: list[int] = []
        open_to = np.ones(len(self.scores), dtype=np.bool_)
        for at in range(n):
            varied, fitting = self._varied(order), self._fitting(order, open_to)
            total = np.where(open_to, self.scores + varied + fitting, -np.inf)
            place = int(np.argmax(total)) if given is None else given[at]
            order.append(place)
            open_to[place] = False
            chosen.append((place, float(varied[place]), float(fitting[place])))
        return chosen

    def _varied(self, order: list[int]) -> Floats:
        if self.alike is None or not order:
            return np.zeros(len(self.scores))
        nearest: Floats = self.alike[:, order].max(axis=1)
        return -self.diversity * nearest

    def _fitting(self, order: list[int], open_to: BoolArray) -> Floats:
        """What each loses for the genres that the list would then have, at most 0."""
        if self.wanted is None:
            return np.zeros(len(self.scores))
        shares = _shares_with(self.genres, order)
        off = (len(order) + 1) * _divergence(self.wanted, shares)
        lost: Floats = -self.calibration * (off - off[open_to].min())
        return lost

    def _aim(self, order: list[int]) -> float:
        """How much of the same and how far from the wanted genres a list is; small is good."""
        total = 0.0
        if self.alike is not None:
            total += self.diversity * sameness(self.alike, order)
        if self.wanted is not None:
            total += self.calibration * distance(self.wanted, self.genres[order])
        return total


def _shares_with(genres: Floats, order: list[int]) -> Floats:
    """Genre shares of a list with each movie added in turn, shape of ``genres``."""
    counts = genres.sum(axis=1, keepdims=True)
    votes = genres / np.where(counts > 0, counts, 1)
    total = votes + votes[order].sum(axis=0)
    sums = total.sum(axis=1, keepdims=True)
    shares: Floats = total / np.where(sums > 0, sums, 1)
    return shares
