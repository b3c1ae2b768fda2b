"""Tuning a folder of ratings: from files to weights."""

import json
from functools import partial

import pytest

from matinee.config import Settings
from matinee.errors import DataError
from matinee.evaluation import EvaluationConfig, evaluate
from matinee.evaluation.tuning import Objective, draw_validation
from matinee.models import Ease
from matinee.ranking import RECOMMENDERS
from matinee.service import train
from matinee.service.evaluate import read_folder
from matinee.service.tune import TuneConfig, make_config, tune_folder
from matinee.service.tuned import Tuned, keep_configs, read_configs
from tests.kit.tastes import write_two_tastes

FEW = TuneConfig(n_trials=3, n_draws=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_two_tastes(tmp_path_factory.mktemp("ratings") / "two")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture
def measured(monkeypatch):
    """Counts what is fitted."""
    fits = []

    def count(self, make):
        fits.append(make().config)
        return call(self, make)

    call = Objective.__call__
    monkeypatch.setattr(Objective, "__call__", count)
    return fits


def test_from_ratings_to_weights(folder, settings, tmp_path, measured):
    out = tmp_path / "two.json"
    told = []
    done = tune_folder(
        settings,
        folder,
        ("ease", "item-knn"),
        FEW,
        out=out,
        progress=lambda *words: told.append(words),
    )
    assert len(measured) == 6
    assert not done.stopped
    assert done.study.parent == settings.home / "tuning"
    assert Tuned.model_validate_json(out.read_text()) == done.tuned
    assert (done.tuned.data.name, done.tuned.data.n_users) == ("two", 60)
    assert {name: one.n_trials for name, one in done.tuned.models.items()} == {
        "ease": 3,
        "item-knn": 3,
    }
    assert [words for words in told if words[0] == "tune ease"] == [
        ("tune ease", n, 3) for n in range(4)
    ]
    for name, found in done.tuned.models.items():
        assert found.default.low <= found.default.value <= found.default.high
        assert found.best.value >= found.default.value
        config = read_configs(out)[name]
        assert config.model_dump() == found.config
        # what is written is what was measured, to the last digit
        rated = read_folder(settings, folder, with_features=False)
        draws = draw_validation(rated.interactions, EvaluationConfig(), "users", 2)
        report = evaluate(draws, None, {"": partial(RECOMMENDERS[name], config)})
        value = report.rows[0].values["ndcg_at_10"].mean()
        assert value == pytest.approx(found.best.value, abs=1e-12)
        assert done.tuned.n_validation_users == len(set(report.asked.users.tolist()))


def test_it_goes_on_and_keeps_what_is_there_of_others(folder, settings, tmp_path, measured):
    out = tmp_path / "two.json"
    study = tmp_path / "study.db"
    tune_folder(settings, folder, ("ease",), FEW, study=study, out=out)
    before = list(measured)
    more = FEW.model_copy(update={"n_trials": 4})
    tune_folder(settings, folder, ("ease", "rp3beta"), more, study=study, out=out)
    assert len(measured) == 3 + 1 + 4
    assert measured[3] not in before
    tune_folder(settings, folder, ("item-knn",), FEW, study=study, out=out)
    models = Tuned.model_validate_json(out.read_text()).models
    assert {name: one.n_trials for name, one in models.items()} == {
        "ease": 4,
        "rp3beta": 4,
        "item-knn": 3,
    }


def test_a_stop_writes_what_there_is(folder, settings, tmp_path, monkeypatch):
    fits = []

    def stop(self, make):
        fits.append(make())
        if len(fits) == 6:
            raise KeyboardInterrupt
        return call(self, make)

    call = Objective.__call__
    monkeypatch.setattr(Objective, "__call__", stop)
    out, study = tmp_path / "two.json", tmp_path / "study.db"
    names = ("ease", "item-knn", "rp3beta")
    done = tune_folder(settings, folder, names, FEW, study=study, out=out)
    assert done.stopped
    assert {name: one.n_trials for name, one in done.tuned.models.items()} == {
        "ease": 3,
        "item-knn": 2,
    }
    assert Tuned.model_validate_json(out.read_text()) == done.tuned
    done = tune_folder(settings, folder, names, FEW, study=study, out=out)
    assert not done.stopped
    assert len(fits) == 6 + 1 + 3
    assert set(done.tuned.models) == set(names)


def test_what_is_found_is_written_before_the_next_recommender(
    folder, settings, tmp_path, monkeypatch
):
    def fail(self, make):
        if make().name == "item-knn":
            raise MemoryError
        return call(self, make)

    call = Objective.__call__
    monkeypatch.setattr(Objective, "__call__", fail)
    out, study = tmp_path / "two.json", tmp_path / "study.db"
    with pytest.raises(MemoryError):
        tune_folder(settings, folder, ("ease", "item-knn"), FEW, study=study, out=out)
    assert set(read_configs(out)) == {"ease"}


@pytest.mark.parametrize("split", ["last", "similar", "cold"])
def test_the_other_splits(folder, settings, tmp_path, split):
    config = FEW.model_copy(update={"split": split, "metric": "hit-rate@10"})
    done = tune_folder(settings, folder, ("ease",), config, study=tmp_path / "study.db")
    assert (done.tuned.split, done.tuned.metric) == (split, "hit-rate@10")
    assert done.tuned.n_draws == (2 if split == "similar" else 1)
    assert done.tuned.models["ease"].chosen == ("reg",)
    assert 0 <= done.tuned.models["ease"].best.value <= 1


@pytest.mark.parametrize(
    ("names", "change", "said"),
    [
        (("magic",), {}, "model must be one of .*ease.*, not 'magic'"),
        (("popularity",), {}, "not 'popularity'"),
        (("ease",), {"n_trials": 0}, "trials must be at least 1, not 0"),
        (("ease",), {"n_draws": 0}, "draws must be at least 1, not 0"),
        (("ease",), {"metric": "magic@3"}, "metric must be one of"),
        (
            ("ease",),
            {"split": "time"},
            "split must be one of users, similar, last, cold, not 'time'",
        ),
    ],
)
def test_what_cannot_be_asked(folder, settings, names, change, said):
    with pytest.raises(DataError, match=said):
        tune_folder(settings, folder, names, FEW.model_copy(update=change))


def test_too_few_users(settings, tmp_path):
    folder = write_two_tastes(tmp_path / "few", n_users=8)
    with pytest.raises(DataError, match=r"there are [0-8] in all"):
        tune_folder(settings, folder, ("ease",), FEW)


def test_ratings_of_one_value(settings, tmp_path):
    folder = write_two_tastes(tmp_path / "one")
    text = (folder / "two.inter").read_text()
    (folder / "two.inter").write_text(text.replace("\t2\t", "\t5\t"))
    done = tune_folder(settings, folder, ("ease",), FEW, study=tmp_path / "study.db")
    assert done.tuned.models["ease"].best.value > 0
    (folder / "two.inter").write_text(text.replace("\t2\t", "\t3\t").replace("\t5\t", "\t3\t"))
    with pytest.raises(DataError, match="there are 0 in all"):
        tune_folder(settings, folder, ("ease",), FEW)


def test_a_file_of_trials_of_other_ratings_is_refused(folder, settings, tmp_path, measured):
    study = tmp_path / "study.db"
    tune_folder(settings, folder, ("ease",), FEW, study=study)
    other = write_two_tastes(tmp_path / "other", seed=1)
    with pytest.raises(DataError, match="holds trials of another data set"):
        tune_folder(settings, other, ("ease",), FEW, study=study)
    assert len(measured) == 3


def test_the_same_question_has_the_same_file_and_another_one_another(folder, settings):
    one = TuneConfig(n_trials=1, n_draws=1)
    studies = {
        tune_folder(settings, folder, ("ease",), config).study
        for config in (one, one, one.model_copy(update={"seed": 1}))
    }
    assert len(studies) == 2


def test_an_output_of_something_else_is_refused_before_any_trial(
    folder, settings, tmp_path, measured
):
    out = tmp_path / "two.json"
    out.write_text(json.dumps({"movies": 3}))
    with pytest.raises(DataError, match="name another file"):
        tune_folder(settings, folder, ("ease",), FEW, out=out)
    assert measured == []


def test_four_digits_of_a_weight_count():
    assert make_config("ease", {"reg": 123.456789}) == Ease.config_class(reg=123.5)
    assert make_config("item-knn", {"k": 12345}).model_dump()["k"] == 12345
    with pytest.raises(DataError, match=r"weights of content are not valid: .*must sum to 1"):
        make_config("content", {"tag_weight": 0.9, "people_weight": 0.9})


def test_a_fit_takes_the_weights_that_are_kept(matinee):
    file = matinee.settings.home / "mine.json"
    file.write_text('{"models": {"ease": {"config": {"reg": 77}}}}')
    manifest = matinee.settings.artifacts / "models" / "ease" / "manifest.json"
    keep_configs(matinee.settings.artifacts, file)
    train(matinee, ("ease",))
    assert json.loads(manifest.read_text())["config"]["reg"] == 77
    (matinee.settings.artifacts / "weights.json").write_text('{"models": {"gone": {}}}')
    train(matinee, ("ease",))
    assert json.loads(manifest.read_text())["config"]["reg"] == Ease.config_class().reg
