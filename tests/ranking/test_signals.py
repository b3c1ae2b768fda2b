from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import ArtifactError
from matinee.models import MovieFeatures
from matinee.models.marks import mark
from matinee.ranking.signals import FACTS, SMOOTH, FactSignals
from tests.kit.strategies import patchy_features

ALL = np.arange(4, dtype=np.int32)


def features(**told):
    """Four movies, of which nothing is known but what is said."""
    nothing = {
        "vectors": np.zeros((4, 3), dtype=np.float32),
        "genres": np.zeros((4, 2), dtype=np.float32),
        "years": np.full(4, np.nan, dtype=np.float32),
    }
    return MovieFeatures(**{**nothing, **told})


def some(*movies):
    return np.array(movies, dtype=np.int32)


@given(told=patchy_features(), data=st.data())
def test_what_movies_add_sums_to_the_signal(told, data):
    n = len(told.vectors)
    liked = some(*data.draw(st.lists(st.integers(0, n - 1), unique=True)))
    asked = np.arange(n, dtype=np.int32)
    values, by_movie = FactSignals.of(told).signals(liked, asked)
    assert tuple(values) == FACTS
    assert set(by_movie) == set(FACTS) - {"genres"}
    for value in values.values():
        assert value.shape == (n,)
        assert value.dtype == np.float32
        assert np.isfinite(value).all()
    for name, parts in by_movie.items():
        assert parts.shape == (len(liked), n)
        np.testing.assert_allclose(parts.sum(axis=0), values[name], atol=1e-5)


@given(told=patchy_features())
def test_nothing_liked_says_nothing(told):
    values, by_movie = FactSignals.of(told).signals(some(), some(0))
    assert not any(value.any() for value in values.values())
    assert all(parts.shape == (0, 1) for parts in by_movie.values())


@given(told=patchy_features(), data=st.data())
def test_movies_say_the_same_whoever_else_is_asked(told, data):
    n = len(told.vectors)
    facts, liked = FactSignals.of(told), some(data.draw(st.integers(0, n - 1)))
    one = data.draw(st.integers(0, n - 1))
    together, _ = facts.signals(liked, np.arange(n, dtype=np.int32))
    alone, _ = facts.signals(liked, some(one))
    for name in FACTS:
        np.testing.assert_allclose(alone[name][0], together[name][one], atol=1e-6)


def test_texts_are_compared_without_what_all_have_in_common():
    vectors = np.array([[1, 1, 0], [1, 1, 0.2], [1, -1, 0], [1, -1, 0.2]], dtype=np.float32)
    told = features(vectors=vectors)
    text = FactSignals.of(told).signals(some(0), ALL)[0]["text"]
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    np.testing.assert_allclose(text, centred @ centred[0], atol=1e-6)
    assert text[1] > 0 > text[2]


@pytest.mark.parametrize("n", [2, 3, 7])
def test_one_text_for_all_tells_nobody_apart(n):
    vector = np.random.default_rng(0).normal(size=384)
    vectors = np.tile(vector / np.linalg.norm(vector), (n, 1)).astype(np.float32)
    told = MovieFeatures(
        vectors=vectors,
        genres=np.zeros((n, 1), dtype=np.float32),
        years=np.full(n, np.nan, dtype=np.float32),
    )
    every = np.arange(n, dtype=np.int32)
    assert not FactSignals.of(told).signals(some(0), every)[0]["text"].any()


def test_a_catalogue_of_one_movie_is_like_itself():
    one = MovieFeatures(
        vectors=np.array([[0.6, 0.8]], dtype=np.float32),
        genres=np.ones((1, 2), dtype=np.float32),
        years=np.array([1999], dtype=np.float32),
        tags=mark([["heist"]]),
        people=mark([["Ann"]]),
    )
    values, _ = FactSignals.of(one).signals(some(0), some(0))
    assert values["text"].item() == pytest.approx(1)
    assert values["people"].item() == pytest.approx(1)
    assert values["tags"].item() == pytest.approx(1)
    assert values["genres"].item() == pytest.approx(0, abs=1e-6)


