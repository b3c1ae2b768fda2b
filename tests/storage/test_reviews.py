from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import ReviewRecord
from matinee.errors import DataError, UnknownIdError
from matinee.storage import NewReview
from matinee.storage import reviews as module
from tests.kit.factories import filled_texts, moments, review, texts

records = st.builds(
    ReviewRecord,
    text=filled_texts,
    imdb_id=st.none(),
    stars=st.none() | st.floats(1, 10),
    written_at=st.none() | moments,
    language=st.none() | texts,
    author=st.none() | texts,
    source=texts,
    external_id=st.none() | texts,
)


DEFAULT = (0.5, "Neutral", "v1")


def keep(work, movie_id, record, *score):
    """Keep a review; the score is probability, label and version, of which the last may miss."""
    names = ("positive", "label", "model_version")
    given = dict(zip(names, (*score, *DEFAULT[len(score) :]), strict=True)) if score else {}
    new = NewReview(movie_id=movie_id, record=record, **given)
    return work.reviews.add(new)


def as_record(stored) -> ReviewRecord:
    names = [field.name for field in fields(ReviewRecord)]
    return ReviewRecord(**{name: getattr(stored, name) for name in names})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(record=records)
def test_every_field_of_a_review_comes_back(five_movies, record):
    with five_movies.begin() as work:
        for other in work.reviews.page(1, 100)[0]:
            work.reviews.remove(other.review_id)
        stored = keep(work, 1, record, 0.25, "Negative", "v1")
        assert as_record(stored) == record
        assert work.reviews.get(stored.review_id) == stored
    assert (stored.movie_id, stored.positive, stored.label) == (1, 0.25, "Negative")
    assert stored.model_version == "v1"
    assert abs(datetime.now(UTC) - stored.created_at) < timedelta(minutes=1)


def test_a_moment_keeps_its_instant(five_movies):
    summer = datetime(2020, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with five_movies.begin() as work:
        stored = keep(work, 1, review(written_at=summer))
    assert stored.written_at == summer
    assert stored.written_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(five_movies):
    naive = datetime(2020, 7, 1)  # noqa: DTZ001 - the point
    with pytest.raises(DataError, match=r"^a moment must have"), five_movies.begin() as work:
        keep(work, 1, review(written_at=naive))


def test_twenty_equal_reviews_are_twenty(five_movies):
    with five_movies.begin() as work:
        ids = {keep(work, 1, review("Awful.")).review_id for _ in range(20)}
        assert len(ids) == work.reviews.count(1) == 20


def test_a_review_with_a_known_id_is_the_one_that_is_there(five_movies):
    with five_movies.begin() as work:
        first = keep(work, 1, review("Awful.", external_id="a"), 0.1, "Negative", "v1")
        assert keep(work, 1, review("Good.", external_id="a")) == first
        assert keep(work, 2, review("Good.", external_id="a")) != first


@pytest.mark.parametrize("movie_id", [6, 0, 10**30])
def test_an_unknown_movie_is_named(five_movies, movie_id):
    with pytest.raises(UnknownIdError, match=str(movie_id)), five_movies.begin() as work:
        keep(work, movie_id, review())


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_refused(five_movies, text):
    with pytest.raises(DataError, match="empty"), five_movies.begin() as work:
        keep(work, 1, review(text))


@pytest.mark.parametrize("review_id", [1, 0, -1, 2**40, 10**30])
def test_an_unknown_review_is_named(five_movies, review_id):
    with five_movies.begin() as work:
        with pytest.raises(UnknownIdError, match=str(review_id)):
            work.reviews.get(review_id)
        with pytest.raises(UnknownIdError, match=str(review_id)):
            work.reviews.remove(review_id)


def test_numbers_of_removed_reviews_do_not_come_back(five_movies):
    with five_movies.begin() as work:
        first = keep(work, 1, review())
        assert work.reviews.remove(first.review_id) == first
        assert keep(work, 1, review()).review_id > first.review_id


def test_importing_again_adds_nothing(five_movies):
    new = [
        NewReview(movie_id=1, record=review("Good.", external_id="a")),
        NewReview(movie_id=1, record=review("Good again.", external_id="a")),
        NewReview(movie_id=2, record=review("Good.", external_id="a")),
        NewReview(movie_id=1, record=review("Good.", external_id="a", source="file")),
        NewReview(movie_id=1, record=review("No id.")),
        NewReview(movie_id=1, record=review("No id.")),
    ]
    with five_movies.begin() as work:
        assert len(work.reviews.add_many(new)) == 4
        assert work.reviews.add_many(new) == []
        assert work.reviews.add_many([]) == []
        assert work.reviews.count() == 4
        assert work.reviews.page(2, 10)[0][0].text == "Good."


def test_an_import_for_an_unknown_movie_is_refused(five_movies):
    with pytest.raises(DataError, match="contradicts"), five_movies.begin() as work:
        work.reviews.add_many([NewReview(movie_id=9, record=review())])


def test_unknown_reviews_are_those_that_an_import_would_add(five_movies, monkeypatch):
    monkeypatch.setattr(module, "IN_SIZE", 2)
    pairs = [(1 + n % 5, review(f"Text {n // 2}.")) for n in range(12)]
    with five_movies.begin() as work:
        work.reviews.add_many([NewReview(movie_id=1, record=review("Text 0."))])
        unknown = work.reviews.unknown(pairs)
        added = work.reviews.add_many([NewReview(movie_id=m, record=r) for m, r in pairs])
        assert len(added) == len(unknown)
        assert work.reviews.unknown(pairs) == []
        assert work.reviews.unknown([]) == []


def test_pages_show_the_last_first_and_each_once(five_movies):
    with five_movies.begin() as work:
        ids = [keep(work, 1, review(f"Text {n}.")).review_id for n in range(7)]
        keep(work, 2, review())
        found, cursor = work.reviews.page(1, 3)
        seen = [found]
        while cursor:
            # what is posted meanwhile does not shift the pages
            keep(work, 1, review("Late."))
            found, cursor = work.reviews.page(1, 3, cursor)
            seen.append(found)
    assert [[one.review_id for one in page] for page in seen] == [
        ids[6:3:-1],
        ids[3:0:-1],
        ids[:1],
    ]


def test_a_cursor_of_another_movie_and_a_bad_limit_are_refused(five_movies):
    with five_movies.begin() as work:
        for _ in range(2):
            keep(work, 1, review())
        _, cursor = work.reviews.page(1, 1)
        with pytest.raises(DataError, match="does not belong"):
            work.reviews.page(2, 1, cursor)
        for limit in (0, 101):
            with pytest.raises(DataError, match="limit must be 1 to 100"):
                work.reviews.page(1, limit)
        assert work.reviews.page(5) == ([], None)


def test_scores_may_be_numpy_numbers(five_movies):
    new = NewReview(movie_id=1, record=review(), positive=np.float32(0.5))  # type: ignore[arg-type]
    with five_movies.begin() as work:
        assert len(work.reviews.add_many([replace(new, model_version="v1")])) == 1
        assert work.reviews.totals_of(1) == (1, 1.0, 0.5)
