"""What is known of a movie, before and after it has an id of ours."""

from dataclasses import dataclass, field

from matinee.data.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Critics:
    """Published critics' figures; ``None`` where a source says nothing.

    Attributes:
        metacritic: Metascore, 0 to 100.
        rt_average: Rotten Tomatoes mean rating, 0 to 10.
        rt_meter: Rotten Tomatoes share of positive reviews, 0 to 100.
        rt_reviews: Number of reviews behind the two figures above.
    """

    metacritic: int | None = None
    rt_average: float | None = None
    rt_meter: int | None = None
    rt_reviews: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovieRecord:
    """A movie as a file or a service tells of it; empty means unknown.

    Attributes:
        title: The title that is shown, article first ("The Matrix").
        year: Year of release, ``None`` if unknown.
        aliases: Other titles by which people look for it.
        imdb_id: ``tt`` and at least seven digits.
        tmdb_id: Number at The Movie Database.
        genres: Names of :data:`matinee.data.genres.GENRES`, most telling first.
        directors: Full names, billing order; so are ``writers`` and ``cast``.
        runtime_min: Minutes.
        languages: English names, main language first; so are ``countries``.
        keywords: Lower-case words and phrases.
        imdb_rating: Mean of IMDb's voters, 1 to 10, where OMDb told it.
        box_office_usd: Gross in US dollars.
        profile: Premise, tags and content notes in our own words.
        source: Where it comes from: ``starter``, ``movielens``, ``tmdb``, ``omdb``, ``csv``.
    """

    title: str
    year: int | None = None
    aliases: tuple[str, ...] = ()
    imdb_id: str | None = None
    tmdb_id: int | None = None
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    runtime_min: int | None = None
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    certificate: str | None = None
    overview: str | None = None
    tagline: str | None = None
    keywords: tuple[str, ...] = ()
    poster_url: str | None = None
    critics: Critics = field(default_factory=Critics)
    imdb_rating: float | None = None
    awards: str | None = None
    oscars: int | None = None
    box_office_usd: float | None = None
    profile: Profile | None = None
    source: str = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie(MovieRecord):
    """A movie of the catalogue.

    Attributes:
        movie_id: Our own number, stable for the life of a database, at least 1.
    """

    movie_id: int
