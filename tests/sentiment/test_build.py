import pytest

from matinee.errors import ConfigError, MissingExtraError
from matinee.sentiment import build_sentiment


def test_the_default_is_the_shipped_linear_model():
    assert build_sentiment("linear").version.startswith("linear-")


@pytest.mark.parametrize("name", ["", "Linear", "hf:", "hf: ", "vader", "hf"])
def test_an_unknown_name_is_refused_with_what_would_be_right(name):
    with pytest.raises(ConfigError, match=f"'linear' or 'hf:NAME_OR_FOLDER', not '{name}'"):
        build_sentiment(name)


def test_without_the_extra_an_hf_model_names_it(monkeypatch):
    # None in sys.modules is how Python itself marks a module that cannot be imported
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"matinee\[hf\]"):
        build_sentiment("hf:any/model")
