"""The models of other languages: arithmetic by hand, files, probes in each language."""

import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee import starter
from matinee.errors import ArtifactError
from matinee.sentiment.fragments import iter_fragments, plain
from matinee.sentiment.multilingual import Multilingual, Reading, Weights, write_models
from matinee.sentiment.polarity import NEUTRAL, UNREAD_WEIGHT

PROBES = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))[
    "supported"
]


@pytest.fixture(scope="module")
def others():
    return Multilingual.shipped()


def toy(texts=("gut", "schlecht"), values=(2.0, -3.0), **changed):
    """Knows whole words only, each with one value."""
    found = {}
    for text, value in zip(texts, values, strict=True):
        word = list(iter_fragments([text]))[-2]  # words come before pairs
        found[int(word.keys[0])] = value
    keys = np.array(sorted(found), dtype=np.uint32)
    weights = Weights(keys, np.array([found[int(key)] for key in keys]), 0.5)
    told = {"slope": 2.0, "intercept": -0.25, "full_coverage": 0.01} | changed
    reading = Reading(model="de", thresholds=(0.2, 0.4, 0.6, 0.8), **told)
    return Multilingual({"de": weights}, {"de": reading})


def test_a_score_is_the_bias_and_the_values_over_the_root_of_their_number():
    odds = toy().log_odds(["gut", "gut schlecht", "gut gut", "nichts"], ["de"] * 4)
    assert odds == pytest.approx([0.5 + 2, 0.5 - 1 / np.sqrt(2), 0.5 + 2, 0])


def test_a_probability_is_calibrated_and_shrinks_with_what_is_unknown():
    text = "gut"
    n_fragments = sum(len(found.keys) for found in iter_fragments([text]))
    full, half = (
        toy(full_coverage=part).score([text], ["de"]).positive[0]
        for part in (1 / n_fragments, 2 / n_fragments)
    )
    odds = 2.0 * 2.5 - 0.25
    assert full == pytest.approx(1 / (1 + np.exp(-odds)))
    assert half == pytest.approx(1 / (1 + np.exp(-odds / 2)))


def test_what_has_no_model_is_left_unread():
    scores = toy().score(["gut", "gut", "gut"], ["de", "sv", None])
    assert scores.positive[0] > 0.9
    assert scores.positive[1:].tolist() == [0.5, 0.5]
    assert scores.labels[1:].tolist() == [NEUTRAL, NEUTRAL]
    assert scores.weights == pytest.approx([1, UNREAD_WEIGHT, UNREAD_WEIGHT])
    assert scores.languages == ("de", "sv", None)


def test_a_text_of_which_nothing_is_known_is_neutral():
    scores = toy().score(["", "???"], ["de", "de"])
    assert scores.positive.tolist() == [0.5, 0.5]
    assert scores.labels.tolist() == [NEUTRAL, NEUTRAL]


@pytest.mark.parametrize("language", PROBES)
def test_a_rave_is_better_than_a_pan(others, language):
    rave, pan = others.score(list(PROBES[language]), [language] * 2).positive
    assert rave > 0.6
    assert pan < 0.4


def test_languages_without_permitted_text_are_not_guessed(others):
    assert others.languages == PROBES.keys()
    assert others.languages.isdisjoint({"en", "fa", "nl", "no"})


def test_a_word_alone_stays_nearer_to_the_middle_than_a_review(others):
    word, review = others.score(["film", PROBES["fr"][0]], ["fr", "fr"]).positive
    assert abs(word - 0.5) < abs(review - 0.5)


@pytest.mark.slow
def test_a_long_text_is_scored_to_its_end(others):
    start = "o filme . " * 100_000
    texts = [start + part * 2000 for part in (" adorei, maravilhoso ", " péssimo, odiei ")]
    good, bad = others.score(texts, ["pt", "pt"]).positive
    assert good > bad


TEXTS = st.text(
    st.characters() | st.sampled_from(list("가 çğ الف ดี 好看 😍👎 \ud800\udfff\x00\u200d")),
    max_size=60,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, st.sampled_from([*PROBES, "sv", None])), max_size=12))
