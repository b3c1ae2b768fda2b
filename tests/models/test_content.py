import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.errors import ArtifactError
from matinee.models import Content, ContentConfig, MovieFeatures
from matinee.models.content import LIKENESS_PARTS
from matinee.models.features import build_features
from tests.kit.strategies import patchy_features
from tests.kit.worlds import block_features, to_matrix


def features(vectors: list[list[float]], genres: list[list[float]]) -> MovieFeatures:
    return MovieFeatures(
        vectors=np.array(vectors, dtype=np.float32),
        genres=np.array(genres, dtype=np.float32),
        years=np.full(len(vectors), np.nan, dtype=np.float32),
    )


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / lengths) if lengths else 0.0


def only(**weights: float) -> ContentConfig:
    nothing = {"genre_weight": 0, "tag_weight": 0, "people_weight": 0, "year_weight": 0}
    return ContentConfig(**(nothing | weights))


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_likeness_is_the_weighted_mean_of_two_cosines(weight):
    told = block_features()
    model = Content(only(genre_weight=weight)).fit(to_matrix(np.zeros((0, 15))), told)
    texts = told.vectors - told.vectors.mean(axis=0)
    scores = model.score_similar(np.arange(15, dtype=np.int32))
    for i in range(15):
        for j in range(15):
            expected = (1 - weight) * cosine(texts[i], texts[j])
            expected += weight * cosine(told.genres[i], told.genres[j])
            assert abs(scores[i, j] - expected) < 1e-5


def test_user_is_the_mean_of_what_is_liked():
    stars = np.zeros((1, 15))
    stars[0, [0, 7]], stars[0, 3] = 5, 1
    model = Content().fit(to_matrix(stars), block_features())
    one, other = model.score_similar(np.array([0, 7], dtype=np.int32))
    np.testing.assert_allclose(model.score(to_matrix(stars))[0], (one + other) / 2, atol=1e-6)


def test_movies_without_a_text_are_unknown():
    model = Content().fit(
        to_matrix(np.zeros((0, 3))), features([[1, 0], [0, 0], [0, 1]], [[1, 0], [1, 0], [0, 1]])
    )
    assert np.isneginf(model.score_similar(np.array([1], dtype=np.int32))).all()
    assert np.isneginf(model.score(to_matrix([[5, 0, 0]]))[0, 1])


def test_a_single_described_movie_keeps_its_vector():
    model = Content().fit(to_matrix(np.zeros((0, 2))), features([[0.6, 0.8], [0, 0]], [[1], [1]]))
    assert np.isfinite(model.score_similar(np.array([0], dtype=np.int32))[0, 0])


def test_history_without_likes_scores_zero():
    model = Content().fit(to_matrix(np.zeros((0, 15))), block_features())
    np.testing.assert_array_equal(model.score(to_matrix(np.zeros((2, 15)))), 0)


def labelled() -> MovieFeatures:
    """Six movies with tags, people and years; the last lacks all three."""
    rng = np.random.default_rng(1)
    return build_features(
        rng.normal(size=(6, 4)).astype(np.float32),
        np.array([1980, 1985, 1994, 1995, 2010, np.nan], dtype=np.float32),
        genres=[("Crime",)] * 6,
        tags=[("heist", "paris"), ("heist",), ("paris", "noir"), (), ("noir",), ()],
        people=[(1, 2), (2,), (3, 1), (), (9,), ()],
    )


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"tag_weight": 1}, [1, 2**-0.5, 0.5, 0, 0, 0]),
        ({"people_weight": 1}, [1, 2**-0.5, 0.5, 0, 0, 0]),
        ({"year_weight": 1}, [1, 0.5, 0, 0, 0, 0]),
        (
            {"tag_weight": 0.6, "year_weight": 0.4},
            [1, 0.6 * 2**-0.5 + 0.2, 0.3, 0, 0, 0],
        ),
    ],
    ids=["tags", "people", "years", "two parts"],
)
def test_tags_people_and_years_count_by_their_shares(weights, expected):
    model = Content(only(**weights)).fit(to_matrix(np.zeros((0, 6))), labelled())
    scores = model.score_similar(np.array([0], dtype=np.int32))[0]
    np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_a_user_is_the_mean_of_the_labels_too():
    model = Content(only(tag_weight=0.5, year_weight=0.5))
    model.fit(to_matrix(np.zeros((0, 6))), labelled())
    one, other = model.score_similar(np.array([0, 4], dtype=np.int32))
    found = model.score(to_matrix([[5, 0, 0, 0, 4, 0]]))[0]
    np.testing.assert_allclose(found, (one + other) / 2, atol=1e-6)


def test_labels_are_kept_with_the_model():
    model = Content().fit(to_matrix(np.zeros((0, 6))), labelled())
    again = Content().load_state(model.state())
    rows = np.arange(6, dtype=np.int32)
    np.testing.assert_array_equal(again.score_similar(rows), model.score_similar(rows))


