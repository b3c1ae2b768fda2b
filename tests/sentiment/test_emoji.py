import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.sentiment.emoji import ODDS_OF, emoji_odds


def test_each_emoji_is_one_character_and_listed_once():
    assert all(len(one) == 1 and not one.isascii() for one in ODDS_OF)
    assert len(ODDS_OF) > 90


@pytest.mark.parametrize(
    ("text", "odds"),
    [
        ("👍", 2.0),
        ("👍👍👍", 2.0),
        ("👍🏽", 2.0),  # a skin tone says nothing more
        ("❤️", 2.0),  # nor does the mark that asks for colour
        ("👎", -2.0),
        ("👍👎", 0.0),
        ("👍😍🏆", 3.0),
        ("🤮💩👎", -3.0),
        ("🎬🍿", 0.0),
        ("", 0.0),
        ("great :)", 0.0),
        ("映画", 0.0),
    ],
)
def test_odds_by_hand(text, odds):
    assert emoji_odds([text]).tolist() == [odds]


@given(st.lists(st.text(alphabet=st.sampled_from([*ODDS_OF, "a", " ", "é"]), max_size=8)))
def test_each_text_by_itself_in_any_order_of_characters(texts):
    odds = emoji_odds(texts)
    assert odds.dtype.name == "float32"
    assert abs(odds).max(initial=0) <= 3
    turned = [text[::-1] for text in texts]
    assert odds.tolist() == pytest.approx([float(emoji_odds([one])[0]) for one in turned])