def test_any_text_has_a_probability_of_its_own_whatever_stands_beside_it(others, pairs):
    texts, languages = [text for text, _ in pairs], [language for _, language in pairs]
    scores = others.score(texts, languages)
    assert len(scores) == len(texts)
    assert ((scores.positive >= 0) & (scores.positive <= 1)).all()
    assert scores.languages == tuple(languages)
    for row, (text, language) in enumerate(pairs):
        alone = others.score([text], [language])
        assert alone.positive[0] == scores.positive[row]
        assert alone.labels[0] == scores.labels[row]


@given(TEXTS)
def test_fragments_do_not_depend_on_case_or_on_what_stands_around_a_text(text):
    alone = sorted(key for found in iter_fragments([text]) for key in found.keys.tolist())
    among = [
        key
        for found in iter_fragments(["abc 가", text, "", "x"])
        for key, row in zip(found.keys.tolist(), found.rows.tolist(), strict=True)
        if row == 1
    ]
    assert alone == sorted(among)


def test_fragments_of_a_word_are_its_runs_with_edges_the_word_and_pairs():
    def count(text):
        return sum(len(found.keys) for found in iter_fragments([text]))

    # a, b | _a ab b_ | _ab ab_ | _ab_ | the word
    assert count("ab") == 2 + 3 + 2 + 1 + 1
    assert count("ab ab") == 2 * count("ab") + 1
    assert count("ab!") == count("ab") + count("!") + 1
    assert count("") == count(" \n\t") == 0


def test_links_names_and_long_runs_say_nothing_more():
    assert plain("See HTTPS://X.y/z @Bob") == "see  @"
    assert plain("nooooooooo!!!!!!") == "nooo!!!"
    assert plain("<br />") == ""


def test_models_are_read_as_they_were_written(tmp_path):
    write_models(tmp_path, toy()._weights, toy()._readings)
    arrays, description = tmp_path / "multilingual.safetensors", tmp_path / "multilingual.json"
    model = Multilingual.read(arrays, description)
    texts, languages = ["gut", "schlecht gut"], ["de", "de"]
    assert model.score(texts, languages).positive == pytest.approx(
        toy().score(texts, languages).positive, abs=1e-3
    )
    first = arrays.read_bytes()
    write_models(tmp_path, toy()._weights, toy()._readings)
    assert arrays.read_bytes() == first


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "linear"}, "must be of kind"),
        ({"format": 99}, "has format 99"),
        ({"sha256": "0"}, "was changed"),
        ({"biases": {}}, "no bias for"),
        ({"biases": {"xx": 1}}, "no weights of 'xx'"),
        ({"biases": {"de": "much"}}, "does not describe"),
        ({"languages": {"de": {}}}, "does not describe"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(tmp_path, change, message):
    write_models(tmp_path, toy()._weights, toy()._readings)
    description = tmp_path / "multilingual.json"
    description.write_text(json.dumps(json.loads(description.read_text()) | change))
    with pytest.raises(ArtifactError, match=message):
        Multilingual.read(tmp_path / "multilingual.safetensors", description)


def test_a_shipped_file_that_was_cut_is_refused(tmp_path):
    for name in ("multilingual.safetensors", "multilingual.json"):
        shutil.copy(starter.file(f"sentiment/{name}"), tmp_path)
    arrays = tmp_path / "multilingual.safetensors"
    arrays.write_bytes(arrays.read_bytes()[:-1])
    with pytest.raises(ArtifactError, match=r"cannot be read|was changed"):
        Multilingual.read(arrays, tmp_path / "multilingual.json")


def test_keys_must_ascend(tmp_path):
    weights = Weights(np.array([2, 1], np.uint32), np.zeros(2), 0.0)
    write_models(tmp_path, {"de": weights}, toy()._readings)
    with pytest.raises(ArtifactError, match="must ascend"):
        Multilingual.read(tmp_path / "multilingual.safetensors", tmp_path / "multilingual.json")


def test_the_shipped_models_are_small_and_the_figures_are_theirs(others):
    figures = json.loads(starter.file("sentiment/multilingual-figures.json").read_text("utf-8"))
    assert figures["version"] == others.version
    assert starter.file("sentiment/multilingual.safetensors").stat().st_size < 12 * 2**20
    trained = {row["lang"] for row in figures["table"] if row["read"] and row["trained"]}
    assert trained == others.languages
