"""What routes ask for: the application's parts, and parameters with their bounds."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from matinee.api.answers import AnswerCache
from matinee.service import Matinee


def opened(request: Request) -> Matinee:
    """The installation that the application serves."""
    matinee: Matinee = request.app.state.matinee
    return matinee


def answers_of(request: Request) -> AnswerCache:
    """The answers that were already written."""
    answers: AnswerCache = request.app.state.answers
    return answers


async def _matinee(request: Request) -> Matinee:
    # async, because a plain function would take a trip through the thread pool
    return opened(request)


MatineeDep = Annotated[Matinee, Depends(_matinee)]

#: Largest number that a database column of 64 bits holds.
MAX_ID = 2**63 - 1

MovieIdPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Number of a movie.")]
ReviewIdPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Number of a review.")]
ModelQuery = Annotated[
    str | None, Query(max_length=40, description="Name of a recommender; `status` lists them.")
]
SentimentQuery = Annotated[
    float | None,
    Query(
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="How much audiences' reception counts: 0 not at all, 1 nothing else.",
    ),
]
CursorQuery = Annotated[
    str | None, Query(max_length=500, description="`next_cursor` of the page before.")
]
YearQuery = Annotated[int | None, Query(ge=1870, le=2100)]
TextQuery = Annotated[str | None, Query(max_length=300)]
