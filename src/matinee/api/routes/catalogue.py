"""Movies: search and filters, one movie, genres; and the state of the installation."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from matinee.api.deps import (
    CursorQuery,
    LimitsDep,
    MatineeDep,
    MovieIdPath,
    TagQuery,
    TextQuery,
    YearQuery,
)
from matinee.api.schemas import (
    CriticsOut,
    GenreOut,
    GenresOut,
    MovieCard,
    MovieDetail,
    MoviePageOut,
    NotesOut,
    card_fields,
)
from matinee.service import (
    MovieQuery,
    Sort,
    list_genres,
    read_status,
    search_movies,
    view_movie,
)
from matinee.text import describe

router = APIRouter(prefix="/api/v1", tags=["catalogue"])


@router.get("/movies")
def movies(  # noqa: PLR0917  (each is a query parameter)
    matinee: MatineeDep,
    limits: LimitsDep,
    q: TextQuery = None,
    title: TextQuery = None,
    genre: TextQuery = None,
    director: TextQuery = None,
    person: TextQuery = None,
    language: TextQuery = None,
    year_from: YearQuery = None,
    year_to: YearQuery = None,
    tag: TagQuery = [],  # noqa: B006  (never changed)
    sort: Sort = "relevance",
    limit: Annotated[int, Query(ge=1, le=100)] = 24,
    cursor: CursorQuery = None,
) -> MoviePageOut:
    """Filter by title, genre, director, person, language, years, tags and content notes."""
    found = search_movies(
        matinee,
        MovieQuery(
            q=q,
            title=title,
            genre=genre,
            director=director,
            person=person,
            language=language,
            year_from=year_from,
            year_to=year_to,
            tags=tuple(tag),
            limits=limits,
            sort=sort,
            limit=limit,
            cursor=cursor,
        ),
    )
    cards = [MovieCard.of(view) for view in found.views]
    return MoviePageOut(movies=cards, next_cursor=found.next_cursor, total=found.total)


@router.get("/movies/{movie_id}")
def movie(movie_id: MovieIdPath, matinee: MatineeDep) -> MovieDetail:
    """Everything that is known of a movie."""
    view = view_movie(matinee, movie_id)
    facts = view.movie
    profile = facts.profile
    more = {
        "premise": profile.premise if profile else None,
        "tags": profile.tags if profile else (),
        "notes": NotesOut.model_validate(profile.notes) if profile else None,
        "profile_generated_by": profile.generated_by if profile else None,
        "overview": facts.overview,
        "tagline": facts.tagline,
        "description": describe(facts),
        "cast": facts.cast,
        "writers": facts.writers,
        "languages": facts.languages,
        "countries": facts.countries,
        "keywords": facts.keywords,
        "certificate": facts.certificate,
        "awards": facts.awards,
        "box_office_usd": facts.box_office_usd,
        "critics": CriticsOut.model_validate(facts.critics),
    }
    return MovieDetail.model_validate(card_fields(view) | more)


@router.get("/genres")
def genres(matinee: MatineeDep) -> GenresOut:
    """All genres with their number of movies."""
    return GenresOut(
        genres=[GenreOut(name=name, n_movies=count) for name, count in list_genres(matinee)]
    )


@router.get("/status")
def status(matinee: MatineeDep) -> dict[str, Any]:
    """Data, models and versions of this installation."""
    return read_status(matinee)
