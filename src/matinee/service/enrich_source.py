"""Who may be asked to fill in what the catalogue lacks, and about which movies."""

from typing import Protocol

from pydantic import SecretStr

from matinee.config import Settings
from matinee.data import Movie, MovieRecord
from matinee.errors import ConfigError
from matinee.ingest import read_vocabulary
from matinee.providers import Chat, Omdb, Pace, ProfileWriter, Tmdb

#: Names of the sources, in the order in which they are chosen.
SOURCES = ("tmdb", "omdb", "llm")
#: Requests a second where the settings name none; TMDB allows about 40, OMDb names no number.
PER_SECOND = {"tmdb": 20.0, "omdb": 5.0, "llm": 2.0}
#: Movies that a language model writes of in one run, unless more are wanted: it costs money.
LLM_LIMIT = 200
#: A model that fails three times is not busy but at its end.
_LLM_TRIES = 3


class EnrichSource(Protocol):
    """A service that knows something about movies.

    Attributes:
        name: One of :data:`SOURCES`.
        label: Its name in sentences.
        file: Name of the cache of its answers.
        limit: Most movies of one run, ``None`` for all.
        hint: What to look at when it refuses everything, a sentence.
        pace: How fast it is asked; can be stopped.
    """

    name: str
    label: str
    file: str
    limit: int | None
    hint: str
    pace: Pace

    def wants(self, movie: Movie) -> bool:
        """Whether the movie lacks something that the source may have, and it can be asked."""

    def ask(self, movie: Movie) -> MovieRecord | None:
        """What the source knows of a movie, ``None`` for nothing.

        Raises:
            DataError: Its answer is of no use, and would not be another time.
            ProviderError: It did not answer.
        """


class TmdbSource:
    """Overviews, taglines, posters and keywords."""

    name, label, file = "tmdb", "TMDB", "tmdb"
    limit: int | None = None
    hint = "See that MATINEE_TMDB_API_KEY is right."

    def __init__(self, settings: Settings) -> None:
        """Take note of the service."""
        self.pace = _pace(settings, self.name)
        self._tmdb = Tmdb(
            _key(settings.tmdb_api_key, "MATINEE_TMDB_API_KEY"),
            settings.tmdb_url,
            settings.tmdb_image_url,
            settings.timeout_s,
            self.pace.retry,
        )

    def wants(self, movie: Movie) -> bool:
        """See :class:`EnrichSource`."""
        complete = movie.overview and movie.poster_url and movie.keywords
        return not complete and bool(movie.imdb_id or movie.tmdb_id)

    def ask(self, movie: Movie) -> MovieRecord | None:
        """See :class:`EnrichSource`."""
        return self._tmdb.find(movie.imdb_id, movie.tmdb_id)


class OmdbSource:
    """Overviews, posters and IMDb ratings."""

    name, label, file = "omdb", "OMDb", "omdb"
    limit: int | None = None
    hint = (
        "See that MATINEE_OMDB_API_KEY is right, or go on tomorrow: a free key has 1,000 requests "
        "a day."
    )

    def __init__(self, settings: Settings) -> None:
        """Take note of the service."""
        self.pace = _pace(settings, self.name)
        key = _key(settings.omdb_api_key, "MATINEE_OMDB_API_KEY")
        self._omdb = Omdb(key, settings.omdb_url, settings.timeout_s, self.pace.retry)

    def wants(self, movie: Movie) -> bool:
        """See :class:`EnrichSource`."""
        return not (movie.overview and movie.poster_url) and bool(movie.imdb_id)

    def ask(self, movie: Movie) -> MovieRecord | None:
        """See :class:`EnrichSource`."""
        return self._omdb.by_imdb(movie.imdb_id or "")


class ProfileSource:
    """Profiles that a language model writes."""

    name, label = "llm", "the language model"
    limit: int | None = LLM_LIMIT
    hint = "See that MATINEE_LLM, MATINEE_LLM_URL and MATINEE_LLM_API_KEY are right."

    def __init__(self, settings: Settings) -> None:
        """Take note of the model."""
        if not settings.llm:
            raise ConfigError("MATINEE_LLM must name a model, such as openai:gpt-4.1-mini.")
        self.pace = _pace(settings, self.name, tries=_LLM_TRIES)
        # what one model wrote is not what another would
        self.file = "llm-" + "".join(c if c.isalnum() else "-" for c in settings.llm)[:80]
        key = settings.llm_api_key
        chat = Chat(
            settings.llm,
            settings.llm_url,
            key.get_secret_value() if key else None,
            settings.profile_timeout_s,
            self.pace.retry,
        )
        self._writer = ProfileWriter(chat, read_vocabulary())

    def wants(self, movie: Movie) -> bool:
        """See :class:`EnrichSource`."""
        enough = (movie.genres and movie.directors) or movie.overview
        return movie.profile is None and bool(enough)

    def ask(self, movie: Movie) -> MovieRecord | None:
        """See :class:`EnrichSource`."""
        profile = self._writer.write(movie)
        return None if profile is None else MovieRecord(title=movie.title, profile=profile)


def build_source(settings: Settings, name: str | None = None) -> EnrichSource:
    """The source of that name; without one the first that the settings name.

    Raises:
        ConfigError: There is no such source, or what it needs is not set.
        MissingExtraError: A language model is asked for without matinee[llm].
    """
    if name is None:
        named = {
            "tmdb": _is_set(settings.tmdb_api_key),
            "omdb": _is_set(settings.omdb_api_key),
            "llm": bool(settings.llm),
        }
        name = next((source for source in SOURCES if named[source]), None)
    if name is None:
        raise ConfigError(
            "Nobody can be asked yet: MATINEE_TMDB_API_KEY, MATINEE_OMDB_API_KEY or MATINEE_LLM "
            "must be set."
        )
    if name == "tmdb":
        return TmdbSource(settings)
    if name == "omdb":
        return OmdbSource(settings)
    if name == "llm":
        return ProfileSource(settings)
    raise ConfigError(f"--from must be tmdb, omdb or llm, not '{name}'.")


def _pace(settings: Settings, name: str, **more: int) -> Pace:
    return Pace(settings.enrich_per_second or PER_SECOND[name], **more)


def _is_set(key: SecretStr | None) -> bool:
    return bool(key and key.get_secret_value().strip())


def _key(key: SecretStr | None, setting: str) -> str:
    if key is None or not _is_set(key):
        raise ConfigError(f"{setting} must be set to a key of your own.")
    return key.get_secret_value().strip()
