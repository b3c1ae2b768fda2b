"""What comes next: EASE, and steps from the movies that were rated last."""

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from matinee.models.base import MovieFeatures
from matinee.models.ease import Ease, EaseConfig
from matinee.models.neighbours import BLOCK_ROWS, keep_strongest, stack
from matinee.models.state import Layout, State, from_arrays, sparse_layouts, to_arrays
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix, TimeMatrix

#: A step that weighs less than this is not counted.
FAINTEST = 0.01

#: Users whose scores tell how large steps are against EASE.
SAMPLE = 500


class RecentConfig(EaseConfig):
    """Hyperparameters of :class:`Recent`; those of EASE hold for its part of it."""

    weight: float = Field(
        2.0, ge=0, description="Spread of the steps' part of a score, against one for EASE's."
    )
    reach: float = Field(
        10.0, gt=0, description="Ratings over which a step that is learnt from fades to a third."
    )
    fade: float = Field(
        5.0, gt=0, description="Ratings over which a history's movies fade to a third."
    )
    backward: float = Field(
        0.3, ge=0, le=1, description="Weight of a step from a movie to one that was rated before."
    )
    others: float = Field(
        0.6, ge=0, le=1, description="Weight of a step from a movie that was rated, but not liked."
    )
    prior: float = Field(
        30.0, ge=0, description="Added to a movie's evidence, so that few steps prove little."
    )
    held_back: float = Field(
        0.35,
        ge=0,
        le=1,
        description="Power of a candidate's likes that steps to it are divided by.",
    )


