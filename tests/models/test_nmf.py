import sys
from importlib import import_module

import numpy as np
import pytest
from scipy.optimize import nnls

from matinee.models import Nmf, NmfConfig
from matinee.models.rated import to_likes
from tests.kit.worlds import blocks, to_matrix


@pytest.fixture(scope="module")
def world():
    # tastes overlap, so that no part stands alone
    likes = np.random.default_rng(3).random((40, 32)) < np.linspace(0.1, 0.6, 32)
    return to_matrix(np.where(likes, 5, 0))


@pytest.fixture(scope="module")
def model(world):
    return Nmf(NmfConfig(n_components=4)).fit(world)


def test_parts_are_few_and_not_negative(model):
    assert model.parts_.shape[0] == 4
    assert (model.parts_ >= 0).all()


def test_fold_in_equals_the_transform_of_scikit_learn(model, world):
    likes = to_likes(world, 4.0)[:, model.columns_]
    peer = import_module("sklearn.decomposition").NMF(
        n_components=4, init="nndsvda", max_iter=2000, tol=1e-9, random_state=0
    )
    peer.fit(likes.astype(np.float64))
    model_of_peer = Nmf(NmfConfig(n_components=4))
    model_of_peer.parts_ = peer.components_.astype(np.float32)
    expected = peer.transform(likes.astype(np.float64))
    np.testing.assert_allclose(model_of_peer.fold_in(likes), expected, atol=2e-3)


def test_fold_in_equals_non_negative_least_squares_on_whole_histories(model, world):
    likes = to_likes(world, 4.0)[:, model.columns_]
    expected = [nnls(model.parts_.T.astype(np.float64), row)[0] for row in likes.toarray()]
    np.testing.assert_allclose(model.fold_in(likes), expected, atol=1e-4)


def test_parts_have_the_size_that_they_have_in_the_data(world):
    model = Nmf(NmfConfig(n_components=4, epochs=2000)).fit(world)
    mixtures = model.fold_in(to_likes(world, 4.0)[:, model.columns_])
    # what is left for the mixtures is of length one for each part
    np.testing.assert_allclose(np.linalg.norm(mixtures, axis=0), 1, atol=0.05)


def test_similar_are_ordered_by_cosine_of_parts(model):
    links = model.score_similar(model.columns_[:3])[:, model.columns_]
    parts = model.parts_.astype(np.float64)
    for query in range(3):
        for other in range(parts.shape[1]):
            lengths = np.linalg.norm(parts[:, query]) * np.linalg.norm(parts[:, other])
            cosine = parts[:, query] @ parts[:, other] / lengths if lengths else 0
            if cosine > 1e-6:
                assert abs(links[query, other] - cosine) < 1e-5
            else:
                assert links[query, other] < 1e-5


def test_more_parts_than_users_are_cut():
    assert Nmf(NmfConfig(n_components=50)).fit(blocks()).parts_.shape[0] <= 15


def test_serving_does_not_import_scikit_learn(model, world, monkeypatch):
    state = model.state()
    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    loaded = Nmf(model.config).load_state(state)
    assert loaded.recommend(world, 3).indices.shape == (40, 3)
