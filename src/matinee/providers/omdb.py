"""Movies from OMDb (omdbapi.com), for titles that the catalogue does not know."""

import re
from collections.abc import Mapping

from matinee.data.genres import canonical_genre
from matinee.data.movie import Critics, MovieRecord
from matinee.errors import DataError, ProviderError
from matinee.providers.fields import (
    parse_imdb_id,
    parse_line,
    parse_names,
    parse_number,
    parse_prose,
    parse_url,
    parse_whole,
)
from matinee.providers.http import JsonClient
from matinee.providers.retry import RefusedError, Retry, retry_once

#: OMDb's words for a movie that was never rated by a board.
_NO_CERTIFICATE = {"not rated", "unrated"}


class Omdb:
    """Looks movies up by title or IMDb id."""

    def __init__(
        self, api_key: str, base_url: str, timeout_s: float, retry: Retry = retry_once
    ) -> None:
        """Take note of the service; nothing is opened.

        Args:
            api_key: Sent as the query parameter ``apikey``, shown nowhere.
            base_url: Such as ``https://www.omdbapi.com``.
            timeout_s: Seconds that each try has.
            retry: How often a request is tried.

        Raises:
            ConfigError: The address or the time-out is unusable.
        """
        self._client = JsonClient(
            "OMDb", base_url, timeout_s, params={"apikey": api_key}, retry=retry
        )

    def find(self, title: str, year: int | None = None) -> MovieRecord | None:
        """The movie that OMDb finds by a title, ``None`` if it knows none.

        Args:
            title: Not empty.
            year: Year of release, if known; OMDb then takes no other year.

        Raises:
            DataError: The title is empty.
            ProviderError: OMDb did not answer, or not with a movie.
        """
        title = title.strip()
        if not title:
            raise DataError("title must not be empty.")
        params = {"t": title, "type": "movie"}
        if year is not None:
            params["y"] = str(year)
        return self._movie(params)

    def by_imdb(self, imdb_id: str) -> MovieRecord | None:
        """The movie of an IMDb id, ``None`` if OMDb knows none or it is no movie.

        Raises:
            DataError: It is not an IMDb id.
            ProviderError: OMDb did not answer, or not with a movie.
        """
        if parse_imdb_id(imdb_id) != imdb_id:
            raise DataError(f"imdb_id must be tt and at least seven digits, not '{imdb_id}'.")
        return self._movie({"i": imdb_id})

    def _movie(self, params: Mapping[str, str]) -> MovieRecord | None:
        return parse_movie(self._client.get("/", params))


def parse_movie(answer: object) -> MovieRecord | None:
    """A movie out of OMDb's answer, ``None`` where it says that there is none.

    Raises:
        ProviderError: The answer is of another shape, has no title, or tells of a spent key.
    """
    if not isinstance(answer, dict):
        raise ProviderError("OMDb answered what is not a movie.")
    if parse_line(answer.get("Response")) == "False":
        # a spent or wrong key comes in the same shape as an unknown movie
        reason = parse_line(answer.get("Error")) or ""
        if re.search(r"(?i)\bkey\b|\blimit\b", reason):
            raise RefusedError("OMDb refused the key or its daily limit is reached.")
        return None
    if (parse_line(answer.get("Type")) or "movie") != "movie":
        return None
    title = parse_line(answer.get("Title"))
    if title is None:
        raise ProviderError("OMDb answered a movie without a title.")
    awards = parse_line(answer.get("Awards"))
    certificate = parse_line(answer.get("Rated"))
    genres = (canonical_genre(name) for name in parse_names(answer.get("Genre")))
    return MovieRecord(
        title=title,
        year=parse_whole(answer.get("Year"), 1870, 2100),
        imdb_id=parse_imdb_id(answer.get("imdbID")),
        genres=tuple(dict.fromkeys(name for name in genres if name)),
        directors=parse_names(answer.get("Director")),
        writers=parse_names(answer.get("Writer")),
        cast=parse_names(answer.get("Actors")),
        runtime_min=_parse_runtime(answer.get("Runtime")),
        languages=_parse_languages(answer.get("Language")),
        countries=parse_names(answer.get("Country")),
        certificate=None if (certificate or "").casefold() in _NO_CERTIFICATE else certificate,
        overview=parse_prose(answer.get("Plot")),
        poster_url=parse_url(answer.get("Poster")),
        critics=_parse_critics(answer),
        imdb_rating=parse_number(answer.get("imdbRating"), 1, 10),
        awards=awards,
        oscars=_parse_oscars(awards),
        box_office_usd=parse_number(answer.get("BoxOffice"), 1, 1e11),
        source="omdb",
    )


def _parse_critics(answer: Mapping[str, object]) -> Critics:
    ratings = answer.get("Ratings")
    values = {
        parse_line(rating.get("Source")): rating.get("Value")
        for rating in (ratings if isinstance(ratings, list) else [])
        if isinstance(rating, dict)
    }
    metascore = parse_whole(answer.get("Metascore"), 0, 100)
    if metascore is None:
        metascore = parse_whole(values.get("Metacritic"), 0, 100)
    return Critics(
        metacritic=metascore, rt_meter=parse_whole(values.get("Rotten Tomatoes"), 0, 100)
    )


def _parse_languages(value: object) -> tuple[str, ...]:
    # OMDb's word for a silent movie
    return tuple(name for name in parse_names(value) if name.casefold() != "none")


def _parse_runtime(value: object) -> int | None:
    text = parse_line(value) or ""
    hours = re.fullmatch(r"(\d{1,2}) h(?: (\d{1,2}) min)?", text, re.ASCII)
    if hours:
        return int(hours[1]) * 60 + int(hours[2] or 0) or None
    return parse_whole(text, 1, 2000)


def _parse_oscars(awards: str | None) -> int | None:
    won = re.search(r"\bWon (\d{1,2}) Oscar", awards or "", re.ASCII)
    return int(won[1]) if won else None
