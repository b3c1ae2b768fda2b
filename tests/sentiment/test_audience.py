import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from matinee.data import ASPECTS, Mention
from matinee.errors import DataError
from matinee.sentiment.audience import (
    FEWEST_VIEWERS,
    PRIOR_VIEWERS,
    AspectCounts,
    CatalogueShares,
    catalogue_shares,
    count_mentions,
    likeness,
    likeness_vectors,
    profiles,
    shared_praise,
    summarise,
)

EVEN = CatalogueShares(np.full(12, 0.5, np.float32), np.full(12, 0.25, np.float32))
MUSIC, PACE = ASPECTS.index("music"), ASPECTS.index("pace")


def counts(n_reviews=20.0, **told):
    """Counts of one movie; ``music=(n, liked)``."""
    n, liked = np.zeros((2, 12), np.float32)
    for aspect, (spoke, praised) in told.items():
        n[ASPECTS.index(aspect)], liked[ASPECTS.index(aspect)] = spoke, praised
    return AspectCounts(n, liked, np.array(n_reviews, np.float32))


def stack(*some):
    columns = zip(*((one.n, one.liked, one.n_reviews) for one in some), strict=True)
    return AspectCounts(*(np.stack(column) for column in columns))


def mention(aspect, positive):
    return Mention(aspect, 0, 1, positive)


def test_a_viewer_counts_once_for_an_aspect():
    found = count_mentions(
        [
            [mention("music", 0.9), mention("music", 0.5), mention("pace", 0.2)],
            [],
            [mention("music", 1)],
        ]
    )
    assert found.n[MUSIC] == 2
    assert found.liked[MUSIC] == pytest.approx(0.7 + 1)
    assert (found.n[PACE], found.liked[PACE]) == (1, pytest.approx(0.2))
    assert found.n_reviews == 3


def test_a_light_review_counts_for_less():
    found = count_mentions([[mention("music", 0.8)], [mention("music", 0.2)]], [1.0, 0.5])
    assert found.n[MUSIC] == pytest.approx(1.5)
    assert found.liked[MUSIC] == pytest.approx(0.9)
    assert found.n_reviews == pytest.approx(1.5)


def test_the_most_mentioned_comes_first_and_silence_is_left_out():
    found = summarise(counts(pace=(3, 1), music=(9, 8), story=(3, 2)), EVEN)
    assert [one.aspect for one in found] == ["music", "story", "pace"]
    assert [one.n for one in found] == [9, 3, 3]


def test_share_and_interval_are_those_of_the_posterior():
    (found,) = summarise(counts(music=(10, 9)), EVEN)
    posterior = beta(PRIOR_VIEWERS / 2 + 9, PRIOR_VIEWERS / 2 + 1)
    assert found.positive == pytest.approx(posterior.mean())
    assert found.low == pytest.approx(posterior.ppf(0.05), abs=1e-6)
    assert found.high == pytest.approx(posterior.ppf(0.95), abs=1e-6)


def test_one_voice_hardly_moves_the_catalogues_share():
    usual = CatalogueShares(np.full(12, 0.8, np.float32), EVEN.talk)
    (found,) = summarise(counts(music=(1, 0)), usual)
    assert 0.5 < found.positive < 0.8


def test_a_voice_of_a_tenth_is_shown_as_one():
    assert [one.n for one in summarise(counts(music=(0.1, 0.1)), EVEN)] == [1]


def test_the_catalogues_shares_are_sums_over_movies():
    some = stack(counts(10, music=(4, 3)), counts(30, music=(4, 2)))
    found = catalogue_shares(some)
    assert found.praise[MUSIC] == pytest.approx((5 + 1) / (8 + 2))
    assert found.talk[MUSIC] == pytest.approx((8 + 1) / (40 + 2))
    # the same from one row of sums
    total = AspectCounts(some.n.sum(axis=0), some.liked.sum(axis=0), some.n_reviews.sum())
    assert catalogue_shares(total).praise.tolist() == found.praise.tolist()


