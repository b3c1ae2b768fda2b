"""Texts to the n-grams they hold: one pure path for training and serving.

Words become numbers by one dictionary look-up each; everything after that is integer arithmetic
on whole batches. An n-gram of words a, b, c is the integer ``(a 2^21 + b) 2^21 + c`` (a word alone
is its own number), found by bisection in a sorted array.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matinee.types import FloatArray, IdArray

#: Bits of a key that one word takes; three words fill 63.
WORD_BITS: Final = 21

#: Words in the longest n-gram.
LONGEST: Final = 3

# grades (7/10), words with their apostrophes, marks, smileys, stops, rows of stars
_TOKEN: Final = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[./]\d+)*|[.,]|!(?!!)|\?(?!\?)|[:;](?:-?[()])?|\*+"
)
_LINE_BREAK: Final = re.compile(r"<br\s*/?>")


def tokenize(text: str) -> list[str]:
    """Words, grades, marks and smileys in lower case, in order; everything else is dropped.

    Repeated marks count once (``!!!`` is ``!``). A text split in the manner of the Penn Treebank
    (``does n't``) gives the tokens of the plain one. Never fails: control characters, lone
    surrogates and other scripts are either letters or dropped.

    Example:
        >>> tokenize("Isn't it GREAT?? 9/10")
        ["isn't", 'it', 'great', '?', '9/10']
    """
    plain = text.lower().replace("\u2019", "'").replace("`", "'")
    if "<br" in plain:
        plain = _LINE_BREAK.sub(" ", plain)
    plain = plain.replace(" n't", "n't").replace(" 's", "'s")
    return _TOKEN.findall(plain)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where n-grams occur.

    Attributes:
        keys: Shape ``(n_found,)``, int64.
        rows: The same shape, int64: which text.
        known: Shape ``(n_texts,)``, int64, number of tokens that are known words.
        total: The same shape, number of tokens.
    """

    keys: IdArray
    rows: IdArray
    known: IdArray
    total: IdArray


def find_ngrams(texts: Sequence[str], numbers: Mapping[str, int]) -> Occurrences:
    """Every n-gram of known words in each text, repeats included.

    An n-gram with an unknown word is left out, and none reaches over the end of a text.

    Args:
        texts: Any number of texts.
        numbers: Number of each known word, from 1 to ``2^21 - 1``.
    """
    flat: list[int] = []
    lengths: list[int] = []
    for text in texts:
        tokens = tokenize(text)
        lengths.append(len(tokens))
        flat.extend([numbers.get(token, 0) for token in tokens])
        flat.append(0)  # a stop between texts
    words = np.array(flat, dtype=np.int64)
    total = np.array(lengths, dtype=np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), total + 1)
    keys, places = [words[words > 0]], [rows[words > 0]]
    known = np.bincount(places[0], minlength=len(texts)).astype(np.int64)
    longer = words
    for n in range(2, LONGEST + 1):
        ended = words[n - 1 :]
        complete = (longer[: len(ended)] > 0) & (ended > 0)
        longer = np.where(complete, (longer[: len(ended)] << WORD_BITS) | ended, 0)
        keys.append(longer[complete])
        places.append(rows[: len(ended)][complete])
    return Occurrences(np.concatenate(keys), np.concatenate(places), known, total)


@dataclass(frozen=True, slots=True)
class Matches:
    """The n-grams of a vocabulary in several texts, each once for each text.

    Attributes:
        rows: Shape ``(n_found,)``, int64, ascending: which text.
        columns: The same shape, int64: which n-gram.
        coverage: Shape ``(n_texts,)``, float32: share of tokens that are known words, 0 for an
            empty text.
    """

    rows: IdArray
    columns: IdArray
    coverage: FloatArray


class Vocabulary:
    """Known words and known n-grams.

    Attributes:
        words: Word number ``i + 1`` at position ``i``.
        keys: Shape ``(n_ngrams,)``, int64, ascending, unique.
    """

    def __init__(self, words: Sequence[str], keys: IdArray) -> None:
        self.words = tuple(words)
        self.keys = keys
        self._numbers = {word: number for number, word in enumerate(self.words, start=1)}

    def match(self, texts: Sequence[str]) -> Matches:
        """The vocabulary's n-grams in each text."""
        found = find_ngrams(texts, self._numbers)
        columns = np.searchsorted(self.keys, found.keys)
        columns[columns == len(self.keys)] = 0
        hits = self.keys[columns] == found.keys if len(self.keys) else columns < 0
        width = max(len(self.keys), 1)
        pairs = np.unique(found.rows[hits] * width + columns[hits])
        coverage = found.known / np.maximum(found.total, 1)
        return Matches(pairs // width, pairs % width, coverage.astype(np.float32))
