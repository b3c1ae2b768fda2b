from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.errors import DataError
from matinee.ranking.blend import Part, Pick
from matinee.ranking.dials import SMOOTH, Dials, Surroundings, less_popular, turn, unexpected
from matinee.ranking.variety import (
    MIXED,
    Filler,
    distance,
    genre_shares,
    likeness,
    sameness,
    unit_rows,
)

N_GENRES = 4
DIALS = ["popularity", "diversity", "calibration", "serendipity"]


@st.composite
def questions(draw):
    """Picks in the order of their scores, what surrounds them, and how many are wanted."""
    n = draw(st.integers(1, 14))
    scored = st.integers(-300, 1000).map(lambda value: value / 1000)
    scores = sorted(draw(st.lists(scored, min_size=n, max_size=n)), reverse=True)
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    genres = (rng.random((n, N_GENRES)) < 0.4).astype(float)
    popularity = np.floor(rng.lognormal(2, 2, n))
    n_liked = draw(st.integers(0, 4))
    around = Surroundings(
        popularity,
        float(popularity.max() + draw(st.integers(0, 50))),
        unit_rows(rng.normal(size=(n, 3))),
        genres,
        unit_rows(rng.normal(size=(n_liked, 3))),
        (rng.random((n_liked, N_GENRES)) < 0.4).astype(float),
    )
    # positions of the catalogue that are not those of the list
    picks = [Pick(10 * place, score, (Part("about", score),)) for place, score in enumerate(scores)]
    return picks, around, draw(st.integers(1, n))


def places(picks):
    return [pick.index // 10 for pick in picks]


def effect(name, around, order):
    """What a dial is for, as a number that grows."""
    if name == "popularity":
        return -np.log(around.popularity[order] + SMOOTH).mean()
    if name == "serendipity":
        return unexpected(around)[order].mean()
    if name == "diversity":
        return -sameness(likeness(around.vectors, around.genres), order)
    wanted = genre_shares(around.taste_genres)
    return -distance(wanted, around.genres[order]) if wanted.any() else 0


@pytest.mark.parametrize("name", DIALS)
@given(question=questions(), dial=st.floats(0.01, 1))
def test_a_dial_does_what_it_is_for(name, question, dial):
    picks, around, n = question
    turned = turn(picks, around, Dials(**{name: dial}), n)
    plain = list(range(n))
    assert effect(name, around, places(turned)) >= effect(name, around, plain) - 1e-9


@pytest.mark.parametrize("name", ["popularity", "serendipity"])
@given(question=questions(), dials=st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)).map(sorted))
def test_more_of_a_dial_has_no_less_of_its_effect(name, question, dials):
    picks, around, n = question
    less, more = (
        effect(name, around, places(turn(picks, around, Dials(**{name: dial}), n)))
        for dial in dials
    )
    assert more >= less - 1e-9


