"""What the hybrid's signals are worth: learnt at training, kept, read back, and mistrusted."""

import logging
from importlib import import_module

import numpy as np
import pytest

from matinee import __version__
from matinee.ranking import RECOMMENDERS, learn
from matinee.ranking.learn import SIGNALS, RankerWeights
from matinee.service import is_set_up, recommend_by_title, set_up, train
from matinee.service.matinee import FITTED, MODELS, READY
from matinee.service.ranker import RANKER_FILE, read_ranker
from matinee.service.shelving import MODELS_FOLDER
from matinee.service.train import SERVED
from matinee.service.tuned import (
    Figure,
    Tuned,
    TunedData,
    TunedModel,
    keep_configs,
    write_tuned,
)
from tests.kit.worlds import to_matrix

#: What the kit's sixty users teach is not kept, since they are too few.
ENOUGH = 30


def kept(matinee):
    return matinee.settings.artifacts / MODELS_FOLDER / RANKER_FILE


def test_training_keeps_what_it_learns_and_answers_go_by_it(matinee, monkeypatch):
    before = matinee.shelf.hybrid.weights_
    assert before == RankerWeights()
    monkeypatch.setattr(learn, "FEWEST_USERS", ENOUGH)
    assert train(matinee, ("hybrid",)) == ["hybrid"]
    assert matinee.refresh()
    learnt = matinee.shelf.hybrid.weights_
    assert learnt != before
    assert RankerWeights.model_validate_json(kept(matinee).read_bytes()) == learnt
    assert [path.name for path in kept(matinee).parent.glob("*.json")] == [RANKER_FILE]
    monkeypatch.undo()
    train(matinee, ("hybrid",))
    matinee.refresh()
    assert matinee.shelf.hybrid.weights_ == RankerWeights()


def test_kept_weights_of_what_is_put_together_here_are_served(matinee):
    outcome = {
        "hybrid": {"about_similar": 9.0, "n_rated": 60},
        "content": {"genre_weight": 0.3, "tag_weight": 0.1},
    }
    configs = {name: RECOMMENDERS[name].config_class(**own) for name, own in outcome.items()}
    write_kept(matinee.settings.artifacts, configs)
    train(matinee, ("hybrid",))
    assert matinee.refresh()
    assert matinee.shelf.hybrid.config == configs["hybrid"]
    assert matinee.shelf.hybrid.content_.config == configs["content"]


def write_kept(artifacts, configs):
    """What `train --config` leaves in the artifacts."""
    some = Figure(value=0.3, low=0.2, high=0.4)
    models = {
        name: TunedModel(
            config=config.model_dump(), chosen=(), n_trials=1, default=some, best=some, gain=None
        )
        for name, config in configs.items()
    }
    data = TunedData(name="set", fingerprint="abc", n_users=9, n_movies=8, n_ratings=40)
    outcome = Tuned(
        version=__version__,
        data=data,
        metric="ndcg@10",
        split="users",
        seed=0,
        n_draws=1,
        n_validation_users=6,
        models=models,
    )
    write_tuned(artifacts / "outcome.json", outcome)
    keep_configs(artifacts, artifacts / "outcome.json")


def test_learning_twice_learns_the_same(matinee, monkeypatch):
    monkeypatch.setattr(learn, "FEWEST_USERS", ENOUGH)
    train(matinee, ("hybrid",))
    first = kept(matinee).read_bytes()
    train(matinee, ("hybrid",))
    assert kept(matinee).read_bytes() == first


def test_where_nothing_was_learnt_the_defaults_hold_without_a_word(tmp_path):
    notes: list[str] = []
    assert read_ranker(tmp_path, notes) == RankerWeights()
    assert read_ranker(tmp_path / "nowhere", notes) == RankerWeights()
    assert not notes


