"""What use cases answer: movies with what audiences make of them, and picks with their why."""

from dataclasses import dataclass

from matinee.data import Movie, Review
from matinee.ranking.blend import Part
from matinee.ranking.common import Common
from matinee.sentiment.reception import Reception


@dataclass(frozen=True, slots=True)
class MovieView:
    """A movie with its audience.

    Attributes:
        movie: The facts.
        reception: Share of viewers who liked it.
        rating: Audience's mean on a ten-point scale, 1 to 10.
    """

    movie: Movie
    reception: Reception
    rating: float


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a score: name, value in units of the score, share of all that counted.

    Attributes:
        made_of: What the part itself is the sum of, largest first; empty where it is one.
    """

    name: str
    value: float
    share: float
    made_of: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class BecauseView:
    """What a movie of the history adds to a pick's score, or all that are not named together.

    Attributes:
        movie: The movie; ``None`` for those that are not named.
        stars: What it got in the history; ``None`` for those that are not named.
        count: How many movies that is.
        value: In units of the score; below 0 where it speaks against the pick.
        by_signal: What it is made of; sums to ``value``.
    """

    movie: Movie | None
    stars: float | None
    count: int
    value: float
    by_signal: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SharedView:
    """What a pick has in common with another movie.

    Attributes:
        movie: The one that was asked about, or the liked one of the history that speaks most for
            the pick.
        common: What both have.
    """

    movie: Movie
    common: Common


@dataclass(frozen=True, slots=True)
class PickView:
    """A picked movie and why.

    Attributes:
        rank: From 1.
        score: 0 to 1.
        why: One sentence.
        parts: What the score is made of.
        view: The movie with its audience.
        shared_praise: Aspects that viewers of it and of the movie that was asked about praised
            alike, surest first.
        because: What movies of the history add to the score, most first, the rest last as one. Of
            each signal that is named here, the values sum to the part of that name.
        shared: What it has in common with another movie; ``None`` where there is none to compare.
    """

    rank: int
    score: float
    why: str
    parts: tuple[PartView, ...]
    view: MovieView
    shared_praise: tuple[str, ...] = ()
    because: tuple[BecauseView, ...] = ()
    shared: SharedView | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Picks for a movie.

    Attributes:
        query: The movie that was asked about.
        model: Name of the recommender that answered.
        picks: Best first; fewer than asked for where the model knows no more.
        notes: What the asker should know, in sentences.
    """

    query: MovieView
    model: str
    picks: tuple[PickView, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """Picks for a history.

    Attributes:
        model: Name of the recommender that answered; ``popularity`` where nothing was liked.
        n_history: Movies of the history that the catalogue knows; none of them is picked.
        n_liked: How many of those are liked.
        picks: Best first; fewer than asked for where there are no more.
        notes: What the asker should know, in sentences.
    """

    model: str
    n_history: int
    n_liked: int
    picks: tuple[PickView, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovieList:
    """A page of movies; ``next_cursor`` is ``None`` on the last one."""

    views: tuple[MovieView, ...]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class ReviewList:
    """A page of reviews; ``next_cursor`` is ``None`` on the last one."""

    reviews: tuple[Review, ...]
    next_cursor: str | None
    total: int
