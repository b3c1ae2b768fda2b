"""Movies like a movie, with their why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from matinee.api.deps import ModelQuery, MovieIdPath, SentimentQuery, answers_of, opened
from matinee.api.schemas import SimilarOut
from matinee.service import similar_movies

router = APIRouter(prefix="/api/v1", tags=["picks"])


@router.get("/movies/{movie_id}/similar", response_model=SimilarOut)
async def similar(
    movie_id: MovieIdPath,
    request: Request,
    model: ModelQuery = None,
    n: Annotated[int, Query(ge=1, le=100, description="How many movies.")] = 5,
    sentiment: SentimentQuery = None,
) -> Response:
    """The movies that go best with a movie, each with one line why and the parts of its score."""
    # taken from the request, because resolving two dependencies costs a tenth of a known answer
    matinee, answers = opened(request), answers_of(request)
    version = matinee.version
    question = ("similar", movie_id, model, n, sentiment)
    body = answers.get(version, question)
    if body is None:

        def write() -> tuple[int, bytes]:
            seen = matinee.version
            found = similar_movies(matinee, movie_id, n=n, model=model, sentiment=sentiment)
            return seen, SimilarOut.of(found).model_dump_json().encode()

        version, fresh = await run_in_threadpool(write)
        answers.put(version, question, fresh)
        body = fresh
    return Response(body, media_type="application/json")
