"""What the audience did: columns of ratings and of reviews that count."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from matinee.storage import NewReview, Verdict
from tests.kit.factories import rating_set, review
from tests.kit.queries import count_queries

WRITTEN = datetime(2026, 5, 1, 12, tzinfo=UTC)


def keep(work, movie_id=1, positive=0.5, **values):
    record = review(**{"source": "file"} | values)
    new = NewReview(movie_id=movie_id, record=record, positive=positive, model_version="v1")
    return work.reviews.add(new).review_id


def test_no_ratings_and_no_reviews_are_empty_columns(five_movies):
    with five_movies.read() as work:
        assert len(work.activity.ratings(3.5).movie_ids) == 0
        assert len(work.activity.reviews()) == 0
        assert len(work.activity.rating_counts(0, 1, 2, 3.5).movie_ids) == 0
        assert work.activity.newest() is None


def test_ratings_are_counted_with_those_that_liked_it(five_movies):
    rows = [(1, 1, 3.0, 5), (2, 1, 3.5, 5), (3, 1, 5.0, 5), (1, 4, 0.5, 5)]
    with five_movies.begin() as work:
        work.ratings.add("kit", rating_set(rows))
        found = work.activity.ratings(3.5)
    assert found.movie_ids.tolist() == [1, 4]
    assert found.n_ratings.tolist() == [3, 1]
    assert found.n_liked.tolist() == [2, 0]
    assert found.means.tolist() == pytest.approx([11.5 / 3, 0.5])


def test_ratings_of_two_stretches_are_told_apart_at_their_ends(five_movies):
    moments = [10, 11, 20, 21, 30, 31]
    rows = [
        (user, 1, stars, moment)
        for user, (moment, stars) in enumerate(
            zip(moments, [5.0, 5.0, 1.0, 4.0, 1.0, 5.0], strict=True)
        )
    ]
    with five_movies.begin() as work:
        work.ratings.add("kit", rating_set(rows))
        found = work.activity.rating_counts(10, 20, 30, 3.5)
    # after 10 up to 20, after 20 up to 30
    assert [found.n_before[0], found.liked_before[0]] == [2, 1]
    assert [found.n_recent[0], found.liked_recent[0]] == [2, 1]


def test_a_review_has_the_moment_of_writing_or_of_posting_never_of_an_import(five_movies):
    with five_movies.begin() as work:
        keep(work, source="file", external_id="a", written_at=WRITTEN, stars=8.0)
        keep(work, source="file", external_id="b")
        keep(work, source="api", external_id="c")
        keep(work, source="page", external_id="d", written_at=WRITTEN)
        found = work.activity.reviews(1)
        newest = work.activity.newest()
    now = datetime.now(UTC).timestamp()
    rows = sorted(zip(found.posted.tolist(), found.moments.tolist(), strict=True), key=str)
    assert [row for row in rows if row[1] == WRITTEN.timestamp()] == [
        (False, WRITTEN.timestamp()),
        (True, WRITTEN.timestamp()),
    ]
    (posted,) = [at for here, at in rows if here and at != WRITTEN.timestamp()]
    assert now - 60 <= posted <= now + 1
    assert np.isnan(found.moments).sum() == 1
    assert found.stars[~np.isnan(found.stars)].tolist() == [8.0]
    assert newest == posted


def test_the_zone_of_a_moment_does_not_matter(five_movies):
    zone = timezone(timedelta(hours=9))
    with five_movies.begin() as work:
        keep(work, written_at=WRITTEN.astimezone(zone))
        assert work.activity.reviews(1).moments.tolist() == [WRITTEN.timestamp()]


def test_reviews_of_a_stretch_of_time(five_movies):
    at = WRITTEN.timestamp()
    with five_movies.begin() as work:
        for hours in range(4):
            keep(work, external_id=str(hours), written_at=WRITTEN + timedelta(hours=hours))
        keep(work, movie_id=2, external_id="undated")
        found = work.activity.reviews(since=at, until=at + 7200)
    assert found.moments.tolist() == [at + 3600, at + 7200]


def test_only_reviews_that_count_are_told(five_movies):
    with five_movies.begin() as work:
        first, second = keep(work, external_id="a"), keep(work, external_id="b")
        keep(work, external_id="c", positive=None)
        work.reviews.set_verdicts([Verdict(second, "near-duplicate", first)])
        assert len(work.activity.reviews()) == len(work.activity.reviews(1)) == 1


def test_all_movies_take_one_query(five_movies):
    with five_movies.begin() as work:
        for movie_id in (1, 2, 4):
            keep(work, movie_id=movie_id)
        work.ratings.add("kit", rating_set([(1, 1, 3.0, 5)]))
    with five_movies.read() as work, count_queries(five_movies.engine) as counted:
        assert work.activity.reviews().movie_ids.tolist() == [1, 2, 4]
        work.activity.ratings(3.5)
    assert len(counted) == 2
