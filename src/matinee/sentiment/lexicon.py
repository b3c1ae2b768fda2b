"""The phrases by which an aspect is known, and one regular expression that finds them all.

The expression is a tree of characters, so that a text is read once however many phrases there are.
A phrase that is vetoed is in the tree as well and stands for nothing: since the longest phrase at a
place wins, and what is found is not looked at again, ``toy story`` hides its ``story``.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from matinee import starter
from matinee.data import ASPECTS
from matinee.errors import ArtifactError

FILE: Final = "sentiment/aspects.toml"

_KINDS: Final = ("seeds", "widened", "vetoes")
_Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases and what they stand for.

    Attributes:
        aspects: Phrase to positions in ``ASPECTS``; none for a vetoed one.
        pattern: Finds phrases in small letters with blanks for hyphens, the longest at each place.
        version: ``aspects-`` and the first digits of the file's sha256.
    """

    aspects: Mapping[str, tuple[int, ...]]
    pattern: re.Pattern[str]
    version: str

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """A lexicon from its TOML file.

        Raises:
            ArtifactError: The file is missing or is not a lexicon of the twelve aspects.
        """
        try:
            content = path.read_bytes()
            told = tomllib.loads(content.decode())
        except (OSError, ValueError) as error:
            raise ArtifactError(f"'{path.name}' cannot be read: {error}.") from error
        if tuple(told) != ASPECTS or any(set(entry) != set(_KINDS) for entry in told.values()):
            raise ArtifactError(
                f"'{path.name}' must hold {', '.join(_KINDS)} for each of {', '.join(ASPECTS)}."
            )
        found: dict[str, list[int]] = {}
        for position, entry in enumerate(told.values()):
            for phrase in expand(entry["seeds"] + entry["widened"]):
                found.setdefault(phrase, []).append(position)
        for entry in told.values():
            found.update({phrase: [] for phrase in expand(entry["vetoes"])})
        return cls(
            {phrase: tuple(dict.fromkeys(found[phrase])) for phrase in found},
            re.compile(rf"\b{_to_expression(_grow(found))}\b"),
            f"aspects-{hashlib.sha256(content).hexdigest()[:12]}",
        )


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon that ships; read once.

    Raises:
        ArtifactError: Its file is missing or was changed.
    """
    return Lexicon.read(starter.file(FILE))


def expand(phrases: list[str]) -> Iterator[str]:
    """Phrases with every choice of ``a|b`` made."""
    for phrase in phrases:
        for words in product(*(word.split("|") for word in phrase.split())):
            yield " ".join(words)


def _grow(phrases: Mapping[str, object]) -> _Tree:
    """The tree of characters; an empty key marks where a phrase ends."""
    root: _Tree = {}
    for phrase in phrases:
        node = root
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _to_expression(node: _Tree) -> str:
    """The tree as a regular expression that prefers the longest phrase."""
    branches = [
        (r"\s+" if character == " " else re.escape(character)) + _to_expression(child)
        for character, child in sorted(node.items())
        if character
    ]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
