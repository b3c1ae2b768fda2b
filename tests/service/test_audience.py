from datetime import UTC, datetime

import pytest

from matinee.data import Mention, ReviewRecord
from matinee.data.review import BURST, NEAR_DUPLICATE, Review
from matinee.errors import UnknownIdError
from matinee.service import Wish, post_review, similar_movies, taken_as, view_audience
from matinee.service.audience import _notes
from matinee.storage import NewReview
from tests.kit.cinema import movie_id
from tests.kit.said import COMPLAINTS, PRAISE, VERSION, say

ALIEN, SHREK = movie_id("Alien"), movie_id("Shrek")


def test_a_movie_that_nobody_reviewed_has_no_aspects(matinee):
    found = view_audience(matinee, ALIEN)
    assert (found.n_reviews, found.n_counted) == (0, 0)
    assert found.ignored == {"near-duplicates": 0, "bursts": 0}
    assert not found.languages
    assert not found.aspects
    assert not found.notes


def test_an_unknown_movie_is_refused(matinee):
    with pytest.raises(UnknownIdError):
        view_audience(matinee, 999)


def test_aspects_come_most_mentioned_first_with_their_share(matinee):
    say(matinee, ALIEN, ["pace"], 0.9, n=6)
    say(matinee, ALIEN, ["pace"], 0.1, n=2)
    say(matinee, ALIEN, ["music"], 0.05, n=4)
    found = view_audience(matinee, ALIEN)
    pace, music = found.aspects
    assert [(one.summary.aspect, one.summary.n) for one in found.aspects] == [
        ("pace", 8),
        ("music", 4),
    ]
    assert pace.summary.low < pace.summary.positive < pace.summary.high
    assert pace.summary.positive > 0.5 > music.summary.positive
    assert (found.n_reviews, found.n_counted) == (12, 12)
    assert found.languages == (("en", 12),)


def test_a_viewer_counts_once_for_an_aspect(matinee):
    say(matinee, ALIEN, ["pace", "pace", "pace"], 0.9, n=2)
    (pace,) = view_audience(matinee, ALIEN).aspects
    assert pace.summary.n == 2


def test_quotes_are_word_by_word_from_the_review_that_is_named(matinee):
    say(matinee, ALIEN, ["pace"], 0.9, n=4)
    say(matinee, ALIEN, ["pace"], 0.1, n=4)
    (pace,) = view_audience(matinee, ALIEN).aspects
    assert {quote.text for quote in pace.praise} < set(PRAISE)
    assert {quote.text for quote in pace.complaints} < set(COMPLAINTS)
    assert len(pace.praise) == len(pace.complaints) == 2
    with matinee.database.read() as work:
        for quote in (*pace.praise, *pace.complaints):
            assert quote.text in work.reviews.get(quote.review_id).text


def test_a_review_that_comes_again_is_quoted_from_where_it_is_now(matinee):
    (first,) = say(matinee, ALIEN, ["pace"], 0.9)
    assert view_audience(matinee, ALIEN).aspects[0].praise[0].review_id == first
    say(matinee, SHREK, ["pace"], 0.9)
    with matinee.database.begin() as work:
        work.reviews.remove(first)
    (again,) = say(matinee, ALIEN, ["pace"], 0.9)
    assert again != first
    for _ in range(2):
        assert view_audience(matinee, ALIEN).aspects[0].praise[0].review_id == again


def test_a_quote_is_of_a_review_that_mentions_the_aspect(matinee):
    of_pace = set(say(matinee, ALIEN, ["pace"], 0.9, n=4))
    of_music = set(say(matinee, ALIEN, ["music"], 0.9, n=3))
    pace, music = view_audience(matinee, ALIEN).aspects
    assert {quote.review_id for quote in pace.praise} <= of_pace
    assert {quote.review_id for quote in music.praise} <= of_music


def test_a_sentence_is_quoted_under_the_most_mentioned_aspect_only(matinee):
    say(matinee, ALIEN, ["music", "pace"], 0.9, n=2)
    say(matinee, ALIEN, ["pace"], 0.1)
    pace, music = view_audience(matinee, ALIEN).aspects
    assert (pace.summary.aspect, music.summary.aspect) == ("pace", "music")
    assert {quote.text for quote in pace.praise} == set(PRAISE[:2])
    assert music.praise == ()


def test_praise_from_a_review_that_is_against_the_movie_is_not_quoted(matinee):
    (one,) = say(matinee, ALIEN, ["pace"], 0.95)
    praised = NewReview(
        movie_id=ALIEN,
        record=ReviewRecord(text=PRAISE[1]),
        positive=0.1,
        label="Negative",
        model_version=VERSION,
        weight=1.0,
        read_as="en",
        mentions=(Mention("pace", 0, len(PRAISE[1]), 0.95),),
    )
    with matinee.database.begin() as work:
        work.reviews.add_many([praised])
    matinee.reload()
    (pace,) = view_audience(matinee, ALIEN).aspects
    assert [quote.review_id for quote in pace.praise] == [one]
    assert pace.summary.n == 2


def test_a_quote_is_never_of_another_movie(matinee):
    others = set(say(matinee, SHREK, ["pace"], 0.9, n=4))
    say(matinee, ALIEN, ["pace"], 0.9, n=1)
    (pace,) = view_audience(matinee, ALIEN).aspects
    assert others.isdisjoint(quote.review_id for quote in pace.praise)


