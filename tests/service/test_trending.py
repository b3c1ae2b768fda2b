"""What is talked about more than before, over ratings and reviews of an installation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matinee.errors import DataError
from matinee.service.trending import find_trending
from matinee.storage import NewReview, Verdict
from tests.kit.cinema import ROWS, movie_id
from tests.kit.factories import rating_set, review

NOW = datetime(2026, 6, 30, tzinfo=UTC)
VERSION = "test-1"


def write(matinee, movie, n, *, positive=0.9, days_ago=3, start=0, source="file"):
    """Reviews of a movie, written so long ago; returns their numbers."""
    kept = []
    with matinee.database.begin() as work:
        for number in range(start, start + n):
            record = review(
                f"{movie} {number}",
                source=source,
                external_id=f"{movie}-{number}-{days_ago}",
                written_at=NOW - timedelta(days=days_ago, minutes=number),
            )
            new = NewReview(movie_id=movie, record=record, positive=positive, model_version=VERSION)
            kept.append(work.reviews.add(new).review_id)
    return kept


def titles(trending):
    return [trend.view.movie.title for trend in trending.movies]


@pytest.fixture
def busy(matinee):
    """Each movie had a review a month for two years, three in the last month."""
    for movie in range(1, len(ROWS) + 1):
        for month in range(1, 25):
            write(matinee, movie, 1, positive=0.6, days_ago=15 + 30 * month)
    return matinee


def test_a_movie_with_more_reviews_than_before_trends_with_its_sentiment(busy):
    alien = movie_id("Alien")
    write(busy, alien, 30, positive=0.1)
    found = find_trending(busy, days=30, at=NOW)
    assert titles(found) == ["Alien"]
    (trend,) = found.movies
    assert (trend.n_recent, found.days, found.at) == (30, 30, NOW)
    assert trend.n_expected == pytest.approx(30 / len(ROWS), rel=0.05)
    assert 1.2 < trend.ratio_low < 30 / trend.n_expected
    assert trend.mean_before == pytest.approx(0.6)
    # 3 of 30 liked it; two viewers' worth of what was before
    assert trend.mean_recent == pytest.approx((3 + 2 * 0.6) / 32, abs=0.01)
    assert trend.low < trend.mean_recent < trend.high < 0.3
    assert found.notes == ()


def test_reviews_that_do_not_count_make_no_trend(busy):
    numbers = write(busy, movie_id("Alien"), 300)
    with busy.database.begin() as work:
        work.reviews.set_verdicts(
            [Verdict(number, "near-duplicate", numbers[0]) for number in numbers[1:]]
        )
    found = find_trending(busy, days=30, at=NOW)
    assert found.movies == ()
    assert found.notes == (
        "In the 30 days before 2026-06-30 no movie was talked about clearly more than before.",
    )


def test_ratings_count_as_reviews_do(busy):
    shane, moment = movie_id("Shane"), int((NOW - timedelta(days=2)).timestamp())
    with busy.database.begin() as work:
        work.ratings.add("new", rating_set([(n, shane, 4.0, moment) for n in range(30)]))
    busy.reload()
    found = find_trending(busy, days=7, at=NOW)
    assert titles(found) == ["Shane"]
    assert found.movies[0].mean_recent > 0.9
    # what comes after the window's end is not seen
    assert find_trending(busy, days=7, at=NOW - timedelta(days=3)).movies == ()


def test_everybody_talking_more_is_no_trend(busy):
    for movie in range(1, len(ROWS) + 1):
        write(busy, movie, 20, days_ago=5)
    assert find_trending(busy, days=30, at=NOW).movies == ()


def test_a_movie_without_a_past_is_told_with_care(matinee):
    write(matinee, movie_id("Solaris", 1972), 5)
    found = find_trending(matinee, days=30, at=NOW)
    assert titles(found) == ["Solaris"]
    assert found.movies[0].mean_before is None
    assert "Little is known of the time before" in found.notes[0]
    write(matinee, movie_id("Shane"), 2)
    assert titles(find_trending(matinee, days=30, at=NOW)) == ["Solaris"]


def test_two_reviews_make_no_trend(matinee):
    write(matinee, movie_id("Shane"), 2)
    assert find_trending(matinee, days=30, at=NOW).movies == ()


def test_an_import_without_dates_says_nothing_of_the_present(matinee):
    with matinee.database.begin() as work:
        for number in range(20):
            record = replace(review(f"Fine. {number}"), source="file", external_id=str(number))
            work.reviews.add(
                NewReview(movie_id=1, record=record, positive=0.9, model_version=VERSION)
            )
    found = find_trending(matinee)
    assert found.movies == ()
    # the kit's ratings are of 1970
    assert found.notes[0].endswith("the newest of all is of 1970-01-12.")


def test_what_is_posted_today_trends_today(matinee):
    with matinee.database.begin() as work:
        for number in range(4):
            record = replace(review(f"Fine. {number}"), source="api", external_id=str(number))
            work.reviews.add(
                NewReview(movie_id=1, record=record, positive=0.9, model_version=VERSION)
            )
    assert titles(find_trending(matinee, days=1)) == ["Star Wars"]


def test_the_list_is_as_long_as_was_asked_for(matinee):
    for movie, n in ((1, 9), (2, 8), (3, 7)):
        write(matinee, movie, n)
    found = find_trending(matinee, limit=2, at=NOW.replace(tzinfo=None))
    assert [trend.n_recent for trend in found.movies] == [9, 8]
    assert found.at == NOW


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"days": 0}, "days must be 1 to 365, not 0"),
        ({"days": 366}, "days must be 1 to 365, not 366"),
        ({"limit": 0}, "limit must be 1 to 100, not 0"),
        ({"limit": 101}, "limit must be 1 to 100, not 101"),
    ],
)
def test_numbers_out_of_range_are_refused(matinee, wrong, message):
    with pytest.raises(DataError, match=message):
        find_trending(matinee, **wrong)
