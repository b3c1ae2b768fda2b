"""Fields of a review as files write them, to a :class:`ReviewRecord` or the reason why not."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256

from matinee.data.matching import parse_imdb_id
from matinee.data.review import ReviewRecord

#: Names that a column may have, in lower case, and what it holds.
COLUMNS = {
    "imdb_id": "imdb_id",
    "text": "text",
    "stars": "stars",
    "rating": "stars",
    "date": "date",
    "language": "language",
    "author": "author",
    "id": "id",
    "external_id": "id",
}
REQUIRED = ("imdb_id", "text")

MIN_STARS = 1
MAX_STARS = 10
_DIGEST_LENGTH = 32
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: fromisoformat() takes much more for a date, down to most rows of ten digits.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?|\d{8}", re.ASCII)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*", re.ASCII)


def build_review(fields: Mapping[str, object], source: str = "file") -> ReviewRecord:
    """A review out of the values of a row.

    Args:
        fields: By the names that :data:`COLUMNS` gives; missing, ``None``, NaN and blank text mean
            that there is none.
        source: Where the review comes from.

    Raises:
        ValueError: A field cannot be used; the message says which and what would be right.
    """
    text = clean_text(_text(fields, "text") or "")
    if not text:
        raise ValueError("the text is empty")
    return ReviewRecord(
        text=text,
        imdb_id=_imdb_id(_text(fields, "imdb_id")),
        stars=_stars(_text(fields, "stars")),
        written_at=_written_at(fields.get("date")),
        language=_language(_text(fields, "language")),
        author=_text(fields, "author"),
        source=source,
        external_id=_text(fields, "id") or digest(text),
    )


def clean_text(text: str) -> str:
    """Line breaks of HTML become newlines; NUL, which no database likes, and outer blanks go."""
    return _LINE_BREAK.sub("\n", text).replace("\x00", "").strip()


def digest(text: str) -> str:
    """What stands in for an id: 32 hexadecimal digits that are the same for the same text."""
    return sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        kind = type(value).__name__
        raise ValueError(f"{name} must be text or a number, not {kind}")  # noqa: TRY004 - one error
    text = str(value).strip()
    # half of a surrogate pair, or a byte that is no UTF-8: nothing can store it
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{name} is not valid UTF-8")
    return text or None


def _imdb_id(text: str | None) -> str:
    imdb_id = parse_imdb_id(text or "")
    if imdb_id is None:
        raise ValueError(f"imdb_id must be such as tt0133093, not '{(text or '')[:40]}'")
    return imdb_id


def _stars(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        stars = float(text)
    except ValueError:
        stars = math.nan
    if not MIN_STARS <= stars <= MAX_STARS:
        raise ValueError(f"stars must be {MIN_STARS} to {MAX_STARS}, not '{text[:40]}'")
    return stars


def _written_at(value: object) -> datetime | None:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        text = _text({"date": value}, "date")
        if text is None:
            return None
        moment = _parse_moment(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"the date must lie in the years 1 to 9999, not '{moment}'") from error


def _parse_moment(text: str) -> datetime:
    reason = f"the date must be such as 2008-01-31, not '{text[:40]}'"
    if not _MOMENT.fullmatch(text):
        raise ValueError(reason)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(reason) from error


def _language(text: str | None) -> str | None:
    if text is None:
        return None
    found = _LANGUAGE.fullmatch(text)
    if found is None:
        raise ValueError(f"language must be a code such as en, not '{text[:40]}'")
    return found.group(1).lower()
