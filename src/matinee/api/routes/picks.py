"""Movies like a movie and movies for a history, with their why."""

from collections.abc import Callable, Hashable
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from matinee.api.deps import MatineeDep, MovieIdPath, UserIdPath, answers_of, opened
from matinee.api.schemas import RecommendationsOut, SimilarOut
from matinee.api.wish_schemas import HistoryIn, UserWishIn, WishIn
from matinee.service import (
    Matinee,
    recommend_for_history,
    recommend_for_user,
    similar_movies,
)

router = APIRouter(prefix="/api/v1", tags=["picks"])

Write: TypeAlias = Callable[[Matinee], SimilarOut | RecommendationsOut]


@router.get("/movies/{movie_id}/similar", response_model=SimilarOut)
async def similar(
    movie_id: MovieIdPath, request: Request, wish: Annotated[WishIn, Query()]
) -> Response:
    """The movies that go best with a movie, each with one line why and the parts of its score."""

    def write(matinee: Matinee) -> SimilarOut:
        found = similar_movies(
            matinee,
            movie_id,
            n=wish.n,
            model=wish.model,
            sentiment=wish.sentiment,
            dials=wish.dials,
            filters=wish.filters,
        )
        return SimilarOut.of(found)

    return await _kept(request, ("similar", movie_id, wish.key()), write)


@router.get("/users/{user_id}/recommendations", response_model=RecommendationsOut)
async def for_user(
    user_id: UserIdPath, request: Request, wish: Annotated[UserWishIn, Query()]
) -> Response:
    """What a user whose ratings were imported should watch next; nothing that they rated."""

    def write(matinee: Matinee) -> RecommendationsOut:
        return RecommendationsOut.of(
            recommend_for_user(matinee, user_id, source=wish.source, wish=wish.wish)
        )

    return await _kept(request, ("user", user_id, wish.key()), write)


@router.post("/recommendations")
def for_history(history: HistoryIn, matinee: MatineeDep) -> RecommendationsOut:
    """What to watch next after what was seen and liked; nothing that was seen, and nothing kept."""
    return RecommendationsOut.of(recommend_for_history(matinee, history.history, history.wish))


async def _kept(request: Request, question: Hashable, write: Write) -> Response:
    """The answer to a question, written once for each version of the data."""
    # taken from the request, because resolving two dependencies costs a tenth of a known answer
    matinee, answers = opened(request), answers_of(request)
    version = matinee.version
    body = answers.get(version, question)
    if body is None:

        def write_now() -> tuple[int, bytes]:
            seen = matinee.version
            return seen, write(matinee).model_dump_json().encode()

        version, fresh = await run_in_threadpool(write_now)
        answers.put(version, question, fresh)
        body = fresh
    return Response(body, media_type="application/json")
