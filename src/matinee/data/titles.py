"""Titles as sources write them, taken apart and made comparable."""

import re
import unicodedata
from dataclasses import dataclass

#: Release years that are believed; the first public screening was in 1895, tests came before.
FIRST_YEAR = 1870
LAST_YEAR = 2100

_YEAR = re.compile(r"\s*\(\s*(\d{4})\s*(?:[-–—]\s*(?:\d{4})?\s*|/[IVX]+)?\)$")  # noqa: RUF001 - dashes
_MEDIUM = re.compile(r"\s*\((?:V|TV|VG)\)$")
_KNOWN_AS = re.compile(r"^(?:a\.?\s?k\.?\s?a\.?[:\s]|also known as\s)\s*", re.IGNORECASE)
_TRAILING_ARTICLE = re.compile(
    r"^(?P<rest>.*\S)\s*,\s*(?P<article>the|an?|le|la|les|l['’]|une?|el|los|las|il|lo|gli|i|der|die|"  # noqa: RUF001
    r"das|den|det|de|het|ein|eine|os?|as|um|uma)$",
    re.IGNORECASE | re.DOTALL,
)
#: ``die``, ``i``, ``un``, ``de``, ``den``, ``en`` stay: they are words in English titles.
_LEADING_ARTICLE = re.compile(r"^(?:the|an?|les?|la|l|el|los|las|il|lo|gli|der|das) (?=\S)")
_INITIAL_DOT = re.compile(r"(?<=\b[^\W\d_])\.")
_APOSTROPHE = re.compile(r"['’‘`´ʻʼ]")  # noqa: RUF001 - the point is that they look alike
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}  # noqa: RUF001
    | dict.fromkeys("&+", " and ")
    | {"½": " 1 2", "⅓": " 1 3", "¼": " 1 4", "¾": " 3 4"}
)


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title taken apart.

    Attributes:
        title: Article first, without year and brackets.
        year: Year of release, ``None`` where none was written.
        aliases: Other titles that stood in brackets, in order.
    """

    title: str
    year: int | None
    aliases: tuple[str, ...]


def split_title(text: str) -> TitleParts:
    """Take a title in MovieLens' manner apart.

    Brackets at the end are other titles; a bracket that is the whole title stays the title.

    Example:
        >>> split_title("Matrix, The (1999)")
        TitleParts(title='The Matrix', year=1999, aliases=())
        >>> split_title("Seven (a.k.a. Se7en) (1995)")
        TitleParts(title='Seven', year=1995, aliases=('Se7en',))
    """
    rest = _MEDIUM.sub("", " ".join(text.split()))
    rest, year = _split_year(rest)
    aliases: list[str] = []
    while (start := _last_bracket(rest)) > 0:
        inside = _KNOWN_AS.sub("", rest[start + 1 : -1].strip())
        if inside and not _MEDIUM.match(rest[start:]):
            aliases.insert(0, _article_first(inside))
        rest = rest[:start].rstrip()
    title = _article_first(rest)
    others = dict.fromkeys(alias for alias in aliases if alias != title)
    return TitleParts(title, year, tuple(others))


def _split_year(text: str) -> tuple[str, int | None]:
    found = _YEAR.search(text)
    if found is None or found.start() == 0:
        return text, None
    year = int(found.group(1))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return text, None
    return text[: found.start()], year


def _last_bracket(text: str) -> int:
    """Where the bracket that ends the text opens; ``-1`` if none does."""
    if not text.endswith(")"):
        return -1
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return -1


def _article_first(text: str) -> str:
    found = _TRAILING_ARTICLE.match(text)
    if found is None:
        return text
    rest, article = found["rest"], found["article"]
    if article.casefold() == "i" and "," in rest:  # "Me, Myself, I" is no Italian title
        return text
    return f"{article}{rest}" if article[-1] in "'’" else f"{article} {rest}"  # noqa: RUF001


def title_key(text: str) -> str:
    """The form in which two spellings of one title are equal.

    Case, accents on Latin and Greek letters, punctuation and the leading article go; other scripts
    and numerals stay as they are. Never empty unless the text is blank.

    Example:
        >>> title_key("Amélie") == title_key("AMELIE"), title_key("Matrix, The")
        (True, 'matrix')
        >>> title_key("Fast & Furious: L.A."), title_key("???")
        ('fast and furious la', '???')
    """
    plain = " ".join(text.split())
    moved = _article_first(plain)
    folded = unicodedata.normalize("NFC", moved).translate(_LETTERS)
    folded = _without_accents(folded).casefold().translate(_LETTERS)
    folded = _INITIAL_DOT.sub("", _APOSTROPHE.sub(_apostrophe_left, folded))
    words = "".join(letter if _is_word(letter) else " " for letter in folded).split()
    key = " ".join(words)
    return _LEADING_ARTICLE.sub("", key) or plain.casefold()


def _apostrophe_left(found: re.Match[str]) -> str:
    # "L'Avventura" is an article and a word, "Schindler's" is one word
    head = found.string[: found.start()].split()
    return " " if head in (["l"], ["d"]) else ""


def _is_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def _without_accents(text: str) -> str:
    kept: list[str] = []
    plain_base = False
    for letter in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(letter):
            # in other scripts a mark is part of the letter: it makes "ka" into "ga"
            if not plain_base:
                kept.append(letter)
            continue
        plain_base = unicodedata.name(letter, "").startswith(("LATIN", "GREEK"))
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))
