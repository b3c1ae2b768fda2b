r"""What the viewers of a movie praise and what they complain of, with how sure that is.

A viewer counts once for an aspect, however often it is mentioned in that review: with p, the mean
probability of those mentions to be praise. As everywhere in reception, p adds p to alpha and
1 - p to beta. The prior is the catalogue's share c of praise for that aspect, worth s viewers::

    alpha = s c + sum p,   beta = s (1 - c) + sum (1 - p)

since most mentions of music are praise and few of the pace are, and the question is what sets a
movie apart. For likeness a movie is twelve log-odds of praise and twelve log-odds of being spoken
of at all, each against the catalogue's and shrunk in the same manner::

    praise_a = logit((sum p + s c_a) / (n_a + s)) - logit(c_a)
    talk_a = log((n_a + s t_a) / (n + s)) - log(t_a),   t_a the share of reviews that mention a

so that an aspect that nobody mentioned, or a movie that nobody reviewed, is at the catalogue's
mean.

Source:
    Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4 (Beta prior as earlier
    observations); the intervals are those of :mod:`matinee.sentiment.reception`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import logit

from matinee.data import ASPECTS, Mention
from matinee.errors import DataError
from matinee.sentiment.reception import intervals
from matinee.types import FloatArray

#: Viewers that the catalogue's share counts for in what is shown.
PRIOR_VIEWERS: Final = 4.0

#: The same for likeness, where chance must not pass for character.
SHRINK_VIEWERS: Final = 10.0

#: Fewest viewers who spoke of an aspect before it is called praised.
FEWEST_VIEWERS: Final = 5

N_ASPECTS: Final = len(ASPECTS)
_PLACES: Final = {aspect: place for place, aspect in enumerate(ASPECTS)}


@dataclass(frozen=True, slots=True, eq=False)
class AspectCounts:
    """How many viewers spoke of each aspect, for one movie or for many.

    Attributes:
        n: Viewers who mention it, weights summed, shape ``(12,)`` or ``(n_movies, 12)``, float32.
        liked: Sum of their probabilities of praise, the same shape, 0 to ``n``.
        n_reviews: Reviews that were looked at, those without mentions too, weights summed; shape
            ``()`` or ``(n_movies,)``.
    """

    n: FloatArray
    liked: FloatArray
    n_reviews: FloatArray

    def __post_init__(self) -> None:
        fits = self.n.shape == self.liked.shape == (*self.n_reviews.shape, N_ASPECTS)
        if not fits:
            raise DataError(
                f"counts must have {N_ASPECTS} columns and a review count for each row, not the "
                f"shapes {self.n.shape}, {self.liked.shape} and {self.n_reviews.shape}."
            )


@dataclass(frozen=True, slots=True)
class CatalogueShares:
    """What is usual in the catalogue.

    Attributes:
        praise: Share of praise among viewers who mention an aspect, shape ``(12,)``, float32,
            within 0 and 1, neither end included.
        talk: Share of reviews that mention it, likewise.
    """

    praise: FloatArray
    talk: FloatArray


@dataclass(frozen=True, slots=True)
class AspectSummary:
    """What viewers say of one aspect of a movie.

    Attributes:
        aspect: One of :data:`matinee.data.ASPECTS`.
        n: Viewers who mention it.
        positive: Probability that one of them praises it, 0 to 1.
        low: Lower end of the interval (90 %).
        high: Upper end.
    """

    aspect: str
    n: int
    positive: float
    low: float
    high: float


def count_mentions(
    reviews: Iterable[Sequence[Mention]], weights: Iterable[float] | None = None
) -> AspectCounts:
    """Counts of one movie from the mentions of its reviews.

    Args:
        reviews: The mentions of each review, those without any included.
        weights: What each review counts for, above 0; by default 1.
    """
    n, liked = np.zeros(N_ASPECTS), np.zeros(N_ASPECTS)
    total = 0.0
    rows = list(reviews)
    for mentions, weight in zip(rows, weights or [1.0] * len(rows), strict=True):
        total += weight
        found: dict[int, list[float]] = {}
        for mention in mentions:
            found.setdefault(_PLACES[mention.aspect], []).append(mention.positive)
        for place, positive in found.items():
            n[place] += weight
            liked[place] += weight * sum(positive) / len(positive)
    return AspectCounts(
        n.astype(np.float32), liked.astype(np.float32), np.float32(total) + 0 * n[0]
    )


def catalogue_shares(counts: AspectCounts) -> CatalogueShares:
    """What is usual, from the counts of all movies.

    Args:
        counts: Of the whole catalogue, a row for each movie or one row of sums; may be all 0.

    Returns:
        Shares with one viewer of each opinion and one silent one added, so that none is 0 or 1.
    """
    n = counts.n.reshape(-1, N_ASPECTS).sum(axis=0, dtype=np.float64)
    liked = counts.liked.reshape(-1, N_ASPECTS).sum(axis=0, dtype=np.float64)
    total = counts.n_reviews.sum(dtype=np.float64)
    praise = (np.clip(liked, 0, n) + 1) / (n + 2)
    talk = (np.minimum(n, total) + 1) / (total + 2)
    return CatalogueShares(praise.astype(np.float32), talk.astype(np.float32))


def summarise(counts: AspectCounts, shares: CatalogueShares) -> list[AspectSummary]:
    """What viewers say of a movie, most mentioned first; aspects without mention are left out.

    Args:
        counts: Of one movie.
        shares: Of the catalogue.
    """
    mean, low, high = _bounds(counts, shares)
    spoken = [place for place in range(N_ASPECTS) if counts.n[place] > 0]
    spoken.sort(key=lambda place: -counts.n[place])
    return [
        AspectSummary(
            ASPECTS[place],
            max(round(float(counts.n[place])), 1),
            float(mean[place]),
            float(low[place]),
            float(high[place]),
        )
        for place in spoken
    ]


def shared_praise(
    one: AspectCounts, other: AspectCounts, shares: CatalogueShares
) -> tuple[str, ...]:
    """Aspects that the viewers of both movies praised more than is usual.

    An aspect counts where ``FEWEST_VIEWERS`` of each movie spoke of it and the lower end of both
    intervals is above the catalogue's share.

    Returns:
        The surest first: by the smaller of the two leads over the catalogue.
    """
    leads = np.full(N_ASPECTS, np.inf)
    for counts in (one, other):
        _, low, _ = _bounds(counts, shares)
        lead = np.where(counts.n >= FEWEST_VIEWERS, low - shares.praise, -np.inf)
        leads = np.minimum(leads, lead)
    order = np.argsort(-leads, kind="stable")
    return tuple(ASPECTS[place] for place in order.tolist() if leads[place] > 0)


def profiles(
    counts: AspectCounts, shares: CatalogueShares, shrink: float = SHRINK_VIEWERS
) -> tuple[FloatArray, FloatArray]:
    """The movies' log-odds of praise and of being spoken of, against the catalogue's.

    Args:
        counts: Of ``n_movies`` movies.
        shares: Of the catalogue.
        shrink: Viewers that the catalogue counts for, above 0.

    Returns:
        ``praise`` and ``talk`` of the module's formulas, each of shape ``(n_movies, 12)``,
        float32; rows of zeros for movies without reviews.
    """
    n, liked = counts.n.astype(np.float64), counts.liked.astype(np.float64)
    praise = logit((liked + shrink * shares.praise) / (n + shrink)) - logit(shares.praise)
    share = (n + shrink * shares.talk) / (counts.n_reviews[..., None] + shrink)
    talk = np.log(share) - np.log(shares.talk)
    return praise.astype(np.float32), talk.astype(np.float32)


def likeness_vectors(
    counts: AspectCounts, shares: CatalogueShares, shrink: float = SHRINK_VIEWERS
) -> FloatArray:
    """Vectors whose dot products tell how alike audiences speak of two movies.

    The two profiles side by side, each scaled to length 1 and the whole by how far the movie's
    reviews can be trusted, ``n_reviews / (n_reviews + shrink)``, so that a movie with two reviews
    is like no other.

    Returns:
        Shape ``(n_movies, 24)``, float32; dot products are -1 to 1.
    """
    sure = counts.n_reviews / (counts.n_reviews + np.float32(shrink))
    parts = [_unit(part) for part in profiles(counts, shares, shrink)]
    joined: FloatArray = np.concatenate(parts, axis=1) * np.sqrt(np.float32(0.5))
    return (joined * sure[:, None]).astype(np.float32)


def likeness(vectors: FloatArray, movie_indices: Sequence[int]) -> FloatArray:
    """Likeness of some movies to all, by :func:`likeness_vectors`.

    Returns:
        Shape ``(len(movie_indices), n_movies)``, float32, -1 to 1.
    """
    found: FloatArray = vectors[np.asarray(movie_indices, dtype=np.int64)] @ vectors.T
    return found


def _bounds(
    counts: AspectCounts, shares: CatalogueShares
) -> tuple[FloatArray, FloatArray, FloatArray]:
    liked = np.clip(counts.liked, 0, counts.n).astype(np.float64)
    alpha = PRIOR_VIEWERS * shares.praise + liked
    beta = PRIOR_VIEWERS * (1 - shares.praise) + counts.n - liked
    return intervals(alpha, beta)


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: FloatArray = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return scaled
