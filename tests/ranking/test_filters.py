import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import DataError
from matinee.ranking.filters import Filters, FilterTable, allow

GENRES = ("Comedy", "Drama", "Western")
LANGUAGES = ("english", "french")
unknown = st.none()


@st.composite
def catalogues(draw):
    """Movies as rows of plain values, and the same as a table."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sets(st.sampled_from(GENRES)),
                unknown | st.integers(1900, 2020),
                unknown | st.sampled_from(LANGUAGES),
                unknown | st.integers(1, 240),
            ),
            min_size=1,
            max_size=12,
        )
    )
    genres, years, languages, runtimes = zip(*rows, strict=True)
    table = FilterTable(
        np.arange(1, len(rows) + 1, dtype=np.int64) * 3,
        np.array([[name in some for name in GENRES] for some in genres], dtype=np.float32),
        GENRES,
        np.array(years, dtype=np.float32),
        np.array([-1 if name is None else LANGUAGES.index(name) for name in languages], np.int32),
        LANGUAGES,
        np.array(runtimes, dtype=np.float32),
    )
    return rows, table


names = st.lists(st.sampled_from([*GENRES, "Noir"]), max_size=3).map(tuple)
ids = st.lists(st.integers(1, 40), max_size=8).map(tuple)
filters = st.builds(
    Filters,
    genre=names,
    genre_all=names,
    genre_none=names,
    year_from=unknown | st.integers(1900, 2020),
    year_to=unknown | st.integers(1900, 2020),
    language=st.lists(st.sampled_from(["English", "FRENCH", "Dutch"]), max_size=2).map(tuple),
    runtime_from=unknown | st.integers(0, 240),
    runtime_to=unknown | st.integers(0, 240),
    exclude=ids,
    only=unknown | ids,
)


def within(value, low, high):
    if low is None and high is None:
        return True
    return value is not None and (low or 0) <= value and (high is None or value <= high)


def fits(movie_id, row, wanted):
    """Movie by movie, in plain words."""
    genres, year, language, runtime = row
    return (
        (not wanted.genre or bool(genres & set(wanted.genre)))
        and set(wanted.genre_all) <= genres
        and not genres & set(wanted.genre_none)
        and within(year, wanted.year_from, wanted.year_to)
        and (not wanted.language or language in {name.lower() for name in wanted.language})
        and within(runtime, wanted.runtime_from, wanted.runtime_to)
        and movie_id not in wanted.exclude
        and (wanted.only is None or movie_id in wanted.only)
    )


@given(catalogues(), filters)
def test_the_mask_is_what_plain_words_say(catalogue, wanted):
    rows, table = catalogue
    allowed, emptied = allow(table, wanted)
    by_hand = [
        fits(int(number), row, wanted) for number, row in zip(table.movie_ids, rows, strict=True)
    ]
    assert (emptied is not None) == (not any(by_hand))
    if allowed is None:
        assert wanted == Filters()
    elif emptied is None:
        assert allowed.tolist() == by_hand
    else:
        assert not allowed.any()


@pytest.fixture
def three():
    return FilterTable(
        np.array([1, 2, 3]),
        np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]], dtype=np.float32),
        GENRES,
        np.array([1980, 1990, np.nan], dtype=np.float32),
        np.array([0, 1, -1], dtype=np.int32),
        LANGUAGES,
        np.array([90, 120, np.nan], dtype=np.float32),
    )


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Filters(genre=("Western",)), "genre Western"),
        (Filters(genre=("Comedy",), genre_all=("Drama", "Western")), "genre Drama and Western"),
        (Filters(genre_none=("Comedy", "Drama")), "genre not Comedy or Drama"),
        (Filters(year_from=1995), "years from 1995"),
        (Filters(year_to=1979), "years up to 1979"),
        (Filters(year_from=1981, year_to=1989), "years 1981 to 1989"),
        (Filters(genre=("Drama",), language=("english",)), "language english"),
        (Filters(runtime_from=121), "runtime from 121 minutes"),
        (Filters(only=()), "only 0 movies"),
        (Filters(only=(2,), exclude=(2, 2)), "exclude 1 movie"),
    ],
)
def test_what_left_nothing_is_named(three, wanted, words):
    assert allow(three, wanted)[1] == words


def test_what_is_seen_already_does_not_save_a_filter(three):
    seen = np.array([0], dtype=np.int32)
    allowed, emptied = allow(three, Filters(year_to=1985), besides=seen)
    assert allowed is not None
    assert not allowed.any()
    assert emptied == "years up to 1985"


def test_without_filters_nothing_is_made(three):
    assert allow(three, Filters()) == (None, None)


@pytest.mark.parametrize("name", ["year_from", "year_to", "runtime_from", "runtime_to"])
@pytest.mark.parametrize("value", [-1, 10_001])
def test_numbers_out_of_range_are_refused(name, value):
    with pytest.raises(DataError, match=f"{name} must be 0 to"):
        Filters(**{name: value})
