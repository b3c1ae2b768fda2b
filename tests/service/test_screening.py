"""Which reviews count, on a real database; the texts of one word are never alike."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import ReviewRecord
from matinee.sentiment.duplicates import signature
from matinee.service.screening import AN_HOUR, screen_movie, screen_new
from matinee.storage import Database, NewReview
from tests.kit.factories import FIVE_MOVIES

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NUMBERS = count()
NEAR, BURST = "near-duplicate", "burst"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("screening") / "a.db"
    with Database(f"sqlite:///{path}") as database:
        database.create()
        with database.begin() as work:
            work.movies.add(FIVE_MOVIES)
        yield database


@pytest.fixture
def work(database):
    """A transaction that is undone."""

    class Undo(Exception):  # noqa: N818 - no error
        pass

    with suppress(Undo), database.begin() as work:
        yield work
        raise Undo


def written(text, *, movie_id=1, author=None, at=None, source="file"):
    record = ReviewRecord(
        text=text, author=author, written_at=at, source=source, external_id=str(next(NUMBERS))
    )
    return NewReview(
        movie_id=movie_id,
        record=record,
        positive=0.75,
        label="Positive",
        model_version="v1",
        signature=signature(text),
    )


def keep(work, reviews, size=1_000):
    """Store reviews, so many at a time; what became of each, in their order."""
    numbers = []
    for start in range(0, len(reviews), size):
        numbers += work.reviews.add_many(reviews[start : start + size])
        screen_new(work, numbers[start:])
    return judged(work, numbers)


def judged(work, numbers):
    return [work.reviews.get(number).ignored for number in numbers]


def test_repeats_count_once_in_each_movie(work):
    reviews = [written("Great."), written("great!"), written("Great.", movie_id=2)]
    assert keep(work, reviews) == [None, NEAR, None]
    assert work.reviews.totals_of(1).n_reviews == 1
    assert work.reviews.screening_of(1) == {"near-duplicates": 1, "bursts": 0}
    assert work.reviews.screening_of(3) == {"near-duplicates": 0, "bursts": 0}


def test_a_repeat_names_what_it_repeats(work):
    keep(work, [written("Great."), written("Bad."), written("bad"), written("BAD")])
    rows = work.reviews.screened_of(1)
    assert [row.same_as for row in rows] == [None, None, rows[1].review_id, rows[1].review_id]


def test_one_author_counts_once_a_day_for_a_movie(work):
    reviews = [
        written("one", author="Ann", at=NOON),
        written("two", author="Ann", at=NOON + timedelta(hours=23, minutes=59)),
        written("three", author="Ann", at=NOON + timedelta(days=1)),
        written("four", author="Ann", at=NOON - timedelta(hours=1)),
        written("five", author="Ben", at=NOON),
        written("six", author="Ann", at=NOON, movie_id=2),
        written("seven", author="Ann", at=NOON, source="rapidapi"),
        written("eight", at=NOON),
        written("nine", at=NOON),
    ]
    wanted = [None, BURST, None, BURST, None, None, None, None, None]
    assert keep(work, reviews) == wanted
    assert work.reviews.screening_of(1) == {"near-duplicates": 0, "bursts": 2}


def test_what_has_no_date_was_written_on_one_day_unless_it_was_posted(work):
    undated = [written("one", author="Ann"), written("two", author="Ann")]
    assert keep(work, undated) == [None, BURST]
    assert keep(work, [written("three", author="Ann", at=NOON)]) == [None]
    posted = [written(text, author="Ann", source="api") for text in ("four", "five")]
    assert keep(work, posted) == [None, BURST]


def test_a_repeat_by_the_same_author_is_a_repeat(work):
    reviews = [written("one", author="Ann", at=NOON), written("One!", author="Ann", at=NOON)]
    assert keep(work, reviews) == [None, NEAR]


@pytest.fixture
def many_movies(work):
    """A hundred movies, so that an author may write of one after the other."""
    named = [replace(FIVE_MOVIES[1], title=f"Movie {n}", imdb_id=None) for n in range(100)]
    return work.movies.add(named)


def spree(movie_ids, n, step, start=NOON):
    return [
        written(f"text{'a' * place}", author="Ann", movie_id=movie_id, at=start + place * step)
        for place, movie_id in enumerate(movie_ids[:n])
    ]


def test_one_author_counts_for_twenty_reviews_an_hour(work, many_movies):
    in_an_hour = keep(work, spree(many_movies, 40, timedelta(minutes=1)))
    assert in_an_hour == [None] * AN_HOUR + [BURST] * (40 - AN_HOUR)


def test_at_his_leisure_an_author_may_write_of_all_movies(work, many_movies):
    assert set(keep(work, spree(many_movies, 100, timedelta(minutes=3)))) == {None}


def test_an_hour_is_any_hour(work, many_movies):
    reviews = spree(many_movies, 21, timedelta(minutes=2, seconds=59))
    assert keep(work, reviews[::-1]) == [None] * AN_HOUR + [BURST]


def test_no_more_than_twenty_count_when_a_repeat_takes_the_place_of_what_it_repeated(
    work, many_movies
):
    keep(work, [written("A rave.")])
    repeated = work.reviews.screened_of(1)[0]
    keep(work, [written("A rave.", author="Ann", at=NOON)])
    assert set(keep(work, spree(many_movies, AN_HOUR, timedelta(minutes=1)))) == {None}
    work.reviews.remove(repeated.review_id)
    screen_movie(work, 1)
    assert [row.ignored for row in work.reviews.screened_of(1)] == [BURST]


def test_dates_without_a_time_do_not_make_a_burst(work, many_movies):
    midnight = NOON.replace(hour=0)
    assert set(keep(work, spree(many_movies, 40, timedelta(0), midnight))) == {None}


def test_of_old_reviews_without_a_signature_nothing_is_known(work):
    old = replace(written("Great."), signature=None)
    assert keep(work, [old, written("Great."), written("Great.")]) == [None, None, NEAR]


@dataclass(frozen=True)
class Draft:
    text: str
    movie_id: int
    author: str | None
    hours: int | None

    def new(self):
        at = None if self.hours is None else NOON + timedelta(hours=self.hours)
        return written(self.text, movie_id=self.movie_id, author=self.author, at=at)


drafts = st.lists(
    st.builds(
        Draft,
        text=st.sampled_from(["one", "two", "three", "four", "five"]),
        movie_id=st.integers(1, 2),
        author=st.sampled_from([None, "Ann", "Ben"]),
        hours=st.none() | st.integers(0, 60),
    ),
    max_size=16,
)
relaxed = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def clear(work):
    for movie_id in range(1, 6):
        for row in work.reviews.screened_of(movie_id):
            work.reviews.remove(row.review_id)


@relaxed
@given(drafts=drafts, size=st.integers(1, 5))
def test_the_size_of_the_batches_changes_nothing(work, drafts, size):
    clear(work)
    at_once = keep(work, [draft.new() for draft in drafts])
    clear(work)
    assert keep(work, [draft.new() for draft in drafts], size) == at_once


@relaxed
@given(drafts=drafts, gone=st.sets(st.integers(0, 15)))
def test_after_removals_it_is_as_if_they_had_never_been(work, drafts, gone):
    clear(work)
    kept = keep(work, [draft.new() for place, draft in enumerate(drafts) if place not in gone])
    clear(work)
    keep(work, [draft.new() for draft in drafts])
    rows = sorted(work.reviews.screened_of(1) + work.reviews.screened_of(2), key=number_of)
    for place in sorted(gone & set(range(len(drafts)))):
        removed = work.reviews.remove(rows[place].review_id)
        if removed.ignored is None:
            screen_movie(work, removed.movie_id)
    left = [row.review_id for place, row in enumerate(rows) if place not in gone]
    assert judged(work, left) == kept


def number_of(row):
    return row.review_id


@relaxed
@given(drafts=drafts, n=st.integers(1, 30))
def test_more_of_the_same_never_moves_the_totals(work, drafts, n):
    clear(work)
    keep(work, [draft.new() for draft in drafts])
    keep(work, [written("A rave.")])
    before = work.reviews.totals_of(1)
    keep(work, [written("a RAVE!") for _ in range(n)], 7)
    assert work.reviews.totals_of(1) == before
