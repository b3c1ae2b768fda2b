import json
from typing import ClassVar

import numpy as np
import pytest

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.evaluation import (
    EvaluationConfig,
    evaluate,
    hide_movies,
    hold_out_users,
    iter_folds,
    leave_last_out,
    pool,
    split_by_time,
)
from matinee.evaluation.measures import Popularity as Counted
from matinee.models import Content, Popularity
from matinee.models.base import MovieFeatures
from matinee.types import RatingMatrix
from tests.kit.worlds import block_features, blocks, interactions_of, to_matrix, widen

CONFIG = EvaluationConfig(min_history=3, holdout_users=0.3)
SPLITTERS = [hold_out_users, leave_last_out, split_by_time, hide_movies]


@pytest.fixture
def world() -> Interactions:
    matrix = blocks(users=12, movies=8)
    return interactions_of(matrix, np.arange(1, matrix.nnz + 1, dtype=np.float64))


class Oracle(Popularity):
    """Knows the hidden likes: what the protocol must call perfect."""

    def __init__(self, answers: np.ndarray) -> None:
        super().__init__()
        self.answers = answers

    def _score(self, histories):
        return np.where(self.answers[: histories.shape[0]] > 0, 1, -np.inf).astype(np.float32)


class Even(Popularity):
    """Likes every movie alike."""

    def _score(self, histories):
        return np.zeros(histories.shape, dtype=np.float32)


class Spy(Popularity):
    """Remembers what it was shown."""

    def fit(self, matrix, features=None, *, times=None, **rest):
        self.seen, self.seen_times = matrix, times
        return super().fit(matrix, features, times=times, **rest)

    def score(self, histories, times=None):
        self.asked, self.asked_times = histories, times
        return super().score(histories, times)


class Stars(Popularity):
    """Says the same number of stars of everything."""

    predicts_stars: ClassVar[bool] = True
    said = 4.0

    def predict_stars(self, histories, times=None):
        return np.full(histories.shape, self.said, dtype=np.float32)


def split_of(world: Interactions):
    return hold_out_users(world, CONFIG, part="test")


def test_whoever_knows_the_answers_gets_full_marks(world):
    split = split_of(world)
    answers = split.targets.toarray()
    report = evaluate(split, None, {"oracle": lambda: Oracle(answers)}, CONFIG)
    row = report.rows[0]
    for name in ("ndcg_at_10", "ndcg_at_100", "recall_at_20", "hit_rate_at_5", "mrr_at_20"):
        assert row.mean(name) == 1
    assert row.mean("map_at_10") == 1
    assert row.mean("precision_at_20") == pytest.approx(np.mean((answers > 0).sum(axis=1)) / 20)
    found = report.interval(row)
    assert (found.value, found.low, found.high) == (1, 1, 1)
    np.testing.assert_array_equal(row.found, report.asked.targets)
    assert row.n_lists == len(answers)


@pytest.mark.parametrize("splitter", SPLITTERS, ids=lambda splitter: splitter.name)
def test_model_is_never_shown_what_is_hidden(world, splitter):
    spy = Spy()
    split = splitter(world, CONFIG, part="test")
    evaluate(split, None, {"spy": lambda: spy}, CONFIG)
    np.testing.assert_array_equal(spy.seen.toarray(), split.train.toarray())
    np.testing.assert_array_equal(spy.seen_times.toarray(), split.train_times.toarray())
    np.testing.assert_array_equal(spy.asked.toarray(), split.histories.toarray())
    np.testing.assert_array_equal(spy.asked_times.toarray(), split.history_times.toarray())
    assert not (spy.asked.toarray() * split.hidden.toarray()).any()


def test_only_candidates_are_listed(world):
    split = hide_movies(world, CONFIG, part="test")
    assert split.candidates is not None
    assert split.candidates[10:].any()
    # all movies are alike to it, so without the candidates it would list the first ten
    row = evaluate(split, None, {"even": Even}, CONFIG).rows[0]
    np.testing.assert_array_equal(np.flatnonzero(row.exposure), np.flatnonzero(split.candidates))
    # ten places hold all candidates
    assert row.mean("recall_at_10") == 1
    assert row.coverage_at_10 == 1


