import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError, NotFittedError
from matinee.models import REGISTRY, LinearRecommender
from matinee.models.rated import TIE_BREAK
from tests.kit.strategies import star_matrices
from tests.kit.worlds import blocks, to_matrix, widen

LINEAR = [kind for kind in REGISTRY.values() if issubclass(kind, LinearRecommender)]
EVERY = pytest.mark.parametrize("kind", LINEAR, ids=[kind.name for kind in LINEAR])


@EVERY
@settings(deadline=None, max_examples=40)
@given(matrix=star_matrices(min_users=2), k=st.integers(1, 9))
def test_contributions_sum_to_the_score(kind, matrix, k):
    # few weights, so that those of i to j and of j to i are not all the same
    model = kind(kind.config_class(k=k)).fit(matrix)
    asked = np.arange(matrix.shape[1], dtype=np.int32)
    for user in range(matrix.shape[0]):
        history = matrix[[user]]
        parts = model.contributions(history, asked)
        assert parts.shape == (history.nnz, len(asked))
        assert parts.dtype == np.float32
        score = model.score(history)[0]
        known = np.isfinite(score)
        np.testing.assert_allclose(
            parts.sum(axis=0)[known], score[known], rtol=1e-4, atol=2 * TIE_BREAK
        )
        assert not parts[:, ~known].any()


@EVERY
def test_contributions_follow_the_history_and_what_is_asked(kind):
    matrix = widen(blocks(), 2)
    model = kind().fit(matrix)
    history, asked = matrix[[0]], np.array([6, 0, 3], dtype=np.int32)
    parts = model.contributions(history, asked)
    for place, movie in enumerate(history.indices):
        alone = np.zeros((1, matrix.shape[1]))
        alone[0, movie] = history.data[place]
        score = np.nan_to_num(model.score(to_matrix(alone))[0, asked], neginf=0)
        np.testing.assert_allclose(parts[place], score, rtol=1e-4, atol=2 * TIE_BREAK)
    if kind.name != "ease-stars":  # to which low stars tell something too
        assert not parts[history.data < 4].any()


@EVERY
def test_contributions_of_bad_questions_are_refused(kind):
    model = kind()
    with pytest.raises(NotFittedError):
        model.contributions(blocks()[[0]], np.array([0]))
    model.fit(blocks())
    with pytest.raises(DataError, match=r"shape \(1, 15\), not \(2, 15\)"):
        model.contributions(blocks()[[0, 1]], np.array([0]))
    for outside in (-1, 15):
        with pytest.raises(DataError, match="0 to 14"):
            model.contributions(blocks()[[0]], np.array([outside]))
    assert model.contributions(blocks()[[0]], np.array([], dtype=np.int32)).shape[1] == 0
