"""Keeps what viewers write: scored at once, and reception and ranking follow at once."""

import unicodedata
from collections.abc import Sequence
from uuid import uuid4

from matinee.data import Review, ReviewRecord
from matinee.errors import DataError, ProviderError, UnknownIdError
from matinee.sentiment import Reception
from matinee.service.matinee import Matinee
from matinee.service.reading import new_review, read_reviews, reading_version
from matinee.service.screening import screen_movie, screen_new
from matinee.service.views import ReviewList
from matinee.storage import Work


def _refresh(matinee: Matinee, work: Work, movie_id: int) -> Reception:
    """Bring a movie's reviews on the shelf up to what ``work`` sees."""
    index = matinee.index_of(movie_id)
    matinee.shelf.audience.set_reviews(index, work.activity.reviews(movie_id))
    matinee.touch()
    return matinee.shelf.audience.reception_of(index)


def post_review(
    matinee: Matinee,
    movie_id: int,
    text: str,
    *,
    stars: float | None = None,
    author: str | None = None,
) -> tuple[Review, Reception]:
    """Score a review, keep it, and let it count.

    Args:
        matinee: The installation.
        movie_id: The movie that it is about.
        text: Not blank.
        stars: 1 to 10, where the writer gave some.
        author: Name or handle.

    Raises:
        UnknownIdError: There is no such movie.
        DataError: The text is blank or the stars are out of range.
    """
    if not text.strip():
        raise DataError("a review must have a text.")
    if stars is not None and not 1 <= stars <= 10:  # noqa: PLR2004  (the scale of the data)
        raise DataError(f"stars must be 1 to 10, not {stars}.")
    record = ReviewRecord(
        # PostgreSQL keeps no NUL
        text=text.replace("\0", " "),
        stars=stars,
        author=plain_name(author),
        source="api",
        external_id=uuid4().hex,
    )
    version = reading_version(matinee)
    (reading,) = read_reviews(matinee, [record.text])
    with matinee.writing:
        with matinee.database.begin() as work:
            kept = work.reviews.add(new_review(movie_id, record, reading, version))
            screen_new(work, [kept.review_id])
            review = work.reviews.get(kept.review_id)
        with matinee.database.read() as work:
            return review, _refresh(matinee, work, movie_id)


def plain_name(author: str | None) -> str | None:
    """A name without what cannot be seen, so that no one writes under many that look the same.

    Returns:
        ``None`` where nothing is left.
    """
    seen = "".join(one for one in author or "" if one.isprintable() or one.isspace())
    return " ".join(unicodedata.normalize("NFKC", seen).split()) or None


def remove_review(matinee: Matinee, movie_id: int, review_id: int) -> Reception:
    """Take a review back.

    Raises:
        UnknownIdError: There is no such movie, or no such review of it.
    """
    with matinee.writing:
        with matinee.database.begin() as work:
            work.movies.get(movie_id)
            if work.reviews.get(review_id).movie_id != movie_id:
                raise UnknownIdError("review of this movie", review_id)
            removed = work.reviews.remove(review_id)
            if removed.ignored is None:
                # what repeats it may count in its place
                screen_movie(work, movie_id)
        with matinee.database.read() as work:
            return _refresh(matinee, work, movie_id)


def list_reviews(
    matinee: Matinee, movie_id: int, *, limit: int = 10, cursor: str | None = None
) -> ReviewList:
    """A page of a movie's reviews, newest first.

    Raises:
        UnknownIdError: There is no such movie.
        DataError: The cursor is not one of ours.
    """
    with matinee.database.read() as work:
        work.movies.get(movie_id)
        reviews, after = work.reviews.page(movie_id, limit, cursor)
        return ReviewList(tuple(reviews), after, work.reviews.count(movie_id))


def fetch_reviews(matinee: Matinee, movie_ids: Sequence[int]) -> int:
    """Ask the IMDb reviews service about movies that have no review yet, and keep what it says.

    The first fault ends the asking: the recommendation must not wait for a service that is down.

    Returns:
        Number of reviews that were kept.
    """
    if matinee.imdb_reviews is None:
        return 0
    audience = matinee.shelf.audience
    unheard = [
        value
        for value in movie_ids
        if value not in matinee.asked and not audience.n_reviews[matinee.index_of(value)]
    ]
    with matinee.database.read() as work:
        movies = [movie for movie in work.movies.many(unheard) if movie.imdb_id]
    kept = 0
    for movie in movies:
        try:
            records = matinee.imdb_reviews.reviews(movie.imdb_id or "")
        except ProviderError as error:
            matinee.say_once(f"IMDb reviews were left out: {error}")
            break
        matinee.asked.add(movie.movie_id)
        kept += keep_reviews(matinee, movie.movie_id, records)
    return kept


def keep_reviews(matinee: Matinee, movie_id: int, records: Sequence[ReviewRecord]) -> int:
    """Score and keep reviews of one movie; repeats are left out.

    Returns:
        Number of reviews that are new.
    """
    if not records:
        return 0
    version = reading_version(matinee)
    readings = read_reviews(matinee, [record.text for record in records])
    reviews = [
        new_review(movie_id, record, reading, version)
        for record, reading in zip(records, readings, strict=True)
    ]
    with matinee.writing:
        with matinee.database.begin() as work:
            kept = work.reviews.add_many(reviews)
            screen_new(work, kept)
        with matinee.database.read() as work:
            _refresh(matinee, work, movie_id)
    return len(kept)
