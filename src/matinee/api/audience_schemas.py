"""Shapes of what audiences say of a movie, and of what they talk about now."""

from datetime import datetime

from matinee.api.schemas import MovieCard, Out, ReceptionOut
from matinee.service import AspectView, AudienceView, Trending


class QuoteOut(Out):
    """Words of a review as they were written, and the review that they are from."""

    text: str
    review_id: int


class AspectOut(Out):
    """One aspect: ``n`` reviews mention it, and a share ``positive`` of them praises it.

    ``low`` and ``high`` are the ends of the share's 90 % interval; at most two quotes a side.
    """

    aspect: str
    n: int
    positive: float
    low: float
    high: float
    praise: list[QuoteOut]
    complaints: list[QuoteOut]

    @classmethod
    def of(cls, aspect: AspectView) -> "AspectOut":
        """From the use case's value; four digits are more than anyone can see."""
        told = aspect.summary
        return cls(
            aspect=told.aspect,
            n=told.n,
            positive=round(told.positive, 4),
            low=round(told.low, 4),
            high=round(told.high, 4),
            praise=[QuoteOut.model_validate(quote) for quote in aspect.praise],
            complaints=[QuoteOut.model_validate(quote) for quote in aspect.complaints],
        )


class LanguageOut(Out):
    """How many reviews were read as a language; null where it is not known."""

    language: str | None
    n: int


class AudienceOut(Out):
    """What audiences say of a movie.

    ``n_reviews`` are kept and ``n_counted`` of them count; ``ignored`` tells how many do not, by
    reason. Aspects come most mentioned first, those without mention are left out.
    """

    movie: MovieCard
    reception: ReceptionOut
    n_reviews: int
    n_counted: int
    ignored: dict[str, int]
    languages: list[LanguageOut]
    aspects: list[AspectOut]
    notes: list[str]

    @classmethod
    def of(cls, audience: AudienceView) -> "AudienceOut":
        """From the use case's value."""
        return cls(
            movie=MovieCard.of(audience.view),
            reception=ReceptionOut.of(audience.view.reception),
            n_reviews=audience.n_reviews,
            n_counted=audience.n_counted,
            ignored=dict(audience.ignored),
            languages=[LanguageOut(language=code, n=n) for code, n in audience.languages],
            aspects=[AspectOut.of(aspect) for aspect in audience.aspects],
            notes=list(audience.notes),
        )


class TrendOut(Out):
    """A movie that is talked about more than its past lets one expect.

    ``n_recent`` ratings and reviews came where ``n_expected`` were usual; with probability 0.95 it
    is more than ``ratio_low`` times as many. ``mean_recent`` is the share that liked it in the
    window, between ``low`` and ``high``; ``mean_before`` is null where nobody spoke before.
    """

    movie: MovieCard
    n_recent: int
    n_expected: float
    ratio_low: float
    mean_recent: float
    low: float
    high: float
    mean_before: float | None


class TrendingOut(Out):
    """Movies that trend in the ``days`` before ``at``, most surely first."""

    days: int
    at: datetime
    movies: list[TrendOut]
    notes: list[str]

    @classmethod
    def of(cls, trending: Trending) -> "TrendingOut":
        """From the use case's value."""
        return cls(
            days=trending.days,
            at=trending.at,
            movies=[
                TrendOut(
                    movie=MovieCard.of(one.view),
                    n_recent=one.n_recent,
                    n_expected=round(one.n_expected, 3),
                    ratio_low=round(one.ratio_low, 3),
                    mean_recent=round(one.mean_recent, 4),
                    low=round(one.low, 4),
                    high=round(one.high, 4),
                    mean_before=None if one.mean_before is None else round(one.mean_before, 4),
                )
                for one in trending.movies
            ],
            notes=list(trending.notes),
        )
