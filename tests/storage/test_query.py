import pytest

from matinee.errors import DataError
from matinee.storage import MovieQuery


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"limit": 0}, "limit must be 1 to 100, not 0"),
        ({"limit": 101}, "limit must be 1 to 100, not 101"),
        ({"sort": "worst"}, "sort must be relevance, title, year or popular, not worst"),
        ({"q": "x" * 201}, "q must have at most 200 characters, not 201"),
        ({"person": "x" * 201}, "person must have at most 200"),
        ({"year_from": -1}, "year_from must be 0 to 9999, not -1"),
        ({"year_to": 10**30}, "year_to must be 0 to 9999"),
    ],
)
def test_a_bad_value_is_refused_with_what_would_be_right(values, reason):
    with pytest.raises(DataError, match=reason):
        MovieQuery(**values)
