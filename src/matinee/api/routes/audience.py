"""What audiences say of a movie, and what they talk about more than usual."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from matinee.api.audience_schemas import AudienceOut, TrendingOut
from matinee.api.deps import MovieIdPath, answers_of, opened
from matinee.api.schemas import Out
from matinee.service import Matinee, find_trending, view_audience

router = APIRouter(prefix="/api/v1", tags=["audience"])


async def _answer(request: Request, question: Hashable, ask: Callable[[Matinee], Out]) -> Response:
    """What ``ask`` says, or what it said before if nothing has changed since."""
    matinee, answers = opened(request), answers_of(request)
    version = matinee.version
    body = answers.get(version, question)
    if body is None:

        def write() -> tuple[int, bytes]:
            seen = matinee.version
            return seen, ask(matinee).model_dump_json().encode()

        version, fresh = await run_in_threadpool(write)
        answers.put(version, question, fresh)
        body = fresh
    return Response(body, media_type="application/json")


@router.get("/movies/{movie_id}/audience", response_model=AudienceOut)
async def audience(movie_id: MovieIdPath, request: Request) -> Response:
    """What viewers praise and complain of, with quotes, and which reviews were left out."""
    return await _answer(
        request,
        ("audience", movie_id),
        lambda matinee: AudienceOut.of(view_audience(matinee, movie_id)),
    )


@router.get("/trending", response_model=TrendingOut)
async def trending(
    request: Request,
    days: Annotated[int, Query(ge=1, le=365, description="Length of the window.")] = 30,
    limit: Annotated[int, Query(ge=1, le=100, description="Most movies.")] = 10,
    at: Annotated[
        datetime | None, Query(description="End of the window; UTC without a zone. By default now.")
    ] = None,
) -> Response:
    """Movies that are talked about more than their past lets one expect, and how they are liked."""
    # of what is new, what time takes away need not be told by the minute
    moment = at or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return await _answer(
        request,
        ("trending", days, limit, moment, at is None),
        lambda matinee: TrendingOut.of(find_trending(matinee, days=days, limit=limit, at=at)),
    )
