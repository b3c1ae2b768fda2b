"""Keep the manifest of the files that ship.

``refresh`` takes over what changed in listed files and lists new files of profiles, ``check``
compares, ``add NAME --source S --licence L`` lists any other file; ``NAME`` is relative to
``src/matinee/starter/files``.
"""
# ruff: noqa: INP001, T201 - a script: no package, and it talks to a person

import argparse
import fcntl
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "src" / "matinee" / "starter" / "files"
sys.path.insert(0, str(FILES.parents[2]))

from matinee.starter.manifest import read_manifest, sha256_of  # noqa: E402 - needs the path above

#: ``sha256``, ``size_bytes``, ``source`` and ``licence`` of a file.
Entry = dict[str, str | int]
#: What is in this folder was all written for the project.
PROFILES, SOURCE, LICENCE = "profiles", "Written for matinee", "CC0-1.0"


def add(folder: Path, name: str, source: str, licence: str) -> None:
    """Write or replace the entry of one file."""
    with _open_manifest(folder) as manifest:
        manifest[name] = _describe(folder / name, source, licence)


def refresh(folder: Path) -> list[str]:
    """Take over files that changed and list new profiles.

    Returns:
        A sentence for each entry that was written.
    """
    told = []
    with _open_manifest(folder) as manifest:
        for name, entry in manifest.items():
            path = folder / name
            if path.is_file() and sha256_of(path) != entry["sha256"]:
                manifest[name] = _describe(path, str(entry["source"]), str(entry["licence"]))
                told.append(f"{name} is listed as it is now.")
        for path in sorted((folder / PROFILES).glob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not _is_note(path) and name not in manifest:
                manifest[name] = _describe(path, SOURCE, LICENCE)
                told.append(f"{name} is listed.")
    return told


@contextmanager
def _open_manifest(folder: Path) -> Iterator[dict[str, Entry]]:
    """The manifest to change; it is locked, since several scripts may run at once."""
    with (folder / "MANIFEST.json").open("a+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        text = stream.read()
        manifest = json.loads(text) if text.strip() else {}
        yield manifest
        stream.seek(0)
        stream.truncate()
        stream.write(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def _describe(path: Path, source: str, licence: str) -> Entry:
    return {
        "sha256": sha256_of(path),
        "size_bytes": path.stat().st_size,
        "source": source,
        "licence": licence,
    }


def _is_note(path: Path) -> bool:
    """Whether it is one of the files that are never listed: cards and the manifest."""
    return path.suffix == ".md" or path.name == "MANIFEST.json"


def faults(folder: Path) -> list[str]:
    """What is wrong between the manifest and the folder, a sentence each; cards are not listed."""
    manifest = read_manifest(folder)
    found: list[str] = []
    for name, entry in manifest.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is listed and missing.")
        elif sha256_of(path) != entry["sha256"]:
            found.append(f"{name} differs from its sha256.")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not _is_note(path) and name not in manifest:
            found.append(f"{name} is not listed.")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="write or replace the entry of a file")
    adding.add_argument("name")
    adding.add_argument("--source", required=True)
    adding.add_argument("--licence", required=True)
    commands.add_parser("check", help="compare every file with the manifest")
    commands.add_parser("refresh", help="take over changed files and new profiles")
    options = parser.parse_args(arguments)
    if options.command == "add":
        add(FILES, options.name, options.source, options.licence)
        return 0
    if options.command == "refresh":
        print("\n".join(refresh(FILES)) or "Nothing changed.")
    found = faults(FILES)
    print("\n".join(found) or "The files are as the manifest says.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