def test_labels_that_contradict_each_other_are_refused():
    state = Content().fit(to_matrix(np.zeros((0, 6))), labelled()).state()
    with pytest.raises(ArtifactError, match="weights of content contradict"):
        Content().load_state({**state, "n_labels": np.array([1], dtype=np.int64)})
    with pytest.raises(ArtifactError, match="n_labels of content must be at least 0"):
        Content().load_state({**state, "n_labels": np.array([-1], dtype=np.int64)})


def test_shares_above_one_are_refused():
    with pytest.raises(ValueError, match="must sum to 1 at most"):
        ContentConfig(genre_weight=0.9, tag_weight=0.9)


def test_the_same_text_twice_is_the_same_movie_to_it():
    told = features([[0.6, 0.8], [1, 0], [0.6, 0.8]], [[1], [0], [1]])
    scores = (
        Content().fit(to_matrix(np.zeros((0, 3))), told).score_similar(np.arange(3, dtype=np.int32))
    )
    np.testing.assert_allclose(scores[:, 0], scores[:, 2], atol=1e-6)
    np.testing.assert_allclose(scores[0], scores[2], atol=1e-6)


def test_one_movie_has_none_like_it():
    model = Content().fit(to_matrix(np.zeros((0, 1))), features([[0.6, 0.8]], [[1]]))
    assert (model.similar(np.array([0], dtype=np.int32), 3).indices == -1).all()


def test_where_nothing_is_known_of_any_movie_nothing_is_listed():
    model = Content().fit(to_matrix(np.zeros((0, 2))), features([[0.0], [0.0]], [[], []]))
    assert (model.recommend(to_matrix([[5.0, 0]]), 2).indices == -1).all()
    assert (model.similar(np.array([0], dtype=np.int32), 2).indices == -1).all()


def test_a_text_is_enough():
    model = Content().fit(
        to_matrix(np.zeros((0, 3))), features([[1, 0], [0, 1], [1, 0.1]], [[]] * 3)
    )
    assert model.similar(np.array([0], dtype=np.int32), 1).indices.tolist() == [[2]]


@given(told=patchy_features(), data=st.data())
def test_whatever_is_missing_likeness_is_a_number(told, data):
    n = len(told.years)
    stars = data.draw(hnp.arrays(np.float32, (2, n), elements=st.sampled_from([0.0, 2.0, 5.0])))
    model = Content().fit(to_matrix(np.zeros((0, n))), told)
    for scores in (
        model.score(to_matrix(stars)),
        model.score_similar(np.arange(n, dtype=np.int32)),
    ):
        assert not np.isnan(scores).any()
        assert scores.max(initial=-np.inf) <= 1 + 1e-5


@given(patchy_features(), st.data())
def test_parts_of_a_likeness_sum_to_it(told, data):
    n = len(told.vectors)
    model = Content().fit(to_matrix(np.zeros((0, n))), told)
    movie = data.draw(st.integers(0, n - 1))
    asked = np.arange(n, dtype=np.int32)[::-1]
    parts = model.likeness_parts(movie, asked)
    assert tuple(parts) == LIKENESS_PARTS
    likeness = model.score_similar(np.array([movie], dtype=np.int32))[0, asked]
    expected = np.where(np.isfinite(likeness), likeness, 0)
    np.testing.assert_allclose(sum(parts.values()), expected, atol=1e-5)


def test_each_part_of_a_likeness_is_what_its_name_says():
    told = labelled()
    whole = Content().fit(to_matrix(np.zeros((0, 6))), told)
    asked = np.arange(6, dtype=np.int32)
    weights = whole.config.model_dump()
    for name in ("genre", "tag", "people", "year"):
        weight = weights[f"{name}_weight"]
        alone = Content(only(**{f"{name}_weight": 1.0})).fit(to_matrix(np.zeros((0, 6))), told)
        part = {"genre": "genres", "tag": "tags"}.get(name, name)
        expected = weight * alone.score_similar(np.array([2], dtype=np.int32))[0]
        np.testing.assert_allclose(whole.likeness_parts(2, asked)[part], expected, atol=1e-6)


def test_what_liked_movies_add_sums_to_the_score():
    stars = np.zeros((1, 6))
    stars[0, [0, 2]], stars[0, 4] = 5, 1
    model = Content().fit(to_matrix(stars), labelled())
    asked = np.array([5, 1, 3], dtype=np.int32)
    added = model.contributions(to_matrix(stars), asked)
    np.testing.assert_allclose(
        added.sum(axis=0), model.score(to_matrix(stars))[0, asked], atol=1e-6
    )
    np.testing.assert_array_equal(added[2], 0)


@pytest.mark.parametrize("change", [np.array([1, 0, 0, 0, 0]), np.array([-1, 1, 0, 0, 0])])
def test_widths_that_contradict_the_columns_are_refused(change):
    state = Content().fit(to_matrix(np.zeros((0, 6))), labelled()).state()
    with pytest.raises(ArtifactError, match="widths of content must sum to its columns"):
        Content().load_state({**state, "widths": state["widths"] + change * 100})
