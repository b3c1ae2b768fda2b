import json

import numpy as np
import pytest

from matinee.data import IdMap, Interactions
from matinee.evaluation import EvaluationConfig, evaluate, evaluate_similar
from matinee.evaluation.protocol import draw_queries
from matinee.evaluation.splits import eligible_users, split_users
from matinee.models import Content, Popularity
from matinee.models.base import MovieFeatures, Recommender
from matinee.types import RatingMatrix
from tests.kit.worlds import block_features, blocks, widen

CONFIG = EvaluationConfig(min_history=3, holdout_users=0.3)


def interactions_of(matrix: RatingMatrix) -> Interactions:
    return Interactions(
        IdMap("user", range(matrix.shape[0])), IdMap("movie", range(matrix.shape[1])), matrix
    )


@pytest.fixture
def world() -> Interactions:
    return interactions_of(blocks(users=12, movies=8))


class Oracle(Popularity):
    """Knows the hidden likes: what the protocol must call perfect."""

    def __init__(self, answers: np.ndarray) -> None:
        super().__init__()
        self.answers = answers

    def _score(self, histories):
        return np.where(self.answers[: histories.shape[0]] > 0, 1, -np.inf).astype(np.float32)


class Spy(Popularity):
    """Remembers what it was shown."""

    seen: RatingMatrix
    asked: RatingMatrix

    def fit(self, matrix, features=None, **rest):
        self.seen = matrix
        return super().fit(matrix, features, **rest)

    def score(self, histories):
        self.asked = histories
        return super().score(histories)


def test_whoever_knows_the_answers_gets_full_marks(world):
    split = split_users(world.matrix, CONFIG)
    answers = split.targets.toarray()
    row = evaluate(world, None, {"oracle": lambda: Oracle(answers)}, CONFIG).rows[0]
    assert row.ndcg_at_10 == row.recall_at_20 == row.hit_rate_at_10 == row.mrr == 1
    assert row.ndcg_error == 0
    assert row.n_lists == len(answers)


def test_model_is_never_shown_what_is_hidden(world):
    spy = Spy()
    evaluate(world, None, {"spy": lambda: spy}, CONFIG)
    split = split_users(world.matrix, CONFIG)
    np.testing.assert_array_equal(spy.seen.toarray(), split.train.toarray())
    np.testing.assert_array_equal(spy.asked.toarray(), split.histories.toarray())
    assert not (spy.asked.toarray() * split.targets.toarray()).any()


def test_report_has_a_row_for_each_model_and_is_json(world):
    features = block_features(movies=8)
    steps: list[tuple[str, int, int]] = []
    report = evaluate(
        world,
        features,
        {"popular": Popularity, "about": Content},
        CONFIG,
        progress=lambda *step: steps.append(step),
    )
    data = json.loads(json.dumps(report.to_json()))
    assert [row["model"] for row in data["rows"]] == ["popular", "about"]
    assert data["config"]["seed"] == 0
    n_users = len(eligible_users(world.matrix, CONFIG))
    assert data["n_train_users"] + data["n_held_out_users"] == n_users
    assert steps[0] == ("evaluate: popular", 0, 2)
    assert steps[-1] == ("evaluate", 2, 2)
    for row in data["rows"]:
        shares = ["ndcg_at_10", "recall_at_20", "hit_rate_at_10", "mrr", "coverage_at_10"]
        assert all(0 <= row[share] <= 1 for share in shares)


def test_movies_without_ratings_do_not_thin_the_coverage(world):
    wide = interactions_of(widen(world.matrix, 100))
    narrow_row = evaluate(world, None, {"popular": Popularity}, CONFIG).rows[0]
    wide_row = evaluate(wide, None, {"popular": Popularity}, CONFIG).rows[0]
    assert narrow_row.coverage_at_10 == wide_row.coverage_at_10
    assert narrow_row.ndcg_at_10 == wide_row.ndcg_at_10


def test_batches_do_not_change_the_figures(world, monkeypatch):
    makers = {"about": Content}
    whole = evaluate(world, block_features(movies=8), makers, CONFIG).rows[0]
    monkeypatch.setattr("matinee.evaluation.protocol.BATCH_ROWS", 2)
    parts = evaluate(world, block_features(movies=8), makers, CONFIG).rows[0]
    assert parts.ndcg_at_10 == whole.ndcg_at_10


def test_similar_asks_for_liked_movies_and_wants_the_others(world):
    config = CONFIG.model_copy(update={"n_queries": 2})
    split = split_users(world.matrix, config)
    likes = (split.histories + split.targets).toarray() > 0
    queries, targets = draw_queries(split, config)
    assert len(queries) == 2 * len(likes)
    for row, (query, wanted) in enumerate(zip(queries, targets.toarray() > 0, strict=True)):
        liked = likes[row // 2]
        assert liked[query]
        assert not wanted[query]
        assert wanted.sum() == liked.sum() - 1
        assert not (wanted & ~liked).any()


def test_similar_prefers_who_tells_blocks_apart(world):
    features: MovieFeatures = block_features(movies=8)
    makers: dict[str, type[Recommender]] = {"popular": Popularity, "about": Content}
    popular, about = evaluate_similar(world, features, makers, CONFIG).rows
    assert about.ndcg_at_10 > popular.ndcg_at_10 + 0.1
    assert about.n_lists == popular.n_lists
