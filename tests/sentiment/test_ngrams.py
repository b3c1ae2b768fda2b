import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.sentiment.ngrams import LONGEST, WORD_BITS, Vocabulary, find_ngrams, tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("Isn't it GREAT?? 9/10", ["isn't", "it", "great", "?", "9/10"]),
        ("does n't , it 's", ["doesn't", ",", "it's"]),
        ("It\u2019s good", ["it's", "good"]),
        ("one<br /><br />two", ["one", "two"]),
        ("No!!! :-(", ["no", "!", ":-("]),
        ("3 out of ****", ["3", "out", "of", "****"]),
        ("\x00bad\x07movie\ud800", ["bad", "movie"]),
        ("👍🎬", []),
        ("Très bon, 面白い", ["très", "bon", ",", "面白い"]),
    ],
)
def test_tokens_are_words_grades_and_marks(text, tokens):
    assert tokenize(text) == tokens


def test_ngrams_by_hand():
    # numbers: not 1, a 2, good 3; "movie" is unknown and ends the n-grams before it
    found = find_ngrams(["not a good movie good", "a"], {"not": 1, "a": 2, "good": 3})
    b = WORD_BITS
    first = {1, 2, 3, (1 << b) | 2, (2 << b) | 3, (((1 << b) | 2) << b) | 3}
    assert set(found.keys[found.rows == 0].tolist()) == first
    assert found.keys[found.rows == 1].tolist() == [2]
    assert found.known.tolist() == [4, 1]
    assert found.total.tolist() == [5, 1]


words = st.lists(st.sampled_from(["good", "bad", "not", "a", "unknown"]), max_size=12)
texts = st.lists(words.map(" ".join), max_size=6)
NUMBERS = {"good": 1, "bad": 2, "not": 3, "a": 2**WORD_BITS - 1}


@given(texts)
def test_ngrams_agree_with_plain_loops(given_texts):
    expected = []
    for row, text in enumerate(given_texts):
        numbers = [NUMBERS.get(token, 0) for token in text.split()]
        for n in range(1, LONGEST + 1):
            for start in range(len(numbers) - n + 1):
                gram = numbers[start : start + n]
                if all(gram):
                    key = 0
                    for number in gram:
                        key = key * 2**WORD_BITS + number
                    expected.append((row, key))
    found = find_ngrams(given_texts, NUMBERS)
    pairs = zip(found.rows.tolist(), found.keys.tolist(), strict=True)
    assert sorted(pairs) == sorted(expected)


def test_a_vocabulary_counts_an_ngram_once_for_each_text():
    vocabulary = Vocabulary(["good", "bad"], np.array([1, 2, (1 << WORD_BITS) | 2]))
    matches = vocabulary.match(["bad good bad bad", "", "awful", "good"])
    pairs = list(zip(matches.rows.tolist(), matches.columns.tolist(), strict=True))
    assert pairs == [(0, 0), (0, 1), (0, 2), (3, 0)]
    assert matches.coverage.tolist() == [1, 0, 0, 1]


def test_a_vocabulary_without_ngrams_matches_nothing():
    matches = Vocabulary(["good"], np.zeros(0, np.int64)).match(["good", "bad"])
    assert len(matches.rows) == 0
    assert matches.coverage.tolist() == [1, 0]


def test_no_texts_give_no_matches():
    matches = Vocabulary(["good"], np.array([1])).match([])
    assert len(matches.rows) == len(matches.coverage) == 0


@given(st.text())
def test_any_text_can_be_tokenized(text):
    assert all(token and token == token.lower() for token in tokenize(text))
