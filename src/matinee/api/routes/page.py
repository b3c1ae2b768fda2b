"""The page and the posters that the server draws."""

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from matinee.api.deps import MatineeDep, MovieIdPath
from matinee.service import movie_facts
from matinee.web import STATIC, draw_poster

router = APIRouter(include_in_schema=False)


@router.get("/")
def page() -> FileResponse:
    """The page itself; what it shows, it asks the API for."""
    return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})


@router.get("/favicon.ico")
def favicon() -> FileResponse:
    """The wordmark's letter."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")


@router.get("/posters/{movie_id}.svg")
def poster(movie_id: MovieIdPath, matinee: MatineeDep) -> Response:
    """A poster drawn from a movie's title, year, director and first genre."""
    movie = movie_facts(matinee, movie_id)
    svg = draw_poster(
        movie.movie_id,
        movie.title,
        movie.year,
        movie.directors[0] if movie.directors else None,
        movie.genres[0] if movie.genres else None,
    )
    return Response(
        svg, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"}
    )
