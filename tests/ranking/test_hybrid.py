import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.data.interactions import build_matrix
from matinee.errors import ArtifactError
from matinee.models import ColdMap, Content, Lift, MovieFeatures, StarEase
from matinee.models.marks import mark
from matinee.ranking import Hybrid, HybridConfig, blend
from matinee.ranking.hybrid import FAINT
from matinee.ranking.learn import SIGNALS, RankerWeights
from matinee.ranking.signals import FACTS, FactSignals
from tests.kit.strategies import patchy_features, star_matrices
from tests.kit.worlds import block_features, blocks, features_of, to_matrix, widen

#: Of a logarithm of stars, which are rounded and have popularity's hair's breadth on top.
ROUNDING = 2e-3
MADE_UP = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture
def features():
    """Six movies: 0-2 are about one thing, 3-5 about another."""
    vectors = np.array(
        [[1, 0.1, 0], [1, 0.2, 0], [1, 0.3, 0.1], [0, 1, 0.1], [0.1, 1, 0.3], [0, 1, 0.5]],
        dtype=np.float32,
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return MovieFeatures(
        vectors=vectors,
        genres=np.zeros((6, 1), dtype=np.float32),
        years=np.full(6, np.nan, dtype=np.float32),
    )


def likes(rows, n_movies=6):
    users = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    movies = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    values = np.full(len(movies), 5, dtype=np.float32)
    return build_matrix(values, users, movies, (len(rows), n_movies))


@pytest.fixture
def across():
    """People who like movie 0 like movie 5, which is about something else."""
    return likes([[0, 5]] * 30 + [[1, 4]] * 20 + [[2, 3]] * 10)


def test_without_ratings_it_is_text_alone(features):
    hybrid = Hybrid().fit(likes([[]] * 1), features)
    assert set(hybrid.similar(np.array([0]), 2).indices[0].tolist()) == {1, 2}


def test_ratings_bring_what_text_does_not_see(features, across):
    hybrid = Hybrid().fit(across, features)
    assert 5 in hybrid.similar(np.array([0]), 3).indices[0]


def test_the_worth_of_likeness_decides_between_text_and_ratings(features, across):
    text = Hybrid(HybridConfig(about_similar=50)).fit(across, features)
    people = Hybrid(HybridConfig(about_similar=0)).fit(across, features)
    assert set(text.similar(np.array([0]), 2).indices[0].tolist()) == {1, 2}
    assert people.similar(np.array([0]), 1).indices[0].tolist() == [5]


def test_movies_that_came_after_the_ratings_models_take_part_by_text(features, across):
    earlier = likes([[0, 4]] * 20 + [[1, 3]], n_movies=5)
    hybrid = Hybrid.of(
        Content().fit(across, features),
        FactSignals.of(features),
        stars=StarEase().fit(earlier),
        lift=Lift().fit(earlier),
    )
    assert len(hybrid.score_similar(np.array([5]))[0]) == 6
    assert 4 in hybrid.similar(np.array([5]), 2).indices[0]
    assert hybrid.recommend(likes([[0, 5]]), 1).indices[0].tolist() == [4]


def test_state_survives_a_round_trip(features, across):
    hybrid = Hybrid().fit(across, features)
    again = Hybrid().load_state(hybrid.state())
    query = np.array([0, 3])
    np.testing.assert_array_equal(again.similar(query, 3).indices, hybrid.similar(query, 3).indices)


def test_history_is_never_recommended(features, across):
    hybrid = Hybrid().fit(across, features)
    assert 0 not in hybrid.recommend(likes([[0, 1]]), 5).indices[0]


def history(n_movies=15, **stars):
    """One user's stars: ``m3=5`` is five for movie 3."""
    table = np.zeros((1, n_movies))
    for name, value in stars.items():
        table[0, int(name[1:])] = value
    return to_matrix(table)


@st.composite
def worlds(draw):
    """Ratings, features and a hybrid of few candidates; movies that nobody rated among them."""
    matrix = draw(star_matrices(min_users=2, max_movies=14))
    features = draw(patchy_features(n_movies=matrix.shape[1]))
    weights = draw(st.lists(st.floats(0, 5), min_size=5, max_size=5))
    hybrid = Hybrid(HybridConfig(n_rated=5, n_fresh=5)).fit(matrix, features)
    hybrid.weights_ = RankerWeights(**dict(zip(SIGNALS, weights, strict=True)))
    return matrix, hybrid


@MADE_UP
@given(world=worlds())
def test_what_movies_and_genres_add_is_the_evidence(world):
    matrix, hybrid = world
    worth = np.array([getattr(hybrid.weights_, name) for name in SIGNALS])
    for user in range(matrix.shape[0]):
        one = matrix[[user]]
        indices, signals = hybrid.evidence_for(one)
        evidence = dict(zip(SIGNALS, (signals * worth).T, strict=True))
        told = hybrid.contributions(one, indices)
        assert set(told) == {"audience", "text", "people", "tags"}
        for name, added in told.items():
            assert added.shape == (one.nnz, len(indices))
            signal = "taste" if name == "audience" else name
            np.testing.assert_allclose(
                added.sum(axis=0), evidence[signal], atol=5 * ROUNDING, rtol=1e-3
            )
        total = sum(added.sum(axis=0) for added in told.values()) + evidence["genres"]
        if signals.any():
            relevance = hybrid.candidates_for(one).relevance
            np.testing.assert_allclose(relevance, np.exp(total - total.max()), atol=0.05)


@MADE_UP
@given(world=worlds(), data=st.data())
def test_parts_of_a_pick_sum_to_its_score(world, data):
    matrix, hybrid = world
    share = data.draw(st.sampled_from([0.0, 0.2, 1.0]))
    for candidates in (
        *(hybrid.candidates_for(matrix[[user]]) for user in range(matrix.shape[0])),
        *(hybrid.candidates_similar(movie) for movie in range(matrix.shape[1])),
    ):
        reception = np.linspace(-1, 1, len(candidates.indices), dtype=np.float32)
        relevance = dict(zip(candidates.indices.tolist(), candidates.relevance, strict=True))
        standing = dict(zip(candidates.indices.tolist(), reception, strict=True))
        for pick in blend(candidates, reception, 5, sentiment=share):
            expected = (1 - share) * relevance[pick.index] + share * standing[pick.index]
            assert sum(part.value for part in pick.parts) == pytest.approx(expected, abs=1e-4)
            assert pick.score <= 1 + 1e-4


@MADE_UP
@given(world=worlds(), data=st.data())
def test_filters_change_no_score_and_leave_no_candidate_out(world, data):
    matrix, hybrid = world
    allowed = data.draw(hnp.arrays(np.bool_, matrix.shape[1]))
    for ask in (
        *(lambda one=matrix[[row]], **by: hybrid.candidates_for(one, **by) for row in range(2)),
        *(lambda one=movie, **by: hybrid.candidates_similar(one, **by) for movie in range(2)),
    ):
        whole, some = ask(), ask(allowed=allowed)
        before = dict(zip(whole.indices.tolist(), whole.relevance.tolist(), strict=True))
        after = dict(zip(some.indices.tolist(), some.relevance.tolist(), strict=True))
        assert allowed[some.indices].all()
        assert {index for index in before if allowed[index]} <= set(after)
        for index in set(before) & set(after):
            assert after[index] == pytest.approx(before[index], abs=1e-6)
        assert all(value <= 1 + 1e-5 for value in after.values())


@pytest.fixture(scope="module")
def crowded():
    """60 movies, of which the last eight are of a genre of their own and little seen."""
    rng = np.random.default_rng(2)
    stars = np.where(rng.random((80, 60)) < np.linspace(0.6, 0.05, 60), 5.0, 0)
    stars[0, :20], stars[0, 20:] = 5, 0
    features = features_of(60)
    features.genres[:] = 0
    features.genres[:52, 0] = features.genres[52:, 1] = 1
    return to_matrix(stars), Hybrid(HybridConfig(n_rated=10, n_fresh=5)).fit(
        to_matrix(stars), features
    )


def test_a_rare_genre_gets_a_full_list(crowded):
    matrix, hybrid = crowded
    rare = hybrid.facts_.genres[:, 1] > 0
    assert len(set(hybrid.candidates_for(matrix[[0]]).indices.tolist()) & {*range(52, 60)}) < 8
    found = hybrid.candidates_for(matrix[[0]], allowed=rare)
    assert found.indices.tolist() == list(range(52, 60))
    assert hybrid.candidates_similar(0, allowed=rare).indices.tolist() == list(range(52, 60))


def test_a_filter_that_leaves_nothing_leaves_nothing(crowded):
    matrix, hybrid = crowded
    nothing = np.zeros(60, dtype=np.bool_)
    assert not len(hybrid.candidates_for(matrix[[0]], allowed=nothing).indices)
    assert not len(hybrid.candidates_similar(0, allowed=nothing).indices)


def test_evidence_for_a_history_is_that_of_the_formulas(crowded):
    matrix, hybrid = crowded
    one = matrix[[0]]
    indices, signals = hybrid.evidence_for(one)
    stars = hybrid.stars_.score(one)[0]
    unseen = np.setdiff1d(np.arange(60), one.indices)
    best = unseen[np.argsort(-stars[unseen], kind="stable")][:10]
    assert indices.tolist() == sorted(best.tolist())
    taste = np.log(np.maximum(stars[indices], FAINT) / FAINT)
    facts, _ = hybrid.facts_.signals(one.indices.astype(np.int32), indices)
    expected = [taste, *(facts[name] for name in FACTS)]
    np.testing.assert_allclose(signals, np.transpose(expected), atol=1e-5)
    worth = np.array([getattr(hybrid.weights_, name) for name in SIGNALS])
    total = signals @ worth
    relevance = hybrid.candidates_for(one).relevance
    np.testing.assert_allclose(relevance, np.exp(total - total.max()), atol=1e-5)


def test_evidence_for_a_movie_is_lift_and_likeness(crowded):
    _, hybrid = crowded
    index = np.array([7], dtype=np.int32)
    found = hybrid.candidates_similar(7)
    lift = np.maximum(hybrid.lift_.score_similar(index)[0], 0)
    both = lift + hybrid.config.about_similar * hybrid.content_.score_similar(index)[0]
    best = [movie for movie in np.argsort(-both, kind="stable") if movie != 7][:15]
    assert found.indices.tolist() == sorted(best)
    best_of_all = both[np.arange(60) != 7].max()
    np.testing.assert_allclose(
        found.relevance, np.exp(both[found.indices] - best_of_all), atol=1e-5
    )


def test_movies_like_a_text_are_those_that_it_scores_best():
    hybrid = Hybrid().fit(to_matrix(np.zeros((0, 6))), features_of(6))
    about = np.array([0.9, 0.1, 0.8, 0.1, 0.1, 0.1], dtype=np.float32)
    found = hybrid.candidates_similar(0, about)
    assert 0 not in found.indices
    assert found.indices[np.argmax(found.relevance)] == 2


def test_wide_positions_answer_the_same():
    matrix = blocks()
    hybrid = Hybrid().fit(matrix, block_features())
    narrow = matrix[[4]]
    wide = narrow.copy()
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    one, other = hybrid.candidates_for(narrow), hybrid.candidates_for(wide)
    np.testing.assert_array_equal(one.indices, other.indices)
    np.testing.assert_array_equal(one.relevance, other.relevance)
    # asked with wide ones, a model would copy all of its weights' positions each time
    assert hybrid.stars_ is not None
    assert hybrid._inside(wide, hybrid.stars_)[0].indices.dtype == np.int32


def fresh_world():
    """Movies 0-4 are as 5-9, and nobody has rated them; 5-19 are rated."""
    features = block_features(4, 5)
    group = np.array([0, 0, 1, 2]).repeat(5)
    features.vectors[:] = features.vectors[np.array([5, 5, 10, 15]).repeat(5)]
    features.genres[:] = np.eye(4, dtype=np.float32)[group]
    return widen(blocks(), 5), features


def test_movies_that_nobody_rated_are_candidates_by_what_they_are():
    matrix, features = fresh_world()
    hybrid = Hybrid().fit(matrix, features)
    one = history(20, m5=5, m6=5, m10=2)
    found = hybrid.candidates_for(one)
    assert set(range(5)) <= set(found.indices.tolist())
    stars, rated = hybrid._stars_of(one)
    assert rated.tolist() == [False] * 5 + [True] * 15
    assert (stars[:5] > FAINT).all()
    told = hybrid.contributions(one, np.arange(5, dtype=np.int32))
    assert (told["audience"].sum(axis=0) > 0).all()
    best = np.argsort(-found.relevance, kind="stable")[:8]
    assert set(found.indices[best].tolist()) == {0, 1, 2, 3, 4, 7, 8, 9}


def test_among_movies_of_one_kind_those_that_were_rated_lead():
    # forty movies of one kind, half of them rated; the sum over many likes must not lift the others
    rng = np.random.default_rng(3)
    stars = np.zeros((60, 80))
    stars[:, :20] = np.where(rng.random((60, 20)) < 0.7, 5, 0)
    stars[:, 40:60] = np.where(rng.random((60, 20)) < 0.2, 2, 0)
    hybrid = Hybrid().fit(to_matrix(stars), block_features(2, 40))
    one = history(80, **{f"m{movie}": 5 for movie in range(12)})
    first = hybrid.recommend(one, 8).indices[0]
    assert np.isin(first, np.arange(12, 20)).sum() >= 6


def test_what_was_rated_has_its_stars_from_ratings_alone():
    matrix, features = fresh_world()
    hybrid = Hybrid().fit(matrix, features)
    one = history(20, m5=5, m6=5)
    stars, _ = hybrid._stars_of(one)
    assert hybrid.stars_ is not None
    np.testing.assert_array_equal(stars[5:], hybrid.stars_.score(one)[0, 5:])
    alone = hybrid.stars_.contributions(one, np.arange(5, 20, dtype=np.int32))
    shares = hybrid.contributions(one, np.arange(5, 20, dtype=np.int32))["audience"]
    speaks = shares.sum(axis=0) > 0
    np.testing.assert_allclose(
        (shares / shares.sum(axis=0).clip(1e-9))[:, speaks],
        (alone / alone.sum(axis=0).clip(1e-9))[:, speaks],
        atol=1e-4,
    )


def later(n_known=10):
    """The last movies came after the models of ratings were fitted; groups of five."""
    early, features = blocks()[:, :n_known], block_features()
    narrow = MovieFeatures(
        vectors=features.vectors[:n_known],
        genres=features.genres[:n_known],
        years=features.years[:n_known],
    )
    return Hybrid.of(
        Content().fit(blocks(), features),
        FactSignals.of(features),
        stars=StarEase().fit(early),
        lift=Lift().fit(early),
        cold=ColdMap().fit(early, narrow),
    )


def test_a_history_of_movies_that_came_later_goes_by_facts():
    hybrid = later()
    found = hybrid.candidates_for(history(m10=5, m11=5))
    assert {12, 13, 14} <= set(found.indices.tolist())
    best = found.indices[np.argsort(-found.relevance, kind="stable")[:3]]
    assert set(best.tolist()) == {12, 13, 14}
    told = hybrid.contributions(history(m10=5, m0=5), np.array([12, 2], dtype=np.int32))
    assert told["audience"].shape == (2, 2)
    assert not told["audience"][1].any()  # the history stands in order: 0, then 10
    assert told["audience"][0, 0] == 0 < told["audience"][0, 1]


def test_movies_that_came_later_can_be_asked_about():
    similar = later().candidates_similar(12)
    assert not similar.scores.get("audience", np.zeros(1)).any()
    best = similar.indices[np.argsort(-similar.relevance, kind="stable")[:4]]
    assert set(best.tolist()) == {10, 11, 13, 14}


def weighty():
    features = block_features()
    labels = mark([[place % 4, place % 3] for place in range(15)])
    told = MovieFeatures(
        vectors=features.vectors,
        genres=features.genres,
        years=features.years,
        tags=labels,
        people=labels,
    )
    hybrid = Hybrid().fit(widen(blocks(2), 5), told)
    hybrid.weights_ = RankerWeights(taste=0.3, text=0, genres=2, people=0.25, tags=7)
    return hybrid


def test_state_keeps_the_weights_and_every_part():
    hybrid = weighty()
    again = Hybrid().load_state({key: array.copy() for key, array in hybrid.state().items()})
    assert again.weights_ == hybrid.weights_
    one = history(m5=5, m6=4, m7=2)
    for found, kept in zip(
        (hybrid.candidates_for(one), hybrid.candidates_similar(6)),
        (again.candidates_for(one), again.candidates_similar(6)),
        strict=True,
    ):
        np.testing.assert_array_equal(found.indices, kept.indices)
        np.testing.assert_array_equal(found.relevance, kept.relevance)
    asked = np.arange(15, dtype=np.int32)
    for name, parts in hybrid.contributions(one, asked).items():
        np.testing.assert_array_equal(again.contributions(one, asked)[name], parts)


def test_state_of_another_shape_is_refused():
    state = weighty().state()
    fewer = Hybrid().fit(blocks(2), block_features(2)).state()
    own = {key: fewer[key] for key in fewer if key.startswith("content.")}
    more = {key: array for key, array in later(15).state().items() if key.startswith("stars.")}
    more["stars.n_movies"] = np.array([99])
    bad = [
        {**state, "weights": np.array([1, 1, -1, 1, 1.0])},
        {**state, "weights": np.array([1, 1, np.nan, 1, 1.0])},
        {**state, "weights": np.ones(4)},
        {**state, **own},
        {**{key: state[key] for key in state if not key.startswith("stars.")}, **more},
        {key: state[key] for key in state if key != "weights"},
    ]
    for some in bad:
        with pytest.raises(ArtifactError, match=r"must"):
            Hybrid().load_state(some)
