"""Shapes of what audiences say of a movie, and of what they talk about now."""

from matinee.api.schemas import MovieCard, Out, ReceptionOut
from matinee.service import AspectView, AudienceView


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
