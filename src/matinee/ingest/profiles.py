"""The profiles that ship: one TOML file for each decade, and the vocabulary of their tags."""

import tomllib
from pathlib import Path
from typing import Any

from matinee import starter
from matinee.data.profile import Profile, Vocabulary, parse_profile
from matinee.errors import ArtifactError, DataError

#: Folder of the profiles among the files that ship.
FOLDER = "profiles"
VOCABULARY = f"{FOLDER}/vocabulary.toml"


def read_vocabulary() -> Vocabulary:
    """The tags that profiles may use.

    Raises:
        ArtifactError: The file is missing or was changed.
    """
    return parse_vocabulary(starter.file(VOCABULARY))


def parse_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file.

    Raises:
        ArtifactError: It is no TOML file of groups of definitions.
    """
    groups = _read_toml(path)
    for group, tags in groups.items():
        if not isinstance(tags, dict) or not all(isinstance(text, str) for text in tags.values()):
            raise ArtifactError(f"[{group}] of '{path.name}' must give each tag its definition.")
    return Vocabulary(groups)


def read_profiles() -> dict[str, Profile]:
    """Profiles of the catalogue that ships, by IMDb id.

    Raises:
        ArtifactError: A file is missing, was changed, or holds what is no profile.
    """
    vocabulary = read_vocabulary()
    profiles: dict[str, Profile] = {}
    for name in starter.names(f"{FOLDER}/"):
        if name == VOCABULARY or not name.endswith(".toml"):
            continue
        for imdb_id, entry in _read_toml(starter.file(name)).items():
            if imdb_id in profiles:
                raise ArtifactError(f"'{name}' has {imdb_id}, which another file has too.")
            try:
                profiles[imdb_id] = parse_profile(entry, vocabulary)
            except DataError as error:
                raise ArtifactError(f"{imdb_id} in '{name}': {error}") from error
    return profiles


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except (OSError, ValueError) as error:
        raise ArtifactError(f"'{path.name}' cannot be read: {error}.") from error
