"""Texts of any script to hashed fragments: one pure path for training and serving.

A fragment is a run of one to five characters inside a word (a word's edge counts as a character),
a word, or a pair of words; marks and emoji are words of their own. Languages written without
spaces are covered by the runs of characters. Everything after the first look at a text is integer
arithmetic on whole batches, and a fragment is only its 32-bit hash: none can be read back.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from matinee.types import IdArray

#: Characters in the longest run.
LONGEST: Final = 5

_LINK: Final = re.compile(r"https?://\S+|www\.\S+|<br\s*/?>")
_CALL: Final = re.compile(r"@[\w.]+")
_LONG_RUN: Final = re.compile(r"(.)\1{3,}")

_BMP: Final = 1 << 16
_IDEOGRAPHS: Final = 0x20000  # further planes: from here on letters, before it emoji
_SPACE, _LETTER, _MARK = 0, 1, 2
_BLANK, _JOINER, _EMOJI_SELECTOR = 0x20, 0x200D, 0xFE0F
_PAIR_SEED: Final = LONGEST + 2

_Codes = np.ndarray[Any, np.dtype[np.uint64]]


def plain(text: str) -> str:
    """Lower case, one form for each character, no links or names, no character more than thrice.

    Example:
        >>> plain("SOOOOOO good @Bob http://a.b")
        'sooo good @ '
    """
    text = unicodedata.normalize("NFKC", text).lower()
    if "://" in text or "www." in text or "<br" in text:
        text = _LINK.sub("", text)
    if "@" in text:
        text = _CALL.sub("@", text)
    return _LONG_RUN.sub(r"\1\1\1", text)


@dataclass(frozen=True, slots=True)
class Fragments:
    """Some fragments and where they are; a fragment that occurs twice is here twice.

    Attributes:
        keys: Shape ``(n_found,)``, uint32, hashes.
        rows: The same shape, int64: which text.
    """

    keys: np.ndarray[Any, np.dtype[np.uint32]]
    rows: IdArray


def iter_fragments(texts: Sequence[str]) -> Iterator[Fragments]:
    """All fragments of several texts, kind by kind, so that a long text takes little memory."""
    codes, rows = _spread(texts)
    if not len(codes):
        return
    blank = codes == _BLANK
    running = codes.copy()
    for n in range(1, LONGEST + 1):
        if n > 1:
            running = running[:-1] * np.uint64(0x100000001B3) + codes[n - 1 :]
        if not len(running):
            break
        # an edge of a word may only be the first or the last character
        inside = np.ones(len(running), dtype=bool)
        for place in range(1, n - 1):
            inside &= ~blank[place : place + len(running)]
        if n <= 2:  # noqa: PLR2004 - a run of edges only
            inside &= ~(blank[: len(running)] & blank[n - 1 :])
        yield Fragments(_hash(running[inside], n), rows[: len(running)][inside])
    yield from _iter_words(codes, rows, blank)


def _iter_words(codes: _Codes, rows: IdArray, blank: np.ndarray[Any, Any]) -> Iterator[Fragments]:
    letters = np.flatnonzero(~blank)
    if not len(letters):
        return
    starts = np.flatnonzero(blank[letters - 1])  # every text starts with a blank
    place = letters - np.repeat(letters[starts], np.diff(np.append(starts, len(letters))))
    mixed = _mix(codes[letters] + (place.astype(np.uint64) << np.uint64(32)))
    words = np.add.reduceat(mixed, starts)
    word_rows = rows[letters[starts]]
    yield Fragments(_hash(words, LONGEST + 1), word_rows)
    together = word_rows[1:] == word_rows[:-1]
    pairs = words[:-1] * np.uint64(31) + words[1:]
    yield Fragments(_hash(pairs[together], _PAIR_SEED), word_rows[1:][together])


def _spread(texts: Sequence[str]) -> tuple[_Codes, IdArray]:
    """All characters with a blank before each word, and the text each belongs to."""
    # a lone surrogate is one code like any other
    parts = [f" {plain(text)} ".encode("utf-32-le", "surrogatepass") for text in texts]
    codes = np.frombuffer(b"".join(parts), dtype=np.uint32)
    lengths = np.array([len(part) // 4 for part in parts], dtype=np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    kinds = np.where(codes < _BMP, _kinds()[np.minimum(codes, _BMP - 1)], _MARK)
    kinds[codes >= _IDEOGRAPHS] = _LETTER
    kept = kinds != _SPACE
    kept[1:] |= kinds[:-1] != _SPACE  # one blank after each word
    kept[np.cumsum(lengths) - lengths] = True  # and before each text
    codes, rows, kinds = codes[kept], rows[kept], kinds[kept]
    codes = np.where(kinds == _SPACE, _BLANK, codes).astype(np.uint64)
    # a blank between letters and marks
    cut = np.flatnonzero((kinds[1:] != kinds[:-1]) & (kinds[1:] > 0) & (kinds[:-1] > 0)) + 1
    return np.insert(codes, cut, _BLANK), np.insert(rows, cut, rows[cut])


@cache
def _kinds() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Whether each character of the basic plane is a space, a part of words, or a mark."""
    kinds = np.full(_BMP, _MARK, dtype=np.uint8)
    for code in range(_BMP):
        category = unicodedata.category(chr(code))
        if category[0] in "LMN":
            kinds[code] = _LETTER
        elif category[0] in "ZC":
            kinds[code] = _SPACE
    kinds[_JOINER] = _LETTER  # joins syllables as well as emoji, and is no space
    kinds[_EMOJI_SELECTOR] = _MARK
    return kinds


def _hash(values: _Codes, seed: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    mixed = _mix(values + np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15 & (2**60 - 1)))
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _mix(values: _Codes) -> _Codes:
    """Bits of a number spread over all 64; from MurmurHash3's end."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))
