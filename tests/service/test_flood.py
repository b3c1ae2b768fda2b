"""Floods on the whole way: what is posted and imported, to what is answered."""

import json

import pytest

from matinee.sentiment import build_sentiment
from matinee.service import import_reviews, post_review, remove_review

RAVE = "Absolutely wonderful, a masterpiece from start to end, I loved every minute of it!"
MOVIE = 4
OPINIONS = (
    "A fine evening, though the middle drags and the jokes are old.",
    "I was bored and left before the end.",
    "Lovely pictures and a story that stays with you for days.",
    "Neither good nor bad, it passes the time.",
    "My children laughed all the way through and so did I.",
)


@pytest.fixture
def matinee(matinee):
    """The installation with the quick model; which one reads does not matter here."""
    matinee._sentiment = build_sentiment("linear")
    return matinee


@pytest.fixture
def reviewed(matinee):
    """The Matrix with some honest reviews."""
    for text in OPINIONS:
        post_review(matinee, MOVIE, text)
    return matinee


def raves(path, n, text=lambda n: RAVE):
    rows = [{"imdb_id": "tt0133093", "text": text(n), "id": f"{n}"} for n in range(n)]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def ignored(matinee):
    with matinee.database.read() as work:
        return work.reviews.screening_of(MOVIE)


def reception(matinee):
    matinee.refresh()
    return matinee.shelf.audience.reception_of(MOVIE - 1)


@pytest.mark.slow
def test_ten_thousand_equal_raves_move_a_movie_by_less_than_its_interval(reviewed, tmp_path):
    before = reception(reviewed)
    done = import_reviews(reviewed, raves(tmp_path / "flood.jsonl", 10_000))
    assert done.n_changed == 10_000
    after = reception(reviewed)
    assert ignored(reviewed) == {"near-duplicates": 9_999, "bursts": 0}
    assert after.n_reviews == before.n_reviews + 1
    assert 0 < after.mean - before.mean < (before.high - before.low) / 2
    # one more is judged beside six that count, not beside ten thousand
    _, again = post_review(reviewed, MOVIE, RAVE.upper())
    assert again == after


@pytest.mark.parametrize(
    "text",
    [
        lambda n: f"{RAVE} {10_000 + n}",
        lambda n: RAVE.replace(" ", " " * (1 + n % 3)) + "!" * n,
        lambda n: RAVE.upper() if n % 2 else RAVE.lower(),
        lambda n: RAVE.replace("o", "o\u0301") if n % 2 else RAVE.replace("o", "\u043e"),
        lambda n: f"{['Wow', 'Oh', 'Ah', 'Mm', 'Go'][n % 5]} {RAVE}",
    ],
)
def test_small_changes_do_not_let_a_flood_through(reviewed, tmp_path, text):
    before = reception(reviewed)
    import_reviews(reviewed, raves(tmp_path / "flood.jsonl", 50, text))
    after = reception(reviewed)
    assert ignored(reviewed)["near-duplicates"] == 49
    assert 0 < after.mean - before.mean < (before.high - before.low) / 2


def test_posted_raves_count_once_and_one_is_left_when_the_first_is_removed(reviewed):
    posted = [post_review(reviewed, MOVIE, RAVE) for _ in range(50)]
    receptions = {reception for _, reception in posted}
    assert len(receptions) == 1
    assert remove_review(reviewed, MOVIE, posted[0][0].review_id) in receptions
    assert ignored(reviewed) == {"near-duplicates": 48, "bursts": 0}


def test_one_user_is_one_viewer(reviewed):
    before = reception(reviewed)
    for place in range(30):
        post_review(reviewed, MOVIE, f"Wonderful for reason {place}, truly.", author="Eve")
    after = reception(reviewed)
    assert after.n_reviews == before.n_reviews + 1
    assert ignored(reviewed) == {"near-duplicates": 0, "bursts": 29}
