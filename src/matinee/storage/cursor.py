"""Where a page ends, as a text that callers hand back without looking into it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from math import isfinite
from typing import TypeAlias

from matinee.errors import DataError

Key: TypeAlias = int | float | str

MAX_LENGTH = 2_000
_LARGEST = 2**63 - 1


def fingerprint(*parts: object) -> str:
    """A short digest of the question that a cursor belongs to."""
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:12]


def write_cursor(question: str, keys: Sequence[Key]) -> str:
    """The token of the place after the row with these sort keys."""
    body = json.dumps([question, *keys], separators=(",", ":"))
    return urlsafe_b64encode(body.encode()).decode().rstrip("=")


def parse_cursor(token: str, question: str, kinds: Sequence[type[Key]]) -> list[Key]:
    """The sort keys in a token.

    Args:
        token: As :func:`write_cursor` gave it.
        question: Fingerprint of the question that is asked now.
        kinds: Type of each key.

    Raises:
        DataError: The token is none, or belongs to another question.
    """
    keys = _parse_keys(token, question)
    if keys is None or len(keys) != len(kinds) or not all(map(_fits, keys, kinds)):
        raise DataError(
            f"the cursor '{token[:40]}' does not belong to this query; leave it out to start "
            "from the first page."
        )
    return keys


def _parse_keys(token: str, question: str) -> list[Key] | None:
    if len(token) > MAX_LENGTH:
        return None
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        body = json.loads(urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, list) or not body or body[0] != question:
        return None
    return body[1:]


def _fits(key: object, kind: type[Key]) -> bool:
    if kind is float and isinstance(key, float):
        return isfinite(key)
    if kind is int and isinstance(key, int) and not isinstance(key, bool):
        return abs(key) <= _LARGEST
    return kind is str and isinstance(key, str)
