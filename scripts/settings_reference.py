#!/usr/bin/env python3
"""Write ``docs/reference/settings.md`` from the fields of ``matinee.config.Settings``."""

import json
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from matinee.config import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "settings.md"

HEAD = """\
# Settings

Each setting is an environment variable, or a line `NAME=value` of a file `.env` in the folder that
matinee is started in. An argument on the command line beats the environment, the environment beats
`.env`, and `.env` beats the default. Keys are shown nowhere, neither in messages nor in logs.

Made from `matinee.config.Settings` by `scripts/settings_reference.py`; `make fix` writes it anew.

| Variable | Default | What it sets |
| --- | --- | --- |
"""


def build_page() -> str:
    """The page, one row for each field in the order of the class."""
    prefix = Settings.model_config["env_prefix"]
    fields = Settings.model_fields.items()
    rows = [
        f"| `{prefix}{name.upper()}` | {_default(field)} | {_meaning(field)} |\n"
        for name, field in fields
    ]
    return HEAD + "".join(rows)


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "the platform's user data folder"
    value = field.default
    if value is None:
        return "*empty*"
    if isinstance(value, tuple):
        return f"`{json.dumps(list(value))}`"
    return f"`{value}`"


def _meaning(field: FieldInfo) -> str:
    text = (field.description or "").replace("|", "\\|")
    limits = {
        word: getattr(limit, name)
        for limit in field.metadata
        for name, word in (("ge", "at least"), ("gt", "above"), ("le", "at most"))
        if getattr(limit, name, None) is not None
    }
    if limits:
        text += " " + ", ".join(f"{word} {value}" for word, value in limits.items()).capitalize()
        text += "."
    secret = SecretStr in getattr(field.annotation, "__args__", (field.annotation,))
    return f"{text} Secret." if secret else text


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(build_page(), encoding="utf-8")
