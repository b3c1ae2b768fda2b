"""What is held in memory to answer quickly: vectors, models and the reception of every movie.

A shelf is built from the database and the artifacts, and changed in place by what this process
writes. Positions are those of ``movies``, whose ids ascend: a movie that is added later stands
last, so a model fitted before keeps its positions.
"""

from dataclasses import dataclass

import numpy as np

from matinee.data import Critics, IdMap
from matinee.data.interactions import build_matrix
from matinee.models import Content, MovieFeatures, Recommender
from matinee.ranking import Hybrid
from matinee.sentiment import (
    DEFAULT_MEAN_STARS,
    Reception,
    ReceptionConfig,
    posterior,
    priors,
    receptions,
    shown_rating,
    standing,
)
from matinee.sentiment.reception import Prior, catalogue_mean
from matinee.types import FloatArray, IndexArray


@dataclass(slots=True)
class Audience:
    """What critics, reviewers and raters say of each movie; arrays over the catalogue.

    Attributes:
        alpha: Prior count of viewers who liked it, by the critics; float32, above 0.
        beta: Prior count of those who did not.
        n_critics: Critics behind the prior, int32.
        n_reviews: Scored reviews, int64.
        sum_positive: Sum of the reviews' probabilities of "liked it", float64.
        critics: Published figures.
        imdb_rating: Mean of IMDb's voters, NaN where unknown.
        n_ratings: Ratings by users, int64.
        mean_stars: Their mean, NaN where there are none.
    """

    alpha: FloatArray
    beta: FloatArray
    n_critics: IndexArray
    n_reviews: np.ndarray
    sum_positive: np.ndarray
    critics: list[Critics]
    imdb_rating: FloatArray
    n_ratings: np.ndarray
    mean_stars: FloatArray

    @classmethod
    def of(
        cls,
        critics: list[Critics],
        imdb_rating: FloatArray,
        ratings: tuple[np.ndarray, FloatArray],
        reviews: tuple[np.ndarray, np.ndarray],
    ) -> "Audience":
        """From the columns of the catalogue, the ratings (count, mean) and reviews (count, sum)."""
        config = ReceptionConfig(catalogue_mean=catalogue_mean(critics))
        alpha, beta, n_critics = priors(critics, config)
        return cls(alpha, beta, n_critics, *reviews, critics, imdb_rating, *ratings)

    @property
    def global_mean(self) -> float:
        """Mean of all ratings in stars."""
        total = int(self.n_ratings.sum())
        if not total:
            return DEFAULT_MEAN_STARS
        return float(np.nansum(self.mean_stars * self.n_ratings) / total)

    def _counts(self, index: int) -> tuple[float, float]:
        before = Prior(
            float(self.alpha[index]), float(self.beta[index]), int(self.n_critics[index])
        )
        return posterior(before, int(self.n_reviews[index]), float(self.sum_positive[index]))

    def reception(self, indices: IndexArray) -> list[Reception]:
        """Receptions of the movies at ``indices``, in their order."""
        counts = np.array([self._counts(int(index)) for index in indices]).reshape(-1, 2)
        return receptions(
            counts[:, 0], counts[:, 1], self.n_reviews[indices], self.n_critics[indices]
        )

    def reception_of(self, index: int) -> Reception:
        """Reception of one movie."""
        return self.reception(np.array([index], dtype=np.int32))[0]

    def standing(self, indices: IndexArray) -> FloatArray:
        """What ranking goes by, shape of ``indices``; see :func:`matinee.sentiment.standing`."""
        positive = np.clip(self.sum_positive[indices], 0, self.n_reviews[indices])
        negative = self.n_reviews[indices] - positive
        return standing(self.alpha[indices] + positive, self.beta[indices] + negative)

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


@dataclass(slots=True)
class Shelf:
    """One installation's movies, ready to be ranked.

    Attributes:
        movies: Ids in ascending order; everything else is in their order.
        features: Vectors, genres and years.
        audience: Reception and ratings.
        hybrid: Text and ratings together.
        fitted: Recommenders fitted on ratings, by name; they may know fewer movies.
        notes: What is missing, in sentences.
    """

    movies: IdMap
    features: MovieFeatures
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
    ) -> "Shelf":
        """Put the parts together; text needs no ratings, so it is fitted here."""
        nobody = np.zeros(0, dtype=np.int64)
        empty = build_matrix(np.zeros(0, np.float32), nobody, nobody, (0, len(movies)))
        content = Content()
        content.fit(empty, features)
        hybrid = Hybrid.of(content, fitted.get("ease"))
        return cls(movies, features, audience, hybrid, fitted, notes)

    def recommender(self, name: str) -> Recommender | None:
        """The recommender of that name, ``None`` if it has not been fitted."""
        if name in {"hybrid", "content"} and not self.hybrid.content_.told_.any():
            return None
        ready: dict[str, Recommender] = {"hybrid": self.hybrid, "content": self.hybrid.content_}
        return ready.get(name) or self.fitted.get(name)
