import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.search import Candidates, fuse
from matinee.search.fusion import WEIGHTS, K


def ranked(source, ids, share=1.0) -> Candidates:
    scores = np.arange(len(ids), 0, -1, dtype=np.float32)
    return Candidates(source, np.array(ids, dtype=np.int64), scores, share=share)


def test_what_both_found_comes_before_what_one_did():
    found = fuse([], [ranked("words", [1, 2, 3]), ranked("meaning", [4, 2, 5])])
    assert found[0].movie_id == 2
    assert found[0].found_by == ("words", "meaning")
    assert found[0].score == pytest.approx((WEIGHTS["words"] + WEIGHTS["meaning"]) / (K + 2))


def test_names_come_first_whatever_the_others_say():
    others = [ranked("words", [1, 2]), ranked("meaning", [1, 2])]
    found = fuse([ranked("title", [9, 2]), ranked("person", [8, 9])], others)
    assert [one.movie_id for one in found] == [9, 2, 8, 1]
    assert found[0].found_by == ("title", "person")
    assert found[1].found_by == ("title", "words", "meaning")


def test_a_list_counts_its_share():
    found = fuse([], [ranked("meaning", [1]), ranked("meaning", [2], share=4.0)])
    assert [one.movie_id for one in found] == [2, 1]
    assert found[1].found_by == ("meaning",)


def test_nothing_gives_nothing():
    assert fuse([], []) == []
    assert fuse([], [ranked("words", [])]) == []


ids = st.lists(st.integers(1, 30), unique=True, max_size=10)


@given(ids, ids, ids)
def test_every_candidate_once_and_scores_descend_after_the_names(title, words, meaning):
    found = fuse([ranked("title", title)], [ranked("words", words), ranked("meaning", meaning)])
    numbers = [one.movie_id for one in found]
    assert sorted(numbers) == sorted({*title, *words, *meaning})
    assert numbers[: len(title)] == title
    scores = [one.score for one in found[len(title) :]]
    assert scores == sorted(scores, reverse=True)