def test_an_empty_catalogue_has_shares_of_a_half():
    found = catalogue_shares(stack(counts(0), counts(0)))
    assert found.praise.tolist() == found.talk.tolist() == [0.5] * 12


def test_shared_praise_needs_both_movies():
    loved, heard, hated = counts(music=(30, 28)), counts(music=(3, 3)), counts(music=(30, 5))
    assert shared_praise(loved, loved, EVEN) == ("music",)
    assert shared_praise(loved, heard, EVEN) == ()
    assert shared_praise(loved, hated, EVEN) == ()


def test_shared_praise_needs_more_than_is_usual():
    usual = CatalogueShares(np.full(12, 0.9, np.float32), EVEN.talk)
    assert shared_praise(counts(music=(30, 27)), counts(music=(30, 27)), usual) == ()


def test_shared_praise_needs_a_handful_of_viewers():
    rave = CatalogueShares(np.full(12, 0.01, np.float32), EVEN.talk)
    few, enough = FEWEST_VIEWERS - 1, FEWEST_VIEWERS
    assert shared_praise(counts(music=(few, few)), counts(music=(30, 30)), rave) == ()
    assert shared_praise(counts(music=(enough, enough)), counts(music=(30, 30)), rave) == ("music",)


def test_the_surest_praise_is_told_first():
    one = counts(music=(30, 26), pace=(30, 29), story=(30, 25))
    assert shared_praise(one, one, EVEN) == ("pace", "music", "story")


def test_profiles_by_hand():
    praise, talk = profiles(stack(counts(10, music=(5, 5))), EVEN, shrink=5)
    assert praise[0, MUSIC] == pytest.approx(np.log(7.5 / 2.5))
    assert talk[0, MUSIC] == pytest.approx(np.log((5 + 5 * 0.25) / 15) - np.log(0.25))
    assert praise[0, PACE] == 0


def test_a_movie_without_reviews_is_like_no_other():
    some = stack(counts(0), counts(20, music=(15, 15)), counts(20, music=(15, 15)))
    found = likeness(likeness_vectors(some, EVEN), [0, 1])
    assert found[0].tolist() == [0, 0, 0]
    assert found[1, 2] > 0.4


def test_like_praise_is_nearer_than_unlike():
    some = stack(counts(30, music=(20, 19)), counts(30, music=(18, 17)), counts(30, music=(20, 2)))
    near, far = likeness(likeness_vectors(some, EVEN), [0])[0, 1:]
    assert near > far
    assert far < near / 2


NUMBERS = st.floats(0, 200, width=32)


@given(st.lists(st.tuples(NUMBERS, st.floats(0, 1, width=32)), min_size=12, max_size=12))
def test_figures_stay_within_their_bounds(rows):
    n = np.array([row[0] for row in rows], np.float32)
    one = AspectCounts(n, n * np.array([row[1] for row in rows], np.float32), np.array(n.max()))
    shares = catalogue_shares(one)
    for told in summarise(one, shares):
        assert 0 <= told.low <= told.positive <= told.high <= 1
        assert told.n >= 1
    vectors = likeness_vectors(stack(one, one), shares)
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 24)
    assert np.isfinite(vectors).all()
    assert (np.abs(vectors @ vectors.T) <= 1 + 1e-5).all()


@given(NUMBERS, st.floats(0, 1), st.floats(0.5, 10))
def test_one_more_admirer_never_lowers_the_share(n, part, more):
    (before, *_) = summarise(counts(music=(n + 1, (n + 1) * part)), EVEN)
    (after, *_) = summarise(counts(music=(n + 1 + more, (n + 1) * part + more)), EVEN)
    assert after.positive >= before.positive - 1e-6
    assert after.low >= before.low - 1e-6


def test_counts_of_another_shape_are_refused():
    with pytest.raises(DataError, match="12 columns"):
        AspectCounts(*(np.zeros(shape, np.float32) for shape in ((2, 11), (2, 11), 2)))
