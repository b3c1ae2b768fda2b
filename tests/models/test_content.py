import numpy as np
import pytest

from matinee.models import Content, ContentConfig, MovieFeatures
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


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_likeness_is_the_weighted_mean_of_two_cosines(weight):
    told = block_features()
    model = Content(ContentConfig(genre_weight=weight)).fit(to_matrix(np.zeros((0, 15))), told)
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
