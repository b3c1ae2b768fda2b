"""What is held in memory to answer quickly: vectors, models and the reception of every movie.

A shelf is built from the database and the artifacts, and changed in place by what this process
writes. Positions are those of ``movies``, whose ids ascend: a movie that is added later stands
last, so a model fitted before keeps its positions.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from matinee.data import Critics, IdMap
from matinee.data.interactions import build_matrix
from matinee.models import (
    ColdMap,
    Content,
    ContentConfig,
    Lift,
    ModelConfig,
    MovieFeatures,
    Recommender,
    StarEase,
)
from matinee.ranking import Hybrid, HybridConfig
from matinee.ranking.filters import FilterTable
from matinee.ranking.learn import RankerWeights
from matinee.ranking.signals import FactSignals
from matinee.sentiment import (
    DEFAULT_MEAN_STARS,
    Reception,
    ReceptionConfig,
    priors,
    receptions,
    shown_rating,
    standing,
)
from matinee.sentiment.evidence import (
    ReviewEvidence,
    evidence,
    evidence_by_movie,
    rating_evidence,
)
from matinee.sentiment.reception import catalogue_mean
from matinee.service.ranker import config_of
from matinee.storage.activity import ReviewColumns
from matinee.types import FloatArray, IndexArray

_DAY_S = 86_400


@dataclass(slots=True)
class Audience:
    """What critics, reviewers and raters say of each movie; arrays over the catalogue.

    Where reviews age, they have the age of the moment when they were last summed up: all of them
    when the shelf is built, a movie's when something is written about it.

    Attributes:
        alpha: Prior count of viewers who liked it, by the critics; float32, above 0.
        beta: Prior count of those who did not.
        n_critics: Critics behind the prior, int32.
        n_reviews: Reviews that count and say anything, int64.
        n_effective: Viewers that they count for, float64.
        sum_positive: How many of those liked it, float64.
        critics: Published figures.
        imdb_rating: Mean of IMDb's voters, NaN where unknown.
        n_ratings: Ratings by users, int64.
        mean_stars: Their mean; anything where there are none.
        n_liked: How many of the ratings mean "liked it", int64.
        config: What each kind of opinion counts for.
    """

    alpha: FloatArray
    beta: FloatArray
    n_critics: IndexArray
    n_reviews: np.ndarray
    n_effective: np.ndarray
    sum_positive: np.ndarray
    critics: list[Critics]
    imdb_rating: FloatArray
    n_ratings: np.ndarray
    mean_stars: FloatArray
    n_liked: np.ndarray
    config: ReceptionConfig

    @classmethod
    def of(
        cls,
        critics: list[Critics],
        imdb_rating: FloatArray,
        ratings: tuple[np.ndarray, FloatArray, np.ndarray],
        config: ReceptionConfig | None = None,
    ) -> "Audience":
        """From the columns of the catalogue and the ratings (count, mean, liked); no reviews yet.

        The catalogue's mean of ``config`` is replaced by this catalogue's.
        """
        config = replace(config or ReceptionConfig(), catalogue_mean=catalogue_mean(critics))
        alpha, beta, n_critics = priors(critics, config)
        n = len(critics)
        reviews = (np.zeros(n, np.int64), np.zeros(n), np.zeros(n))
        return cls(alpha, beta, n_critics, *reviews, critics, imdb_rating, *ratings, config)

    def set_all_reviews(
        self, indices: IndexArray, reviews: ReviewColumns, now: float | None = None
    ) -> None:
        """Take over the reviews of the whole catalogue.

        Args:
            indices: Position of each review's movie; -1 leaves it out.
            reviews: Those that count.
            now: Moment that ages are counted to, in seconds since 1970.
        """
        known = indices >= 0
        places, n = indices[known].astype(np.int64), len(self.critics)
        told = ReviewEvidence(*(np.asarray(column)[known] for column in _columns(reviews, now)))
        self.n_effective, self.sum_positive = evidence_by_movie(places, n, told, self.config)
        self.n_reviews = np.bincount(places[reviews.told[known]], minlength=n)

    def set_reviews(self, index: int, reviews: ReviewColumns, now: float | None = None) -> None:
        """Take over the reviews of one movie; no other is touched.

        Args:
            index: The movie's position.
            reviews: Its reviews that count, all of them.
            now: As in :meth:`set_all_reviews`.
        """
        told = evidence(_columns(reviews, now), self.config)
        self.n_reviews[index] = np.count_nonzero(reviews.told)
        self.n_effective[index], self.sum_positive[index] = told

    @property
    def global_mean(self) -> float:
        """Mean of all ratings in stars."""
        total = int(self.n_ratings.sum())
        if not total:
            return DEFAULT_MEAN_STARS
        return float(np.nansum(self.mean_stars * self.n_ratings) / total)

    @property
    def popularity(self) -> np.ndarray:
        """How often each movie was rated or, where nobody rated, written of by critics."""
        return self.n_ratings if self.n_ratings.any() else self.n_critics

    def _counts(self, indices: IndexArray) -> tuple[np.ndarray, np.ndarray]:
        """Alpha and beta after everybody spoke."""
        n_rated, liked_rated = rating_evidence(
            self.n_ratings[indices], self.n_liked[indices], self.config
        )
        before, after = self._said(indices)
        return before + liked_rated, after + n_rated - liked_rated

    def _said(self, indices: IndexArray) -> tuple[np.ndarray, np.ndarray]:
        """Alpha and beta of critics and reviews, without ratings."""
        liked, n = self.sum_positive[indices], self.n_effective[indices]
        return self.alpha[indices] + liked, self.beta[indices] + np.maximum(n - liked, 0)

    def reception(self, indices: IndexArray) -> list[Reception]:
        """Receptions of the movies at ``indices``, in their order."""
        return receptions(
            *self._counts(indices),
            self.n_reviews[indices],
            self.n_critics[indices],
            n_ratings=self.n_ratings[indices],
            config=self.config,
        )

    def reception_of(self, index: int) -> Reception:
        """Reception of one movie."""
        return self.reception(np.array([index], dtype=np.int32))[0]

    def standing(self, indices: IndexArray) -> FloatArray:
        """What ranking goes by, shape of ``indices``; see :func:`matinee.sentiment.standing`.

        Critics and reviews only: relevance is made of the ratings already, and counted twice they
        bring what many have seen into lists where it does not belong (Star Wars beside The
        Godfather).
        """
        return standing(*self._said(indices), self.config)

    def rating(self, index: int, global_mean: float) -> float:
        """The rating that is shown, 0 to 10."""
        imdb = float(self.imdb_rating[index])
        return shown_rating(
            self.critics[index],
            None if np.isnan(imdb) else imdb,
            float(self.mean_stars[index]),
            int(self.n_ratings[index]),
            global_mean,
        )


def _columns(reviews: ReviewColumns, now: float | None) -> ReviewEvidence:
    moment = time.time() if now is None else now
    age_days = (moment - reviews.moments) / _DAY_S
    return ReviewEvidence(reviews.positive, reviews.weight, reviews.stars, age_days, reviews.posted)


@dataclass(slots=True)
class Shelf:
    """One installation's movies, ready to be ranked.

    Attributes:
        movies: Ids in ascending order; everything else is in their order.
        features: Vectors, genres and years.
        table: What filters go by.
        audience: Reception and ratings.
        hybrid: Text and ratings together.
        fitted: Recommenders fitted on ratings, by name; they may know fewer movies.
        notes: What is missing, in sentences.
    """

    movies: IdMap
    features: MovieFeatures
    table: FilterTable
    audience: Audience
    hybrid: Hybrid
    fitted: dict[str, Recommender]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        movies: IdMap,
        features: MovieFeatures,
        audience: Audience,
        fitted: dict[str, Recommender],
        notes: tuple[str, ...] = (),
        *,
        table: FilterTable,
        weights: RankerWeights | None = None,
        configs: Mapping[str, ModelConfig] | None = None,
    ) -> "Shelf":
        """Put the parts together; text needs no ratings, so it is fitted here."""
        nobody = np.zeros(0, dtype=np.int64)
        empty = build_matrix(np.zeros(0, np.float32), nobody, nobody, (0, len(movies)))
        configs = configs or {}
        content = Content(config_of(configs, Content.name, ContentConfig))
        content.fit(empty, features)
        hybrid = Hybrid.of(
            content,
            FactSignals.of(features, audience.n_liked),
            stars=_found(fitted, StarEase),
            lift=_found(fitted, Lift),
            cold=_found(fitted, ColdMap),
            weights=weights,
            config=config_of(configs, Hybrid.name, HybridConfig),
        )
        return cls(movies, features, table, audience, hybrid, fitted, notes)

    def recommender(self, name: str) -> Recommender | None:
        """The recommender of that name, ``None`` if it has not been fitted."""
        if name in {"hybrid", "content"} and not self.hybrid.content_.told_.any():
            return None
        ready: dict[str, Recommender] = {"hybrid": self.hybrid, "content": self.hybrid.content_}
        return ready.get(name) or self.fitted.get(name)


_Kind = TypeVar("_Kind", bound=Recommender)


def _found(fitted: dict[str, Recommender], kind: type[_Kind]) -> _Kind | None:
    model = fitted.get(kind.name)
    return model if isinstance(model, kind) else None