class Recent(Ease):
    """EASE, to which is added what users liked within a few ratings of the latest of a history.

    Formula: users' ratings are put in the order of their times; ratings of one moment share a
    position. A rating of i and a like of j, ``gap`` positions apart, add
    ``w = exp(-(gap - 1) / reach)`` to ``C_ij``, times ``backward`` where j came first (half of
    both where they came at once) and ``others`` where i was no like. Then
    ``T_ij = C_ij / (sum of w² from i + prior) / (likes_j + 1)^held_back``, of each row the ``k``
    largest, and ``score = x B + weight · scale · sqrt(1 + n_likes) · s T`` with the weights B of
    EASE and ``s_i`` falling off as ``exp(-gap / fade)`` from the latest rating, dislikes with
    ``others``, summing to one. ``scale`` gives both parts the same spread over users of the fit.
    Without times it is EASE. Similar movies are those of EASE.
    Part of what it finds is in which order people go through lists, MovieLens' own pages among
    them; it says what comes next, not what is better.
    Cost: that of EASE, and a pass over the ratings for each of about ``4.6 reach`` distances.

    Attributes:
        weights_, precision_: As in :class:`~matinee.models.ease.Ease`.
        steps_: T, shape ``(n_known, n_known)``, sparse; row: a shown movie, column: a candidate.
        scale_: Spread of EASE's part to that of the steps', shape ``(1,)``, float32; 0 where no
            times were known.

    Source:
        After Choi, Kim, Lee, Shim & Lee, "Session-aware Linear Item-Item Models for Session-based
        Recommendation", WWW 2021, whose transitions it counts and shrinks in place of solving
        for them: on the validation users that is as good and takes a hundredth of the time.
    """

    name = "recent"
    config_class = RecentConfig
    config: RecentConfig
    steps_: RatingMatrix
    scale_: FloatArray

    def _fit_timed(
        self,
        matrix: RatingMatrix,
        times: TimeMatrix | None,
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,
    ) -> None:
        self._fit(matrix, features, progress, rng)
        n = len(self.columns_)
        self.steps_ = _nothing(n)
        self.scale_ = np.zeros(1, dtype=np.float32)
        if times is None:
            return
        known, moments = matrix[:, self.columns_], times[:, self.columns_]
        self.steps_ = self._count(known, moments, progress)
        users = np.unique(np.linspace(0, known.shape[0] - 1, SAMPLE).astype(np.int32))
        steps = self._step(known[users], moments[users])
        spread = float(steps.toarray().std())
        if spread > 0:
            likes = self._likes(known[users])
            ease = self._score_likes(likes) / _root(likes)[:, None]
            self.scale_ = np.array([ease.std() / spread], dtype=np.float32)

    def _count(self, known: RatingMatrix, moments: TimeMatrix, progress: Progress) -> RatingMatrix:
        """T from ratings of known movies."""
        config, n = self.config, known.shape[1]
        users = np.repeat(np.arange(known.shape[0]), np.diff(known.indptr))
        positions = order_of(moments)
        # ratings of a user stand together, in the order of their positions
        order = np.lexsort((known.indices, positions, users))
        users, positions, movies = users[order], positions[order], known.indices[order]
        liked = known.data[order] >= config.liked_from
        strengths = np.where(liked, 1.0, config.others)
        pairs = _nothing(n)
        evidence = np.zeros(n)
        longest = int(np.diff(known.indptr).max(initial=1))
        width = min(int(1 + config.reach * -np.log(FAINTEST)), longest - 1)
        for distance in range(1, width + 1):
            first = np.flatnonzero(users[distance:] == users[:-distance])
            second = first + distance
            gaps = positions[second] - positions[first]
            fading = np.exp(-np.maximum(gaps - 1, 0) / config.reach)
            together = (1 + config.backward) / 2
            for source, target, direction in (
                (first, second, 1.0),
                (second, first, config.backward),
            ):
                steps = fading * np.where(gaps > 0, direction, together) * strengths[source]
                steps *= liked[target]
                places = (movies[source], movies[target])
                pairs = csr_array(pairs + csr_array((steps.astype(np.float32), places), (n, n)))
                evidence += np.bincount(movies[source], steps**2, minlength=n)
            progress("recent: count", distance, width)
        certainty = 1 / np.maximum(evidence + config.prior, np.finfo(np.float32).tiny)
        held_back = (self.likes_ + 1) ** -config.held_back
        blocks: list[RatingMatrix] = []
        for start in range(0, n, BLOCK_ROWS):
            block = pairs[start : start + BLOCK_ROWS].toarray() * held_back
            block *= certainty[start : start + BLOCK_ROWS, None].astype(np.float32)
            own = np.arange(len(block))
            block[own, start + own] = 0
            blocks.append(keep_strongest(block, config.k))
        return stack(blocks)

    def _score_timed(self, histories: RatingMatrix, times: TimeMatrix | None) -> FloatArray:
        scores = self._score(histories)
        moments = self._moments(histories, times)
        if moments is None or not self.scale_[0]:
            return scores
        known, moments = histories[:, self.columns_], moments[:, self.columns_]
        steps = self._step(known, moments).toarray()
        pulls = self._pulls(self._likes(known))
        scores[:, self.columns_] += pulls[:, None] * steps
        return scores

    def _parts(
        self, history: RatingMatrix, times: TimeMatrix | None, asked: IndexArray
    ) -> FloatArray:
        parts = super()._parts(history, times, asked)
        moments = self._moments(history, times)
        if moments is None or not self.scale_[0]:
            return parts
        steps = self.steps_[history.indices][:, asked].toarray()
        strengths = self._recency(history, moments).data * self._pulls(self._likes(history))
        result: FloatArray = parts + strengths[:, None] * steps
        return result

    def _moments(
        self,
        histories: RatingMatrix,  # noqa: ARG002 - for Nearby
        times: TimeMatrix | None,
    ) -> TimeMatrix | None:
        """What histories are put in order by; ``None``: nothing, there are no steps."""
        return times

    def _likes(self, known: RatingMatrix) -> RatingMatrix:
        likes = known.copy()
        likes.data = (known.data >= self.config.liked_from).astype(np.float32)
        return likes

    def _pulls(self, likes: RatingMatrix) -> FloatArray:
        """What the steps' part of each history is multiplied by."""
        pulls: FloatArray = np.float32(self.config.weight) * self.scale_ * _root(likes)
        return pulls

    def _step(self, known: RatingMatrix, moments: TimeMatrix) -> RatingMatrix:
        steps: RatingMatrix = self._recency(known, moments) @ self.steps_
        return steps

    def _recency(self, known: RatingMatrix, moments: TimeMatrix) -> RatingMatrix:
        """s: how much each rating of each history counts by now, each row summing to one."""
        positions = order_of(moments)
        lengths = np.diff(known.indptr)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        last = np.zeros(len(lengths), dtype=np.int64)
        np.maximum.at(last, rows, positions)
        strengths = np.exp((positions - last[rows]) / self.config.fade)
        strengths *= np.where(known.data >= self.config.liked_from, 1.0, self.config.others)
        sums = np.bincount(rows, strengths, minlength=len(lengths))
        strengths /= np.maximum(sums, np.finfo(np.float32).tiny)[rows]
        return csr_array(
            (strengths.astype(np.float32), known.indices, known.indptr), shape=known.shape
        )

    def _learnt(self) -> dict[str, np.ndarray]:
        return {**super()._learnt(), **to_arrays(self.steps_, "steps"), "scale": self.scale_}

    def _layouts(self, n_known: int) -> dict[str, Layout]:
        own: dict[str, Layout] = {"scale": (np.float32, (1,))}
        return {**super()._layouts(n_known), **sparse_layouts(n_known, "steps"), **own}

    def _load_learnt(self, state: State, n_known: int) -> None:
        super()._load_learnt(state, n_known)
        self.steps_ = from_arrays(self.name, state, n_known, name="steps")
        self.scale_ = state["scale"]


