"""The profiles that ship, beside the texts that others wrote of the same films.

Encoding those takes most of a minute, so it is done once, and only where they are.
"""

import numpy as np
import pytest
from scripts.profile_checks.compare import (
    check_facts,
    check_originality,
    check_retrieval,
    find_stale,
)
from scripts.profile_checks.files import read_looked_at, read_shipped
from scripts.profile_checks.outcome import to_table
from scripts.profile_checks.retrieval import encode_overviews, encode_queries, retrieve
from scripts.profile_checks.shared import TEXTS, read_known

from matinee.text import build_encoder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not TEXTS.is_file(), reason="needs the texts beside the project, which are not there"
    ),
]


@pytest.fixture(scope="module")
def encoder():
    return build_encoder("minilm", threads=2)


@pytest.fixture(scope="module")
def shipped():
    return read_shipped()


@pytest.fixture(scope="module")
def known():
    return read_known()


@pytest.fixture(scope="module")
def looked_at():
    return read_looked_at()


@pytest.fixture(scope="module")
def vectors(shipped, encoder):
    return encode_queries(shipped.entries, encoder)


@pytest.fixture(scope="module")
def overviews(known, encoder):
    return encode_overviews(known, encoder)


def test_premises_are_our_own_words(shipped, known, record_property):
    outcome = check_originality(shipped, known)
    record_property("figures", to_table(outcome.lines))
    assert not outcome.faults, "\n".join(outcome.faults)


def test_nine_in_ten_find_their_own_film(shipped, vectors, known, overviews, record_property):
    outcome = check_retrieval(shipped, vectors, known, overviews, read_looked_at())
    misses = [f"Look at it: {miss}" for miss in outcome.to_look_at]
    record_property("figures", "\n".join([*misses, to_table(outcome.lines)]))
    assert not outcome.faults, "\n".join(outcome.faults)


def test_next_to_none_find_the_film_of_another(shipped, vectors, known, overviews):
    swapped = np.roll(vectors, len(vectors) // 2, axis=0)
    assert retrieve(shipped.entries, swapped, known, overviews).share < 0.05


def test_facts_of_added_movies_are_as_they_are_known(shipped, known, looked_at, record_property):
    outcome = check_facts(shipped, known, looked_at)
    record_property("figures", to_table(outcome.lines))
    assert not outcome.faults, "\n".join(outcome.faults)


def test_what_was_looked_at_is_still_there(shipped, looked_at):
    assert find_stale(looked_at, shipped) == []
    assert set(looked_at) == {"retrieval", "alike", "facts"}
    assert all(reason.strip() for part in looked_at.values() for reason in part.values())
