"""scikit-learn's NMF: users folded in, and the classic cosine of movies over ten factors."""

import warnings
from typing import Any

import numpy as np
from serving import LIST_LENGTH, Problem, best_first, list_rows, main
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize


class Nmf:
    """Likes of a new user are mapped to factors by ``transform``, then back to movies."""

    def __init__(self, params: dict[str, Any], seed: int) -> None:
        self.model = NMF(random_state=seed, **params)

    def fit(self, problem: Problem) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.model.fit(problem.likes(problem.train))

    def scores(self, problem: Problem) -> np.ndarray:
        return self.model.transform(problem.likes(problem.histories)) @ self.model.components_

    def recommend(self, problem: Problem) -> np.ndarray:
        scores = self.scores(problem)
        histories = problem.histories

        def ranked(row: int) -> np.ndarray:
            seen = histories.indices[histories.indptr[row] : histories.indptr[row + 1]]
            return best_first(scores[row], seen, LIST_LENGTH)

        return list_rows(problem, ranked)


class NmfMovies(Nmf):
    """A movie is as good as its factors are like those of the user's likes, in the sum."""

    def scores(self, problem: Problem) -> np.ndarray:
        factors = normalize(self.model.components_.T)
        return (problem.likes(problem.histories) @ factors) @ factors.T


MAKERS = {"nmf": Nmf, "nmf-movies": NmfMovies}

if __name__ == "__main__":
    main(MAKERS)
