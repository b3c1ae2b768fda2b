"""What audiences say of a movie, and what they talk about more than usual."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from matinee.api.audience_schemas import AudienceOut
from matinee.api.deps import MovieIdPath, answers_of, opened
from matinee.service import view_audience

router = APIRouter(prefix="/api/v1", tags=["audience"])

_JSON = "application/json"


@router.get("/movies/{movie_id}/audience", response_model=AudienceOut)
async def audience(movie_id: MovieIdPath, request: Request) -> Response:
    """What viewers praise and complain of, with quotes, and which reviews were left out."""
    matinee, answers = opened(request), answers_of(request)
    version, question = matinee.version, ("audience", movie_id)
    body = answers.get(version, question)
    if body is None:

        def write() -> tuple[int, bytes]:
            seen = matinee.version
            found = view_audience(matinee, movie_id)
            return seen, AudienceOut.of(found).model_dump_json().encode()

        version, fresh = await run_in_threadpool(write)
        answers.put(version, question, fresh)
        body = fresh
    return Response(body, media_type=_JSON)
