"""How a list of picks is wanted: the same names as query parameters and in bodies."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from matinee.data import canonical_genre
from matinee.service import Dials, Filters, Rated, Wish
from matinee.service.for_history import LEAST_STARS, LIKE, MAX_HISTORY, MOST_STARS

#: Largest number that a database column of 64 bits holds.
MAX_ID = 2**63 - 1
#: Most ids that a filter may name: a large library of one's own.
MAX_IDS = 10_000

Dial: TypeAlias = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Names: TypeAlias = Annotated[list[Name], Field(max_length=30)]
MovieIdIn: TypeAlias = Annotated[int, Field(ge=1, le=MAX_ID)]
Ids: TypeAlias = Annotated[list[MovieIdIn], Field(max_length=MAX_IDS)]
Year: TypeAlias = Annotated[int, Field(ge=1870, le=2100)]
Minutes: TypeAlias = Annotated[int, Field(ge=0, le=10_000)]


class WishIn(BaseModel):
    """How a list is wanted; every dial is off and every movie allowed by default."""

    n: int = Field(5, ge=1, le=100, description="How many movies.")
    model: str | None = Field(
        None, max_length=40, description="Name of a recommender; `status` lists them."
    )
    sentiment: Dial | None = Field(
        None, description="How much audiences' reception counts: 0 not at all, 1 nothing else."
    )
    popularity: Dial = Field(
        0, description="Away from what everybody has seen: scores over a power of the popularity."
    )
    diversity: Dial = Field(
        0, description="Away from movies that are like one above them, by text and genre."
    )
    calibration: Dial = Field(0, description="Towards the mix of genres of the history.")
    serendipity: Dial = Field(
        0, description="Away from what was to be expected: the usual, and what most have seen."
    )
    genre: Names = Field([], description="A genre; any of those given will do.")
    genre_all: Names = Field([], description="A genre that every movie must have.")
    genre_none: Names = Field([], description="A genre that no movie may have.")
    year_from: Year | None = Field(None, description="First year of release.")
    year_to: Year | None = Field(None, description="Last year of release.")
    language: Names = Field(
        [], description="A main language, as `French`; any of those given will do."
    )
    runtime_from: Minutes | None = Field(None, description="Fewest minutes.")
    runtime_to: Minutes | None = Field(None, description="Most minutes.")
    exclude: Ids = Field([], description="Number of a movie that may not be in the list.")
    only: Ids | None = Field(
        None, description="Number of a movie that may, such as one of your library, and no other."
    )

    @property
    def dials(self) -> Dials:
        """How far the dials are turned."""
        return Dials(
            popularity=self.popularity,
            diversity=self.diversity,
            calibration=self.calibration,
            serendipity=self.serendipity,
        )

    @property
    def filters(self) -> Filters:
        """What every movie must fit."""
        return Filters(
            genre=_genres(self.genre),
            genre_all=_genres(self.genre_all),
            genre_none=_genres(self.genre_none),
            year_from=self.year_from,
            year_to=self.year_to,
            language=tuple(self.language),
            runtime_from=self.runtime_from,
            runtime_to=self.runtime_to,
            exclude=tuple(self.exclude),
            only=None if self.only is None else tuple(self.only),
        )

    @property
    def wish(self) -> Wish:
        """The use case's value."""
        return Wish(
            n=self.n,
            model=self.model,
            sentiment=self.sentiment,
            dials=self.dials,
            filters=self.filters,
        )


def _genres(names: list[str]) -> tuple[str, ...]:
    # what names no genre stays, so that the note can say it
    return tuple(canonical_genre(name) or name for name in names)


class UserWishIn(WishIn):
    """How a user's list is wanted."""

    source: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Name of the data set, where several have a user of that number.",
    )


class RatedIn(BaseModel):
    """A movie of a history."""

    model_config = ConfigDict(extra="forbid")

    movie_id: MovieIdIn
    stars: float = Field(
        ge=LEAST_STARS, le=MOST_STARS, allow_inf_nan=False, description="0.5 to 5; 4 is a like."
    )
    at: datetime | None = Field(None, description="When, ISO 8601; UTC where it names no zone.")

    @property
    def rated(self) -> Rated:
        """The use case's value."""
        moment = self.at
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return Rated(self.movie_id, self.stars, None if moment is None else moment.timestamp())


class HistoryIn(WishIn):
    """What somebody has seen, and how the list is wanted."""

    model_config = ConfigDict(extra="forbid")

    ratings: list[RatedIn] = Field(
        [], max_length=MAX_HISTORY, description="Of several of one movie the latest counts."
    )
    liked: list[MovieIdIn] = Field(
        [],
        max_length=MAX_HISTORY,
        description=f"Numbers of liked movies, short for {LIKE} stars each.",
    )

    @model_validator(mode="after")
    def _check_length(self) -> "HistoryIn":
        if len(self.ratings) + len(self.liked) > MAX_HISTORY:
            raise ValueError(f"ratings and liked must be {MAX_HISTORY:,} entries together at most")
        return self

    @property
    def history(self) -> list[Rated]:
        """All entries; a rating of a movie says more than that it is liked."""
        rated = {one.movie_id for one in self.ratings}
        liked = [Rated(movie_id, LIKE) for movie_id in self.liked if movie_id not in rated]
        return liked + [one.rated for one in self.ratings]