def test_a_person_in_few_movies_counts_more():
    people = mark([["Ann", "Bob"], ["Ann"], ["Bob"], ["Bob"]])
    told = FactSignals.of(features(people=people)).signals(some(0), ALL)[0]["people"]
    both, rare, common = 2**-0.5 + 3**-0.5, 2**-0.5, 3**-0.5
    np.testing.assert_allclose(told, [both, rare, common, common], rtol=1e-5)


def test_a_rare_tag_counts_more():
    tags = mark([["heist", "love"], ["heist"], ["love"], ["love"]])
    tags_of = FactSignals.of(features(tags=tags)).signals(some(0), ALL)[0]["tags"]
    heist, love = np.log(4 / 2), np.log(4 / 3)
    length = np.sqrt(heist + love)
    np.testing.assert_allclose(
        tags_of, [1, *np.sqrt([heist, love, love]) / length], rtol=1e-4, atol=1e-5
    )


def test_two_likes_of_one_person_say_more_than_one_yet_not_twice_as_much():
    people = mark([["Ann"], ["Ann"], ["Ann"], []])
    facts = FactSignals.of(features(people=people))
    one, two = (facts.signals(liked, some(2))[0]["people"][0] for liked in (some(0), some(0, 1)))
    assert two == pytest.approx(one * 2**0.5, rel=1e-5)


def test_genres_count_by_how_much_more_than_usual_they_are_liked():
    genres = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=np.float32)
    usual = np.array([1.5, 1.5]) / 3
    told = FactSignals.of(features(genres=genres)).signals(some(0), ALL)[0]["genres"]
    up, down = np.log((np.array([1, 0]) + SMOOTH) / (usual + SMOOTH))
    np.testing.assert_allclose(told, [up, (up + down) / 2, down, 0], rtol=1e-5)


def test_likes_say_which_genres_are_usual():
    genres = np.array([[1, 0], [0, 1], [0, 1], [0, 0]], dtype=np.float32)
    told = features(genres=genres)
    assert FactSignals.of(told, np.array([9, 1, 0, 5])).usual.tolist() == pytest.approx([0.9, 0.1])
    for nobody in (None, np.zeros(4)):
        assert FactSignals.of(told, nobody).usual.tolist() == pytest.approx([1 / 3, 2 / 3])


def test_features_are_left_as_they_were():
    told = features(vectors=np.eye(4, 3, dtype=np.float32))
    before = told.vectors.copy()
    FactSignals.of(told)
    np.testing.assert_array_equal(told.vectors, before)


@given(told=patchy_features())
def test_state_goes_there_and_back(told):
    facts, n = FactSignals.of(told), len(told.vectors)
    again = FactSignals.load({name: array.copy() for name, array in facts.state().items()}, n)
    every = np.arange(n, dtype=np.int32)
    for one, other in zip(facts.signals(every, every), again.signals(every, every), strict=True):
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name])


def test_state_that_is_not_its_own_is_refused():
    told = replace(features(), tags=mark([["a"], ["b"], [], []]))
    state = FactSignals.of(told).state()
    bad = [
        *({key: value for key, value in state.items() if key != name} for name in state),
        *({**state, name: array.astype(np.complex64)} for name, array in state.items()),
        {**state, "surprise": np.zeros(1)},
        {**state, "texts": np.full((4, 3), np.nan, dtype=np.float32)},
        {**state, "usual": np.zeros(3, dtype=np.float32)},
        {**state, "tags.columns": np.array([1], dtype=np.int64)},
        {**state, "tags.columns": np.array([-1], dtype=np.int64)},
    ]
    for some_state in bad:
        with pytest.raises(ArtifactError, match="train it again"):
            FactSignals.load(some_state, 4)
    with pytest.raises(ArtifactError, match="train it again"):
        FactSignals.load(state, 5)
