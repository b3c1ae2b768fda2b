"""Movies from The Movie Database (themoviedb.org): overviews, taglines, posters and keywords."""

import re
from collections.abc import Iterator

from matinee.data.movie import MovieRecord
from matinee.errors import DataError, ProviderError
from matinee.providers.fields import (
    parse_imdb_id,
    parse_line,
    parse_prose,
    parse_url,
    parse_whole,
)
from matinee.providers.http import JsonClient, check_address
from matinee.providers.retry import AbsentError, Retry, retry_once

#: The database's own numbers are far below this, the largest that a column holds.
_LARGEST_ID = 2**31 - 1
#: What is longer is no overview and no keyword; more keywords than this are noise.
_LONGEST_OVERVIEW, _LONGEST_KEYWORD, _MOST_KEYWORDS = 10_000, 80, 60
#: A read token of version 4 is a JSON Web Token: three parts with dots between them.
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_POSTER_PATH = re.compile(r"/[\w-]{1,100}\.(?:jpg|jpeg|png|webp)", re.ASCII)


class Tmdb:
    """Looks movies up by IMDb id or by TMDB's own."""

    def __init__(
        self,
        api_key: str,
        base_url: str,
        image_url: str,
        timeout_s: float,
        retry: Retry = retry_once,
    ) -> None:
        """Take note of the service; nothing is opened.

        Args:
            api_key: A key of version 3, sent as a parameter, or a read token of version 4, sent
                as a header; shown nowhere.
            base_url: Such as ``https://api.themoviedb.org``.
            image_url: What paths of posters are appended to, with the wanted width.
            timeout_s: Seconds that each try has.
            retry: How often a request is tried.

        Raises:
            ConfigError: An address, the key or the time-out is unusable.
        """
        key = api_key.strip()
        token = _TOKEN.fullmatch(key)
        check_address("TMDB's posters", image_url)
        self._image_url = image_url.rstrip("/")
        self._client = JsonClient(
            "TMDB",
            base_url,
            timeout_s,
            headers={"authorization": f"Bearer {key}"} if token else None,
            params=None if token else {"api_key": key},
            retry=retry,
        )

    def find(self, imdb_id: str | None, tmdb_id: int | None = None) -> MovieRecord | None:
        """The movie of an id, ``None`` if TMDB knows none.

        TMDB's own id saves a request; where it leads to another movie, the IMDb id decides.

        Raises:
            DataError: Neither id is given, or one is none.
            ProviderError: TMDB did not answer, or not with a movie.
        """
        if imdb_id is not None and parse_imdb_id(imdb_id) != imdb_id:
            raise DataError(f"imdb_id must be tt and at least seven digits, not '{imdb_id}'.")
        if tmdb_id is not None and not 0 < tmdb_id <= _LARGEST_ID:
            raise DataError(f"tmdb_id must be 1 to {_LARGEST_ID}, not {tmdb_id}.")
        if imdb_id is None and tmdb_id is None:
            raise DataError("imdb_id or tmdb_id must be given.")
        found = None if tmdb_id is None else self._movie(tmdb_id)
        if imdb_id is None or (found is not None and found.imdb_id in {None, imdb_id}):
            return found
        answer = self._client.get(f"/3/find/{imdb_id}", {"external_source": "imdb_id"})
        other = parse_find(answer)
        return None if other is None else self._movie(other)

    def _movie(self, tmdb_id: int) -> MovieRecord | None:
        try:
            answer = self._client.get(f"/3/movie/{tmdb_id}", {"append_to_response": "keywords"})
        except AbsentError:
            return None
        return parse_movie(answer, self._image_url)


def parse_find(answer: object) -> int | None:
    """TMDB's id out of what it found for an IMDb id, ``None`` if it found no movie.

    Raises:
        ProviderError: The answer is of another shape.
    """
    movies = answer.get("movie_results") if isinstance(answer, dict) else None
    if not isinstance(movies, list):
        raise ProviderError("TMDB answered what is not a list of movies.")
    ids = (_parse_id(movie.get("id")) for movie in movies if isinstance(movie, dict))
    return next((tmdb_id for tmdb_id in ids if tmdb_id is not None), None)


def parse_movie(answer: object, image_url: str) -> MovieRecord:
    """A movie out of TMDB's details with keywords.

    Args:
        answer: What the service sent.
        image_url: What the poster's path is appended to, without a slash at the end.

    Raises:
        ProviderError: The answer is of another shape, or has no id or no title.
    """
    if not isinstance(answer, dict):
        raise ProviderError("TMDB answered what is not a movie.")
    tmdb_id, title = _parse_id(answer.get("id")), parse_line(answer.get("title"))
    if tmdb_id is None or title is None:
        raise ProviderError("TMDB answered a movie without id or title.")
    overview = parse_prose(answer.get("overview"))
    path = answer.get("poster_path")
    whole = isinstance(path, str) and _POSTER_PATH.fullmatch(path)
    released = parse_line(answer.get("release_date")) or ""
    return MovieRecord(
        title=title,
        year=parse_whole(released[:4], 1870, 2100),
        imdb_id=parse_imdb_id(answer.get("imdb_id")),
        tmdb_id=tmdb_id,
        runtime_min=parse_whole(answer.get("runtime"), 1, 1500),
        overview=overview if overview and len(overview) <= _LONGEST_OVERVIEW else None,
        tagline=parse_line(parse_prose(answer.get("tagline"))),
        keywords=tuple(dict.fromkeys(_keywords(answer.get("keywords"))))[:_MOST_KEYWORDS],
        poster_url=parse_url(f"{image_url}{path}") if whole else None,
        source="tmdb",
    )


def _keywords(value: object) -> Iterator[str]:
    entries = value.get("keywords") if isinstance(value, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        name = parse_line(entry.get("name")) if isinstance(entry, dict) else None
        if name and len(name) <= _LONGEST_KEYWORD:
            yield name.lower()


def _parse_id(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 < value <= _LARGEST_ID else None  # type: ignore[operator, return-value]
