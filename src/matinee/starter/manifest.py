"""The files that ship, each checked against its sha256 before it is used."""

import hashlib
import json
from functools import cache
from pathlib import Path

from matinee.errors import ArtifactError

FOLDER = Path(__file__).parent / "files"
_CHUNK_BYTES = 1 << 20


@cache
def file(name: str) -> Path:
    """A file that ships with the package; it is checked once per process.

    Args:
        name: As in ``files/MANIFEST.json``, with ``/`` between folders.

    Raises:
        ArtifactError: The manifest does not know it, or it is missing or was changed.
    """
    return check_file(FOLDER, name)


def names(start: str) -> list[str]:
    """Names of the files that ship whose name starts so, by the alphabet."""
    return sorted(name for name in read_manifest(FOLDER) if name.startswith(start))


def sha256(name: str) -> str:
    """What the manifest says of a file, without reading that."""
    return str(read_manifest(FOLDER)[name]["sha256"])


def check_file(folder: Path, name: str) -> Path:
    """A file of ``folder`` that is what the manifest there says it is.

    Raises:
        ArtifactError: The manifest does not know it, or it is missing or was changed.
    """
    entry = read_manifest(folder).get(name)
    if entry is None:
        raise ArtifactError(f"'{name}' is not a file that ships with matinee.")
    path = folder / name
    if not path.is_file():
        raise ArtifactError(f"'{name}' is missing from the installation; install matinee again.")
    if sha256_of(path) != entry["sha256"]:
        raise ArtifactError(
            f"'{name}' was changed: its sha256 is not {entry['sha256']}; install matinee again."
        )
    return path


def read_manifest(folder: Path) -> dict[str, dict[str, str | int]]:
    """Name of each file -> its ``sha256``, ``size_bytes``, ``source`` and ``licence``.

    Raises:
        ArtifactError: There is no manifest, or it is not one.
    """
    path = folder / "MANIFEST.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"'{path.name}' of the shipped files cannot be read.") from error
    if not isinstance(manifest, dict):
        raise ArtifactError(f"'{path.name}' must be a JSON object.")
    return manifest


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
