"""What audiences talk about more than before, and how they like it meanwhile."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from matinee.data import IdMap
from matinee.errors import DataError
from matinee.sentiment import intervals
from matinee.sentiment.evidence import LIKED_STARS, ReviewEvidence, counts_of
from matinee.sentiment.reception import ReceptionConfig
from matinee.sentiment.trending import ENOUGH, LOOK_BACK_DAYS, Trends, find_trends
from matinee.service.catalogue import dress
from matinee.service.matinee import Matinee
from matinee.service.views import MovieView
from matinee.storage.activity import RatingCounts, ReviewColumns

MAX_DAYS, MAX_LIMIT = 365, 100
_DAY_S, _HOUR_S = 86_400, 3_600
_KEPT = "trending"
#: Stretches of time whose ratings are kept in mind: to count them, all ratings must be read.
_KEPT_STRETCHES = 8

_Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class TrendingMovie:
    """A movie that is talked about more than expected.

    Attributes:
        view: The movie with its reception.
        n_recent: Ratings and reviews of the window.
        n_expected: How many its past lets one expect.
        ratio_low: With probability 0.95 it is talked about more than this many times as much.
        mean_recent: Share that liked it in the window, drawn towards what was before, 0 to 1.
        low: Lower end of that share's interval.
        high: Upper end.
        mean_before: Share that liked it in the three years before; ``None`` where nobody spoke.
    """

    view: MovieView
    n_recent: int
    n_expected: float
    ratio_low: float
    mean_recent: float
    low: float
    high: float
    mean_before: float | None


@dataclass(frozen=True, slots=True)
class Trending:
    """Movies that trend, most surely first.

    Attributes:
        days: Length of the window.
        at: Its end.
        movies: At most as many as were asked for.
        notes: Why there are none, or what to beware of, in sentences.
    """

    days: int
    at: datetime
    movies: tuple[TrendingMovie, ...]
    notes: tuple[str, ...]


class _Voices(NamedTuple):
    """Opinions of one stretch of time, shape ``(n_movies,)`` each: how many, and what they say."""

    n: _Floats
    viewers: _Floats
    liked: _Floats


def find_trending(
    matinee: Matinee, *, days: int = 30, limit: int = 10, at: datetime | None = None
) -> Trending:
    """Movies whose ratings and reviews of the last days are more than their past lets one expect.

    An opinion has the moment when the rating was given or the review written; a review without a
    date that was posted here, the moment when it came. Reviews that do not count are left out.

    Args:
        matinee: The installation.
        days: Length of the window, 1 to 365.
        limit: Most movies, 1 to 100.
        at: End of the window, UTC where it names no zone; now if it is not given.

    Raises:
        DataError: A number is out of range.
    """
    if not 1 <= days <= MAX_DAYS:
        raise DataError(f"days must be 1 to {MAX_DAYS}, not {days}.")
    if not 1 <= limit <= MAX_LIMIT:
        raise DataError(f"limit must be 1 to {MAX_LIMIT}, not {limit}.")
    end = at or datetime.now(UTC)
    if end.tzinfo is None:
        end = end.replace(tzinfo=UTC)
    movies = matinee.shelf.movies
    before, recent = _voices(matinee, end.timestamp(), days, new=at is None)
    trends = find_trends(before.n, recent.n)
    notes = _notes(matinee, (before, recent), trends, days, end)
    found = _movies(matinee, movies, trends, (before, recent), limit)
    return Trending(days, end, tuple(found), tuple(notes))


def _movies(
    matinee: Matinee, movies: IdMap, trends: Trends, voices: tuple[_Voices, _Voices], limit: int
) -> list[TrendingMovie]:
    indices = trends.indices[:limit]
    config = matinee.shelf.audience.config
    before, recent = (_Voices(*(column[indices] for column in one)) for one in voices)
    # what was said before is the best guess for those who have not spoken yet
    strength = config.unknown_strength
    usual = (before.liked + strength * config.catalogue_mean) / (before.viewers + strength)
    mean, low, high = intervals(
        strength * usual + recent.liked,
        strength * (1 - usual) + np.maximum(recent.viewers - recent.liked, 0),
        config,
    )
    ids = [int(one) for one in movies.ids[indices]]
    with matinee.database.read() as work:
        stored = {movie.movie_id: movie for movie in work.movies.many(ids)}
    here = [place for place, movie_id in enumerate(ids) if movie_id in stored]
    views = dress(matinee, [stored[ids[place]] for place in here])
    return [
        TrendingMovie(
            view=view,
            n_recent=int(trends.n_recent[place]),
            n_expected=float(trends.n_expected[place]),
            ratio_low=float(trends.ratio_low[place]),
            mean_recent=float(mean[place]),
            low=float(low[place]),
            high=float(high[place]),
            mean_before=(
                float(before.liked[place] / before.viewers[place])
                if before.viewers[place] > 0
                else None
            ),
        )
        for place, view in zip(here, views, strict=True)
    ]


def _voices(matinee: Matinee, end: float, days: int, *, new: bool) -> tuple[_Voices, _Voices]:
    """What was said before the window and in it."""
    start = end - days * _DAY_S
    since = start - LOOK_BACK_DAYS * _DAY_S
    with matinee.database.read() as work:
        reviews = work.activity.reviews(since=since, until=end)
    audience, movies = matinee.shelf.audience, matinee.shelf.movies
    # ratings come by import; to look at them once an hour is enough
    shift = end % _HOUR_S if new else 0.0
    ratings = _rating_counts(matinee, since - shift, start - shift, end - shift)
    places = movies.to_indices(ratings.movie_ids)
    late = reviews.moments > start
    found = []
    for numbers, liked, which in (
        (ratings.n_before, ratings.liked_before, ~late),
        (ratings.n_recent, ratings.liked_recent, late),
    ):
        rated = [_summed(places, column, len(movies)) for column in (numbers, liked)]
        written = _reviewed(reviews, movies, which, audience.config)
        found.append(
            _Voices(rated[0] + written.n, rated[0] + written.viewers, rated[1] + written.liked)
        )
    return found[0], found[1]


def _reviewed(
    reviews: ReviewColumns, movies: IdMap, which: np.ndarray, config: ReceptionConfig
) -> _Voices:
    columns = (reviews.positive, reviews.weight, reviews.stars)
    unaged = np.full(len(reviews), np.nan)
    told = counts_of(ReviewEvidence(*columns, unaged, reviews.posted), config)
    places = movies.to_indices(reviews.movie_ids)
    rows = (np.ones(len(reviews)), told.viewers, told.liked)
    return _Voices(*(_summed(places[which], row[which], len(movies)) for row in rows))


def _summed(places: np.ndarray, values: np.ndarray, n_movies: int) -> _Floats:
    known = places >= 0
    return np.bincount(places[known], values[known], minlength=n_movies).astype(np.float64)


def _rating_counts(matinee: Matinee, since: float, start: float, end: float) -> RatingCounts:
    """Ratings of the two stretches; the last few answers are kept until the catalogue changes."""
    version = matinee.catalogue_version
    known, found = matinee.kept.get(_KEPT, (-1, {}))
    kept = dict(found) if known == version else {}
    key = (since, start, end)
    if key not in kept:
        with matinee.database.read() as work:
            kept[key] = work.activity.rating_counts(since, start, end, LIKED_STARS)
        for old in list(kept)[:-_KEPT_STRETCHES]:
            del kept[old]
        matinee.kept[_KEPT] = version, kept
    counts: RatingCounts = kept[key]
    return counts


def _notes(
    matinee: Matinee, voices: tuple[_Voices, _Voices], trends: Trends, days: int, end: datetime
) -> list[str]:
    before, recent = voices
    window = f"the {days} days before {end.date()}" if days > 1 else f"the day before {end.date()}"
    if not recent.n.any():
        with matinee.database.read() as work:
            newest = work.activity.newest()
        if newest is None:
            return ["Nothing with a date was rated or reviewed yet."]
        last = datetime.fromtimestamp(newest, UTC).date()
        return [f"Nothing was rated or reviewed in {window}; the newest of all is of {last}."]
    if not len(trends):
        return [f"In {window} no movie was talked about clearly more than before."]
    if before.n.sum() < ENOUGH:
        return ["Little is known of the time before, so movies are compared with each other."]
    return []
