"""Spaces and configs cannot drift apart."""

import pytest

from matinee.evaluation.spaces import SIMILAR_SPACES, SPACES
from matinee.models.base import ModelConfig
from matinee.ranking import RECOMMENDERS

WEIGHTS = [
    pytest.param(kind, name, field, span, id=f"{what}-{name}-{field}")
    for what, spaces in (("user", SPACES), ("similar", SIMILAR_SPACES))
    for name, space in spaces.items()
    for field, span in space.items()
    for kind in [RECOMMENDERS[name].config_class]
]


@pytest.mark.parametrize(("kind", "name", "field", "span"), WEIGHTS)
def test_a_space_is_around_the_default_and_inside_of_what_the_config_allows(
    kind, name, field, span
):
    assert field in kind.model_fields
    default = getattr(kind(), field)
    assert span.low <= default <= span.high
    assert span.low < span.high
    assert span.low > 0 or not span.log
    assert span.whole == isinstance(default, int)
    for value in (span.low, span.high):
        # others out of the way, where several must go together
        rest = dict.fromkeys(SPACES[name], 0) if name == "content" else {}
        assert getattr(kind(**{**rest, field: value}), field) == value


def test_every_recommender_with_weights_of_its_own_has_a_space():
    own = {
        name
        for name, kind in RECOMMENDERS.items()
        if set(kind.config_class.model_fields) - set(ModelConfig.model_fields)
    }
    assert own == set(SPACES)
    assert set(SIMILAR_SPACES) < {
        name for name, kind in RECOMMENDERS.items() if kind.handles_similar
    }
