import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.ranking import Hybrid, HybridConfig, Part, Pick, blend
from matinee.ranking.because import reasons
from tests.kit.strategies import patchy_features, star_matrices

SHOWN = np.array([2, 5, 7, 11], dtype=np.int32)


def evidence(**values):
    return {name: np.array(row, dtype=np.float32) for name, row in values.items()}


def test_largest_first_and_the_rest_as_one():
    pick = Pick(0, 0.9, (Part("audience", 0.4), Part("text", 0.2), Part("reception", 0.3)))
    told = reasons(
        pick, SHOWN, evidence(audience=[0.2, 1.0, 0.5, 0.3], text=[0.1, 0, 0.8, 0.1]), n=2
    )
    assert [one.index for one in told] == [7, 5, None]
    assert [one.count for one in told] == [1, 1, 2]
    assert [one.value for one in told] == pytest.approx([0.26, 0.2, 0.14])
    assert {part.name: part.value for part in told[0].by_signal} == pytest.approx(
        {"audience": 0.1, "text": 0.16}
    )
    assert [part.name for part in told[1].by_signal] == ["audience"]


def test_what_speaks_against_a_pick_is_told_as_such():
    pick = Pick(0, 0.5, (Part("audience", 0.5),))
    told = reasons(pick, SHOWN, evidence(audience=[2.0, -1.5, 0.4, 0.1]), n=2)
    assert [one.index for one in told] == [2, 5, None]
    assert [one.value for one in told] == pytest.approx([1.0, -0.75, 0.25])


def test_two_that_cancel_out_are_told_although_their_signal_is_no_part():
    pick = Pick(0, 0.5, (Part("audience", 0.5),))
    told = reasons(pick, SHOWN, evidence(audience=[1, 0, 0, 0], text=[0, 0.5, -0.5, 0]))
    assert [one.value for one in told] == pytest.approx([0.5, 0.25, -0.25])


def test_the_liked_movie_that_adds_most_is_named_whatever_others_take():
    pick = Pick(0, 0.6, (Part("audience", 0.6),))
    told = evidence(audience=[-0.9, 1.0, 0.2, 0.3])
    liked = np.array([False, False, True, True])
    assert [one.index for one in reasons(pick, SHOWN, told, 2, liked=liked)] == [5, 11, None]
    assert [one.index for one in reasons(pick, SHOWN, told, 3, liked=liked)] == [5, 2, 11, None]
    nobody = np.zeros(4, dtype=bool)
    assert [one.index for one in reasons(pick, SHOWN, told, 2, liked=nobody)] == [5, 2, None]
    rest = reasons(pick, SHOWN, told, 2, liked=liked)[-1]
    assert rest.count == 2
    assert rest.value == pytest.approx(-0.7)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((Part("reception", 0.8),), evidence(audience=[1, 1, 1, 1])),
        ((Part("audience", 0.8),), evidence(audience=[0, 0, 0, 0])),
        # a scale on which nothing is above 0 shares nothing out
        ((Part("audience", 0.8),), evidence(audience=[-1, 0, 0, 0])),
        ((Part("audience", 0.8),), {}),
        ((), evidence(audience=[1, 1, 1, 1])),
    ],
    ids=["all reception", "no evidence", "other sign", "not told", "no parts"],
)
def test_nothing_is_told_where_the_history_says_nothing(parts, told):
    assert reasons(Pick(0, 0.8, parts), SHOWN, told) == ()


def test_without_a_history_there_are_no_reasons():
    nobody = np.zeros(0, dtype=np.int32)
    assert reasons(Pick(0, 1, (Part("text", 1.0),)), nobody, evidence(text=[])) == ()


def test_movies_that_add_nothing_are_not_counted():
    told = reasons(Pick(0, 1, (Part("text", 1.0),)), SHOWN, evidence(text=[0, 1, 0, 0]), n=0)
    assert [(one.index, one.count) for one in told] == [(None, 1)]


@st.composite
def answers(draw):
    """Picks for a made-up history in a made-up world, with what the history adds to each."""
    matrix = draw(star_matrices(min_users=2, max_movies=14))
    features = draw(patchy_features(n_movies=matrix.shape[1]))
    hybrid = Hybrid(HybridConfig(n_rated=5, n_fresh=5)).fit(matrix, features)
    history = draw(star_matrices(max_users=1, max_movies=14))
    history = history[:, : matrix.shape[1]]
    history.resize((1, matrix.shape[1]))
    candidates = hybrid.candidates_for(history)
    n = len(candidates.indices)
    standing = np.linspace(-1, 1, n, dtype=np.float32)
    sentiment = draw(st.sampled_from([0.0, 0.2, 1.0]))
    return hybrid, history, blend(candidates, standing, 20, sentiment=sentiment)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answer=answers(), n=st.integers(0, 4))
def test_what_movies_add_and_the_other_parts_sum_to_the_score(answer, n):
    hybrid, history, picks = answer
    told = hybrid.contributions(history, np.array([pick.index for pick in picks], dtype=np.int32))
    for place, pick in enumerate(picks):
        columns = {name: values[:, place] for name, values in told.items()}
        found = reasons(pick, history.indices, columns, n, liked=history.data >= 4)
        by_signal: dict[str, float] = {}
        for one in found:
            assert one.value == pytest.approx(sum(part.value for part in one.by_signal))
            for part in one.by_signal:
                by_signal[part.name] = by_signal.get(part.name, 0) + part.value
        others = sum(part.value for part in pick.parts if part.name not in by_signal)
        assert sum(one.value for one in found) + others == pytest.approx(pick.score, abs=1e-5)
        for part in pick.parts:
            # what of a part is shared out at all is shared out whole
            if part.name in by_signal:
                assert by_signal[part.name] == pytest.approx(part.value, abs=1e-5)
        named = [one for one in found if one.index is not None]
        assert len(named) <= n
        assert {one.index for one in named} <= set(history.indices.tolist())
        sizes = [abs(one.value) for one in named]
        assert sizes == sorted(sizes, reverse=True)