class NearbyConfig(RecentConfig):
    """Hyperparameters of :class:`Nearby`."""

    weight: float = Field(
        0.7, ge=0, description="Spread of the steps' part of a score, against one for EASE's."
    )
    reach: float = Field(
        3.0, gt=0, description="Ratings over which a step that is learnt from fades to a third."
    )
    fade: float = Field(
        1e9, gt=0, description="Ratings over which a history's movies fade to a third: never."
    )
    backward: float = Field(
        1.0, ge=0, le=1, description="Weight of a step from a movie to one that was rated before."
    )
    held_back: float = Field(
        0.5, ge=0, le=1, description="Power of a candidate's likes that steps to it are divided by."
    )


class Nearby(Recent):
    """EASE, to which is added what users liked within a few ratings of any of a history.

    Formula: that of :class:`Recent` with steps that count both ways and a history that does not
    fade. For the question what a user likes at all, where :class:`Recent` answers what comes
    next: movies that are watched around the same time say more of each other than movies that the
    same user liked years apart. It needs times at learning, and none of the history.
    Cost: that of :class:`Recent`.

    Attributes:
        weights_, precision_, steps_, scale_: As in :class:`Recent`.
    """

    name = "nearby"
    config_class = NearbyConfig
    config: NearbyConfig

    def _moments(self, histories: RatingMatrix, times: TimeMatrix | None) -> TimeMatrix | None:
        if times is not None:
            return times
        # all at one moment: what does not fade needs no order
        moments = np.zeros(histories.nnz)
        return csr_array((moments, histories.indices, histories.indptr), shape=histories.shape)


def order_of(times: TimeMatrix) -> np.ndarray:
    """How many ratings of the same row came before each entry, shape ``(nnz,)``, int64."""
    positions = np.zeros(times.nnz, dtype=np.int64)
    for start, stop in zip(times.indptr[:-1], times.indptr[1:], strict=True):
        moments = times.data[start:stop]
        positions[start:stop] = np.searchsorted(np.sort(moments), moments)
    return positions


def _nothing(n: int) -> RatingMatrix:
    """A table of ``n`` movies without an entry."""
    starts = np.zeros(n + 1, dtype=np.int32)
    empty: RatingMatrix = csr_array((np.zeros(0, dtype=np.float32), starts[:0], starts), (n, n))
    return empty


def _root(likes: RatingMatrix) -> FloatArray:
    """What EASE's part of a score grows by with the likes of a history."""
    roots: FloatArray = np.sqrt(1 + likes.sum(axis=1), dtype=np.float32)
    return roots
