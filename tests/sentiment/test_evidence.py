from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import ConfigError, DataError
from matinee.sentiment import ReceptionConfig
from matinee.sentiment.evidence import (
    ReviewEvidence,
    counts_of,
    evidence,
    evidence_by_movie,
    liked_of_stars,
    rating_evidence,
)

NONE = float("nan")

one_review = st.tuples(
    st.floats(0, 1),
    st.floats(0, 1) | st.just(NONE),
    st.floats(1, 10) | st.just(NONE),
    st.floats(-10, 10_000) | st.just(NONE),
    st.booleans(),
)
some_reviews = st.lists(one_review, max_size=12)
configs = st.builds(
    ReceptionConfig,
    stars_weight=st.floats(0, 1),
    half_life_days=st.none() | st.floats(1, 5_000),
)


def columns(rows) -> ReviewEvidence:
    positive, weight, stars, age, posted = zip(*rows, strict=True) if rows else ((),) * 5
    return ReviewEvidence(positive, weight, stars, age, posted)


def posted(positive, weight=1.0, stars=NONE, age=0.0) -> ReviewEvidence:
    return ReviewEvidence([positive], [weight], [stars], [age], [True])


def test_nothing_adds_up_to_nothing():
    assert evidence(columns([])) == (0.0, 0.0)


def test_a_posted_review_counts_for_a_viewer_of_its_weight():
    assert evidence(posted(0.8)) == pytest.approx((1.0, 0.8))
    assert evidence(posted(0.5, weight=0.1)) == pytest.approx((0.1, 0.05))
    assert evidence(posted(0.8, weight=NONE)) == pytest.approx((1.0, 0.8))
    assert evidence(posted(0.5, weight=0.0)) == (0.0, 0.0)


def test_stars_and_text_speak_together():
    config = ReceptionConfig(stars_weight=0.6, stars_middle=6.5, stars_slope=1.0)
    told = 1 / (1 + exp(-1.5))
    assert evidence(posted(0.3, stars=8.0), config) == pytest.approx((1.0, 0.6 * told + 0.4 * 0.3))
    # the stars of a text that was not read count in full, the text hardly
    n, liked = evidence(posted(0.5, weight=0.1, stars=8.0), config)
    assert (n, liked) == pytest.approx((0.64, 0.6 * told + 0.04 * 0.5))


def test_with_so_many_stars_half_have_liked_it():
    assert liked_of_stars([6.5]).tolist() == [0.5]
    assert (np.diff(liked_of_stars(np.arange(1, 11))) > 0).all()


def test_a_review_of_the_half_life_counts_for_half():
    config = ReceptionConfig(half_life_days=100)
    assert evidence(posted(0.8, age=100.0), config) == pytest.approx((0.5, 0.4))
    assert evidence(posted(0.8, stars=9.0, age=200.0), config)[0] == pytest.approx(0.25)
    for unknown in (NONE, -5.0):
        assert evidence(posted(0.8, age=unknown), config) == pytest.approx((1.0, 0.8))
    assert evidence(posted(0.8, age=1e6)) == pytest.approx((1.0, 0.8))


@pytest.mark.parametrize(("n", "counted"), [(1, 4 / 21), (20, 2.0), (60, 3.0), (10_000, 3.992)])
def test_imported_reviews_count_for_four_viewers_at_most(n, counted):
    rows = [(0.9, 1.0, NONE, 0.0, False)] * n
    assert evidence(columns(rows)) == pytest.approx((counted, 0.9 * counted), rel=1e-4)


def test_imports_do_not_hold_down_what_was_posted():
    rows = [(0.9, 1.0, NONE, 0.0, False)] * 10_000 + [(0.0, 1.0, NONE, 0.0, True)] * 20
    n, liked = evidence(columns(rows))
    assert n - liked > 20
    assert n < 24


def test_ratings_count_like_the_critics_for_eight_viewers_at_most():
    n, liked = rating_evidence([0, 1, 8, 100_000], [0, 1, 2, 75_000])
    assert n.tolist() == pytest.approx([0, 8 / 9, 4, 8], rel=1e-3)
    assert liked.tolist() == pytest.approx([0, 8 / 9, 1, 6], rel=1e-3)


@given(some_reviews, configs)
def test_evidence_is_within_its_bounds(rows, config):
    n, liked = evidence(columns(rows), config)
    assert 0 <= liked <= n + 1e-9
    assert n <= len(rows) + 1e-9
    imported = sum(not row[4] for row in rows)
    assert n <= len(rows) - imported + min(imported, config.imported_strength) + 1e-9


@given(some_reviews, configs, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows, config, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert evidence(columns(mixed), config) == pytest.approx(evidence(columns(rows), config))


@given(st.lists(st.tuples(st.integers(0, 3), one_review), max_size=15), configs)
def test_all_movies_at_once_agree_with_one_by_one(pairs, config):
    n, liked = evidence_by_movie(
        [movie for movie, _ in pairs], 4, columns([row for _, row in pairs]), config
    )
    assert n.shape == liked.shape == (4,)
    for movie in range(4):
        alone = evidence(columns([row for other, row in pairs if other == movie]), config)
        assert (n[movie], liked[movie]) == pytest.approx(alone)


@given(some_reviews, configs, st.floats(0, 1), st.floats(0, 1))
def test_a_better_text_never_lowers_the_evidence(rows, config, one, other):
    worse, better = sorted((one, other))
    rest = [(1.0, NONE, 0.0, True)]
    n_low, low = evidence(columns([*rows, (worse, *rest[0])]), config)
    n_high, high = evidence(columns([*rows, (better, *rest[0])]), config)
    assert n_low == pytest.approx(n_high)
    assert high >= low - 1e-12


def test_each_review_by_itself_is_not_bounded():
    told = counts_of(columns([(0.9, 1.0, NONE, 0.0, False)] * 30))
    assert told.viewers.sum() == pytest.approx(30)
    assert told.liked.sum() == pytest.approx(27)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((1.1, 1.0, NONE, 0.0, True), "positive must be 0 to 1"),
        ((NONE, 1.0, NONE, 0.0, True), "positive must be 0 to 1"),
        ((0.5, -0.1, NONE, 0.0, True), "weight must be 0 to 1"),
        ((0.5, 1.0, 0.5, 0.0, True), "stars must be 1 to 10"),
    ],
)
def test_what_is_out_of_range_is_refused(row, message):
    with pytest.raises(DataError, match=message):
        evidence(columns([row]))


def test_columns_must_be_of_one_length():
    with pytest.raises(DataError, match="must be of one length"):
        evidence(ReviewEvidence([0.5, 0.5], [1.0], [NONE], [0.0], [True]))
    with pytest.raises(DataError, match="one entry a review"):
        evidence_by_movie([0, 1], 2, posted(0.5))
    with pytest.raises(DataError, match="movie_index must be 0 to 1"):
        evidence_by_movie([2], 2, posted(0.5))
    with pytest.raises(DataError, match="n_liked must be 0 to n_ratings"):
        rating_evidence([1], [2])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ratings_strength", 0.0),
        ("imported_half", -1.0),
        ("half_life_days", 0.0),
        ("stars_weight", 1.1),
    ],
)
def test_a_weight_out_of_range_is_refused(name, wrong):
    with pytest.raises(ConfigError, match=f"{name} must be"):
        ReceptionConfig(**{name: wrong})