@given(question=questions(), turns=st.tuples(*[st.floats(0, 1)] * 4))
def test_a_list_is_of_its_length_without_repeats_and_parts_add_up(question, turns):
    picks, around, n = question
    turned = turn(picks, around, Dials(**dict(zip(DIALS, turns, strict=True))), n)
    assert len(set(places(turned))) == n
    for pick in turned:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score)
        assert pick.parts[0] == picks[pick.index // 10].parts[0]
        names = [part.name for part in pick.parts]
        assert len(set(names)) == len(names)
        assert all(part.value < 0 for part in pick.parts[1:])
        assert set(names[1:]) <= {dial for dial, value in zip(DIALS, turns, strict=True) if value}


@given(questions())
def test_all_at_zero_is_the_list_itself(question):
    picks, around, n = question
    assert turn(picks, around, Dials(), n) == picks[:n]
    assert Dials().off


@given(questions(), st.integers(0, 10_000))
def test_the_order_of_equal_questions_does_not_matter(question, seed):
    picks, around, n = question
    order = np.random.default_rng(seed).permutation(len(around.taste_genres))
    shuffled = replace(
        around,
        taste_vectors=around.taste_vectors[order],
        taste_genres=around.taste_genres[order],
    )
    dials = Dials(diversity=0.5, calibration=0.5)
    one, other = turn(picks, around, dials, n), turn(picks, shuffled, dials, n)
    assert [pick.score for pick in one] == pytest.approx([pick.score for pick in other])


def test_full_popularity_divides_by_it():
    popularity = np.array([SMOOTH, 4 * SMOOTH - SMOOTH, 0.0])
    taken = less_popular(np.array([1.0, 1.0, 1.0]), popularity, 1)
    np.testing.assert_allclose(1 + taken, [1 / 2, 1 / 4, 1])
    assert less_popular(np.array([-0.5, 0.0]), np.array([9.0, 0.0]), 1).tolist() == [0, 0]


def plain_surroundings(genres, taste):
    n = len(genres)
    return Surroundings(
        np.zeros(n),
        1.0,
        np.eye(n),
        np.array(genres, dtype=float),
        np.zeros((len(taste), n)),
        np.array(taste, dtype=float),
    )


def test_calibration_brings_the_genre_that_the_best_lack():
    """Three comedies lead, a western stands last; the history is two thirds comedy."""
    comedy, western = [1, 0], [0, 1]
    scores = [0.9, 0.85, 0.8, 0.5]
    picks = [Pick(place, score, (Part("about", score),)) for place, score in enumerate(scores)]
    around = plain_surroundings([comedy] * 3 + [western], [comedy, comedy, western])
    assert [pick.index for pick in turn(picks, around, Dials(calibration=1), 3)] == [0, 3, 1]
    assert [pick.index for pick in turn(picks, around, Dials(calibration=0.01), 3)] == [0, 1, 2]


def test_diversity_passes_over_the_twin():
    picks = [Pick(place, score, ()) for place, score in enumerate([0.9, 0.8, 0.6])]
    around = replace(plain_surroundings([[1, 0], [1, 0], [0, 1]], []), vectors=np.eye(2)[[0, 0, 1]])
    turned = turn(picks, around, Dials(diversity=1), 3)
    assert [pick.index for pick in turned] == [0, 2, 1]
    assert turned[2].parts == (Part("diversity", -1.0),)


def test_where_filling_greedily_ends_with_more_of_the_same_the_plain_list_is_taken():
    """The last place is filled by nearest likeness: 3 at 0.9 from both, where 2 is 1.0 from 1."""
    alike = np.array(
        [[1, 0.3, 0, 0.9], [0.3, 1, 1, 0.9], [0, 1, 1, 0.2], [0.9, 0.9, 0.2, 1]], dtype=float
    )
    filler = Filler(np.array([1, 0.9, 0.6, 0.6]), np.zeros((4, 1)), alike=alike, diversity=1.0)
    chosen = filler.choose(3)
    assert [place for place, _, _ in chosen] == [0, 1, 2]
    assert [varied for _, varied, _ in chosen] == pytest.approx([0, -0.3, -1])


def test_serendipity_prefers_what_is_far_from_the_taste_and_little_known():
    taste, far = [1.0, 0.0], [0.0, 1.0]
    around = Surroundings(
        np.array([99.0, 0.0]),
        99.0,
        np.array([taste, far]),
        np.array([taste, far]),
        np.array([taste]),
        np.array([taste]),
    )
    np.testing.assert_allclose(unexpected(around), [0, 1])
    picks = [Pick(0, 0.5, ()), Pick(1, 0.4, ())]
    assert [p.index for p in turn(picks, around, Dials(serendipity=1), 2)] == [1, 0]


@given(
    hnp.arrays(np.float64, (5, N_GENRES), elements=st.sampled_from([0.0, 1.0])),
    hnp.arrays(np.float64, (3, N_GENRES), elements=st.sampled_from([0.0, 1.0])),
)
def test_distance_is_nothing_for_the_same_mix_and_one_for_none_of_it(history, movies):
    wanted = genre_shares(history)
    if not wanted.any():
        return
    assert distance(wanted, history) == pytest.approx(0, abs=1e-12)
    assert distance(wanted, np.zeros((1, N_GENRES))) == pytest.approx(1)
    assert -1e-12 <= distance(wanted, movies) <= 1 + 1e-12


def test_distance_is_the_divergence_done_by_hand():
    wanted = np.array([0.5, 0.5])
    by_hand = sum(0.5 * np.log(0.5 / ((1 - MIXED) * q + MIXED * 0.5)) for q in (1.0, 0.0))
    assert distance(wanted, np.array([[1.0, 0.0]])) == pytest.approx(by_hand / np.log(1 / MIXED))


@pytest.mark.parametrize("name", DIALS)
@pytest.mark.parametrize("value", [-0.1, 1.01, float("nan"), float("inf")])
def test_a_dial_out_of_range_is_refused(name, value):
    with pytest.raises(DataError, match=f"{name} must be 0 to 1"):
        Dials(**{name: value})
