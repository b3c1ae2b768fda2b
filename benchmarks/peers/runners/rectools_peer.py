"""RecTools: EASE, neighbours of movies, implicit ALS behind its wrapper, popularity.

EASE and the neighbours look a user's likes up in the data set they are asked with, so new users
are folded in by asking with a larger one. The wrapper of ALS keeps factors of the users it was
fitted on only: there the asked users' likes are training rows.
"""

from typing import Any

import numpy as np
import pandas as pd
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from rectools.dataset import Dataset, IdMap, Interactions
from rectools.models import (
    EASEModel,
    ImplicitALSWrapperModel,
    ImplicitItemKNNWrapperModel,
    PopularModel,
)
from serving import LIST_LENGTH, Problem, list_rows, main

NEIGHBOURS = {"bm25": BM25Recommender, "cosine": CosineRecommender, "tfidf": TFIDFRecommender}


class RecTools:
    """Any model of the package."""

    def __init__(self, model: Any, *, learns_asked: bool) -> None:
        self.model = model
        self.learns_asked = learns_asked

    def fit(self, problem: Problem) -> None:
        stars, self.rows = problem.joined()
        learnt = stars if self.learns_asked else problem.train
        self.known = Dataset.construct(_frame(problem.likes(learnt)))
        self.everybody = _frame(problem.likes(stars))
        self.model.fit(self.known)

    def recommend(self, problem: Problem) -> np.ndarray:
        likes = problem.likes(problem.histories)
        frame = self.everybody[
            np.isin(self.everybody["item_id"], self.known.item_id_map.external_ids)
        ]
        users = IdMap.from_values(frame["user_id"].values)
        asking = Dataset(
            users,
            self.known.item_id_map,
            Interactions.from_raw(frame, users, self.known.item_id_map),
        )
        listed = self.model.recommend(
            users=self.rows[np.isin(self.rows, users.external_ids)],
            dataset=asking,
            k=LIST_LENGTH + problem.n_extra(likes),
            filter_viewed=True,
        )
        best = {
            user: group["item_id"].to_numpy()
            for user, group in listed.sort_values(["user_id", "rank"]).groupby("user_id")
        }
        nothing = np.array([], dtype=np.int32)
        return list_rows(problem, lambda row: best.get(int(self.rows[row]), nothing))


def _frame(likes: Any) -> pd.DataFrame:
    entries = likes.tocoo()
    return pd.DataFrame(
        {
            "user_id": entries.row.astype(np.int64),
            "item_id": entries.col.astype(np.int64),
            "weight": 1.0,
            "datetime": pd.Timestamp(0),
        }
    )


def make_ease(params: dict[str, Any], _seed: int) -> RecTools:
    model = EASEModel(recommend_n_threads=1, recommend_use_gpu_ranking=False, **params)
    return RecTools(model, learns_asked=False)


def make_neighbours(params: dict[str, Any], _seed: int) -> RecTools:
    rest = dict(params)
    kind = NEIGHBOURS[rest.pop("similarity", "tfidf")]
    model = ImplicitItemKNNWrapperModel(kind(num_threads=1, **rest))
    return RecTools(model, learns_asked=False)


def make_als(params: dict[str, Any], seed: int) -> RecTools:
    inner = AlternatingLeastSquares(random_state=seed, num_threads=1, **params)
    model = ImplicitALSWrapperModel(inner, recommend_n_threads=1, recommend_use_gpu_ranking=False)
    return RecTools(model, learns_asked=True)


def make_popular(params: dict[str, Any], _seed: int) -> RecTools:
    return RecTools(PopularModel(**params), learns_asked=False)


if __name__ == "__main__":
    main(
        {
            "ease": make_ease,
            "item-knn": make_neighbours,
            "als": make_als,
            "popular": make_popular,
        }
    )