def test_what_was_disliked_is_masked_like_what_was_liked():
    stars = np.full((20, 12), 5.0)
    stars[:, 6:] = 1
    split = hold_out_users(interactions_of(to_matrix(stars)), CONFIG, part="test")
    row = evaluate(split, None, {"even": Even}, CONFIG).rows[0]
    shown = np.diff(split.histories.indptr)
    assert shown.tolist() == [10] * len(split.users)
    # of twelve movies two are left to list: the hidden like, and the hidden other one as a miss
    assert row.mean("precision_at_5") == pytest.approx(1 / 5)
    assert row.exposure.sum() == 2 * len(split.users)


def test_report_has_a_row_for_each_model_and_is_json(world):
    steps: list[tuple[str, int, int]] = []
    split = split_of(world)
    report = evaluate(
        split,
        block_features(movies=8),
        {"popular": Popularity, "about": Content},
        CONFIG,
        progress=lambda *step: steps.append(step),
    )
    data = json.loads(json.dumps(report.to_json(["popular"]), allow_nan=False))
    assert [row["model"] for row in data["rows"]] == ["popular", "about"]
    assert data["config"]["seed"] == 0
    assert data["n_train_users"] == split.train.shape[0]
    assert data["n_held_out_users"] == len(split.users)
    assert steps[0] == ("evaluate: popular", 0, 2)
    assert steps[-1] == ("evaluate", 2, 2)
    popular, about = data["rows"]
    for row in (popular, about):
        for name, (low, high) in row["intervals"].items():
            assert low <= row[name] <= high, name
        shares = ["ndcg_at_10", "recall_at_20", "map_at_5", "coverage_at_10", "diversity_at_10"]
        assert all(0 <= row[share] <= 1 for share in shares)
        assert sum(group["n_lists"] for group in row["by_length"]) == len(split.users)
    assert popular["against"] == {}
    against = about["against"]["popular"]["ndcg_at_10"]
    gain = about["ndcg_at_10"] - popular["ndcg_at_10"]
    assert against["difference"]["value"] == pytest.approx(gain)
    assert against["relative"]["value"] == pytest.approx(gain / popular["ndcg_at_10"])
    with pytest.raises(DataError, match="one of popular, about, not 'magic'"):
        report.to_json(["magic"])


def test_movies_without_ratings_do_not_thin_the_coverage(world):
    wide = interactions_of(widen(world.matrix, 100))
    narrow, wider = (
        evaluate(split_of(each), None, {"popular": Popularity}, CONFIG).rows[0]
        for each in (world, wide)
    )
    for figure in ("coverage_at_10", "gini_at_10"):
        assert getattr(narrow, figure) == getattr(wider, figure)
    for name in ("ndcg_at_10", "popularity_at_10", "novelty_at_10"):
        assert narrow.mean(name) == pytest.approx(wider.mean(name))


@pytest.mark.parametrize("task", ["recommend", "similar"])
def test_batches_do_not_change_the_figures(world, task, monkeypatch):
    def rows():
        found = evaluate(
            split_of(world), block_features(movies=8), {"stars": Stars}, CONFIG, task=task
        )
        return found.rows[0]

    whole = rows()
    monkeypatch.setattr("matinee.evaluation.protocol.BATCH_ROWS", 2)
    parts = rows()
    for name, values in whole.values.items():
        np.testing.assert_allclose(parts.values[name], values, err_msg=name)
    np.testing.assert_array_equal(parts.found, whole.found)
    np.testing.assert_array_equal(parts.exposure, whole.exposure)
    if task == "recommend":
        np.testing.assert_array_equal(parts.star_errors, whole.star_errors)


def test_folds_are_pooled_list_by_list(world):
    makers = {"popular": Popularity, "stars": Stars}
    folds = list(iter_folds(world, CONFIG, 3))
    alone = [evaluate(fold, None, makers, CONFIG) for fold in folds]
    together = evaluate(iter(folds), None, makers, CONFIG)
    assert together.n_folds == 3
    assert together.n_held_out_users == sum(report.n_held_out_users for report in alone)
    by_hand = np.concatenate([report.rows[0].values["ndcg_at_10"] for report in alone])
    np.testing.assert_array_equal(together.rows[0].values["ndcg_at_10"], by_hand)
    exposure = sum(report.rows[0].exposure for report in alone)
    np.testing.assert_array_equal(together.rows[0].exposure, exposure)
    assert together.rows[1].star_errors is not None
    assert together.rows[0].star_errors is None


