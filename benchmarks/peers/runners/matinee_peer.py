"""matinee's own models, in the project's environment, by the same files as everybody else."""

from pathlib import Path
from typing import Any

import numpy as np
from features import read_features
from scipy.sparse import csr_array
from serving import LIST_LENGTH, Problem, main

from matinee.ranking import RECOMMENDERS

#: Users that are scored at a time.
BATCH_ROWS = 128


class Matinee:
    """A recommender by its name."""

    def __init__(self, name: str, params: dict[str, Any], seed: int) -> None:
        kind = RECOMMENDERS[name]
        rest = dict(params)
        folder = Path(rest.pop("features_folder"))
        self.features = read_features(folder) if kind.needs_features else None
        self.model = kind(kind.config_class(**rest))
        self.seed = seed

    def fit(self, problem: Problem) -> None:
        train = csr_array(problem.train)
        self.model.fit(train, self.features, times=problem.train_times, rng=self.seed)

    def recommend(self, problem: Problem) -> np.ndarray:
        lists = []
        for start in range(0, problem.n_asked, BATCH_ROWS):
            rows = slice(start, start + BATCH_ROWS)
            times = None if problem.history_times is None else problem.history_times[rows]
            asked = csr_array(problem.histories[rows])
            lists.append(self.model.recommend(asked, LIST_LENGTH, times).indices)
        return np.concatenate(lists)


if __name__ == "__main__":
    main(
        {name: lambda params, seed, name=name: Matinee(name, params, seed) for name in RECOMMENDERS}
    )
