"""What every model that learns from ratings does with users and ratings that are odd."""

import numpy as np
import pytest

from matinee.errors import DataError, NotFittedError
from matinee.models import REGISTRY, StarEase
from tests.kit.worlds import blocks, to_matrix

RATED = [kind for kind in REGISTRY.values() if kind.needs_ratings]
EVERY = pytest.mark.parametrize("kind", RATED, ids=[kind.name for kind in RATED])
NOTHING = to_matrix(np.zeros((1, 15)))


@pytest.fixture(scope="module")
def models():
    return {kind.name: kind().fit(blocks()) for kind in RATED}


def history(**stars: float):
    table = np.zeros((1, 15))
    for name, value in stars.items():
        table[0, int(name[1:])] = value
    return to_matrix(table)


@EVERY
@pytest.mark.parametrize(
    "odd", [NOTHING, history(m3=5), history(m3=2), history(m0=1, m7=0.5, m14=3)]
)
def test_a_short_history_still_gets_a_full_list(kind, odd, models):
    ranking = models[kind.name].recommend(odd, 12)
    assert (ranking.indices >= 0).all()
    assert np.isfinite(ranking.scores).all()
    assert not np.isin(ranking.indices[0], odd.indices).any()


@EVERY
def test_whoever_saw_everything_gets_nothing(kind, models):
    ranking = models[kind.name].recommend(to_matrix(np.full((1, 15), 4)), 5)
    assert (ranking.indices == -1).all()


@EVERY
def test_ratings_of_one_value_are_learnt_from(kind):
    same = blocks()
    same.data[:] = 4
    ranking = kind().fit(same).recommend(same, 5)
    assert (ranking.indices[:, 0] >= 0).all()
    assert not np.isnan(ranking.scores).any()


@EVERY
def test_one_user_and_one_rating_are_enough(kind):
    stars = to_matrix([[0, 5, 0]])
    model = kind().fit(stars)
    assert model.recommend(to_matrix(np.zeros((1, 3))), 3).indices.tolist() == [[1, -1, -1]]
    assert (model.recommend(stars, 2).indices == -1).all()


@EVERY
def test_dislikes_alone_are_nothing_to_learn_from(kind):
    if getattr(kind, "predicts_stars", False) or kind is StarEase:
        pytest.skip(f"{kind.name} goes by stars, low ones too.")
    with pytest.raises(NotFittedError, match="at least 4 stars"):
        kind().fit(to_matrix([[1, 2, 0], [0, 3, 1]]))


@EVERY
def test_lists_and_weights_longer_than_the_catalogue(kind):
    config = kind.config_class(k=500) if "k" in kind.config_class.model_fields else None
    ranking = kind(config).fit(blocks()).recommend(NOTHING, 40)
    assert sorted(ranking.indices[0].tolist()) == [*[-1] * 25, *range(15)]


@EVERY
def test_a_rating_that_is_no_number_is_refused(kind):
    stars = blocks()
    stars.data[2] = np.nan
    with pytest.raises(DataError, match="finite"):
        kind().fit(stars)
