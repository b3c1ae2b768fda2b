import json
import subprocess
import sys
from hashlib import sha256
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from matinee import starter
from matinee.errors import ArtifactError
from matinee.sentiment import LABELS
from matinee.sentiment.linear import FORMAT, READING, LinearSentiment, write_state

NAMES = ("linear.safetensors", "linear.json")


def test_scores_by_hand(toy):
    # "not good": not, good, "not good"; squared idf 1 + 4 + 4
    long, short = 0.5 + (3 - 10) / 3, (1 - 2) / 3
    odds = long + (2 - log(1 + 3)) * short + 0.25
    assert toy.score(["not good"]).positive == pytest.approx([1 / (1 + exp(-odds))])
    # "Good, good": one n-gram counts once; two of three tokens are known, which is enough
    odds = 0.5 + 3 / 2 + (2 - log(2)) * 1 / 2 + 0.25
    assert toy.score(["Good, good"]).positive == pytest.approx([1 / (1 + exp(-odds))])


def test_few_known_words_draw_it_to_one_half(toy):
    whole, quarter = (toy.score([text]).positive[0] for text in ("good", "good x x x"))
    odds = [log(p / (1 - p)) for p in (whole, quarter)]
    # a quarter is known, a half would count in full
    assert odds[1] == pytest.approx(odds[0] / 2, rel=1e-4)


@pytest.mark.parametrize(
    "text", ["", "  \n", "zzz qqq", "seen", "🎬", "\x00\x01", "... !?", "\u2026", "\ud800", "映画"]
)
def test_what_tells_nothing_is_neutral(toy, text):
    scores = toy.score([text])
    assert scores.positive.tolist() == [0.5]
    assert scores.names == ("Neutral",)


def test_no_texts_give_no_scores(toy):
    assert len(toy.score([])) == 0


def test_long_work_is_told(toy):
    told = []
    toy.score(["good"] * 600, lambda *step: told.append(step))
    assert told == [("sentiment", 256, 600), ("sentiment", 512, 600), ("sentiment", 600, 600)]


@given(st.lists(st.text(alphabet=st.characters(codec=None), max_size=40), max_size=8), st.data())
def test_any_batch_agrees_with_one_by_one_in_any_order(toy, texts, data):
    mixed = data.draw(st.permutations([*texts, "not good", "good movie"]))
    together = toy.score(mixed)
    singles = [toy.score([text]) for text in mixed]
    assert together.positive.tolist() == [float(one.positive[0]) for one in singles]
    assert together.names == tuple(one.names[0] for one in singles)


@pytest.mark.parametrize(
    ("text", "liked"),
    [
        ("I loved it", True),
        ("Terrible.", False),
        ("not good", False),
        ("One of the best movies I have seen in years. Highly recommended!", True),
        ("What a waste of time.", False),
        ("GREAT MOVIE!!!", True),
        ("WORST MOVIE EVER", False),
        ("I didn\u2019t like it", False),
        ("10/10", True),
        ("1/10", False),
        ("A masterpiece 👍🎬", True),
        ("bo\x00ring", True),  # two words that say nothing of boredom
        ("awful\ud83d movie", False),
    ],
)
def test_plain_words_are_understood(linear_tier, text, liked):
    scores = linear_tier.score([text])
    if text == "bo\x00ring":
        assert 0 < scores.positive[0] < 1
        return
    assert (scores.positive[0] > 0.5) == liked
    assert ("Negative" in scores.names[0]) != liked


@pytest.mark.parametrize("text", ["", "qwrtz", "映画を見ました", "🎬", "\ud800", "...", " ?! "])
def test_the_shipped_model_has_no_opinion_on_what_it_cannot_read(linear_tier, text):
    assert linear_tier.score([text]).names == ("Neutral",)


def test_a_threshold_belongs_to_the_better_label(toy):
    bounds = np.array([0.0, 0.19, 0.2, 0.4, 0.6, 0.79, 0.8, 1.0])
    assert toy.calibration.labels(bounds).tolist() == [0, 0, 1, 2, 3, 3, 4, 4]


