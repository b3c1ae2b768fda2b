"""Which reviews count: what repeats another review of its movie does not, nor do bursts.

Reviews are judged in the order of their numbers, each beside those that count by then; so it makes
no difference how many are stored at a time. Who wrote is known by name and source alone.

* A review that is like one that counts (:mod:`matinee.sentiment.duplicates`) is a near-duplicate.
* One author counts once a day for one movie; what has no date is taken as written on one day.
* One author counts for at most twenty reviews within an hour, whatever they are about. Dates
  without a time of day tell nothing of that.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from matinee.data.review import BURST, NEAR_DUPLICATE
from matinee.sentiment.duplicates import KnownTexts
from matinee.storage import ScreenedReview, Verdict, Work

#: Reviews by one author of one movie that count within a day.
A_DAY: Final = 1
DAY: Final = timedelta(days=1)
#: Reviews by one author, of all movies, that count within an hour.
AN_HOUR: Final = 20
HOUR: Final = timedelta(hours=1)
#: Sources whose reviews are written when they are stored.
LIVE: Final = frozenset({"api", "page"})
#: Stands for a moment that is not known; far from all that are.
NO_DATE: Final = datetime.min.replace(tzinfo=UTC) + 2 * DAY


def screen_new(work: Work, review_ids: Sequence[int]) -> None:
    """Judge reviews that were just stored; all others are left as they are.

    Args:
        work: The transaction that stored them.
        review_ids: All that it stored since the last call.
    """
    reviews = work.reviews.screened(review_ids)
    if not reviews:
        return
    signed: defaultdict[int, list[tuple[int, bytes]]] = defaultdict(list)
    movie_ids = {review.movie_id for review in reviews}
    for movie_id, number, one in work.reviews.signatures(movie_ids, reviews[0].review_id):
        signed[movie_id].append((number, one))
    known = {movie_id: KnownTexts(some) for movie_id, some in signed.items()}
    _judge(work, reviews, defaultdict(KnownTexts, known))


def screen_movie(work: Work, movie_id: int) -> None:
    """Judge all reviews of a movie anew, as after one that counted was removed."""
    _judge(work, work.reviews.screened_of(movie_id), defaultdict(KnownTexts))


def _judge(
    work: Work, reviews: Sequence[ScreenedReview], known: defaultdict[int, KnownTexts]
) -> None:
    authors = _Authors(work, reviews)
    verdicts: list[Verdict] = []
    for review in reviews:
        texts = known[review.movie_id]
        same = None if review.signature is None else texts.find(review.signature)
        if same is not None:
            verdict = Verdict(review.review_id, NEAR_DUPLICATE, same)
        elif authors.is_burst(review):
            verdict = Verdict(review.review_id, BURST, None)
        else:
            verdict = Verdict(review.review_id, None, None)
            authors.add(review)
            if review.signature is not None:
                texts.add(review.review_id, review.signature)
        if (verdict.ignored, verdict.same_as) != (review.ignored, review.same_as):
            verdicts.append(verdict)
    work.reviews.set_verdicts(verdicts)


class _Authors:
    """What authors wrote that counts, as far as it may matter to some reviews."""

    def __init__(self, work: Work, reviews: Sequence[ScreenedReview]) -> None:
        self._of_movie: defaultdict[tuple[object, ...], list[datetime]] = defaultdict(list)
        self._by_time: defaultdict[tuple[object, ...], list[datetime]] = defaultdict(list)
        signed = [review for review in reviews if review.author is not None]
        if not signed:
            return
        moments = [moment for review in signed if (moment := moment_of(review)) is not None]
        window = (min(moments) - DAY, max(moments) + DAY) if moments else None
        own = {review.review_id for review in reviews}
        for other in work.reviews.by_authors(
            {(review.author or "", review.source) for review in signed},
            {review.movie_id for review in signed},
            window,
        ):
            if other.review_id not in own:
                self.add(other)

    def add(self, review: ScreenedReview) -> None:
        """Take note of a review that counts."""
        if review.author is None:
            return
        moment = moment_of(review)
        self._of_movie[review.author, review.source, review.movie_id].append(moment or NO_DATE)
        if moment is not None and not _is_date(moment):
            insort(self._by_time[review.author, review.source], moment)

    def is_burst(self, review: ScreenedReview) -> bool:
        """Whether the author counts already for as much as a viewer may."""
        if review.author is None:
            return False
        moment = moment_of(review)
        at = moment or NO_DATE
        same_day = [
            other
            for other in self._of_movie[review.author, review.source, review.movie_id]
            if abs(other - at) < DAY
        ]
        if len(same_day) >= A_DAY:
            return True
        if moment is None or _is_date(moment):
            return False
        written = self._by_time[review.author, review.source]
        first = bisect_left(written, moment - HOUR)
        near = written[first : bisect_left(written, moment + HOUR)]
        return _crowded([*near, moment])


def moment_of(review: ScreenedReview) -> datetime | None:
    """When a review was written, ``None`` where that is not known."""
    if review.written_at is None and review.source in LIVE:
        return review.created_at
    return review.written_at


def _is_date(moment: datetime) -> bool:
    return moment.time() == datetime.min.time()


def _crowded(moments: Sequence[datetime]) -> bool:
    """Whether some hour holds more moments than one author counts for."""
    ordered = sorted(moments)
    last = ordered[AN_HOUR:]
    return any(late - early < HOUR for early, late in zip(ordered, last, strict=False))