def test_unread_reviews_are_told_of(matinee):
    say(matinee, ALIEN, [], 0.5, n=3, weight=0.1, read_as="sw")
    found = view_audience(matinee, ALIEN)
    assert found.languages == (("sw", 3),)
    assert found.notes == (
        "3 reviews are in a language that cannot be read yet, so not counted in full.",
    )


@pytest.mark.parametrize(
    ("ignored", "note"),
    [
        ({"near-duplicates": 9997, "bursts": 0}, "Ignored: 9,997 near-duplicates."),
        ({"near-duplicates": 1, "bursts": 2}, "Ignored: 1 near-duplicate and 2 reviews of bursts."),
        ({"near-duplicates": 0, "bursts": 1}, "Ignored: 1 review of a burst."),
    ],
)
def test_what_was_ignored_is_told_in_words(ignored, note):
    assert _notes(ignored) == (note,)


def review(**more):
    return Review(
        review_id=9, movie_id=1, created_at=datetime.now(UTC), text="x", **({"weight": 1.0} | more)
    )


@pytest.mark.parametrize(
    ("kept", "counts", "words"),
    [
        (review(), True, ""),
        (review(weight=None), True, ""),
        (review(ignored=NEAR_DUPLICATE, same_as=7), False, "It repeats review 7"),
        (review(ignored=BURST), False, "too much in too short a time"),
        (review(weight=0.0), False, "It holds nothing to read, so it does not count."),
        (review(weight=0.0, stars=9.0), True, "so only its stars count."),
        (review(weight=0.1, read_as="sw"), True, "Its language (sw) cannot be read yet, so it"),
        (review(weight=0.1), True, "Its language cannot be read yet, so it hardly counts."),
    ],
)
def test_a_posted_review_is_told_whether_it_counts(matinee, kept, counts, words):
    found, notes = taken_as(matinee, kept)
    assert found is counts
    assert len(notes) == bool(words)
    assert words in "".join(notes)


def test_what_says_nothing_is_not_counted(matinee):
    say(matinee, ALIEN, [], 0.5, n=2, weight=0.0, read_as=None)
    found = view_audience(matinee, ALIEN)
    assert (found.n_reviews, found.n_counted, found.view.reception.n_reviews) == (2, 0, 0)
    assert found.languages == ()
    assert found.notes == ("2 reviews hold no words to read.",)


def test_a_review_that_another_model_read_waits_and_says_so(matinee):
    before = say(matinee, ALIEN, ["pace"], 0.9, n=3)
    kept, reception = post_review(matinee, ALIEN, "Awful. I want my money and my evening back.")
    counts, (note,) = taken_as(matinee, kept)
    assert (counts, reception.n_reviews) == (False, len(before))
    assert note.startswith("It waits to count: ")
    found = view_audience(matinee, ALIEN)
    assert (found.n_reviews, found.n_counted) == (4, 3)
    assert found.notes[0].startswith("1 review waits to count: ")


def praised_picks(matinee, title):
    similar = similar_movies(matinee, movie_id(title), Wish(n=10))
    return {
        pick.view.movie.title: pick.shared_praise for pick in similar.picks if pick.shared_praise
    }, {pick.view.movie.title: pick.why for pick in similar.picks}


def fill_catalogue(matinee, praised):
    """Reviews of the pace of every movie: praise of those named, complaints of the others."""
    for title in ("Star Wars", "Alien", "Blade Runner", "Shane", "Shrek", "Toy Story", "Amélie"):
        say(matinee, movie_id(title), ["pace"], 0.95 if title in praised else 0.2, n=20)


def test_praise_that_two_movies_share_is_told(matinee):
    fill_catalogue(matinee, {"Star Wars", "Alien"})
    shared, why = praised_picks(matinee, "Star Wars")
    assert shared == {"Alien": ("pace",)}
    assert "viewers of both praised the pace" in why["Alien"]
    assert all("praised" not in text for title, text in why.items() if title != "Alien")


def test_praise_of_one_movie_alone_is_no_shared_praise(matinee):
    fill_catalogue(matinee, {"Alien"})
    assert praised_picks(matinee, "Star Wars")[0] == {}


def test_praise_of_most_movies_says_nothing(matinee):
    fill_catalogue(matinee, {"Star Wars", "Alien", "Blade Runner", "Shane"})
    assert praised_picks(matinee, "Star Wars")[0] == {}


def test_one_writer_who_says_it_ten_times_is_no_praise_of_viewers(matinee):
    fill_catalogue(matinee, {"Star Wars"})
    say(matinee, movie_id("The Matrix"), ["pace"] * 20, 0.95, n=4)
    say(matinee, movie_id("The Matrix"), [], 0.5, n=90, opening="It was shown at nine. ")
    assert praised_picks(matinee, "Star Wars")[0] == {}


def test_taking_the_reviews_back_takes_the_praise_back(matinee):
    fill_catalogue(matinee, {"Star Wars"})
    kept = say(matinee, ALIEN, ["pace"], 0.95, n=40, opening="On a Monday. ")
    assert praised_picks(matinee, "Star Wars")[0] == {"Alien": ("pace",)}
    with matinee.database.begin() as work:
        for number in kept[2:]:
            work.reviews.remove(number)
    # the table of the catalogue still holds them
    assert praised_picks(matinee, "Star Wars")[0] == {}
