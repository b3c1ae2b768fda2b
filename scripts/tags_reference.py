#!/usr/bin/env python3
"""Write what is made from the vocabulary of tags; ``--check`` compares only.

``docs/reference/tags.md`` tells of each tag and the number of films that have it;
``profiles/schema.json`` lists the tags for editors that complete and check TOML.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# the counts are those of the checks
sys.path.insert(0, str(ROOT))

from scripts.profile_checks.files import FILES, Shipped, read_shipped  # noqa: E402
from scripts.profile_checks.lint import MIN_FILMS_OF_TAG, count_tags  # noqa: E402

from matinee.data.profile import LEVELS, NOTES, PREMISE_WORDS, PROFILE_TAGS  # noqa: E402
from matinee.data.titles import FIRST_YEAR, LAST_YEAR  # noqa: E402

PAGE = ROOT / "docs/reference/tags.md"
SCHEMA = FILES / "profiles" / "schema.json"

HEAD = """\
# Tags

The tags of profiles are one controlled vocabulary of {n_tags} in {n_groups} groups. A profile takes
{low} to {high} of them, the most telling first, and each tag is used by at least {n} films, so that
it is worth asking for. The number is how many of the {n_films:,} films with a profile have it.

Made from `profiles/vocabulary.toml` by `scripts/tags_reference.py`; `make fix` writes it anew.
How to write a profile: [profiles](../how-to/profiles.md).
"""


def build_page(shipped: Shipped) -> str:
    """The page: a table for each group, in the order of the vocabulary."""
    counts = count_tags(shipped)
    groups = shipped.vocabulary.groups
    head = HEAD.format(
        n_tags=len(counts),
        n_groups=len(groups),
        low=PROFILE_TAGS[0],
        high=PROFILE_TAGS[1],
        n=MIN_FILMS_OF_TAG,
        n_films=len(shipped.entries),
    )
    return head + "".join(_table(name, tags, counts) for name, tags in groups.items())


def _table(group: str, tags: Mapping[str, str], counts: Mapping[str, int]) -> str:
    head = f"\n## {group.capitalize()}\n\n| tag | what it means | films |\n| --- | --- | ---: |\n"
    rows = (f"| {tag} | {meaning} | {counts[tag]} |\n" for tag, meaning in tags.items())
    return head + "".join(rows)


def build_schema(shipped: Shipped) -> str:
    """A JSON Schema of a file of profiles; one table of it is ``#/$defs/profile``."""
    words, tags = PREMISE_WORDS, PROFILE_TAGS
    level = {"type": "integer", "minimum": 0, "maximum": len(LEVELS) - 1}
    properties = {
        "title": {
            "description": "As in the catalogue.",
            "type": "string",
            "minLength": 1,
        },
        "year": {
            "description": "As in the catalogue.",
            "type": "integer",
            "minimum": FIRST_YEAR,
            "maximum": LAST_YEAR,
        },
        "premise": {
            "description": f"Who, where and what happens, without the ending; "
            f"{words[0]} to {words[1]} words.",
            "type": "string",
            "pattern": rf"^\s*\S+(\s+\S+){{{words[0] - 1},{words[1] - 1}}}\s*$",
        },
        "tags": {
            "description": "Of vocabulary.toml, most telling first.",
            "type": "array",
            "minItems": tags[0],
            "maxItems": tags[1],
            "uniqueItems": True,
            "items": {"enum": list(shipped.vocabulary.group_of)},
        },
        "notes": {
            "description": ", ".join(f"{place} {name}" for place, name in enumerate(LEVELS)),
            "type": "object",
            "additionalProperties": False,
            "required": list(NOTES),
            "properties": dict.fromkeys(NOTES, level),
        },
    }
    profile = {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profiles of films, one table for each IMDb id",
        "$comment": "Written by scripts/tags_reference.py.",
        "type": "object",
        "additionalProperties": False,
        "patternProperties": {"^tt[0-9]{7,9}$": {"$ref": "#/$defs/profile"}},
        "$defs": {"profile": profile},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write both files, or with ``--check`` say which is out of date."""
    shipped = read_shipped()
    for path, text in ((PAGE, build_page(shipped)), (SCHEMA, build_schema(shipped))):
        is_fresh = path.is_file() and path.read_text(encoding="utf-8") == text
        if "--check" in sys.argv[1:]:
            if not is_fresh:
                sys.exit(f"{path.name} is out of date; run {sys.argv[0]}.")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
