"""Everything put together: the database, the models, the shelf, and who else may be asked."""

import logging
from threading import Lock, RLock
from typing import Any

from matinee.config import Settings
from matinee.errors import ConfigError, UnknownIdError
from matinee.memory import give_back
from matinee.providers import ImdbReviews, Omdb, QueryWriter
from matinee.sentiment import SentimentModel, build_sentiment
from matinee.sentiment.linear import LinearSentiment
from matinee.service.shelf import Shelf
from matinee.service.shelving import build_shelf
from matinee.storage import Database
from matinee.text import Encoder, build_encoder

logger = logging.getLogger(__name__)

#: Key of the number that grows with every change that another process must notice.
GENERATION = "generation"
#: Key of whether the models were fitted on the present ratings, and what it holds.
MODELS = "models"
READY, STALE = "ready", "stale"
#: What ``MODELS`` says once they are fitted; a later set of served models has a later number.
FITTED = "ready, 2"
#: Key of whether the vectors stand for the movies' present texts.
TEXTS = "texts"


class Matinee:
    """One running installation.

    Encoder and sentiment model are loaded when they are first needed, since most requests need
    neither; both may be used from several threads.

    Attributes:
        settings: What the installation set.
        database: Where everything is kept.
        omdb: OMDb, with a key; so are ``imdb_reviews`` and ``query_writer``.
        version: Grows with every change; answers of one version stay true for it.
        catalogue_version: Grows when movies or their facts change.
        asked: Movies that the reviews service was asked about and need not be asked about again.
        looked_up: Movies whose poster OMDb was asked for, likewise.
        kept: What use cases derived from the catalogue, with the version that it was derived from.
        writing: Held by whoever changes the database and the shelf together.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        key = settings.omdb_api_key
        self.omdb = (
            Omdb(key.get_secret_value(), settings.omdb_url, settings.timeout_s) if key else None
        )
        key = settings.rapidapi_key
        self.imdb_reviews = (
            ImdbReviews(key.get_secret_value(), settings.rapidapi_url, settings.timeout_s)
            if key
            else None
        )
        self.query_writer = _query_writer(settings)
        self.writing = RLock()
        self.version = 0
        self.catalogue_version = 0
        self._loading = Lock()
        self._encoder: Encoder | None = None
        self._sentiment: SentimentModel | None = None
        self._sentences: SentimentModel | None = None
        self._shelf: Shelf | None = None
        self._generation: str | None = None
        self._told: set[str] = set()
        self.asked: set[int] = set()
        self.looked_up: set[int] = set()
        self.kept: dict[str, tuple[int, Any]] = {}

    @property
    def encoder(self) -> Encoder:
        """The text encoder."""
        with self._loading:
            if self._encoder is None:
                self._encoder = build_encoder(self.settings.encoder, self.settings.threads)
            return self._encoder

    @property
    def sentiment(self) -> SentimentModel:
        """The model that reads reviews."""
        with self._loading:
            if self._sentiment is None:
                self._sentiment = build_sentiment(
                    self.settings.sentiment,
                    doubt=self.settings.sentiment_doubt,
                    threads=self.settings.threads,
                )
            return self._sentiment

    @property
    def sentences(self) -> SentimentModel:
        """The model that tells how a single sentence sounds; quick, English."""
        whole = self.sentiment
        with self._loading:
            if self._sentences is None:
                self._sentences = _linear_in(whole) or LinearSentiment.shipped()
            return self._sentences

    @property
    def shelf(self) -> Shelf:
        """What is held in memory; built when it is first asked for."""
        if self._shelf is None:
            # a page's first questions come at once, and one of them is enough to build it
            with self.writing:
                if self._shelf is None:
                    self.reload()
        assert self._shelf is not None  # noqa: S101  (reload has just made it)
        return self._shelf

    def reload(self) -> None:
        """Build the shelf anew from the database and the artifacts."""
        with self.writing:
            with self.database.read() as work:
                self._generation = work.meta.get(GENERATION)
            self._shelf = build_shelf(
                self.database,
                self.settings.artifacts,
                lambda: self.encoder,
                self.settings.reception_half_life_days,
            )
            self.catalogue_version += 1
            self.touch()
        give_back()

    def refresh(self) -> bool:
        """Take over what another process changed; ``True`` if there was something."""
        with self.database.read() as work:
            generation = work.meta.get(GENERATION)
        if self._shelf is None or generation == self._generation:
            return False
        self.reload()
        return True

    def touch(self) -> None:
        """Say that answers may change from now on."""
        self.version += 1

    def index_of(self, movie_id: int) -> int:
        """Position of a movie on the shelf.

        Raises:
            UnknownIdError: There is no such movie.
        """
        try:
            return self.shelf.movies.index_of(movie_id)
        except UnknownIdError:
            self.refresh()
            return self.shelf.movies.index_of(movie_id)

    def say_once(self, message: str) -> None:
        """Log a warning the first time that it comes up."""
        if message not in self._told:
            self._told.add(message)
            logger.warning("%s", message)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def _linear_in(model: object) -> LinearSentiment | None:
    """The linear model that another one is made of, so that it is not loaded twice."""
    english = getattr(model, "english", model)
    linear = getattr(english, "linear", english)
    return linear if isinstance(linear, LinearSentiment) else None


def _query_writer(settings: Settings) -> QueryWriter | None:
    if not settings.llm:
        return None
    key = settings.llm_api_key
    return QueryWriter(
        settings.llm,
        settings.llm_url,
        key.get_secret_value() if key else None,
        settings.timeout_s,
    )


def build(settings: Settings) -> Matinee:
    """Open an installation: make or upgrade its database, nothing else.

    Args:
        settings: What the installation set.

    Raises:
        ConfigError: The home cannot be made, or the database's URL cannot be used.
        MatineeError: The database cannot be opened.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"MATINEE_HOME must be a folder that can be written to, not '{settings.home}' "
            f"({error.strerror})."
        ) from error
    database = Database(settings.sqlalchemy_url)
    database.create()
    return Matinee(settings, database)
