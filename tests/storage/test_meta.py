import pytest

from matinee.errors import DataError


def test_a_value_is_what_was_set_last(database):
    with database.begin() as work:
        assert work.meta.get("a") is None
        work.meta.set("a", "one")
        work.meta.set("a", "two")
        assert work.meta.get("a") == "two"


def test_bumping_counts_up(database):
    with database.begin() as work:
        assert [work.meta.bump("generation") for _ in range(3)] == [1, 2, 3]
    with database.begin() as work:
        assert work.meta.bump("generation") == 4
        assert work.meta.get("generation") == "4"


def test_a_text_cannot_be_counted_up(database):
    with database.begin() as work:
        work.meta.set("generation", "many")
    with pytest.raises(DataError, match="must hold a whole number"), database.begin() as work:
        work.meta.bump("generation")
