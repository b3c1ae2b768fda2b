import hashlib
import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee import starter
from matinee.errors import ArtifactError
from matinee.sentiment.transformer import Transformer
from matinee.starter import manifest

#: What torch says of the weights that were trained, before they were stored in eight bits.
GOLDEN = {
    "I loved it": 2.779,
    "Terrible.": -2.882,
    "Not bad at all.": 0.975,
    "I don't like it": -1.967,
    "The plot follows a man who goes to town.": 0.008,
    "Great cast, but the story is a mess.<br /><br />Skip it.": -2.371,
    "It starts slowly and then will not let you go. " * 30 + "What a letdown, though.": 2.004,
}
LONG = "The hero walks to the station and waits for the train. " * 200
TEXTS = [*GOLDEN, "", "x", "👍", LONG]


@pytest.fixture(scope="module")
def reader():
    return Transformer.shipped()


def test_agrees_with_torch(reader):
    assert reader.log_odds(list(GOLDEN)) == pytest.approx(list(GOLDEN.values()), abs=0.1)


def test_together_is_as_one_by_one_and_in_order(reader):
    alone = [float(reader.log_odds([text])[0]) for text in TEXTS]
    found = reader.log_odds(TEXTS)
    assert found.dtype == np.float32
    assert found == pytest.approx(alone, abs=1e-4)


def test_the_number_of_threads_changes_nothing(reader):
    texts = [f"{text} {number}" for number in range(6) for text in TEXTS[:6]]
    one = Transformer.shipped(threads=1)
    assert one.threads == 1
    assert one.version == reader.version
    np.testing.assert_array_equal(one.log_odds(texts), reader.log_odds(texts))


def test_no_texts_give_no_odds(reader):
    assert reader.log_odds([]).shape == (0,)


def test_the_verdict_at_the_end_of_a_long_text_is_read(reader):
    praise = "In the end it is a wonderful movie, and I loved every minute of it. Go and see it!"
    blame = "In the end it is a dreadful movie, and I hated every minute of it. Do not bother."
    liked, hated = reader.log_odds([LONG + praise, LONG + blame])
    assert liked > hated + 1


def test_the_verdict_at_the_start_of_a_long_text_is_read(reader):
    praise, blame = reader.log_odds(["A masterpiece! " * 8 + LONG, "Awful rubbish. " * 8 + LONG])
    assert praise > blame + 1


def test_what_is_between_head_and_tail_does_not_count(reader):
    words, middle = "word " * 64, "terrible " * 500
    tail = "movie " * 192
    np.testing.assert_array_equal(
        reader.log_odds([words + middle + tail]), reader.log_odds([words + "lovely " * 300 + tail])
    )


def test_line_breaks_of_web_pages_are_blanks(reader):
    plain, broken = reader.log_odds(["Good cast. Bad story.", "Good cast.<br />Bad story."])
    assert plain == broken


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\x00\x01\x7f", "\ud83c half", "日本語 العربية हिन्दी 🎬", "a" * 1_000_000],
    ids=["empty", "blank", "control", "surrogate", "scripts", "1 MB word"],
)
def test_takes_any_text(reader, text):
    assert np.isfinite(reader.log_odds([text])).all()


def test_the_verdict_after_a_megabyte_is_read(reader):
    praise, blame = reader.log_odds([LONG * 90 + "I loved it.", LONG * 90 + "I hated it."])
    assert praise > blame


@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=60))
def test_takes_any_characters(reader, text):
    assert np.isfinite(reader.log_odds([text])).all()


def test_progress_counts_every_text(reader):
    told = []
    reader.log_odds(TEXTS * 3, lambda *step: told.append(step))
    assert told[-1] == ("read", len(TEXTS) * 3, len(TEXTS) * 3)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_only_what_training_changed_is_stored():
    told = json.loads(starter.file("sentiment/reader.json").read_text("utf-8"))
    names = {tensor["name"] for tensor in told["shared"]["tensors"]}
    assert {"words.int8", "words.scale", "positions"} <= names
    assert any(name.startswith("encoder.layer.1.") for name in names)
    assert starter.file("sentiment/reader.onnx").stat().st_size < 11_000_000


@pytest.fixture
def other_folder(tmp_path, monkeypatch):
    """A copy of the reader's files with a manifest, taken for the shipped ones."""
    (tmp_path / "sentiment").mkdir()
    shutil.copytree(manifest.FOLDER / "encoder", tmp_path / "encoder")
    for name in ("sentiment/reader.onnx", "sentiment/reader.json", "MANIFEST.json"):
        shutil.copy(manifest.FOLDER / name, tmp_path / name)
    monkeypatch.setattr(manifest, "FOLDER", tmp_path)
    manifest.file.cache_clear()
    yield tmp_path
    manifest.file.cache_clear()


def put(folder, name, content):
    """Change a file and the manifest with it."""
    (folder / name).write_bytes(content)
    listed = manifest.read_manifest(folder)
    listed[name]["sha256"] = manifest.sha256_of(folder / name)
    (folder / "MANIFEST.json").write_text(json.dumps(listed), encoding="utf-8")
    manifest.file.cache_clear()


def change(folder, **values):
    told = json.loads((folder / "sentiment/reader.json").read_text("utf-8"))
    put(folder, "sentiment/reader.json", json.dumps(told | values).encode())


def test_a_changed_model_is_refused(other_folder):
    content = (other_folder / "sentiment/reader.onnx").read_bytes()
    put(other_folder, "sentiment/reader.onnx", content[:-1] + b"\x00")
    with pytest.raises(ArtifactError, match=r"'reader\.onnx' was changed"):
        Transformer.shipped()


def test_a_model_that_cannot_be_opened_is_refused(other_folder):
    put(other_folder, "sentiment/reader.onnx", b"no model")
    change(other_folder, sha256=hashlib.sha256(b"no model").hexdigest())
    with pytest.raises(ArtifactError, match="'reader' cannot be opened"):
        Transformer.shipped()


def test_a_description_of_something_else_or_newer_is_refused(other_folder):
    change(other_folder, kind="linear")
    with pytest.raises(ArtifactError, match="must be of kind 'reader', not 'linear'"):
        Transformer.shipped()
    change(other_folder, kind="reader", format=2)
    with pytest.raises(ArtifactError, match="has format 2; this version reads 1"):
        Transformer.shipped()
    put(other_folder, "sentiment/reader.json", b"{")
    with pytest.raises(ArtifactError, match=r"'reader\.json' cannot be read"):
        Transformer.shipped()


def test_the_version_names_the_description_too(other_folder):
    before = Transformer.shipped().version
    change(other_folder, head=32)
    assert Transformer.shipped().version != before
