"""Reading the held-out stars, on a small folder of the same shape."""

import numpy as np
import pytest

from matinee.errors import DataError
from matinee.evaluation.held_out_stars import REVIEW_FILES, half_of, read_held_out_stars
from matinee.evaluation.sentiment.held_out import fold_of

# The Matrix is of fold 7; the others are whatever their digest says
NUMBERS = ("0133093", "0113277", "0211915", "0078748")
KEYS = tuple(f"tt{number}" for number in NUMBERS)
ALL_FOLDS = frozenset(range(8))
RATINGS = [(1, 1, 4.0), (2, 1, 3.0), (3, 1, 3.5), (8, 1, 5.0), (1, 2, 0.5), (2, 4, 5.0)]


@pytest.fixture
def folder(tmp_path):
    ratings = tmp_path / "movielens-latest-small"
    ratings.mkdir()
    rows = "".join(f"{user},{movie},{stars},1000\n" for user, movie, stars in RATINGS)
    (ratings / "ratings.csv").write_text(f"userId,movieId,rating,timestamp\n{rows}")
    titles = "".join(f"{n},Movie {n} (1999),Drama\n" for n in range(1, 5))
    (ratings / "movies.csv").write_text(f"movieId,title,genres\n{titles}")
    links = "".join(f"{n},{number},{n}\n" for n, number in enumerate(NUMBERS, 1))
    (ratings / "links.csv").write_text(f"movieId,imdbId,tmdbId\n{links}")
    for name, stars in zip(REVIEW_FILES, (None, 8), strict=True):
        write_reviews(tmp_path / name, stars)
    return tmp_path


def write_reviews(path, stars):
    """29 reviews of the first movie, 28 of the second, 30 of one that nobody rated."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    ids = [KEYS[0]] * 29 + [KEYS[1]] * 28 + ["tt9999999"] * 30
    columns = {"imdb_id": ids, "text": [f"Text {n}" for n in range(len(ids))]}
    if stars:
        columns["stars"] = [stars] * len(ids)
    parquet.write_table(pyarrow.table(columns), path)


def test_movies_come_with_both_halves_critics_and_reviews(folder):
    data = read_held_out_stars(folder, ALL_FOLDS, 3.5)
    assert data.imdb_ids == tuple(sorted(KEYS))
    assert data.folds.tolist() == [fold_of(key) for key in sorted(KEYS)]
    place = data.imdb_ids.index(KEYS[0])
    for half in (0, 1):
        stars = [row[2] for row in RATINGS if row[1] == 1 and half_of(row[0]) == half]
        assert data.n_ratings[half, place] == len(stars)
        assert data.n_liked[half, place] == sum(one >= 3.5 for one in stars)
        assert data.sum_stars[half, place] == sum(stars)
    assert data.n_ratings.sum() == len(RATINGS)
    # The Matrix ships with critics' figures
    assert data.critics[place].metacritic is not None


def test_only_movies_at_the_limit_of_a_file_bring_their_reviews(folder):
    data = read_held_out_stars(folder, ALL_FOLDS, 3.5)
    assert {data.imdb_ids[place] for place in data.movies} == {KEYS[0]}
    assert len(data.texts) == len(data.stars) == 58
    assert np.isnan(data.stars).sum() == 29
    assert data.n_reviews.sum() == 58


def test_only_movies_of_the_folds_are_read(folder):
    data = read_held_out_stars(folder, frozenset({fold_of(KEYS[0])}), 3.5)
    assert KEYS[0] in data.imdb_ids
    assert {fold_of(key) for key in data.imdb_ids} == {fold_of(KEYS[0])}
    with pytest.raises(DataError, match="no movie of these folds"):
        read_held_out_stars(folder, ALL_FOLDS - {fold_of(key) for key in KEYS}, 3.5)


def test_a_missing_file_is_named(folder):
    (folder / REVIEW_FILES[1]).unlink()
    with pytest.raises(DataError, match=REVIEW_FILES[1]):
        read_held_out_stars(folder, ALL_FOLDS, 3.5)
