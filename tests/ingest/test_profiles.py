"""The profiles that ship are read with the catalogue, and broken files are refused."""

import json

import pytest

from matinee.data import Profile
from matinee.errors import ArtifactError
from matinee.ingest import profiles, read_profiles, read_starter, read_vocabulary, starter_version
from matinee.starter import manifest
from matinee.starter.manifest import sha256_of
from tests.kit.profiles import BAKERY, LIGHTHOUSE, TAGS, VOCABULARY, table


@pytest.fixture(scope="module")
def shipped() -> dict[str, Profile]:
    return read_profiles()


def test_profiles_of_every_decade_are_read(shipped):
    assert len(shipped) >= 1500
    assert {"tt0133093", "tt0083658", "tt0047478", "tt0114709"} <= set(shipped)
    assert all(profile.generated_by is None for profile in shipped.values())


def test_the_catalogue_carries_them(shipped):
    carried = {movie.imdb_id: movie.profile for movie in read_starter() if movie.profile}
    assert carried == shipped


def test_the_vocabulary_is_about_three_hundred_tags_in_nine_groups():
    vocabulary = read_vocabulary()
    assert list(vocabulary.groups) == [
        "theme",
        "mood",
        "setting",
        "time",
        "pace",
        "shape",
        "style",
        "source",
        "audience",
    ]
    assert 250 <= len(vocabulary) <= 400
    assert len(vocabulary) == sum(map(len, vocabulary.groups.values())), "a tag is in two groups"
    assert all(tag == tag.lower().strip() for tag in vocabulary.group_of)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An installation with invented profiles; what a test writes is listed."""
    monkeypatch.setattr(manifest, "FOLDER", tmp_path)
    # what was looked at before, and what the test makes, is of another folder
    manifest.file.cache_clear()
    (tmp_path / "profiles").mkdir()
    yield tmp_path
    manifest.file.cache_clear()


def write(folder, **texts):
    """Write ``profiles/NAME.toml`` and the manifest."""
    definitions = "\n".join(f'"{tag}" = "An invented tag."' for tag in TAGS)
    for name, text in {"vocabulary": f"[theme]\n{definitions}\n", **texts}.items():
        (folder / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "profiles" / "schema.json").write_text("{}")
    entries = {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of(path)}
        for path in (folder / "profiles").iterdir()
    }
    (folder / "MANIFEST.json").write_text(json.dumps(entries))


def toml(imdb_id, **changes):
    """A profile in a file."""
    lines = [f"[{imdb_id}]"]
    for key, value in table(**changes).items():
        if isinstance(value, dict):
            levels = ", ".join(f"{name} = {level}" for name, level in value.items())
            lines.append(f"{key} = {{{levels}}}")
        else:
            lines.append(f"{key} = {json.dumps(value)}")
    return "\n".join(lines) + "\n"


def test_all_files_of_the_folder_are_read_but_no_others(folder):
    write(folder, a1990s=toml("tt0000001"), a2000s=toml("tt0000002", premise=BAKERY))
    assert {name: one.premise for name, one in read_profiles().items()} == {
        "tt0000001": LIGHTHOUSE,
        "tt0000002": BAKERY,
    }
    assert read_vocabulary() == VOCABULARY


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"a": toml("tt0000001", tags=TAGS[:5])}, r"tt0000001 in 'profiles/a\.toml': tags must"),
        ({"a": "[tt0000001"}, r"'a\.toml' cannot be read"),
        ({"a": "tt0000001 = 7"}, r"tt0000001 in 'profiles/a\.toml': a profile must be a table"),
        (
            {"a": toml("tt0000001"), "b": toml("tt0000001")},
            r"'profiles/b\.toml' has tt0000001, which another file has too",
        ),
        ({"vocabulary": "theme = 7"}, r"\[theme\] of 'vocabulary\.toml' must give each tag"),
        ({"vocabulary": "[theme]\nheist = 7"}, r"\[theme\] of 'vocabulary\.toml' must give each"),
    ],
)
def test_broken_files_are_refused_by_name(folder, texts, message):
    write(folder, **texts)
    with pytest.raises(ArtifactError, match=message):
        read_profiles()


def test_a_file_that_was_changed_is_refused(folder):
    write(folder, a=toml("tt0000001"))
    (folder / "profiles" / "a.toml").write_text(toml("tt0000001", year=1996))
    with pytest.raises(ArtifactError, match=r"'profiles/a\.toml' was changed"):
        read_profiles()


def test_the_version_changes_with_movies_and_profiles_only(monkeypatch):
    version = starter_version()
    assert len(version) == 16
    assert starter_version() == version
    changed = {name: manifest.sha256(name) for name in manifest.names("")}

    def version_with(name):
        others = {**changed, name: "other"}
        monkeypatch.setattr("matinee.starter.sha256", others.__getitem__)
        return starter_version()

    assert version_with("vectors.safetensors") == version
    for name in ("movies.csv.gz", "more_movies.csv", "aliases.csv", "profiles/1990s.toml"):
        assert version_with(name) != version


def test_the_folder_holds_nothing_else():
    names = manifest.names(f"{profiles.FOLDER}/")
    stems = [name.removeprefix("profiles/") for name in names]
    assert {"vocabulary.toml", "schema.json"} <= set(stems)
    assert all(
        stem in {"vocabulary.toml", "schema.json"} or (stem[:4].isdigit() and stem[4:] == "s.toml")
        for stem in stems
    )
