"""Precision on 200 sentences that were labelled by hand, without a look at what is found in them.

``aspect_labels.csv`` holds places and labels alone; the sentences are in the shared reviews. They
are of movies that no model was trained on: 14 for each aspect, out of those that an early lexicon
marked with it, and 32 that it did not mark, each of 20 to 400 characters, one of a review, seed 0.
A label says that the sentence speaks of that side of the movie, and whether it is praise, blame or
neither. The lexicon was measured on them once (emotion 10 of 14, ending 12 of 16, all others at
least 0.8), and then made better by what was read in other movies' reviews alone.
"""

import csv
from collections import Counter
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from matinee.data import ASPECTS
from matinee.sentiment.aspects import find_mentions
from matinee.sentiment.linear import LinearSentiment
from tests.kit.figures import FIGURES

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LABELS = files("matinee.evaluation.sentiment").joinpath("aspect_labels.csv")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="the shared data set is not beside the project"),
]


@pytest.fixture(scope="module")
def rows():
    with LABELS.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def judged(rows):
    """For each sentence what was labelled and what is found: aspect to sentiment."""
    files = {row["file"] for row in rows}
    read = import_module("pyarrow.parquet").read_table
    tables = {name: read(SHARED / f"{name}.parquet", columns=["imdb_id", "text"]) for name in files}
    texts = []
    for row in rows:
        place = int(row["row"])
        assert tables[row["file"]]["imdb_id"][place].as_py() == row["imdb_id"]
        texts.append(tables[row["file"]]["text"][place].as_py())
    pairs = []
    model = LinearSentiment.shipped()
    found = find_mentions(texts, model, reviews=model.score(texts).positive)
    for row, mentions in zip(rows, found, strict=True):
        inside: dict[str, list[float]] = {}
        for one in mentions:
            if int(row["start"]) <= one.start < int(row["end"]):
                inside.setdefault(one.aspect, []).append(one.positive)
        said = dict(label.split(":") for label in row["labels"].split())
        pairs.append((said, {aspect: sum(p) / len(p) for aspect, p in inside.items()}))
    return pairs


def test_the_labels_are_of_held_out_movies(rows):
    assert len(rows) == 200
    assert {int(sha256(row["imdb_id"].encode()).hexdigest()[:8], 16) % 8 for row in rows} == {0}
    said = [label.split(":") for row in rows for label in row["labels"].split()]
    assert {aspect for aspect, _ in said} == set(ASPECTS)
    assert {sentiment for _, sentiment in said} == {"positive", "negative", "neutral"}


def test_what_is_found_is_what_a_reader_sees(judged, record_property):
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for said, told in judged:
        found.update(list(told))
        there.update(list(said))
        right.update(set(said) & set(told))
    for aspect in ASPECTS:
        precision, recall = right[aspect] / found[aspect], right[aspect] / there[aspect]
        record_property(
            FIGURES,
            f"aspect {aspect}: precision {precision:.2f} of {found[aspect]}, "
            f"recall {recall:.2f} of {there[aspect]}",
        )
    precision, recall = right.total() / found.total(), right.total() / there.total()
    record_property(
        FIGURES,
        f"aspects together: precision {precision:.3f} of {found.total()}, "
        f"recall {recall:.3f} of {there.total()}",
    )
    short = [aspect for aspect in ASPECTS if right[aspect] < 0.8 * found[aspect]]
    assert short == []
    assert all(found[aspect] >= 10 for aspect in ASPECTS)
    assert precision >= 0.85
    assert 0.75 <= recall <= 0.95


def test_praise_is_told_from_blame(judged, record_property):
    clear = [
        (sentiment == "positive", told[aspect])
        for said, told in judged
        for aspect, sentiment in said.items()
        if sentiment != "neutral" and aspect in told
    ]
    accuracy = sum((positive > 0.5) == praise for praise, positive in clear) / len(clear)
    record_property(FIGURES, f"aspect sentiment: accuracy {accuracy:.3f} of {len(clear)}")
    assert len(clear) >= 150
    assert 0.83 <= accuracy <= 0.96
