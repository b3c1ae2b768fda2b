"""Search by sentence, and the tags that it can be narrowed by."""

from typing import Annotated

from fastapi import APIRouter, Query

from matinee.api.deps import LimitsDep, MatineeDep, TagQuery, TextQuery, YearQuery
from matinee.api.search_schemas import SearchOut, TagOut, TagsOut
from matinee.service import MovieQuery, list_tags, search_by_sentence

router = APIRouter(prefix="/api/v1", tags=["search"])


@router.get("/search")
def search(  # noqa: PLR0917  (each is a query parameter)
    matinee: MatineeDep,
    limits: LimitsDep,
    q: Annotated[
        str, Query(min_length=1, max_length=300, description="A sentence, a title or a name.")
    ],
    n: Annotated[int, Query(ge=1, le=100, description="How many movies.")] = 10,
    genre: TextQuery = None,
    year_from: YearQuery = None,
    year_to: YearQuery = None,
    tag: TagQuery = [],  # noqa: B006  (never changed)
) -> SearchOut:
    """Movies for a sentence: by title and person, by words, and by meaning."""
    filters = MovieQuery(
        genre=genre, year_from=year_from, year_to=year_to, tags=tuple(tag), limits=limits
    )
    return SearchOut.of(search_by_sentence(matinee, q, n=n, filters=filters))


@router.get("/tags")
def tags(matinee: MatineeDep) -> TagsOut:
    """All tags with their group, their definition and their number of movies."""
    return TagsOut(tags=[TagOut.of(tag) for tag in list_tags(matinee)])