def test_what_does_not_go_together_is_not_pooled(world):
    makers = {"popular": Popularity}
    one = evaluate(split_of(world), None, makers, CONFIG)
    other = evaluate(leave_last_out(world, CONFIG, part="test"), None, makers, CONFIG)
    with pytest.raises(DataError, match="if task, split and models are the same"):
        pool([one, other])
    with pytest.raises(DataError, match="nothing to pool"):
        pool([])


def test_predicted_stars_are_held_against_all_that_is_hidden(world):
    split = split_of(world)
    report = evaluate(split, None, {"stars": Stars, "popular": Popularity}, CONFIG)
    off = 4 - split.hidden.data
    row = report.row("stars")
    assert report.interval(row, "mae").value == pytest.approx(np.abs(off).mean())
    found = report.interval(row, "rmse")
    assert found.value == pytest.approx(np.sqrt((off**2).mean()))
    assert found.low < found.value < found.high
    told = report.to_json()["rows"]
    assert told[0]["rmse"] == pytest.approx(found.value)
    assert "rmse" not in told[1]
    with pytest.raises(DataError, match="predicts no stars"):
        report.interval(report.row("popular"), "rmse")


def test_stars_must_be_finite(world, monkeypatch):
    monkeypatch.setattr(Stars, "said", np.nan)
    with pytest.raises(DataError, match="must predict finite stars"):
        evaluate(split_of(world), None, {"stars": Stars}, CONFIG)


def test_who_lists_nothing_has_no_such_figures(world):
    nobody = np.zeros((200, world.matrix.shape[1]))
    report = evaluate(split_of(world), None, {"silent": lambda: Oracle(nobody)}, CONFIG)
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))["rows"][0]
    assert told["ndcg_at_10"] == told["coverage_at_10"] == 0
    assert told["popularity_at_10"] is told["gini_at_10"] is None


def test_breakdowns_hold_every_list_and_every_target_once(world):
    report = evaluate(split_of(world), None, {"popular": Popularity}, CONFIG)
    lists = np.concatenate([lists for _, _, lists in report.asked.length_groups()])
    np.testing.assert_array_equal(np.sort(lists), np.arange(len(report.asked.users)))
    for shortest, longest, chosen in report.asked.length_groups():
        lengths = report.asked.lengths[chosen]
        assert (lengths.min(), lengths.max()) == (shortest, longest)
    split = split_of(world)
    assert report.asked.targets.sum() == split.targets.nnz
    row = report.rows[0]
    shares = report.by_popularity(row)
    for tenth, share in enumerate(shares):
        n = report.asked.targets[:, tenth].sum()
        if share is not None:
            assert share.value == pytest.approx(row.found[:, tenth].sum() / n)
        else:
            assert n == 0
    assert report.by_decile(row) == []


def test_similar_prefers_who_tells_blocks_apart(world):
    features: MovieFeatures = block_features(movies=8)
    makers = {"popular": Popularity, "about": Content}
    report = evaluate(split_of(world), features, makers, CONFIG, task="similar")
    popular, about = report.rows
    assert about.mean() > popular.mean() + 0.1
    assert about.n_lists == popular.n_lists
    assert report.compare("about", "popular").difference.low > 0
    found = [decile for decile in report.by_decile(about) if decile is not None]
    assert len(found) > 5
    assert report.asked.lengths.tolist() == [1] * about.n_lists


def test_shape_of_a_world_without_features_leaves_content_out(world):
    row = evaluate(split_of(world), None, {"popular": Popularity}, CONFIG).rows[0]
    assert "diversity_at_10" not in row.values
    assert "novelty_at_10" in row.values


def test_tenths_hold_a_tenth_of_the_likes_each():
    rng = np.random.default_rng(0)
    matrix: RatingMatrix = to_matrix(5 * (rng.random((60, 200)) < rng.random(200) ** 2))
    split = hold_out_users(interactions_of(matrix), CONFIG, part="test")
    counted = Counted.of(split, 4)
    tenths = counted.tenths()
    shares = np.bincount(tenths, counted.likes, minlength=10) / counted.likes.sum()
    np.testing.assert_allclose(shares, 0.1, atol=0.03)
    order = np.argsort(counted.likes, kind="stable")
    assert (np.diff(tenths[order]) >= 0).all()
