"""Keep the manifest of the files that ship: ``add NAME --source S --licence L`` or ``check``.

``NAME`` is relative to ``src/matinee/starter/files``.
"""
# ruff: noqa: INP001, T201 - a script: no package, and it talks to a person

import argparse
import fcntl
import json
import sys
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "src" / "matinee" / "starter" / "files"
sys.path.insert(0, str(FILES.parents[2]))

from matinee.starter.manifest import read_manifest, sha256_of  # noqa: E402 - needs the path above


def add(folder: Path, name: str, source: str, licence: str) -> None:
    """Write or replace the entry of one file; several scripts may run at once."""
    path = folder / name
    entry: dict[str, str | int] = {
        "sha256": sha256_of(path),
        "size_bytes": path.stat().st_size,
        "source": source,
        "licence": licence,
    }
    manifest_path = folder / "MANIFEST.json"
    with manifest_path.open("a+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        text = stream.read()
        manifest = json.loads(text) if text.strip() else {}
        manifest[name] = entry
        stream.seek(0)
        stream.truncate()
        stream.write(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


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
        is_note = path.suffix == ".md" or name == "MANIFEST.json"
        if path.is_file() and not is_note and name not in manifest:
            found.append(f"{name} is not listed.")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="write or replace the entry of a file")
    adding.add_argument("name")
    adding.add_argument("--source", required=True)
    adding.add_argument("--licence", required=True)
    commands.add_parser("check", help="compare every file with the manifest")
    options = parser.parse_args(arguments)
    if options.command == "add":
        add(FILES, options.name, options.source, options.licence)
        return 0
    found = faults(FILES)
    print("\n".join(found) or "The files are as the manifest says.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
