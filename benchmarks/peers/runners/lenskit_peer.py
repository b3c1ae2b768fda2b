"""LensKit: neighbours of movies, implicit and biased matrix factorisation, new users folded in."""

from typing import Any

import numpy as np
import pandas as pd
from lenskit import recommend
from lenskit.als import BiasedMFScorer, ImplicitMFScorer
from lenskit.data import ItemList, RecQuery, from_interactions_df
from lenskit.knn import ItemKNNScorer
from lenskit.pipeline import topn_pipeline
from lenskit.training import TrainingOptions
from serving import LIST_LENGTH, Problem, list_rows, main


class LensKit:
    """A scorer inside the package's own pipeline."""

    def __init__(self, scorer: Any, seed: int, *, wants_stars: bool) -> None:
        self.pipeline = topn_pipeline(scorer)
        self.seed = seed
        self.wants_stars = wants_stars

    def fit(self, problem: Problem) -> None:
        stars = problem.train
        entries = (stars if self.wants_stars else problem.likes(stars)).tocoo()
        columns = {"user_id": entries.row.astype(np.int64), "item_id": entries.col.astype(np.int64)}
        if self.wants_stars:
            columns["rating"] = entries.data.astype(np.float64)
        self.known = np.unique(columns["item_id"])
        data = from_interactions_df(pd.DataFrame(columns))
        self.pipeline.train(data, TrainingOptions(rng=self.seed))

    def recommend(self, problem: Problem) -> np.ndarray:
        histories = problem.histories
        shown = histories if self.wants_stars else problem.likes(histories)

        def ranked(row: int) -> np.ndarray:
            seen = histories.indices[histories.indptr[row] : histories.indptr[row + 1]]
            own = slice(*shown.indptr[row : row + 2])
            # the factors of implicit likes raise KeyError where a movie was never seen in training
            known = np.isin(shown.indices[own], self.known)
            fields = {"rating": shown.data[own][known]} if self.wants_stars else {}
            history = ItemList(item_ids=shown.indices[own][known].astype(np.int64), **fields)
            candidates = ItemList(item_ids=np.setdiff1d(self.known, seen))
            query = RecQuery(history_items=history)
            return recommend(self.pipeline, query, LIST_LENGTH, candidates).ids()

        return list_rows(problem, ranked)


def make_neighbours(params: dict[str, Any], seed: int) -> LensKit:
    return LensKit(ItemKNNScorer(feedback="implicit", **params), seed, wants_stars=False)


def make_implicit(params: dict[str, Any], seed: int) -> LensKit:
    return LensKit(ImplicitMFScorer(**params), seed, wants_stars=False)


def make_biased(params: dict[str, Any], seed: int) -> LensKit:
    return LensKit(BiasedMFScorer(**params), seed, wants_stars=True)


if __name__ == "__main__":
    main({"item-knn": make_neighbours, "implicit-mf": make_implicit, "biased-mf": make_biased})
