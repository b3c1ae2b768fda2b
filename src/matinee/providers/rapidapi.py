"""Viewers' reviews on IMDb, by a service on RapidAPI of the shape of ``imdb8``."""

import hashlib
from urllib.parse import urlsplit

from matinee.data.review import ReviewRecord
from matinee.errors import DataError, ProviderError
from matinee.providers.fields import (
    parse_date,
    parse_imdb_id,
    parse_line,
    parse_number,
    parse_prose,
)
from matinee.providers.http import JsonClient, check_address

_SERVICE = "The IMDb reviews service"
#: Names of one field, as the services of this kind call it; the first that is filled counts.
_LISTS = ("reviews", "results", "data", "items")
_TEXTS = ("reviewText", "text", "content", "review", "body")
_STARS = ("authorRating", "rating", "stars")
_DATES = ("submissionDate", "date", "submittedAt")
_AUTHORS = ("author", "userName", "user")
_NAMES = ("displayName", "name", "username", "nickName")
_IDS = ("id", "reviewId", "review_id")


class ImdbReviews:
    """Fetches what viewers wrote about a movie."""

    def __init__(self, api_key: str, base_url: str, timeout_s: float) -> None:
        """Take note of the service; nothing is opened.

        Args:
            api_key: Sent as the header ``x-rapidapi-key``, shown nowhere.
            base_url: Such as ``https://imdb8.p.rapidapi.com``; its host is ``x-rapidapi-host``.
            timeout_s: Seconds that each of two tries has.

        Raises:
            ConfigError: The address, the time-out or the key is unusable.
        """
        check_address(_SERVICE, base_url)
        host = urlsplit(base_url).hostname or ""
        headers = {"x-rapidapi-key": api_key, "x-rapidapi-host": host}
        self._client = JsonClient(_SERVICE, base_url, timeout_s, headers=headers)

    def reviews(self, imdb_id: str) -> list[ReviewRecord]:
        """The reviews that the service gives first; empty if there are none.

        Raises:
            DataError: It is not an IMDb id.
            ProviderError: The service did not answer, or not with reviews.
        """
        if parse_imdb_id(imdb_id) != imdb_id:
            raise DataError(f"imdb_id must be tt and at least seven digits, not '{imdb_id}'.")
        answer = self._client.get("/title/get-user-reviews", {"tconst": imdb_id})
        return parse_reviews(imdb_id, answer)


def parse_reviews(imdb_id: str, answer: object) -> list[ReviewRecord]:
    """Reviews out of an answer; entries without text are left out, so are repeats.

    Raises:
        ProviderError: The answer holds no list of reviews.
    """
    if answer is None:
        return []
    rows = _first(answer, _LISTS) if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise ProviderError(f"{_SERVICE} answered what is not a list of reviews.")
    found = (_parse_review(imdb_id, row) for row in rows)
    unique = {review.external_id: review for review in found if review is not None}
    return list(unique.values())


def _first(row: dict[str, object], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _parse_review(imdb_id: str, row: object) -> ReviewRecord | None:
    fields = row if isinstance(row, dict) else {"text": row}
    text = parse_prose(_first(fields, _TEXTS))
    if text is None:
        return None
    author = _first(fields, _AUTHORS)
    if isinstance(author, dict):
        author = _first(author, _NAMES)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return ReviewRecord(
        text=text,
        imdb_id=imdb_id,
        stars=parse_number(_first(fields, _STARS), 1, 10),
        written_at=parse_date(_first(fields, _DATES)),
        author=parse_line(author),
        source="rapidapi",
        external_id=parse_line(_first(fields, _IDS)) or digest,
    )
