from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.storage.popularity import popularity_of

figures = st.tuples(
    st.integers(0, 10**6), st.integers(0, 2_000), st.floats(0, 1e11).map(lambda x: round(x, -5))
)


@settings(deadline=None)
@given(figures, figures)
def test_ratings_come_before_reviews_before_box_office(one, other):
    # the same order as that of the figures themselves
    if one < other:
        assert popularity_of(*one) < popularity_of(*other)


def test_unknown_figures_count_nothing():
    assert popularity_of(0, None, None) == 0
    assert popularity_of(3, None, None) == 3
    assert popularity_of(0, -5, -1.0) == 0


def test_no_box_office_makes_up_for_a_review():
    assert popularity_of(0, 12, 1e12) < popularity_of(0, 13, None)
    assert popularity_of(0, 5_000, 1e12) < popularity_of(1, None, None)
