from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.providers import fields


@pytest.mark.parametrize("value", [None, 3, [], {}, "", "  ", "N/A", "n/a", "\0", "\ud800"])
def test_what_is_no_text_is_none(value):
    assert fields.parse_text(value) is None


def test_text_is_fit_for_a_database():
    assert fields.parse_text("  a\0b\ud800c\n d ") == "abc\n d"
    assert fields.parse_line(" a \n b ") == "a b"


def test_prose_is_plain():
    assert fields.parse_prose("A &amp; B<br/>x < y <b>bold</b>") == "A & B\nx < y bold"
    assert fields.parse_prose("<p></p>") is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Lana Wachowski, Lilly Wachowski", ("Lana Wachowski", "Lilly Wachowski")),
        ("A (co-director), B, A,, ", ("A", "B")),
        ("N/A", ()),
        (None, ()),
    ],
)
def test_names_are_split(value, names):
    assert fields.parse_names(value) == names


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("$171,479,930", 171_479_930),
        ("83%", 83),
        ("73/100", 73),
        ("8.7", 8.7),
        (8, 8),
        ("N/A", None),
        (True, None),
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        ("9" * 400, None),
        (-1, None),
    ],
)
def test_numbers_are_found_in_text(value, number):
    assert fields.parse_number(value, 0, 1e9) == number


def test_whole_numbers():
    assert fields.parse_whole("136 min", 1, 2000) == 136
    assert fields.parse_whole("1999\N{EN DASH}2003", 1870, 2100) == 1999
    assert fields.parse_whole("0 min", 1, 2000) is None


@pytest.mark.parametrize(
    ("value", "imdb_id"),
    [
        ("tt0133093", "tt0133093"),
        ("/title/tt10872600/", "tt10872600"),
        ("tt123", None),
        ("tt" + "\N{ARABIC-INDIC DIGIT ONE}" * 7, None),
        (7, None),
    ],
)
def test_imdb_ids(value, imdb_id):
    assert fields.parse_imdb_id(value) == imdb_id


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://m.media-amazon.com/a@b.jpg", "https://m.media-amazon.com/a@b.jpg"),
        ("N/A", None),
        ("javascript:alert(1)", None),
        ('https://a.b/"onload="x', None),
    ],
)
def test_only_addresses_that_a_browser_loads(value, url):
    assert fields.parse_url(value) == url


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2003-07-19", datetime(2003, 7, 19, tzinfo=UTC)),
        ("19 July 2003", datetime(2003, 7, 19, tzinfo=UTC)),
        ("Jul 19, 2003", datetime(2003, 7, 19, tzinfo=UTC)),
        ("2003-07-19T10:00:00Z", datetime(2003, 7, 19, 10, tzinfo=UTC)),
        (
            "2003-07-19T10:00:00+02:00",
            datetime(2003, 7, 19, 10, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        (1058572800, None),
    ],
)
def test_dates(value, moment):
    assert fields.parse_date(value) == moment


@settings(deadline=None)  # a busy machine is no fault
@given(st.text())
def test_any_text_is_read_or_dropped(value):
    text = fields.parse_prose(value)
    assert text is None or (text == text.strip() and text.encode())
    for name in fields.parse_names(value):
        assert name == " ".join(name.split())
        assert name
    number = fields.parse_number(value, 1, 10)
    assert number is None or 1 <= number <= 10
    moment = fields.parse_date(value)
    assert moment is None or moment.astimezone(UTC).tzinfo is UTC
