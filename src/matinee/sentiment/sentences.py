"""Sentences and contrasted clauses of a review, as offsets into its text.

Every function reads a text once, whatever is in it: marks are matched in runs and what stands
around a run is looked at after the match, so that a megabyte of dots takes no longer than one of
words.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

#: A sentence without an end is cut at this length, so that what is stored and shown stays short.
LONGEST_SENTENCE: Final = 800

# line breaks, and runs of closing marks with the quotes and brackets after them
_BREAK: Final = re.compile(
    r"<br\s*/?>|[\n\r\u2028\u2029]+|[.!?\u2026]+[\"'\u201d\u2019)\]]*|[\u3002\uff01\uff1f]+"
)
_BLANKS: Final = re.compile(r"\s*")
_CLOSERS: Final = "\"'\u201d\u2019)]"

# never the end of a sentence, and only one where a capital follows
_TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "dr", "st", "prof", "sgt", "lt", "capt", "col", "gen", "jr", "sr", "vs")
)
_SHORTENED: Final = frozenset(
    ("etc", "eg", "ie", "approx", "min", "mins", "hrs", "dept", "est", "ca", "cf", "al", "vol")
)
_LONGEST_WORD: Final = 12

# "nothing but", "not only … but also" and "all but" contrast nothing
_CONTRAST: Final = re.compile(
    r"\b(?:(?<!nothing )(?<!anything )(?<!all )(?<!everything )but\b(?! also\b)"
    r"|however\b|although\b|(?<!as )though\b|whereas\b|nevertheless\b|on the other hand\b"
    r"|(?<=[,;] )while\b|(?<=[,;] )yet\b|and yet\b|unfortunately\b|sadly\b|despite\b|in spite of\b)"
    r"|;"
)
# the contrast is at the comma: "Although the cast is fine, the story …"
_OPENING: Final = re.compile(
    r"\W*(?:although|even though|though|while|despite|in spite of|apart from|aside from)\b"
)


class Span(NamedTuple):
    """Characters ``start`` to ``end``, exclusive, of a text."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text in order, without the blanks around them.

    A sentence ends at ``. ! ? …`` or a line break, ``<br />`` included; not after a title
    (``Mr.``), an initial, within a number or a web address, and not at dots that a small letter
    follows. Where blanks are missing (``boring.The``) a capital tells. What has no letter and no
    digit is left out.

    Args:
        text: Any text, lone surrogates too.

    Returns:
        Spans that do not overlap, none empty and none above ``LONGEST_SENTENCE`` characters.
    """
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        head = match.group()[0]
        if head in "<\n\r\u2028\u2029":
            spans.extend(_trim(text, start, match.start()))
            start = match.end()
        elif head not in ".!?\u2026" or _is_end(text, match.start(), match.end()):
            spans.extend(_trim(text, start, match.end()))
            start = match.end()
    spans.extend(_trim(text, start, len(text)))
    return spans


def split_contrast(text: str, span: Span) -> list[Span]:
    """The halves of a sentence around ``but``, ``however``, ``although`` and their like.

    Args:
        text: In small letters, of the length of the review.
        span: A sentence in it.

    Returns:
        Spans in order that cover what is in the sentence; one where nothing is contrasted.
    """
    found = _CONTRAST.finditer(text, span.start, span.end)
    cuts = [match.end() if match.group() == ";" else match.start() for match in found]
    if opening := _OPENING.match(text, span.start, span.end):
        comma = text.find(",", opening.end(), span.end)
        cuts = [cut for cut in cuts if cut >= opening.end()]
        if comma >= 0:
            cuts.append(comma + 1)
    edges = [span.start, *sorted({cut for cut in cuts if cut > span.start}), span.end]
    halves: list[Span] = []
    for start, end in pairwise(edges):
        halves.extend(_trim(text, start, end))
    return halves or [span]


def _is_end(text: str, start: int, end: int) -> bool:
    """Whether the marks from ``start`` to ``end`` end a sentence."""
    if end == len(text):
        return True
    marks = text[start:end].rstrip(_CLOSERS)
    after = _BLANKS.match(text, end).end()  # type: ignore[union-attr] # matches anything
    if after == len(text):
        return True
    following = text[after]
    if after == end:
        return _is_end_without_blank(text, start, following, marks)
    if marks == ".":
        return not _is_shortened(_last_word(text, start), following)
    only_dots = not marks.strip(".\u2026")
    return not (only_dots and following.islower())


def _is_end_without_blank(text: str, start: int, following: str, marks: str) -> bool:
    if following == "<":
        return True
    if marks[-1] in "!?":
        return following.isalnum()
    before = text[max(0, start - 2) : start]
    return following.isupper() and before.isalpha() and before.islower()


def _is_shortened(word: str, following: str) -> bool:
    if word.lower() in _TITLES:
        return True
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    inner = "." in word or word.lower() in _SHORTENED
    return inner and not following.isupper()


def _last_word(text: str, end: int) -> str:
    """The word that ends at ``end``, with dots inside, as far as it matters."""
    piece = text[max(0, end - _LONGEST_WORD) : end]
    words = piece.split()
    return words[-1].lstrip("(\"'\u201c") if words and not piece[-1].isspace() else ""


def _trim(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without blanks around it, in pieces where it is too long, or nothing."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    while end - start > LONGEST_SENTENCE:
        cut = _find_cut(text, start)
        yield from _kept(text, start, cut)
        start = cut + text[cut].isspace()
    if start < end:
        yield from _kept(text, start, end)


def _find_cut(text: str, start: int) -> int:
    """Where to cut a sentence that is too long: at the last comma or blank, or anywhere."""
    stop = start + LONGEST_SENTENCE
    half = start + LONGEST_SENTENCE // 2
    for mark in (", ", " "):
        cut = text.rfind(mark, half, stop)
        if cut >= 0:
            return cut + len(mark) - 1
    return stop


def _kept(text: str, start: int, end: int) -> Sequence[Span]:
    return [Span(start, end)] if any(map(str.isalnum, text[start:end])) else []