def test_scoring_loads_neither_scikit_learn_nor_arrow():
    code = (
        "import sys; from matinee.sentiment import build_sentiment as build;"
        "build('linear').score(['good']);"
        "print({'sklearn', 'pyarrow', 'torch', 'transformers'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_every_label_is_given(linear_tier):
    scores = linear_tier.calibration.labels(np.linspace(0, 1, 101, dtype=np.float32))
    assert set(scores.tolist()) == set(range(len(LABELS)))


def test_a_megabyte_is_scored(linear_tier):
    text = "I loved every wonderful minute of it. " * 27_000
    scores = linear_tier.score([text, "Terrible.", text])
    assert scores.positive[0] == scores.positive[2] > 0.8
    assert scores.positive[1] < 0.1


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_text_has_a_probability(linear_tier, text):
    scores = linear_tier.score([text])
    assert 0 <= scores.positive[0] <= 1
    assert 0 <= scores.labels[0] < len(LABELS)


def test_the_shipped_files_are_small_and_named_by_their_content(linear_tier):
    path = starter.file("sentiment/linear.safetensors")
    assert path.stat().st_size < 10_000_000
    told = json.loads(starter.file("sentiment/linear.json").read_text("utf-8"))
    assert linear_tier.version == f"linear-{READING}-{told['sha256'][:12]}"


@pytest.fixture
def saved(tmp_path, toy):
    arrays = {
        "keys": toy.vocabulary.keys,
        "weights": toy.weights,
        "idf": np.sqrt(toy.squared_idf),
    }
    digest = write_state(tmp_path / NAMES[0], toy.vocabulary.words, arrays)
    calibration = {
        name: getattr(toy.calibration, name) for name in toy.calibration.__dataclass_fields__
    }
    told = {"format": FORMAT, "kind": "linear", "sha256": digest, "biases": [0.5, 0.0]}
    (tmp_path / NAMES[1]).write_text(json.dumps({**told, "calibration": calibration}), "utf-8")
    return tmp_path


def read(folder: Path) -> LinearSentiment:
    return LinearSentiment.read(*(folder / name for name in NAMES))


def test_a_model_survives_the_disk(saved, toy):
    texts = ["not good", "good movie", "", "good x x x"]
    found, expected = read(saved).score(texts), toy.score(texts)
    assert found.positive.tolist() == expected.positive.tolist()
    assert found.labels.tolist() == expected.labels.tolist()


def change(folder: Path, **told: Any) -> None:
    path = folder / NAMES[1]
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **told}), "utf-8")


def rewrite(folder: Path, **arrays: np.ndarray) -> None:
    state = {**load_file(folder / NAMES[0]), **arrays}
    save_file(state, folder / NAMES[0])
    change(folder, sha256=sha256((folder / NAMES[0]).read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"kind": "ease"}, "kind 'linear', not 'ease'"),
        ({"format": FORMAT + 1}, f"format {FORMAT + 1}; this version reads {FORMAT}"),
        ({"sha256": "0" * 64}, "was changed"),
        ({"calibration": {"slopes": [1, 2]}}, "does not describe"),
        ({"biases": None}, "does not describe"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_wrong_description_is_refused(saved, told, message):
    change(saved, **told)
    with pytest.raises(ArtifactError, match=message):
        read(saved)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"idf": np.ones(3, np.float16)}, r"idf must have the shape \(4,\), not \(3,\)"),
        ({"weights": np.ones(4, np.float16)}, r"weights must have the shape \(4, 2\)"),
        ({"weights": np.ones((4, 2), np.float32)}, "must hold"),
        ({"extra": np.ones(1)}, "must hold"),
        ({"keys": np.array([2, 1, 3, 4])}, "must ascend"),
    ],
    ids=["short", "one head", "dtype", "unknown", "order"],
)
def test_wrong_arrays_are_refused(saved, arrays, message):
    rewrite(saved, **arrays)
    with pytest.raises(ArtifactError, match=message):
        read(saved)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_broken_file_is_refused(saved, name):
    (saved / name).write_bytes(b"\x00nonsense")
    with pytest.raises(ArtifactError, match=f"'{name}' cannot be read"):
        read(saved)
    (saved / name).unlink()
    with pytest.raises(ArtifactError, match=f"'{name}' cannot be read"):
        read(saved)


def test_squared_idf_is_what_the_norm_sums(toy):
    _, counts, coverage = toy.raw(["not good movie"])
    assert counts.tolist() == [4]
    assert coverage.tolist() == [1]
    scores, _, _ = toy.raw(["not good movie"])
    assert scores[0] == pytest.approx([0.5 - 7 / sqrt(10), -1 / sqrt(10)])