def test_a_signal_that_a_file_leaves_out_has_its_default(tmp_path):
    notes: list[str] = []
    (tmp_path / RANKER_FILE).write_text('{"taste": 3.5, "tags": 0}')
    assert read_ranker(tmp_path, notes) == RankerWeights(taste=3.5, tags=0)
    assert not notes


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"null",
        b"\xff\xfe\x00",
        b'{"taste": "much"}',
        b'{"mood": 1}',
        b'{"taste": -0.5}',
        b'{"taste": NaN}',
        b'{"taste": Infinity}',
        b'{"taste": 1e999}',
    ],
    ids=repr,
)
def test_a_file_that_cannot_be_used_is_told_and_left_aside(tmp_path, content):
    notes: list[str] = []
    (tmp_path / RANKER_FILE).write_bytes(content)
    assert read_ranker(tmp_path, notes) == RankerWeights()
    assert len(notes) == 1
    assert "`matinee train`" in notes[0]


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    notes: list[str] = []
    (tmp_path / RANKER_FILE).mkdir()
    assert read_ranker(tmp_path, notes) == RankerWeights()
    assert len(notes) == 1


def test_an_installation_with_a_broken_file_answers_and_training_mends_it(matinee):
    kept(matinee).write_text('{"taste": -1}')
    found = recommend_by_title(matinee, "Alien")
    assert len(found.picks) == 5
    assert sum("ranker's weights" in note for note in found.notes) == 1
    train(matinee, ("hybrid",))
    matinee.refresh()
    assert not any(
        "ranker's weights" in note for note in recommend_by_title(matinee, "Alien").notes
    )


def test_weights_are_kept_whole_or_not_at_all(matinee, monkeypatch):
    before = kept(matinee).read_bytes()
    monkeypatch.setattr(learn, "FEWEST_USERS", ENOUGH)

    def stop(*_):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", stop)
    with pytest.raises(OSError, match="no space"):
        train(matinee, ("hybrid",))
    assert kept(matinee).read_bytes() == before
    assert not list(kept(matinee).parent.glob(f".*{RANKER_FILE}"))


def test_other_models_leave_the_weights_alone(matinee):
    before = RankerWeights(**dict.fromkeys(SIGNALS, 2.0))
    kept(matinee).write_text(before.model_dump_json())
    train(matinee, ("popularity",))
    matinee.refresh()
    assert matinee.shelf.hybrid.weights_ == before


def test_movies_without_vectors_teach_nothing_and_it_is_told(matinee, monkeypatch, caplog):
    # the package has a function of the module's name
    monkeypatch.setattr(import_module("matinee.service.train"), "_features", lambda *_: None)
    kept(matinee).unlink()
    with caplog.at_level(logging.WARNING):
        assert train(matinee, ("ease", "cold", "hybrid")) == ["ease"]
    assert not kept(matinee).exists()
    assert "hybrid was not fitted: the movies are not encoded yet" in caplog.text


def test_an_older_installation_trains_what_it_lacks_at_its_next_setup(matinee):
    models = matinee.settings.artifacts / MODELS_FOLDER
    for name in ("lift", "cold", "ease-stars"):
        for path in (models / name).iterdir():
            path.unlink()
        (models / name).rmdir()
    kept(matinee).unlink()
    with matinee.database.begin() as work:
        work.meta.set(MODELS, READY)
    assert not is_set_up(matinee)
    before = matinee.shelf.hybrid
    assert before.stars_ is before.lift_ is None
    assert set(set_up(matinee, "none").fitted) == set(SERVED)
    assert is_set_up(matinee)
    assert kept(matinee).exists()
    matinee.refresh()
    after = matinee.shelf.hybrid
    assert all(part is not None for part in (after.stars_, after.lift_, after.cold_))
    assert set_up(matinee, "none").fitted == ()


def test_training_a_few_models_does_not_call_the_rest_trained(matinee):
    with matinee.database.begin() as work:
        work.meta.set(MODELS, READY)
    train(matinee, ("ease", "hybrid"))
    assert not is_set_up(matinee)
    train(matinee)
    assert is_set_up(matinee)
    with matinee.database.read() as work:
        assert work.meta.get(MODELS) == FITTED


def test_a_bridge_to_new_movies_is_kept_for_those_alone(matinee):
    cold = matinee.shelf.fitted["cold"]
    rated = np.flatnonzero(matinee.shelf.audience.n_ratings)
    assert len(rated)
    told = cold.score(to_matrix(5 * np.eye(1, len(matinee.shelf.movies))))[0]
    assert np.isneginf(told[rated]).all()
