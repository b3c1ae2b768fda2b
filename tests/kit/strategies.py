"""Hypothesis strategies for matrices of stars and ranked lists."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from matinee.models.base import MovieFeatures
from tests.kit.worlds import to_matrix

#: 0 is not rated; half of the rest are likes.
STARS = [0.0, 0.0, 0.0, 0.5, 2.5, 3.5, 4.0, 4.5, 5.0]


@st.composite
def star_matrices(draw, min_users: int = 1, max_users: int = 8, max_movies: int = 9):
    """Matrices of stars with at least one like."""
    shape = (draw(st.integers(min_users, max_users)), draw(st.integers(2, max_movies)))
    stars = draw(hnp.arrays(np.float32, shape, elements=st.sampled_from(STARS)))
    stars[draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))] = 5.0
    return to_matrix(stars)


@st.composite
def ranked_lists(draw, n_movies: int = 12, width: int = 8):
    """A list of different movies, its end perhaps padded with ``-1``, and a set of targets."""
    order = draw(st.permutations(range(n_movies)))[:width]
    length = draw(st.integers(0, width))
    listed = [*order[:length], *[-1] * (width - length)]
    targets = draw(st.sets(st.integers(0, n_movies - 1), min_size=1))
    return np.array([listed], dtype=np.int32), targets


@st.composite
def patchy_features(draw, n_movies: int | None = None):
    """Features in which anything may be missing, and two movies may be told in the same words."""
    n = draw(st.integers(1, 9)) if n_movies is None else n_movies
    told = draw(hnp.arrays(np.int8, n, elements=st.integers(0, 4)))
    # 0 is no text; who has the same number has the same text
    vectors = np.vstack([np.zeros(3), np.eye(3), np.full(3, 3**-0.5)])[told]
    flags = st.sampled_from([0.0, 1.0])
    labels = csr_array(draw(hnp.arrays(np.float32, (n, 4), elements=flags)))
    labels.eliminate_zeros()
    years = st.sampled_from([np.nan, 1950.0, 1999.0, 2020.0])
    figures = st.sampled_from([np.nan, 0.0, 3.0, 90.0])
    return MovieFeatures(
        vectors=vectors.astype(np.float32),
        genres=draw(hnp.arrays(np.float32, (n, 3), elements=flags)),
        years=draw(hnp.arrays(np.float32, n, elements=years)),
        tags=draw(st.sampled_from([None, labels])),
        people=draw(st.sampled_from([None, labels])),
        critics=draw(st.none() | hnp.arrays(np.float32, (n, 4), elements=figures)),
    )
