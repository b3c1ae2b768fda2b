"""What routes ask for: the application's parts, and parameters with their bounds."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import StringConstraints

from matinee.api.answers import AnswerCache
from matinee.api.wish_schemas import MAX_ID
from matinee.data.profile import FAMILY, SEVERE, ContentLimits
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

MovieIdPath = Annotated[int, Path(ge=1, le=MAX_ID, description="Number of a movie.")]
UserIdPath = Annotated[
    int, Path(ge=0, le=MAX_ID, description="Number of a user in the data set that was imported.")
]
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
TagQuery = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=60)]],
    Query(max_length=12, description="A tag that movies must have; may be given several times."),
]
_LevelQuery = Annotated[
    int | None,
    Query(ge=0, le=SEVERE, description="0 none, 1 mild, 2 moderate, 3 severe, at the most."),
]


async def _limits(
    *,
    family: Annotated[
        bool, Query(description="Nothing above mild; movies without notes are left out.")
    ] = False,
    max_violence: _LevelQuery = None,
    max_sex: _LevelQuery = None,
    max_fear: _LevelQuery = None,
    max_language: _LevelQuery = None,
) -> ContentLimits:
    given = ContentLimits(
        violence=max_violence, sex=max_sex, fear=max_fear, language=max_language
    ).given
    # of two limits the stricter one holds
    preset = FAMILY.given if family else {}
    names = given.keys() | preset.keys()
    return ContentLimits(
        **{name: min(given.get(name, SEVERE), preset.get(name, SEVERE)) for name in names}
    )


LimitsDep = Annotated[ContentLimits, Depends(_limits)]
