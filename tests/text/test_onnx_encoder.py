import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import ArtifactError, DataError
from matinee.starter import manifest
from matinee.text import build_encoder
from matinee.text.description import MINILM
from matinee.text.onnx_encoder import OnnxEncoder
from matinee.text.runs import plan_batches

GOLDEN = Path(__file__).parents[1] / "golden" / "encoder.json"
TEXTS = ["A storm at sea.", "", "Robots. " * 90, "Love in Paris", "x", "Heist " * 30, "A storm."]


def test_agrees_with_sentence_transformers(encoder):
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    vectors = encoder.encode([row["text"] for row in golden])
    first = np.array([row["first"] for row in golden])
    # a number is about 0.05; the storage in int8 moves it by up to 0.002
    np.testing.assert_allclose(vectors[:, : first.shape[1]], first, atol=0.003)


def test_rows_are_of_length_one_and_float32(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_together_is_as_one_by_one_and_in_order(encoder):
    vectors = encoder.encode(TEXTS)
    alone = np.stack([encoder.encode_one(text) for text in TEXTS])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_the_number_of_threads_changes_nothing(encoder):
    texts = [f"{text} {number}" for number in range(12) for text in TEXTS]
    np.testing.assert_array_equal(
        encoder.encode(texts), build_encoder("minilm", threads=1).encode(texts)
    )


def test_near_in_meaning_is_near(encoder):
    query, near, far = encoder.encode(
        ["Astronauts are stranded on Mars.", "A space crew fights to survive.", "How to bake bread"]
    )
    assert query @ near > query @ far + 0.2


def test_nothing_gives_no_rows(encoder):
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_one_text_in_place_of_a_list_is_refused(encoder):
    with pytest.raises(DataError, match="encode_one"):
        encoder.encode("The Matrix")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x01\x7f",
        "\ud83c half",
        "日本語 العربية हिन्दी 🎬",
        "a" * 1_000_000,
        "a b " * 250_000,
    ],
    ids=["empty", "blank", "control", "surrogate", "scripts", "1 MB word", "1 MB text"],
)
def test_takes_any_text(encoder, text):
    assert np.linalg.norm(encoder.encode_one(text)) == pytest.approx(1, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(), max_size=60))
def test_takes_any_characters(encoder, text):
    assert np.linalg.norm(encoder.encode_one(text)) == pytest.approx(1, abs=1e-5)


def test_only_the_first_256_tokens_count(encoder):
    start = "word " * 300
    np.testing.assert_array_equal(encoder.encode_one(start), encoder.encode_one(start + "storm"))


def test_progress_counts_every_text(encoder):
    told = []
    encoder.encode(TEXTS * 20, lambda *step: told.append(step))
    total = len(TEXTS) * 20
    assert told[0] == ("encode", 0, total)
    assert told[-1] == ("encode", total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_an_error_while_encoding_comes_out(encoder, monkeypatch):
    def fail(tokens):
        raise MemoryError("no more")

    monkeypatch.setattr(encoder, "_run", fail)
    with pytest.raises(MemoryError, match="no more"):
        encoder.encode(TEXTS * 20)


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 300), max_size=80), budget=st.integers(1, 600))
def test_batches_hold_each_text_once_and_keep_the_budget(lengths, budget):
    batches = plan_batches(lengths, budget)
    assert sorted(np.concatenate([*batches, np.zeros(0, int)]).tolist()) == [*range(len(lengths))]
    for batch in batches:
        assert len(batch) == 1 or max(lengths[index] for index in batch) * len(batch) <= budget


def test_the_description_is_what_the_file_does(encoder):
    assert (encoder.name, encoder.dim) == (MINILM.name, MINILM.dim)
    assert encoder.fingerprint == MINILM.fingerprint
    assert len(MINILM.fingerprint) == 16
    assert MINILM.licence == "Apache-2.0"


def test_threads_are_one_for_each_core_by_default():
    assert OnnxEncoder().threads >= 1


@pytest.fixture
def other_folder(tmp_path, monkeypatch):
    """A copy of the encoder's files with a manifest, taken for the shipped ones."""
    shutil.copytree(manifest.FOLDER / "encoder", tmp_path / "encoder")
    shutil.copy(manifest.FOLDER / "MANIFEST.json", tmp_path)
    monkeypatch.setattr(manifest, "FOLDER", tmp_path)
    manifest.file.cache_clear()
    yield tmp_path
    manifest.file.cache_clear()


def replace_file(folder: Path, name: str, content: bytes) -> None:
    """Change a file and the manifest with it."""
    (folder / name).write_bytes(content)
    listed = manifest.read_manifest(folder)
    listed[name]["sha256"] = manifest.sha256_of(folder / name)
    (folder / "MANIFEST.json").write_text(json.dumps(listed), encoding="utf-8")
    manifest.file.cache_clear()


@pytest.mark.parametrize("name", [MINILM.model, MINILM.tokenizer])
def test_a_changed_file_is_refused(other_folder, name):
    with (other_folder / name).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(ArtifactError, match="was changed"):
        build_encoder("minilm")


@pytest.mark.parametrize("name", [MINILM.model, MINILM.tokenizer])
def test_a_file_that_is_no_model_is_refused(other_folder, name):
    replace_file(other_folder, name, b"no model")
    with pytest.raises(ArtifactError, match="'minilm' cannot be opened"):
        build_encoder("minilm")


def test_other_weights_have_another_fingerprint(other_folder):
    before = MINILM.fingerprint
    replace_file(other_folder, MINILM.tokenizer, b"other")
    assert MINILM.fingerprint != before


def test_an_unknown_file_is_refused():
    with pytest.raises(ArtifactError, match="not a file that ships"):
        OnnxEncoder(replace(MINILM, model="encoder/other.onnx"))
