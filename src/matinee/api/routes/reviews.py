"""What viewers wrote: read, post, take back; and reading any text."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from matinee.api.deps import CursorQuery, MatineeDep, MovieIdPath, ReviewIdPath
from matinee.api.schemas import (
    PostedOut,
    ReceptionOut,
    RemovedOut,
    ReviewIn,
    ReviewOut,
    ReviewPageOut,
    SentimentOut,
    SentimentsOut,
    TextsIn,
)
from matinee.service import list_reviews, post_review, read_texts, remove_review, taken_as

router = APIRouter(prefix="/api/v1", tags=["reviews"])


@router.get("/movies/{movie_id}/reviews")
def reviews(
    movie_id: MovieIdPath,
    matinee: MatineeDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    cursor: CursorQuery = None,
) -> ReviewPageOut:
    """Reviews of a movie, newest first."""
    found = list_reviews(matinee, movie_id, limit=limit, cursor=cursor)
    shown = [ReviewOut.of(review) for review in found.reviews]
    return ReviewPageOut(reviews=shown, next_cursor=found.next_cursor, total=found.total)


@router.post("/movies/{movie_id}/reviews", status_code=HTTPStatus.CREATED)
def post(movie_id: MovieIdPath, review: ReviewIn, matinee: MatineeDep) -> PostedOut:
    """Keep a review; it is read at once, and reception and ranking follow at once."""
    kept, reception = post_review(
        matinee, movie_id, review.text, stars=review.stars, author=review.author
    )
    counts, notes = taken_as(matinee, kept)
    return PostedOut(
        review=ReviewOut.of(kept),
        reception=ReceptionOut.of(reception),
        counts=counts,
        notes=list(notes),
    )


@router.delete("/movies/{movie_id}/reviews/{review_id}")
def remove(movie_id: MovieIdPath, review_id: ReviewIdPath, matinee: MatineeDep) -> RemovedOut:
    """Take a review back; reception and ranking follow at once."""
    return RemovedOut(reception=ReceptionOut.of(remove_review(matinee, movie_id, review_id)))


@router.post("/sentiment")
def sentiment(request: TextsIn, matinee: MatineeDep) -> SentimentsOut:
    """Read texts: for each a label and the probability that its writer is positive."""
    version, scores = read_texts(matinee, request.texts)
    return SentimentsOut(model=version, results=SentimentOut.of(scores))
