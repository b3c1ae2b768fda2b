import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from matinee import __version__
from matinee.data import Interactions
from matinee.errors import ArtifactError
from matinee.storage import artifacts, fingerprint_of, read_model, write_model
from tests.kit.factories import rating_set

STATE = {
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
    "indices": np.array([3, 1], dtype=np.int32),
}

arrays = npst.arrays(
    dtype=st.sampled_from(["float16", "float32", "float64", "int8", "int32", "int64", "bool"]),
    shape=npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def save(folder: Path, **values):
    settings = {"kind": "ease", "config": {"reg": 250.0}, "state": STATE, "fingerprint": "f"}
    return write_model(folder, **{**settings, **values})


@settings(max_examples=50, deadline=None)
@given(
    state=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), arrays, max_size=3),
    config=st.dictionaries(st.text(max_size=8), json_values, max_size=3),
    metrics=st.dictionaries(
        st.text(max_size=8), st.none() | st.floats(allow_nan=False, allow_infinity=False)
    ),
)
def test_what_is_written_is_read(tmp_path_factory, state, config, metrics):
    folder = tmp_path_factory.mktemp("models") / "m"
    written = write_model(
        folder, kind="nmf", config=config, state=state, fingerprint="abc", metrics=metrics
    )
    manifest, found = read_model(folder)
    assert manifest == written
    assert (manifest.kind, manifest.config, manifest.metrics) == ("nmf", config, metrics)
    assert (manifest.fingerprint, manifest.version) == ("abc", __version__)
    assert found.keys() == state.keys()
    for name, array in state.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_views_are_stored_as_they_look(tmp_path):
    state = {"turned": STATE["weights"].T, "every other": STATE["weights"][:, ::2]}
    save(tmp_path / "m", state=state)
    _, found = read_model(tmp_path / "m")
    for name, array in state.items():
        np.testing.assert_array_equal(found[name], array)


def test_a_model_replaces_the_last_one_and_leaves_nothing_beside(tmp_path):
    save(tmp_path / "a" / "m")
    save(tmp_path / "a" / "m", state={"weights": np.ones(3)}, fingerprint="g")
    manifest, found = read_model(tmp_path / "a" / "m")
    assert (manifest.fingerprint, list(found)) == ("g", ["weights"])
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["m"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": {"names": np.array(["a"])}},
        {"state": {"things": np.array([None])}},
        {"config": {"path": Path("x")}},
        {"metrics": {"loss": float("nan")}},
    ],
)
def test_what_cannot_be_stored_leaves_the_last_model(tmp_path, values):
    save(tmp_path / "m")
    with pytest.raises(ArtifactError, match="cannot be written"):
        save(tmp_path / "m", **values)
    assert read_model(tmp_path / "m")[0].fingerprint == "f"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_crash_while_writing_leaves_the_last_model(tmp_path, monkeypatch):
    save(tmp_path / "m")

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(artifacts, "_flush", crash)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "m", fingerprint="g")
    assert read_model(tmp_path / "m")[0].fingerprint == "f"


def test_a_crash_between_the_renames_leaves_the_last_model(tmp_path, monkeypatch):
    save(tmp_path / "m")
    rename = Path.rename

    def crash(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", crash)
        with pytest.raises(KeyboardInterrupt):
            save(tmp_path / "m", fingerprint="g")
    assert not (tmp_path / "m").exists()
    assert read_model(tmp_path / "m")[0].fingerprint == "f"
    save(tmp_path / "m", fingerprint="h")
    assert read_model(tmp_path / "m")[0].fingerprint == "h"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_no_model_is_said_so(tmp_path):
    with pytest.raises(ArtifactError, match=r"no model in .*m'; train it first"):
        read_model(tmp_path / "m")


def test_an_unknown_kind_is_refused(tmp_path):
    save(tmp_path / "m")
    assert read_model(tmp_path / "m", kinds=["ease", "nmf"])
    with pytest.raises(ArtifactError, match="kind 'ease', it must be one of content, nmf"):
        read_model(tmp_path / "m", kinds=["nmf", "content"])


def change(folder: Path, **values) -> None:
    path = folder / "manifest.json"
    manifest = {**json.loads(path.read_text()), **values}
    path.write_text(json.dumps({k: v for k, v in manifest.items() if v is not None}))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"format": 2}, "has format 2, this version reads 1 at most"),
        ({"format": "x"}, "damaged .format"),
        ({"kind": None}, "damaged .kind: Field required"),
        ({"config": []}, "damaged .config"),
        ({"state_sha256": "0" * 64}, "have sha256 .* the manifest says 0000"),
        ({"arrays": {}}, "array 'indices' .* the manifest says None"),
        (
            {"arrays": {"weights": {"dtype": "float64", "shape": [2, 3]}}},
            "array 'indices'",
        ),
    ],
)
def test_a_changed_manifest_is_refused(tmp_path, values, reason):
    save(tmp_path / "m")
    change(tmp_path / "m", **values)
    with pytest.raises(ArtifactError, match=reason):
        read_model(tmp_path / "m")


@pytest.mark.parametrize(
    "layout", [{"dtype": "float64", "shape": [2, 3]}, {"dtype": "float32", "shape": [3, 2]}]
)
def test_an_array_of_another_dtype_or_shape_is_refused(tmp_path, layout):
    manifest = save(tmp_path / "m")
    layouts = {name: value.model_dump() for name, value in manifest.arrays.items()}
    change(tmp_path / "m", arrays={**layouts, "weights": layout})
    with pytest.raises(ArtifactError, match="array 'weights'"):
        read_model(tmp_path / "m")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", "[" * 100_000, "\x00"])
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    save(tmp_path / "m")
    (tmp_path / "m" / "manifest.json").write_text(text)
    with pytest.raises(ArtifactError, match="manifest"):
        read_model(tmp_path / "m")


def test_a_changed_byte_is_found(tmp_path):
    save(tmp_path / "m")
    path = tmp_path / "m" / "state.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArtifactError, match="sha256"):
        read_model(tmp_path / "m")


def test_arrays_that_are_none_are_refused_even_with_their_checksum(tmp_path):
    save(tmp_path / "m")
    path = tmp_path / "m" / "state.safetensors"
    path.write_bytes(b"no arrays")
    change(tmp_path / "m", state_sha256=artifacts._sha256(path))
    with pytest.raises(ArtifactError, match="cannot be read"):
        read_model(tmp_path / "m")
    path.unlink()
    with pytest.raises(ArtifactError, match="cannot be read"):
        read_model(tmp_path / "m")


def test_other_data_have_another_fingerprint():
    rows = [(1, 1, 4.0, 0), (2, 3, 3.0, 0)]
    same = [fingerprint_of(Interactions.from_ratings(rating_set(r))) for r in (rows, rows[::-1])]
    assert same[0] == same[1]
    assert len(same[0]) == 64
    for other in (
        [(1, 1, 4.5, 0), (2, 3, 3.0, 0)],
        [(1, 1, 4.0, 0), (5, 3, 3.0, 0)],
        [(1, 1, 4.0, 0), (2, 4, 3.0, 0)],
        [(1, 3, 4.0, 0), (2, 1, 3.0, 0)],
        rows[:1],
    ):
        assert fingerprint_of(Interactions.from_ratings(rating_set(other))) != same[0]
