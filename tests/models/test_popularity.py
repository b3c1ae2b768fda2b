import numpy as np

from matinee.models import Popularity
from tests.kit.worlds import to_matrix

#: Movie 0 is rated most, movie 1 is liked most, movie 2 by nobody, movie 3 is not rated.
STARS = [[3, 5, 1, 0, 4], [3, 4, 0, 0, 0], [3, 5, 0, 0, 5], [4, 0, 0, 0, 0]]


def test_orders_by_likes_not_by_ratings():
    model = Popularity().fit(to_matrix(STARS))
    newcomer = to_matrix(np.zeros((1, 5)))
    ranking = model.recommend(newcomer, 5)
    assert ranking.indices.tolist() == [[1, 4, 0, -1, -1]]
    np.testing.assert_allclose(ranking.scores[0, :3], [1, 2 / 3, 1 / 3], rtol=1e-4)


def test_same_list_for_every_movie():
    model = Popularity().fit(to_matrix(STARS))
    assert model.similar(np.array([0, 1], dtype=np.int32), 2).indices.tolist() == [[1, 4], [4, 0]]


def test_threshold_of_a_like_is_a_hyperparameter():
    model = Popularity(Popularity.config_class(liked_from=3)).fit(to_matrix(STARS))
    assert model.recommend(to_matrix(np.zeros((1, 5))), 1).indices.tolist() == [[0]]
