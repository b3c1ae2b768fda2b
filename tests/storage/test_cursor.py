import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.storage.cursor import fingerprint, parse_cursor, write_cursor

keys = st.lists(
    st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)


@settings(deadline=None)
@given(keys)
def test_what_is_written_is_read(values):
    token = write_cursor("q", values)
    assert token.isascii()
    assert parse_cursor(token, "q", [type(value) for value in values]) == values


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(token):
    with pytest.raises(DataError, match="does not belong"):
        parse_cursor(token, "q", [int])


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([1], [str]),
        (["1"], [int]),
        ([True], [int]),
        ([1], [float]),
        ([float("nan")], [float]),
        ([float("inf")], [float]),
        ([2**63], [int]),
        ([1], [int, int]),
        ([1, 2], [int]),
        ([None], [int]),
        ([[1]], [int]),
    ],
)
def test_keys_of_another_type_are_refused(values, kinds):
    with pytest.raises(DataError, match="does not belong"):
        parse_cursor(write_cursor("q", values), "q", kinds)


def test_nesting_without_end_is_refused():
    with pytest.raises(DataError, match="does not belong"):
        parse_cursor("W1tb" * 490, "q", [int])


def test_another_question_has_another_fingerprint():
    assert fingerprint("a", None) == fingerprint("a", None)
    assert fingerprint("a", None) != fingerprint(None, "a")
    assert fingerprint("\ud800")
