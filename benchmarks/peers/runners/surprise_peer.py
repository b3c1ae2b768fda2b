"""Surprise: predicted stars, ranked, as its own documentation lists the best for each user.

New users cannot be folded in: all stars that they show are training rows.
"""

from typing import Any

import numpy as np
from serving import LIST_LENGTH, Problem, best_first, list_rows, main
from surprise import SVD, KNNBaseline, Trainset


class Surprise:
    """Any algorithm that predicts a star for a user and a movie."""

    def __init__(self, algorithm: Any) -> None:
        self.algorithm = algorithm

    def fit(self, problem: Problem) -> None:
        stars, self.rows = problem.joined()
        self.movies = np.unique(stars.indices)
        self.algorithm.fit(_trainset(stars))

    def recommend(self, problem: Problem) -> np.ndarray:
        n_movies = problem.histories.shape[1]
        histories = problem.histories
        predict = self.algorithm.predict

        def ranked(row: int) -> np.ndarray:
            seen = histories.indices[histories.indptr[row] : histories.indptr[row + 1]]
            user = int(self.rows[row])
            scores = np.full(n_movies, -np.inf)
            for movie in np.setdiff1d(self.movies, seen).tolist():
                # unclipped: or all that is above five stars would tie
                scores[movie] = predict(user, movie, clip=False).est
            return best_first(scores, seen, LIST_LENGTH)

        return list_rows(problem, ranked)


def _trainset(stars: Any) -> Trainset:
    """What ``Dataset.build_full_trainset`` makes, from a matrix; numbers stay."""
    entries = stars.tocoo()
    users, movies = entries.row.tolist(), entries.col.tolist()
    by_user: dict[int, list[tuple[int, float]]] = {}
    by_movie: dict[int, list[tuple[int, float]]] = {}
    user_ids = {user: place for place, user in enumerate(dict.fromkeys(users))}
    movie_ids = {movie: place for place, movie in enumerate(dict.fromkeys(movies))}
    for user, movie, value in zip(users, movies, entries.data.tolist(), strict=True):
        by_user.setdefault(user_ids[user], []).append((movie_ids[movie], value))
        by_movie.setdefault(movie_ids[movie], []).append((user_ids[user], value))
    scale = (float(stars.data.min()), float(stars.data.max()))
    return Trainset(
        by_user, by_movie, len(by_user), len(by_movie), stars.nnz, scale, user_ids, movie_ids
    )


def make_svd(params: dict[str, Any], seed: int) -> Surprise:
    return Surprise(SVD(random_state=seed, **params))


def make_knn(params: dict[str, Any], _seed: int) -> Surprise:
    options = {
        "name": params.get("similarity", "msd"),
        "user_based": params.get("user_based", True),
    }
    rest = {name: value for name, value in params.items() if name in {"k", "min_k"}}
    return Surprise(KNNBaseline(sim_options=options, verbose=False, **rest))


if __name__ == "__main__":
    main({"svd": make_svd, "knn-baseline": make_knn})
