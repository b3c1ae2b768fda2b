"""The routes that existing front ends speak; their shapes must not change."""

import gzip
import json
from threading import Lock
from urllib.parse import urljoin

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from matinee.api.deps import (
    MatineeDep,
    ModelQuery,
    MovieIdPath,
    SentimentQuery,
    answers_of,
    opened,
)
from matinee.api.schemas import (
    ClassicAnswer,
    ClassicMovie,
    ClassicPick,
    ClassicRecommendations,
    HealthOut,
    drawn_poster_path,
)
from matinee.data import Movie
from matinee.service import (
    Matinee,
    PickView,
    Wish,
    all_movies,
    check_picks,
    recommend_by_title,
    similar_movies,
)
from matinee.text import describe

router = APIRouter(tags=["classic"])

#: How many movies the classic answers hold.
N_PICKS = 5

_JSON = "application/json"


def _classic_pick(pick: PickView, base_url: str) -> ClassicPick:
    movie = pick.view.movie
    return ClassicPick(
        id=movie.imdb_id or f"matinee-{movie.movie_id}",
        title=movie.title,
        rating=f"{pick.view.rating:.1f}",
        posterUrl=movie.poster_url or urljoin(base_url, drawn_poster_path(movie)),
    )


def _classic_movie(movie: Movie) -> ClassicMovie:
    return ClassicMovie(
        movie_id=movie.movie_id,
        title=movie.title,
        genre=", ".join(movie.genres),
        description=movie.overview or describe(movie),
        year=movie.year,
        director=", ".join(movie.directors),
    )


@router.get("/api/recommend_movies/{movie_name:path}", response_model=ClassicAnswer)
async def recommend_movies(
    movie_name: str,
    request: Request,
    model: ModelQuery = None,
    sentiment: SentimentQuery = None,
) -> Response:
    """Five movies for a title: what fits it, and what audiences loved."""
    matinee, answers = opened(request), answers_of(request)
    base_url, version = str(request.base_url), matinee.version
    question = ("classic", base_url, movie_name, model, sentiment)
    body = answers.get(version, question)
    if body is None:

        def write() -> tuple[int, bytes]:
            wish = Wish(n=N_PICKS, model=model, sentiment=sentiment)
            similar = check_picks(recommend_by_title(matinee, movie_name, wish))
            answer = ClassicAnswer(
                message="Movie recommendations fetched successfully",
                recommendations=[_classic_pick(pick, base_url) for pick in similar.picks],
            )
            return matinee.version, answer.model_dump_json().encode()

        version, fresh = await run_in_threadpool(write)
        answers.put(version, question, fresh)
        body = fresh
    return Response(body, media_type=_JSON)


@router.get("/api/health_check")
async def health_check() -> HealthOut:
    """Tell that the server is up."""
    return HealthOut(status="ok", message="Service is healthy")


class _WholeList:
    """The body of ``/movies``: written once for each version of the catalogue."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._packed = b""

    def packed(self, matinee: Matinee) -> bytes:
        """The list as gzipped JSON."""
        with self._lock:
            if self._version != matinee.catalogue_version:
                version = matinee.catalogue_version
                rows = [_classic_movie(movie).model_dump() for movie in all_movies(matinee)]
                text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
                self._packed = gzip.compress(text.encode(), compresslevel=6, mtime=0)
                self._version = version
            return self._packed


@router.get("/movies", response_model=list[ClassicMovie])
def movies(request: Request, matinee: MatineeDep) -> Response:
    """The whole catalogue; compressed where the client takes it so."""
    whole: _WholeList | None = getattr(request.app.state, "whole_list", None)
    if whole is None:
        whole = request.app.state.whole_list = _WholeList()
    packed = whole.packed(matinee)
    headers = {"vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=_JSON, headers=headers | {"content-encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type=_JSON, headers=headers)


@router.get("/recommendations/{movie_id}")
def recommendations(
    movie_id: MovieIdPath, matinee: MatineeDep, model: ModelQuery = None
) -> ClassicRecommendations:
    """Five movies like a movie, by its number."""
    similar = check_picks(similar_movies(matinee, movie_id, Wish(n=N_PICKS, model=model)))
    return ClassicRecommendations(
        movie_id=movie_id,
        movie_title=similar.query.movie.title,
        recommendations=[_classic_movie(pick.view.movie) for pick in similar.picks],
    )
