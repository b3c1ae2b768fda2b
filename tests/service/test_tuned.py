"""Files of weights: what is written is read again, and what is wrong is told in a sentence."""

import json

import pytest

from matinee.errors import DataError
from matinee.models import EaseConfig, Ials
from matinee.ranking import RECOMMENDERS
from matinee.service.tuned import (
    Figure,
    Tuned,
    TunedData,
    TunedModel,
    check_out,
    forget_configs,
    keep_configs,
    kept_configs,
    read_configs,
    write_tuned,
)

SOME = Figure(value=0.3, low=0.2, high=0.4)


def tuned(*names, metric="ndcg@10", fingerprint="abc"):
    return Tuned(
        version="1.0.0",
        data=TunedData(name="set", fingerprint=fingerprint, n_users=9, n_movies=8, n_ratings=40),
        metric=metric,
        split="users",
        seed=0,
        n_draws=3,
        n_validation_users=6,
        models={
            name: TunedModel(
                config=RECOMMENDERS[name].config_class().model_dump(),
                chosen=("k",),
                n_trials=4,
                default=SOME,
                best=SOME,
                gain=None,
            )
            for name in names
        },
    )


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "new" / "set.json"
    write_tuned(path, tuned(*RECOMMENDERS))
    assert Tuned.model_validate_json(path.read_text()) == tuned(*RECOMMENDERS)
    configs = read_configs(path)
    assert configs == {name: kind.config_class() for name, kind in RECOMMENDERS.items()}
    assert [entry.name for entry in path.parent.iterdir()] == ["set.json"]


def test_other_recommenders_of_the_file_stay(tmp_path):
    path = tmp_path / "set.json"
    assert check_out(path, tuned("ease")) == tuned("ease")
    write_tuned(path, tuned("ease", "nmf"))
    assert set(check_out(path, tuned("ease", "ials")).models) == {"ease", "nmf", "ials"}


@pytest.mark.parametrize("change", [{"metric": "map@5"}, {"fingerprint": "def"}])
def test_weights_of_another_question_are_not_overwritten(tmp_path, change):
    path = tmp_path / "set.json"
    write_tuned(path, tuned("ease"))
    with pytest.raises(DataError, match="other data, another question or another version"):
        check_out(path, tuned("ease", **change))


@pytest.mark.parametrize("text", ["", "{}", "[1]", "\x00", '{"format": 2}'])
def test_what_is_there_and_something_else_is_not_overwritten(tmp_path, text):
    path = tmp_path / "set.json"
    path.write_text(text)
    with pytest.raises(DataError, match="holds no weights that were tuned"):
        check_out(path, tuned("ease"))
    assert path.read_text() == text


def test_a_place_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        write_tuned(tmp_path / "file" / "set.json", tuned("ease"))


def test_a_file_by_hand_names_what_it_changes(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text('{"models": {"ease": {"config": {"reg": 300}}}}')
    assert read_configs(path) == {"ease": EaseConfig(reg=300)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "must be JSON"),
        ("\xff", "must be JSON"),
        ("[]", "under 'models'"),
        ('{"models": {}}', "under 'models'"),
        ('{"models": ["ease"]}', "under 'models'"),
        ('{"models": {"magic": {"config": {}}}}', "must be one of .*ease.*, not 'magic'"),
        ('{"models": {"ease": 3}}', "under 'config' for ease"),
        ('{"models": {"ease": {"reg": 3}}}', "under 'config' for ease"),
        ('{"models": {"ease": {"config": {"reg": -1}}}}', "reg of ease is not valid: .*than 0"),
        ('{"models": {"ease": {"config": {"magic": 1}}}}', "magic of ease is not valid"),
        ('{"models": {"ease": {"config": {"reg": "x"}}}}', "reg of ease is not valid"),
        ('{"models": {"content": {"config": {"tag_weight": 1}}}}', "shares of content must sum"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path, text, said):
    path = tmp_path / "mine.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=said):
        read_configs(path)


def test_weights_are_not_measured_on_users_they_were_chosen_on(tmp_path):
    path = tmp_path / "set.json"
    write_tuned(path, tuned("ease"))
    assert set(read_configs(path, test_seed=0)) == {"ease"}
    with pytest.raises(DataError, match=r"tuned with seed 0, .* evaluate it with seed 0"):
        read_configs(path, test_seed=1)
    path.write_text('{"models": {"ease": {"config": {"reg": 300}}}}')
    assert set(read_configs(path, test_seed=1)) == {"ease"}


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_configs(path)


def test_weights_are_kept_until_they_are_forgotten(tmp_path):
    path, artifacts = tmp_path / "mine.json", tmp_path / "artifacts"
    assert kept_configs(artifacts) == {}
    path.write_text(json.dumps({"models": {"ials": {"config": {"dim": 8}}}}))
    keep_configs(artifacts, path)
    path.write_text("broken")
    assert kept_configs(artifacts) == {"ials": Ials.config_class(dim=8)}
    with pytest.raises(DataError):
        keep_configs(artifacts, path)
    assert set(kept_configs(artifacts)) == {"ials"}
    keep_configs(artifacts, artifacts / "weights.json")
    assert set(kept_configs(artifacts)) == {"ials"}
    forget_configs(artifacts)
    forget_configs(artifacts)
    assert kept_configs(artifacts) == {}
