"""Bounds on real reviews, both sides: the figure on the model's card is the figure here."""

import json
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from matinee import starter

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REVIEWS = SHARED / "reviews-imdb-labelled.parquet"
SENTENCES = SHARED / "sentiment-sst" / "sst_dev.txt"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REVIEWS.exists(), reason="the shared data set is not beside the project"
    ),
]


@pytest.fixture(scope="module")
def figures():
    return json.loads(starter.file("sentiment/figures.json").read_text("utf-8"))


def test_held_out_movies_score_as_the_card_says(linear_tier, figures):
    split = json.loads(starter.file("sentiment/linear.json").read_text("utf-8"))["split"]
    table = import_module("pyarrow.parquet").read_table(REVIEWS).to_pydict()
    folds = [
        int(sha256(one.encode()).hexdigest()[:8], 16) % split["folds"] for one in table["imdb_id"]
    ]
    rows = [row for row, fold in enumerate(folds) if fold == split["held_out"]]
    liked = np.array([table["label"][row] == "pos" for row in rows])
    scores = linear_tier.score([table["text"][row] for row in rows])
    accuracy = ((scores.positive > 0.5) == liked).mean()
    assert len(rows) == figures["held_out_movies"]["n"] == 3049
    assert accuracy == pytest.approx(figures["held_out_movies"]["accuracy"], abs=0.001)
    # above 0.94 a linear model has seen these movies
    assert 0.905 <= accuracy <= 0.94


def test_sentences_score_as_the_card_says(linear_tier, figures):
    lines = [line.split("\t", 1) for line in SENTENCES.read_text("utf-8").splitlines()]
    stars = np.array([int(label[-1]) for label, _ in lines])
    scores = linear_tier.score([text for _, text in lines])
    clear = stars != 3
    accuracy = ((scores.positive[clear] > 0.5) == (stars[clear] > 3)).mean()
    five = (scores.labels + 1 == stars).mean()
    assert accuracy == pytest.approx(figures["sst_dev"]["accuracy"], abs=0.003)
    assert five == pytest.approx(figures["sst_dev"]["accuracy_five"], abs=0.003)
    assert 0.79 <= accuracy <= 0.86
    assert 0.36 <= five <= 0.48
