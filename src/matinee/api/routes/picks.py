"""Movies like a movie and movies for a history, with their why."""

from collections.abc import Callable, Coroutine, Hashable
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from matinee.api.deps import MatineeDep, MovieIdPath, UserIdPath, answers_of, opened
from matinee.api.pick_schemas import RecommendationsOut, SimilarOut
from matinee.api.wish_schemas import HistoryIn, UserWishIn, WishIn
from matinee.service import (
    Matinee,
    recommend_for_history,
    recommend_for_user,
    similar_movies,
)

#: Longest question, in bytes, whose answer is kept.
MAX_QUESTION = 2_000

Write: TypeAlias = Callable[[Matinee], SimilarOut | RecommendationsOut]


class _KnownRoute(APIRoute):
    """A route whose known answers go out before the question is taken apart.

    With two dozen parameters, that costs more than everything else about a known answer.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler behind a look at what is known."""
        handle = super().get_route_handler()

        async def look(request: Request) -> Response:
            question = _question(request)
            if question is not None:
                body = answers_of(request).get(opened(request).version, question)
                if body is not None:
                    return Response(body, media_type="application/json")
            return await handle(request)

        return look


router = APIRouter(prefix="/api/v1", tags=["picks"], route_class=_KnownRoute)


@router.get("/movies/{movie_id}/similar", response_model=SimilarOut)
async def similar(
    movie_id: MovieIdPath, request: Request, wish: Annotated[WishIn, Query()]
) -> Response:
    """The movies that go best with a movie, each with one line why and the parts of its score."""

    def write(matinee: Matinee) -> SimilarOut:
        return SimilarOut.of(similar_movies(matinee, movie_id, wish.wish))

    return await _kept(request, write)


@router.get("/users/{user_id}/recommendations", response_model=RecommendationsOut)
async def for_user(
    user_id: UserIdPath, request: Request, wish: Annotated[UserWishIn, Query()]
) -> Response:
    """What a user whose ratings were imported should watch next; nothing that they rated."""

    def write(matinee: Matinee) -> RecommendationsOut:
        return RecommendationsOut.of(
            recommend_for_user(matinee, user_id, source=wish.source, wish=wish.wish)
        )

    return await _kept(request, write)


@router.post("/recommendations")
def for_history(history: HistoryIn, matinee: MatineeDep) -> RecommendationsOut:
    """What to watch next after what was seen and liked; nothing that was seen, and nothing kept."""
    return RecommendationsOut.of(recommend_for_history(matinee, history.history, history.wish))


def _question(request: Request) -> Hashable | None:
    """What is asked, as it was written; ``None`` where the answer is not to be kept."""
    query = request.scope["query_string"]
    if request.method != "GET" or len(query) > MAX_QUESTION:
        return None
    return request.scope["path"], query


async def _kept(request: Request, write: Write) -> Response:
    """An answer that is not known yet, to be known from now on."""
    matinee = opened(request)

    def write_now() -> tuple[int, bytes]:
        version = matinee.version
        return version, write(matinee).model_dump_json().encode()

    version, body = await run_in_threadpool(write_now)
    question = _question(request)
    if question is not None:
        answers_of(request).put(version, question, body)
    return Response(body, media_type="application/json")
