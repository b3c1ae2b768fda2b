"""Near-duplicates; the texts are our own."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.sentiment import duplicates
from matinee.sentiment.duplicates import (
    ALIKE,
    SIGNATURE_BYTES,
    KnownTexts,
    likeness,
    signature,
    words_of,
)

LONG = (
    "We went on a rainy Sunday without knowing anything about it, and came out two hours later in "
    "high spirits. The cast is charming, the songs stay in your head, and the last half hour had "
    "the whole row in tears. My only grumble is a chase in the middle that goes on for too long. "
    "Take your parents, take your children, and sit near the front."
)
KOREAN = "배우들의 연기가 훌륭했고 이야기도 감동적이었어요. 음악까지 완벽해서 다시 보고 싶습니다."
THAI = "หนังสนุกมาก นักแสดงเล่นดี เพลงเพราะ อยากดูอีกครั้งกับเพื่อนๆ"


GOOD, BEGINNING = "8cb260423daf712f1ab029cd2492fa12", "0a05acf8b2046df8"


def is_repeat(text, of):
    known = KnownTexts()
    known.add(1, signature(of))
    return known.find(signature(text)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Best movie ever!", "best  MOVIE ever"),
        ("Best movie ever", "Best - movie - ever..."),
        ("Don't miss it", "Don\u2019t miss it"),
        ("Best movie ever", "\uff22\uff45\uff53\uff54 movie ever"),
        ("Best movie ever", "Be\u200bst mo\u200dvie ever"),
        ("Best movie ever", "B\u0435st m\u043evi\u0435 \u0435v\u0435r"),
        ("Un tres beau film", "Un tr\u00e8s beau film"),
        ("Great \U0001f60d\U0001f60d\U0001f60d", "great \U0001f60d"),
        ("Great \u2764\ufe0f", "great \u2764"),
        ("Best movie ever 48213", "Best movie ever 99120"),
        (LONG, LONG.upper()),
        (LONG, LONG.replace(".", "!!").replace(",", "")),
        (LONG, LONG.replace("rainy", "sunny")),
        (LONG, "Wow. " + LONG + " Really good."),
        (LONG, LONG.replace("My only grumble is", "All I did not like was")),
        (LONG, LONG[20:]),
        (KOREAN, KOREAN.replace(".", "!!!")),
        (THAI, THAI + " 555"),
    ],
)
def test_what_says_the_same_is_found(one, other):
    assert is_repeat(other, of=one)
    assert is_repeat(one, of=other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Best movie ever", "Worst movie ever"),
        (
            "This is one of the best movies I have seen",
            "This is one of the worst movies I have seen",
        ),
        ("I loved this movie, the acting was great", "I hated this movie, the acting was great"),
        ("This is a good movie", "This is not a good movie"),
        ("8/10", "3/10"),
        ("Great \U0001f60d", "Great \U0001f621"),
        ("\U0001f60d", "\U0001f621"),
        ("!!!", "???"),
        ("Good.", "Great."),
        ("이 영화 정말 좋아요", "이 영화 정말 싫어요"),
        (LONG, LONG[: len(LONG) // 2]),
        (LONG, KOREAN),
        (LONG, ""),
    ],
)
def test_what_is_another_review_is_not(one, other):
    assert not is_repeat(other, of=one)
    assert not is_repeat(one, of=other)


def test_a_short_text_has_a_digest_and_a_longer_one_more():
    assert len(signature("Good.")) == len(signature("")) < len(signature(LONG)) == SIGNATURE_BYTES


def test_the_same_text_has_the_same_signature_in_every_process():
    # what is stored must mean the same tomorrow; RULES goes up where this has to change
    assert duplicates.RULES == 1
    assert signature("Good.").hex() == GOOD
    assert signature(LONG)[16:24].hex() == BEGINNING


def shingles_of(text):
    words = words_of(text)
    return set(pairwise(words))


@pytest.mark.parametrize("n_changed", [0, 5, 10, 20, 40, 90])
def test_likeness_is_the_share_of_common_pairs_of_words(n_changed):
    words = [f"w{n}" for n in range(200)]
    errors = []
    for start in range(0, 100, 10):
        other = list(words)
        other[start : start + n_changed] = [f"x{n}" for n in range(n_changed)]
        texts = " ".join(words), " ".join(other)
        sets = [shingles_of(text) for text in texts]
        exact = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        errors.append(likeness(*map(signature, texts)) - exact)
    # three standard errors of 256 draws; the ten share most of their words
    assert max(map(abs, errors)) < 0.1
    assert abs(np.mean(errors)) < 0.05


def test_a_megabyte_is_compared_by_a_sample():
    pieces = [f"word{n} and thing{n}" for n in range(40_000)]
    one, other = " ".join(pieces), " ".join(pieces[:-2_000])
    assert likeness(signature(one), signature(other)) > ALIKE
    assert likeness(signature(one), signature(" ".join(pieces[:20_000]))) < ALIKE


def test_the_first_that_is_alike_is_named():
    known = KnownTexts()
    for number in range(40):
        known.add(number, signature(f"{number} {LONG}" if number >= 20 else f"Review {number}."))
    assert known.find(signature(LONG)) == 20
    assert known.find(signature("review 7")) == 7
    assert known.find(signature("Review 99.")) is None


@given(text=st.text(max_size=300))
def test_any_text_repeats_itself(text):
    assert is_repeat(text, of=text)
    assert is_repeat(text + " ", of=text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_being_alike_is_mutual(one, other):
    assert is_repeat(one, of=other) == is_repeat(other, of=one)
