"""implicit: alternating least squares, Bayesian personalised ranking, cosine of movies."""

from typing import Any

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import CosineRecommender
from serving import LIST_LENGTH, Problem, list_rows, main

#: The package gives places past the end of a list the lowest score there is.
NOT_LISTED = -1e30


class Implicit:
    """Any model of the package that takes the likes of users it was not fitted on."""

    def __init__(self, model: Any, *, recalculates: bool) -> None:
        self.model = model
        self.recalculates = recalculates

    def fit(self, problem: Problem) -> None:
        self.model.fit(problem.likes(problem.train), show_progress=False)

    def recommend(self, problem: Problem) -> np.ndarray:
        likes = problem.likes(problem.histories)
        listed, scores = self.model.recommend(
            np.arange(problem.n_asked),
            likes,
            N=min(LIST_LENGTH + problem.n_extra(likes), likes.shape[1]),
            filter_already_liked_items=True,
            recalculate_user=self.recalculates,
        )
        listed = np.where(scores > NOT_LISTED, listed, -1)
        return list_rows(problem, lambda row: listed[row])


class Bpr:
    """BPR has no way to take new users: their likes are training rows."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def fit(self, problem: Problem) -> None:
        stars, self.rows = problem.joined()
        self.model.fit(problem.likes(stars), show_progress=False)

    def recommend(self, problem: Problem) -> np.ndarray:
        likes = problem.likes(problem.histories)
        n = min(LIST_LENGTH + problem.n_extra(likes), likes.shape[1])
        listed, scores = self.model.recommend(self.rows, likes, N=n)
        listed = np.where(scores > NOT_LISTED, listed, -1)
        return list_rows(problem, lambda row: listed[row])


def make_als(params: dict[str, Any], seed: int) -> Implicit:
    model = AlternatingLeastSquares(random_state=seed, num_threads=1, **params)
    return Implicit(model, recalculates=True)


def make_bpr(params: dict[str, Any], seed: int) -> Bpr:
    return Bpr(BayesianPersonalizedRanking(random_state=seed, num_threads=1, **params))


def make_cosine(params: dict[str, Any], _seed: int) -> Implicit:
    return Implicit(CosineRecommender(num_threads=1, **params), recalculates=False)


if __name__ == "__main__":
    main({"als": make_als, "bpr": make_bpr, "cosine": make_cosine})
