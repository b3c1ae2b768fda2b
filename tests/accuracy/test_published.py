"""Accuracy on a real data set, held between two bounds.

Five folds of ml-latest-small, every user held out once, seed 0: deterministic up to the rounding
of BLAS, which moved no mean by more than .002. Bounds are .012 to either side of what was
measured; the spread between folds is .02 to .03 and that between seeds of the mean .005.
The published figures (one split of 60 users each, so +-.03): popular .179, item cosine .229, NMF
of 50 parts .240, EASE .302, item-to-item NMF .076.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matinee.data import Interactions
from matinee.evaluation import EvaluationConfig, evaluate, hold_out_users, iter_folds
from matinee.evaluation.report import Task
from matinee.ingest import read_ratings
from matinee.models import Ease, ItemKnn, Nmf, Popularity, Recommender

RATINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "movielens-latest-small"
#: As published: models are shown likes alone.
CONFIG = EvaluationConfig(show_others=False)
MAKERS: dict[str, Callable[[], Recommender]] = {
    "popularity": Popularity,
    "item-knn": ItemKnn,
    "nmf": Nmf,
    "ease": Ease,
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not RATINGS.exists(), reason="The MovieLens folder of shared is absent."),
]


@pytest.fixture(scope="module")
def interactions() -> Interactions:
    return Interactions.from_ratings(read_ratings(RATINGS).ratings)


def mean_ndcg(
    interactions: Interactions, makers: dict[str, Callable[[], Recommender]], task: Task
) -> dict[str, float]:
    reports = [
        evaluate(split, None, makers, CONFIG, task=task)
        for split in iter_folds(interactions, CONFIG, 5)
    ]
    found = [[row.mean("ndcg_at_10") for row in report.rows] for report in reports]
    return dict(zip(makers, np.mean(found, axis=0).tolist(), strict=True))


@pytest.fixture(scope="module")
def recommended(interactions) -> dict[str, float]:
    return mean_ndcg(interactions, MAKERS, "recommend")


@pytest.fixture(scope="module")
def similar(interactions) -> dict[str, float]:
    makers = {name: make for name, make in MAKERS.items() if name != "ease"}
    return mean_ndcg(interactions, makers, "similar")


@pytest.mark.parametrize(
    ("model", "measured"),
    [("popularity", 0.143), ("item-knn", 0.239), ("nmf", 0.227), ("ease", 0.271)],
)
def test_hidden_likes_are_found_as_often_as_measured(recommended, model, measured):
    assert measured - 0.012 < recommended[model] < measured + 0.012


@pytest.mark.parametrize(
    ("model", "measured"), [("popularity", 0.437), ("item-knn", 0.205), ("nmf", 0.090)]
)
def test_similar_movies_share_likes_as_often_as_measured(similar, model, measured):
    assert measured - 0.012 < similar[model] < measured + 0.012


def test_published_protocol_agrees_with_the_published_ease(interactions):
    split = hold_out_users(interactions, CONFIG, part="test")
    report = evaluate(split, None, {"ease": Ease}, CONFIG)
    found = report.interval(report.rows[0])
    # two splits of 60 users: their difference has 1.4 times the error of either
    assert abs(found.value - 0.302) < 1.4 * (found.high - found.low) / 2
    assert report.rows[0].n_lists == 60
