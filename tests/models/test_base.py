import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.errors import ArtifactError, DataError, UnsupportedError
from matinee.models import REGISTRY, Popularity
from matinee.models.base import Ranking, top_n
from tests.kit.worlds import checkerboard

#: Few values, so that ties are common.
SCORES = hnp.arrays(
    np.float32,
    st.tuples(st.integers(0, 3), st.integers(1, 9)),
    elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]),
)


class Mute(Popularity):
    """A model that can do nothing, and says so."""

    handles_new_users = False
    handles_similar = False


def test_registry_names_the_models():
    names = "popularity item-knn rp3beta nmf ials ease edlae recent nearby biased content"
    assert set(REGISTRY) >= set(names.split())


@given(scores=SCORES, n=st.integers(1, 12))
def test_top_n_equals_a_stable_sort(scores, n):
    ranking = top_n(scores, n)
    for row, values in enumerate(scores):
        order = sorted(range(len(values)), key=lambda movie: (-values[movie], movie))
        expected = [movie for movie in order if values[movie] > -np.inf][:n]
        assert ranking.indices[row].tolist() == expected + [-1] * (n - len(expected))
        listed = [float(values[movie]) for movie in expected]
        assert ranking.scores[row].tolist() == listed + [-np.inf] * (n - len(expected))


def test_top_n_of_nothing_is_refused():
    with pytest.raises(DataError, match="at least 1, not 0"):
        top_n(np.zeros((1, 3), dtype=np.float32), 0)


def test_ranking_is_a_value():
    ranking = top_n(np.array([[1, 3, 2]], dtype=np.float32), 2)
    assert isinstance(ranking, Ranking)
    assert ranking.indices.tolist() == [[1, 2]]


def test_flags_that_say_no_are_kept():
    model = Mute().fit(checkerboard())
    with pytest.raises(UnsupportedError, match="popularity cannot score a user's history"):
        model.recommend(checkerboard(), 3)
    with pytest.raises(UnsupportedError, match="popularity cannot find similar movies"):
        model.similar(np.array([0], dtype=np.int32), 3)


def test_state_of_a_negative_catalogue_is_refused():
    state = {**Popularity().fit(checkerboard()).state(), "n_movies": np.array([-1])}
    with pytest.raises(ArtifactError, match="at least 0, not -1"):
        Popularity().load_state(state)


def test_failed_load_leaves_a_model_that_says_it_is_not_fitted():
    model = Popularity().fit(checkerboard())
    with pytest.raises(ArtifactError):
        model.load_state({**model.state(), "likes": np.zeros(1, dtype=np.float32)})
    assert model.n_movies_ is None
