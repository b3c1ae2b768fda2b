"""What an installation can set: ``MATINEE_*`` and ``.env``, read by ``cli`` and ``api`` only."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation; every field is an environment variable ``MATINEE_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix="MATINEE_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Field(
        default_factory=lambda: user_data_path("matinee", appauthor=False),
        description="Folder of the database, the trained models and the downloads.",
    )
    database_url: str | None = Field(
        None, description="SQLAlchemy URL of the database; empty means SQLite inside `home`."
    )
    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server listens on.")
    cors_origins: tuple[str, ...] = Field(
        (
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://localhost:5173",
            "http://127.0.0.1:5173",
        ),
        description="Origins whose pages may call the API, as a JSON list.",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    threads: int = Field(
        0, ge=0, le=256, description="Threads of the text encoder; 0 means one for each core."
    )
    encoder: str = Field(
        "minilm",
        description="`minilm` is the shipped encoder; else a sentence-transformers name or folder "
        "(needs matinee[hf]).",
    )
    sentiment: str = Field(
        "cascade",
        description="`cascade` reads English by n-grams and, where those are in doubt, by a "
        "transformer; `linear` by n-grams alone; both read other languages by n-grams. "
        "`multilingual` reads those by an encoder (needs matinee[multilingual]); `hf:NAME` is a "
        "text-classification model by name or folder (needs matinee[hf]).",
    )
    sentiment_doubt: float = Field(
        0.75,
        ge=0.5,
        le=1,
        description="English texts whose likelier side has a probability below this by n-grams "
        "are read by the transformer: 0.5 sends none, 1 all.",
    )
    sentiment_weight: float = Field(
        0.3, ge=0, le=1, description="How much audiences' reception counts in the ranking."
    )
    reception_half_life_days: float | None = Field(
        None,
        gt=0,
        description="Days after which a review counts for half in a movie's reception; empty means "
        "that reviews do not age.",
    )
    audience_weight: float = Field(
        0.0,
        ge=0,
        le=1,
        description="How much it counts in the ranking that viewers of two movies praised and "
        "missed the same things.",
    )
    movielens_url: str = Field(
        "https://files.grouplens.org/datasets/movielens",
        description="Where MovieLens data sets are downloaded from.",
    )
    timeout_s: float = Field(
        4.0, gt=0, le=120, description="Seconds that an outside service has to answer."
    )
    omdb_api_key: SecretStr | None = Field(None, description="Turns on OMDb look-ups.")
    omdb_url: str = Field("https://www.omdbapi.com", description="Base URL of OMDb.")
    tmdb_api_key: SecretStr | None = Field(
        None,
        description="Lets `matinee enrich` ask TMDB; a key of version 3 or a read token of "
        "version 4.",
    )
    tmdb_url: str = Field("https://api.themoviedb.org", description="Base URL of TMDB.")
    tmdb_image_url: str = Field(
        "https://image.tmdb.org/t/p/w500",
        description="What paths of TMDB's posters are appended to.",
    )
    enrich_per_second: float | None = Field(
        None,
        gt=0,
        le=50,
        description="Requests a second that `matinee enrich` makes at most; empty means 20 to "
        "TMDB, 5 to OMDb, 2 to a language model.",
    )
    rapidapi_key: SecretStr | None = Field(None, description="Turns on IMDb reviews by RapidAPI.")
    rapidapi_url: str = Field(
        "https://imdb8.p.rapidapi.com", description="Base URL of the IMDb reviews service."
    )
    llm: str | None = Field(
        None,
        description="`provider:model` that writes query descriptions, and profiles for "
        "`matinee enrich` (needs matinee[llm]).",
    )
    llm_url: str | None = Field(None, description="Base URL of the language model's service.")
    llm_api_key: SecretStr | None = Field(None, description="Key of the language model's service.")
    profile_timeout_s: float = Field(
        60.0, gt=0, le=600, description="Seconds that a language model has to write a profile."
    )

    @property
    def sqlalchemy_url(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home / 'matinee.db'}"

    @property
    def artifacts(self) -> Path:
        """Folder of fitted models and vectors."""
        return self.home / "artifacts"

    @property
    def downloads(self) -> Path:
        """Folder of downloaded data sets and rejected rows."""
        return self.home / "downloads"
