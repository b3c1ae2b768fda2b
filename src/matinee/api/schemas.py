"""Shapes of what goes in and out; the tables of ``storage`` never show here."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from matinee.data import Movie, Review
from matinee.sentiment import SentimentScores
from matinee.sentiment.reception import Reception
from matinee.service import MovieView

#: Longest review in characters: a long essay is 20,000.
MAX_REVIEW = 2_000_000
#: Most texts of one ``sentiment`` request.
MAX_TEXTS = 100

ReviewText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REVIEW)
]


class Out(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ReceptionOut(Out):
    """Share of viewers who liked a movie, with an interval and what it rests on."""

    mean: float
    low: float
    high: float
    n_reviews: int
    n_critics: int
    n_ratings: int
    known: bool

    @classmethod
    def of(cls, reception: Reception) -> "ReceptionOut":
        """From the use case's value; four digits are more than anyone can see."""
        return cls(
            mean=round(reception.mean, 4),
            low=round(reception.low, 4),
            high=round(reception.high, 4),
            n_reviews=reception.n_reviews,
            n_critics=reception.n_critics,
            n_ratings=reception.n_ratings,
            known=reception.known,
        )


class MovieCard(Out):
    """A movie as a list shows it."""

    movie_id: int
    imdb_id: str | None
    title: str
    year: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    runtime_min: int | None
    poster_url: str | None
    drawn_poster_url: str
    rating: str
    reception: ReceptionOut

    @classmethod
    def of(cls, view: MovieView) -> "MovieCard":
        """From the use case's value."""
        return cls.model_validate(card_fields(view))


def card_fields(view: MovieView) -> dict[str, object]:
    """Fields of a card, also used by what widens it."""
    movie = view.movie
    return {
        "movie_id": movie.movie_id,
        "imdb_id": movie.imdb_id,
        "title": movie.title,
        "year": movie.year,
        "genres": movie.genres,
        "directors": movie.directors,
        "runtime_min": movie.runtime_min,
        "poster_url": movie.poster_url,
        "drawn_poster_url": drawn_poster_path(movie),
        "rating": f"{view.rating:.1f}",
        "reception": ReceptionOut.of(view.reception),
    }


def drawn_poster_path(movie: Movie) -> str:
    """Path of the poster that the server draws."""
    return f"/posters/{movie.movie_id}.svg"


class CriticsOut(Out):
    """Critics' figures as published; null where unknown."""

    metacritic: int | None
    rt_average: float | None
    rt_meter: int | None
    rt_reviews: int | None


class NotesOut(Out):
    """Content notes, each 0 none, 1 mild, 2 moderate or 3 severe."""

    violence: int
    sex: int
    fear: int
    language: int


class MovieDetail(MovieCard):
    """Everything that is known of a movie; ``premise``, ``tags`` and ``notes`` are its profile.

    ``profile_generated_by`` names the language model that wrote it, null for a person.
    """

    premise: str | None
    tags: tuple[str, ...]
    notes: NotesOut | None
    profile_generated_by: str | None
    overview: str | None
    tagline: str | None
    description: str
    cast: tuple[str, ...]
    writers: tuple[str, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    keywords: tuple[str, ...]
    certificate: str | None
    awards: str | None
    box_office_usd: float | None
    critics: CriticsOut


class MoviePageOut(Out):
    """A page of movies; ask again with ``next_cursor`` for the next one."""

    movies: list[MovieCard]
    next_cursor: str | None
    total: int


class ReviewIn(BaseModel):
    """A review to post."""

    model_config = ConfigDict(extra="forbid")

    text: ReviewText
    stars: float | None = Field(None, ge=1, le=10, description="1 to 10.")
    author: str | None = Field(None, max_length=200)


class ReviewOut(Out):
    """A review that is kept, with what the sentiment model read in it.

    ``weight`` is how much of a viewer its text counts for, 0 to 1, and ``read_as`` the language
    that it was read as, null where that is not known. ``ignored`` is why it does not count,
    ``near-duplicate`` or ``burst``, and ``same_as`` the review that it repeats.
    """

    review_id: int
    movie_id: int
    text: str
    stars: float | None
    label: str | None
    positive: float | None
    weight: float | None
    read_as: str | None
    ignored: str | None
    same_as: int | None
    language: str | None
    author: str | None
    source: str
    written_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, review: Review) -> "ReviewOut":
        """From the stored value; weights are float32, and six digits are what they are good for."""
        weight = None if review.weight is None else round(review.weight, 6)
        return cls.model_validate(review).model_copy(update={"weight": weight})


class ReviewPageOut(Out):
    """A page of reviews, newest first."""

    reviews: list[ReviewOut]
    next_cursor: str | None
    total: int


class PostedOut(Out):
    """A posted review, whether it counts and why not, and the movie's reception with it."""

    review: ReviewOut
    reception: ReceptionOut
    counts: bool
    notes: list[str]


class RemovedOut(Out):
    """The movie's reception after a review was taken back."""

    reception: ReceptionOut


class TextsIn(BaseModel):
    """Texts to read."""

    model_config = ConfigDict(extra="forbid")

    texts: list[Annotated[str, StringConstraints(max_length=MAX_REVIEW)]] = Field(
        min_length=1, max_length=MAX_TEXTS
    )


class SentimentOut(Out):
    """What one text says: a label and the probability that its writer is positive.

    ``language`` is what it was read as, null where that is not known; ``weight`` how much of a
    viewer such a review counts for: 1 where it could be read, 0 where it says nothing.
    """

    label: str
    positive: float
    language: str | None
    weight: float

    @classmethod
    def of(cls, scores: SentimentScores) -> list["SentimentOut"]:
        """From the model's scores, text by text; six digits are what they are good for."""
        columns = scores.names, scores.positive.tolist(), scores.languages, scores.weights.tolist()
        return [
            cls(label=label, positive=round(positive, 6), language=code, weight=round(weight, 6))
            for label, positive, code, weight in zip(*columns, strict=True)
        ]


class SentimentsOut(Out):
    """One result for each text, in order."""

    model: str
    results: list[SentimentOut]


class GenreOut(Out):
    """A genre and the number of its movies."""

    name: str
    n_movies: int


class GenresOut(Out):
    """All genres, most movies first."""

    genres: list[GenreOut]


class ClassicPick(Out):
    """A pick as existing front ends read it."""

    id: str
    title: str
    rating: str
    posterUrl: str  # noqa: N815  (the name that existing front ends read)


class ClassicAnswer(Out):
    """Answer of ``/api/recommend_movies``."""

    status: str = "ok"
    message: str
    recommendations: list[ClassicPick]


class HealthOut(Out):
    """Answer of ``/api/health_check``."""

    status: str
    message: str


class ClassicMovie(Out):
    """A movie as the classic list shows it."""

    movie_id: int
    title: str
    genre: str
    description: str
    year: int | None
    director: str


class ClassicRecommendations(Out):
    """Answer of ``/recommendations/{movie_id}``."""

    movie_id: int
    movie_title: str
    recommendations: list[ClassicMovie]
