import pytest

from matinee.data import ReviewRecord
from matinee.errors import DataError, UnknownIdError
from matinee.service import list_reviews, post_review, remove_review
from matinee.service.reading import reading_version
from matinee.service.review import keep_reviews


def test_review_is_scored_and_moves_the_reception(matinee):
    before = matinee.shelf.audience.reception_of(0)
    review, after = post_review(
        matinee, 1, "Wonderful, moving, a masterpiece. I loved it.", stars=9
    )
    assert review.positive is not None
    assert review.positive > 0.8
    assert review.label in {"Positive", "Very Positive"}
    assert review.model_version == reading_version(matinee)
    assert (review.weight, review.read_as, review.ignored) == (1.0, "en", None)
    assert after.n_reviews == before.n_reviews + 1
    assert after.mean > before.mean


def test_version_grows_with_every_change(matinee):
    seen = [matinee.version]
    review, _ = post_review(matinee, 1, "Good.")
    seen.append(matinee.version)
    remove_review(matinee, 1, review.review_id)
    seen.append(matinee.version)
    assert seen == sorted(set(seen))


def test_the_same_words_are_kept_twice_and_count_once(matinee):
    first, once = post_review(matinee, 1, "Bad.")
    second, twice = post_review(matinee, 1, "BAD!!")
    assert (second.ignored, second.same_as) == ("near-duplicate", first.review_id)
    assert twice == once
    assert list_reviews(matinee, 1).total == 2


def test_a_repeat_counts_in_place_of_what_was_removed(matinee):
    first, once = post_review(matinee, 1, "Bad.")
    second, _ = post_review(matinee, 1, "Bad.")
    third, _ = post_review(matinee, 1, "Bad.")
    assert remove_review(matinee, 1, first.review_id) == once
    with matinee.database.read() as work:
        found = [work.reviews.get(one.review_id) for one in (second, third)]
        assert work.reviews.screening_of(1) == {"near-duplicates": 1, "bursts": 0}
    assert [(one.ignored, one.same_as) for one in found] == [
        (None, None),
        ("near-duplicate", second.review_id),
    ]
    assert remove_review(matinee, 1, third.review_id) == once


def test_what_a_review_mentions_is_kept_with_its_place(matinee):
    text = "The music is wonderful. The ending was a terrible mess."
    posted, _ = post_review(matinee, 1, text)
    with matinee.database.read() as work:
        mentions = work.reviews.mentions_of(1)
        totals = work.reviews.aspect_totals()
    assert {one.review_id for one in mentions} == {posted.review_id}
    assert [(one.aspect, text[one.start : one.end]) for one in mentions] == [
        ("music", "The music is wonderful."),
        ("ending", "The ending was a terrible mess."),
    ]
    assert mentions[0].positive > 0.6
    assert mentions[1].positive < 0.4
    assert (totals.movie_ids.tolist(), totals.aspects) == ([1, 1], ("ending", "music"))


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_blank_review_is_refused(matinee, text):
    with pytest.raises(DataError, match="text"):
        post_review(matinee, 1, text)


@pytest.mark.parametrize("stars", [0, 11, -3, float("nan")])
def test_stars_out_of_range_are_refused(matinee, stars):
    with pytest.raises(DataError, match="1 to 10"):
        post_review(matinee, 1, "Fine.", stars=stars)


def test_review_of_an_unknown_movie_is_refused_and_not_kept(matinee):
    with pytest.raises(UnknownIdError):
        post_review(matinee, 9999, "Fine.")
    with matinee.database.read() as work:
        assert work.reviews.count() == 0


def test_review_can_only_be_taken_back_where_it_stands(matinee):
    review, _ = post_review(matinee, 1, "Fine.")
    with pytest.raises(UnknownIdError):
        remove_review(matinee, 2, review.review_id)
    assert list_reviews(matinee, 1).total == 1


def test_reviews_come_newest_first_page_by_page(matinee):
    for number in range(5):
        post_review(matinee, 1, f"Number {number}.")
    first = list_reviews(matinee, 1, limit=3)
    second = list_reviews(matinee, 1, limit=3, cursor=first.next_cursor)
    texts = [review.text for review in (*first.reviews, *second.reviews)]
    assert texts == [f"Number {number}." for number in (4, 3, 2, 1, 0)]
    assert second.next_cursor is None
    assert first.total == 5


def test_repeats_from_a_source_are_kept_once(matinee):
    records = [
        ReviewRecord(text=f"Great, {n}.", source="rapidapi", external_id=str(n)) for n in (1, 2, 1)
    ]
    assert keep_reviews(matinee, 1, records) == 2
    assert keep_reviews(matinee, 1, records) == 0
    assert matinee.shelf.audience.n_reviews[0] == 2


@pytest.mark.parametrize("name", ["Bob", " Bob ", "B\u200bob", "Bob\u00ad", "Ｂｏｂ"])  # noqa: RUF001
def test_a_name_is_the_same_however_it_is_dressed_up(matinee, name):
    first, _ = post_review(matinee, 1, "Splendid from the first scene to the last.", author="Bob")
    second, _ = post_review(matinee, 1, "I could not stand a minute of this mess.", author=name)
    assert (first.ignored, second.ignored) == (None, "burst")
    assert second.author == "Bob"


@pytest.mark.parametrize("name", ["", " ", "\u200b", None])
def test_a_name_that_nobody_sees_is_none(matinee, name):
    assert post_review(matinee, 1, "Splendid.", author=name)[0].author is None


def test_a_review_keeps_no_nul(matinee):
    assert post_review(matinee, 1, "A great\0movie.")[0].text == "A great movie."
