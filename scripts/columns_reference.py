#!/usr/bin/env python3
"""Writes the table of a plain movie file's columns into the manual, from the reader itself."""

import re
import sys
from pathlib import Path

from matinee.ingest.movies import COLUMNS

PAGE = Path(__file__).resolve().parents[1] / "docs/how-to/import.md"
PLACE = re.compile(r"(<!-- columns:[^>]*-->\n).*?(<!-- /columns -->)", re.DOTALL)


def render(page: str) -> str:
    """The page with the present table."""
    rows = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in COLUMNS.items())
    table = f"\n| column | what it holds |\n| --- | --- |\n{rows}\n\n"
    return PLACE.sub(lambda found: found[1] + table + found[2], page)


def main() -> None:
    """Write the page, or with ``--check`` say whether it is up to date."""
    page = PAGE.read_text(encoding="utf-8")
    fresh = render(page)
    if "--check" in sys.argv[1:]:
        sys.exit(0 if fresh == page else f"{PAGE.name} is out of date; run {sys.argv[0]}.")
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
