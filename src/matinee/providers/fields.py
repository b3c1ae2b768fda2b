"""Single values out of what a service answered; what cannot be used is ``None``.

Services promise little: numbers come as text, nothing as ``"N/A"``, and text in any shape.
"""

import html
import re
from contextlib import suppress
from datetime import UTC, datetime

_IMDB_ID = re.compile(r"tt\d{7,10}", re.ASCII)
_NUMBER = re.compile(r"\d[\d,]{0,19}(?:\.\d{1,6})?", re.ASCII)
_BREAK = re.compile(r"(?i)<br\s*/?>|</p>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
#: Nobody wrote about a movie on IMDb before 1990; a date far ahead is a slip.
_YEARS = range(1990, 2101)
_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")


def parse_text(value: object) -> str | None:
    """Text on one or more lines, stripped; ``None`` for "N/A", nothing, or no text at all."""
    if not isinstance(value, str):
        return None
    # lone surrogates and NULs pass through JSON, but no database takes them
    text = value.encode("utf-8", "ignore").decode().replace("\0", "").strip()
    return None if text.casefold() in {"", "n/a"} else text


def parse_prose(value: object) -> str | None:
    """Text whose HTML, if there is any, is turned into plain text."""
    text = parse_text(value)
    if text is None:
        return None
    return parse_text(html.unescape(_TAG.sub("", _BREAK.sub("\n", text))))


def parse_line(value: object) -> str | None:
    """Text on one line."""
    text = parse_text(value)
    return None if text is None else " ".join(text.split()) or None


def parse_names(value: object) -> tuple[str, ...]:
    """Names out of ``"A, B (co-director)"``: remarks in brackets dropped, each name once."""
    text = parse_line(value) or ""
    names = (parse_line(re.sub(r"\([^()]*\)", "", name)) for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def parse_number(value: object, low: float, high: float) -> float | None:
    """The first number of a text ("$171,479,930", "83%", "73/100"), or a number as it is.

    Args:
        value: Anything.
        low: Numbers below it are taken as nonsense, so ``None``.
        high: Likewise above it.
    """
    if isinstance(value, str):
        match = _NUMBER.search(value)
        number = float(match[0].replace(",", "")) if match else None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    else:
        number = None
    # this comparison also drops what is not a number or infinite
    return float(number) if number is not None and low <= number <= high else None


def parse_whole(value: object, low: int, high: int) -> int | None:
    """Like :func:`parse_number`, without the part behind the point."""
    number = parse_number(value, low, high)
    return None if number is None else int(number)


def parse_imdb_id(value: object) -> str | None:
    """The IMDb id of a movie within a text, such as a path."""
    match = _IMDB_ID.search(value) if isinstance(value, str) else None
    return match[0] if match else None


def parse_url(value: object) -> str | None:
    """An address that a browser loads."""
    text = parse_line(value)
    return text if text and re.fullmatch(r"https?://[^\s\"'<>]+", text) else None


def parse_date(value: object) -> datetime | None:
    """A date or a moment with its time zone; UTC where none is told."""
    text = parse_line(value)
    moment = None if text is None else _read_date(text)
    return moment if moment is not None and moment.year in _YEARS else None


def _read_date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        for form in _DATES:
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC)
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
