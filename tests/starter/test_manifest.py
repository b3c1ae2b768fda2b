import importlib.util
import json
from pathlib import Path

import pytest

from matinee.errors import ArtifactError
from matinee.starter import file
from matinee.starter.manifest import FOLDER, check_file, read_manifest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "starter_manifest.py"


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("starter_manifest", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path, script):
    (tmp_path / "a.bin").write_bytes(b"one")
    script.add(tmp_path, "a.bin", "made up", "CC0-1.0")
    return tmp_path


def test_every_file_that_ships_is_as_the_manifest_says(script):
    assert script.faults(FOLDER) == []
    for name, entry in read_manifest(FOLDER).items():
        assert (FOLDER / name).stat().st_size == entry["size_bytes"]
        assert entry["source"]
        assert entry["licence"]


def test_a_file_is_found_by_its_name():
    assert file("movies.csv.gz").name == "movies.csv.gz"


@pytest.mark.parametrize("name", ["nothing.bin", "", "MANIFEST.json", "../manifest.py"])
def test_what_the_manifest_does_not_name_is_refused(name):
    with pytest.raises(ArtifactError, match="is not a file that ships"):
        file(name)


def test_a_good_file_passes(folder):
    assert check_file(folder, "a.bin").read_bytes() == b"one"


def test_a_changed_file_is_refused(folder):
    (folder / "a.bin").write_bytes(b"two")
    with pytest.raises(ArtifactError, match=r"'a\.bin' was changed: its sha256 is not 7692c3"):
        check_file(folder, "a.bin")


def test_a_missing_file_is_refused(folder):
    (folder / "a.bin").unlink()
    with pytest.raises(ArtifactError, match=r"'a\.bin' is missing"):
        check_file(folder, "a.bin")


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_a_broken_manifest_is_refused(tmp_path, text):
    (tmp_path / "MANIFEST.json").write_text(text)
    with pytest.raises(ArtifactError, match=r"MANIFEST\.json"):
        check_file(tmp_path, "a.bin")


def test_no_manifest_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="cannot be read"):
        check_file(tmp_path, "a.bin")


def test_the_script_keeps_the_other_entries(folder, script):
    (folder / "sub").mkdir()
    (folder / "sub" / "b.bin").write_bytes(b"two")
    script.add(folder, "sub/b.bin", "made up", "MIT")
    manifest = json.loads((folder / "MANIFEST.json").read_text())
    assert sorted(manifest) == ["a.bin", "sub/b.bin"]
    assert manifest["sub/b.bin"]["size_bytes"] == 3
    assert script.faults(folder) == []


def test_the_script_tells_of_changed_missing_and_unlisted_files(folder, script):
    (folder / "CARD.md").write_text("cards are not listed")
    (folder / "c.bin").write_bytes(b"three")
    (folder / "a.bin").write_bytes(b"changed")
    assert script.faults(folder) == ["a.bin differs from its sha256.", "c.bin is not listed."]
    (folder / "a.bin").unlink()
    assert script.faults(folder)[0] == "a.bin is listed and missing."


def test_refresh_takes_over_changes_and_lists_new_profiles_only(folder, script):
    (folder / "profiles").mkdir()
    (folder / "profiles" / "1990s.toml").write_text("")
    (folder / "profiles" / "README.md").write_text("cards are not listed")
    (folder / "c.bin").write_bytes(b"three")
    (folder / "a.bin").write_bytes(b"changed")
    assert script.refresh(folder) == [
        "a.bin is listed as it is now.",
        "profiles/1990s.toml is listed.",
    ]
    manifest = read_manifest(folder)
    assert manifest["a.bin"]["source"] == "made up"
    assert manifest["a.bin"]["size_bytes"] == 7
    new = manifest["profiles/1990s.toml"]
    assert (new["source"], new["licence"]) == ("Written for matinee", "CC0-1.0")
    assert script.faults(folder) == ["c.bin is not listed."]
    assert script.refresh(folder) == []


def test_refresh_leaves_missing_files_to_check(folder, script):
    (folder / "a.bin").unlink()
    assert script.refresh(folder) == []
    assert script.faults(folder) == ["a.bin is listed and missing."]
