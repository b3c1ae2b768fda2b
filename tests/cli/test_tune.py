import json
import re
import sys
from pathlib import Path

import pytest

from matinee.evaluation.spaces import SPACES
from matinee.evaluation.tuning import METRICS
from matinee.service.tuned import Tuned
from tests.kit.tastes import write_two_tastes

ROOT = Path(__file__).resolve().parents[2]
#: Where the options of the commands are that the page shows.
SOURCES = ("tune.py", "data.py", "measure.py")


@pytest.fixture
def folder(tmp_path):
    return write_two_tastes(tmp_path / "two")


def test_tune_shows_defaults_against_the_best_and_writes_them(run, folder, home, tmp_path):
    database = home / "matinee.db"
    before = database.read_bytes()
    out = tmp_path / "two.json"
    words = ("tune", "--ratings", str(folder), "--models", "ease, item-knn", "--draws", "2")
    done = run(*words, "--trials", "2", "--out", str(out))
    assert done.code == 0, done.err
    assert "two: ndcg@10, split users" in done.out
    assert "default" in done.out
    assert "reg " in done.out
    assert "none of the validation users is a test user" in done.err
    told = run(*words, "--trials", "2", "--json")
    assert json.loads(told.out) == Tuned.model_validate_json(out.read_text()).model_dump(
        mode="json"
    )
    assert database.read_bytes() == before


def test_weights_are_taken_by_train(run, home, tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_text('{"models": {"ease": {"config": {"reg": 77}}}}')
    manifest = home / "artifacts" / "models" / "ease" / "manifest.json"

    def reg():
        return json.loads(manifest.read_text())["config"]["reg"]

    usual = reg()
    assert run("train", "--models", "ease", "--config", str(mine)).code == 0
    assert reg() == 77
    assert run("train", "--models", "ease").code == 0
    assert reg() == 77
    assert run("train", "--models", "ease", "--config", "default").code == 0
    assert reg() == usual
    done = run("train", "--config", str(tmp_path / "nowhere.json"))
    assert done.code == 1
    assert "nowhere.json" in done.err


def test_weights_are_taken_by_evaluate(run, folder, tmp_path):
    mine, page = tmp_path / "mine.json", tmp_path / "page.html"
    # so much penalty that nothing but popularity is left
    mine.write_text('{"seed": 0, "models": {"ease": {"config": {"reg": 1e9}}}}')
    words = ("evaluate", "--ratings", str(folder), "--models", "popularity,ease", "--json")

    def figures(*more):
        done = run(*words, *more)
        assert done.code == 0, done.err
        return {row["model"]: row["ndcg_at_10"] for row in json.loads(done.out)["rows"]}

    usual, tuned = figures(), figures("--tuned", str(mine), "--html", str(page))
    assert tuned["popularity"] == usual["popularity"]
    assert tuned["ease"] < usual["ease"]
    assert "--tuned mine.json" in page.read_text()
    done = run(*words, "--tuned", str(mine), "--seed", "1")
    assert done.code == 1
    assert "evaluate it with seed 0" in done.err


def test_a_stop_says_how_to_go_on(run, folder, monkeypatch, tmp_path):
    def stop(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr("matinee.evaluation.tuning.Objective.__call__", stop)
    out = tmp_path / "two.json"
    done = run("tune", "--ratings", str(folder), "--models", "ease", "--out", str(out))
    assert done.code == 130
    assert "the same command goes on where it was" in done.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--models", "magic"), 1, "magic"),
        (("--metric", "magic"), 1, "ndcg@10"),
        (("--split", "time"), 1, "users, similar, last, cold"),
        (("--trials", "0"), 2, "--trials"),
        (("--draws", "0"), 2, "--draws"),
        (("--seed", "-1"), 2, "--seed"),
    ],
)
def test_tune_refuses_what_cannot_be(run, folder, words, code, said):
    done = run("tune", "--ratings", str(folder), *words)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_without_optuna_it_names_the_extra_before_anything_is_read(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    done = run("tune", "--ratings", str(tmp_path / "nowhere"))
    assert done.code == 1
    assert "pip install 'matinee[tune]'" in done.err


def test_the_page_names_options_and_models_that_there_are():
    page = (ROOT / "docs/how-to/tune-models.md").read_text(encoding="utf-8")
    sources = [(ROOT / "src/matinee/cli" / name).read_text() for name in SOURCES]
    known = {
        word
        for text in sources
        for word in re.findall(r"^    (\w+): Annotated", text, re.MULTILINE)
    }
    told = {option.removeprefix("--") for option in re.findall(r"(?<![\w-])--[a-z]+", page)}
    assert told >= {"ratings", "models", "trials", "metric", "split", "draws", "seed", "out"}
    assert told - {"editable"} <= known
    named = re.search(r"--models ([\w,-]+)", page)
    assert named is not None
    assert set(named[1].split(",")) <= set(SPACES)
    assert all(f"@{n}`" in page for n in (5, 10, 20, 100))
    assert {name.partition("@")[0] for name in METRICS} <= set(
        re.findall(r"`([a-z-]+)(?:@10)?`", page)
    )


def test_tune_needs_ratings(run, tmp_path):
    assert run("tune").code == 2
    done = run("tune", "--ratings", str(tmp_path / "nowhere"))
    assert done.code == 1
    assert "nowhere" in done.err
