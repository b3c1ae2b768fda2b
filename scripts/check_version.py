#!/usr/bin/env python3
"""See that ``__version__``, the top of CHANGELOG.md and CITATION.cff name one version."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: File -> the pattern that finds its version; the first match counts.
PLACES = {
    "src/matinee/__init__.py": r'^__version__ = "([^"]+)"',
    "CHANGELOG.md": r"^## \[?v?(\d[^\s\]]*)",
    "CITATION.cff": r'^version: "?([^"\s]+)',
}


def read_versions(root: Path) -> dict[str, str]:
    """The version that each place names, ``"none"`` where it names none."""
    found = {}
    for name, pattern in PLACES.items():
        match = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        found[name] = match[1] if match else "none"
    return found


def main(root: Path = ROOT) -> int:
    """Exit code 1 and a sentence if the places disagree."""
    versions = read_versions(root)
    if len(set(versions.values())) == 1 and "none" not in versions.values():
        return 0
    told = ", ".join(f"{name} says {version}" for name, version in versions.items())
    sys.stderr.write(f"All must name one version, but {told}.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
