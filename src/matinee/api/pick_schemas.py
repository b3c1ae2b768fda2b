"""Shapes of lists of picks, and of why each movie is in them."""

from pydantic import Field

from matinee.api.schemas import MovieCard, Out
from matinee.service import PickView, Recommended, Similar
from matinee.service.views import BecauseView, SharedView


class SignalOut(Out):
    """What one signal adds, in units of the score."""

    name: str = Field(description="Name of the signal, such as `audience`, `text` or `people`.")
    value: float = Field(description="In units of the score; below 0 speaks against the pick.")


class PartOut(SignalOut):
    """A part of a score: the parts' values add up to it."""

    share: float = Field(description="Share of all that counted, for or against, 0 to 1.")
    made_of: list[SignalOut] = Field(
        [], description="What the part is itself the sum of, largest first; empty where it is one."
    )


class BecauseOut(Out):
    """What one movie of the history adds to the score, or the rest of them together."""

    movie_id: int | None = Field(description="Null for all that are not named, together.")
    title: str | None
    year: int | None
    stars: float | None = Field(description="What it got in the history, 0.5 to 5.")
    count: int = Field(description="How many movies that is; 1 where one is named.")
    value: float = Field(
        description="In units of the score; below 0 where it speaks against the pick."
    )
    by_signal: list[SignalOut] = Field(description="What it is made of; adds up to `value`.")

    @classmethod
    def of(cls, because: BecauseView) -> "BecauseOut":
        """From the use case's value."""
        movie = because.movie
        return cls(
            movie_id=movie.movie_id if movie else None,
            title=movie.title if movie else None,
            year=movie.year if movie else None,
            stars=because.stars,
            count=because.count,
            value=because.value,
            by_signal=[SignalOut.model_validate(part) for part in because.by_signal],
        )


class ClosestOut(Out):
    """The two sentences of two plots that have the most rare words in common."""

    of_pick: str = Field(description="Sentence of the picked movie's plot, as it is written.")
    of_other: str = Field(description="Sentence of the other movie's plot.")
    likeness: float = Field(description="Cosine by rare words, above 0 to 1.")


class SharedOut(Out):
    """What a pick shares with the movie asked about, or with the liked one most responsible."""

    movie_id: int = Field(description="The movie that it is compared with.")
    title: str
    directors: list[str]
    cast: list[str]
    tags: list[str]
    keywords: list[str]
    genres: list[str]
    years_apart: int | None = Field(description="Years between the two; null where unknown.")
    liked_together: float | None = Field(
        description="How many times as often as by chance the same people like both, above 1; "
        "null where no ratings say so."
    )
    closest: ClosestOut | None = Field(
        description="The most similar sentences of the two plots; null where none share enough."
    )

    @classmethod
    def of(cls, shared: SharedView) -> "SharedOut":
        """From the use case's value."""
        both, other = shared.common, shared.movie
        return cls(
            movie_id=other.movie_id,
            title=other.title,
            directors=list(both.directors),
            cast=list(both.cast),
            tags=list(both.tags),
            keywords=list(both.keywords),
            genres=list(both.genres),
            years_apart=both.years_apart,
            liked_together=both.liked_together,
            closest=ClosestOut.model_validate(both.closest) if both.closest else None,
        )


class PickOut(Out):
    """A picked movie and why."""

    rank: int = Field(description="From 1.")
    score: float = Field(description="At most 1; the sum of the parts.")
    why: str = Field(description="One sentence, made from the numbers below only.")
    parts: list[PartOut] = Field(description="What the score is made of; values add up to it.")
    because: list[BecauseOut] = Field(
        description="What movies of the history add to the score, most first and the rest last as "
        "one. For each signal named here the values add up to the part of that name, so that "
        "these, and the parts of other names, add up to the score. Empty for a movie's list."
    )
    shared: SharedOut | None = Field(
        description="What it has in common with another movie; null where there is none."
    )
    shared_praise: list[str] = Field(
        description="Aspects that viewers of it and of the movie that was asked about praised."
    )
    movie: MovieCard

    @classmethod
    def of(cls, pick: PickView) -> "PickOut":
        """From the use case's value."""
        return cls(
            rank=pick.rank,
            score=pick.score,
            why=pick.why,
            parts=[PartOut.model_validate(part) for part in pick.parts],
            because=[BecauseOut.of(because) for because in pick.because],
            shared=SharedOut.of(pick.shared) if pick.shared else None,
            shared_praise=list(pick.shared_praise),
            movie=MovieCard.of(pick.view),
        )


class SimilarOut(Out):
    """Movies like a movie."""

    movie: MovieCard
    model: str
    picks: list[PickOut]
    notes: list[str]

    @classmethod
    def of(cls, similar: Similar) -> "SimilarOut":
        """From the use case's value."""
        return cls(
            movie=MovieCard.of(similar.query),
            model=similar.model,
            picks=[PickOut.of(pick) for pick in similar.picks],
            notes=list(similar.notes),
        )


class RecommendationsOut(Out):
    """What to watch next; ``model`` is ``popularity`` where nothing was liked yet."""

    model: str
    n_history: int
    n_liked: int
    picks: list[PickOut]
    notes: list[str]

    @classmethod
    def of(cls, found: Recommended) -> "RecommendationsOut":
        """From the use case's value."""
        return cls(
            model=found.model,
            n_history=found.n_history,
            n_liked=found.n_liked,
            picks=[PickOut.of(pick) for pick in found.picks],
            notes=list(found.notes),
        )
