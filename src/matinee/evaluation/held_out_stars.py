"""Star ratings that receptions are measured by: half of the users of a public set, held out.

Users are split in two halves by ``sha256("user" + number)``; what one half says of a movie is
known, what the other half says is to be predicted, and the other way round. Movies go by the same
folds as reviews do (:mod:`matinee.evaluation.sentiment.held_out`).

The public reviews were chosen by their verdict. Of a movie with fewer than 29 reviews in a file
nearly only the negative ones are left, whatever its ratings (their mean probability is 0.15); only
movies at the file's limit of 30 have a mixture. Reviews of others are left out here. The mixture of
those is still too kind, so levels mislead: orders are what these reviews can show.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matinee.data import Critics, ReviewRecord
from matinee.errors import DataError
from matinee.evaluation.sentiment.held_out import fold_of
from matinee.ingest import iter_reviews, read_ratings, read_starter
from matinee.types import IndexArray

Values = npt.NDArray[np.float64]

#: Folder and files inside the folder of public data.
RATINGS = "movielens-latest-small"
REVIEW_FILES = ("reviews-imdb-unlabelled.parquet", "reviews-imdb-labelled.parquet")
#: Reviews in a file from which a movie has a mixture of verdicts.
AT_LIMIT = 29


@dataclass(frozen=True, slots=True)
class HeldOutStars:
    """Movies, what is known of them, and what is to be predicted.

    Attributes:
        imdb_ids: Movies of the chosen folds, ascending.
        folds: Fold of each, shape ``(n_movies,)``, int32.
        critics: Published figures of each.
        n_ratings: Ratings by each half of the users, shape ``(2, n_movies)``, float64.
        n_liked: Those that mean "liked it", the same shape.
        sum_stars: Their stars, the same shape.
        texts: Reviews of movies at their file's limit.
        movies: Movie of each review, shape ``(n_reviews,)``, int32.
        stars: What its writer gave, 1 to 10, NaN where the file does not tell, float64.
    """

    imdb_ids: tuple[str, ...]
    folds: IndexArray
    critics: tuple[Critics, ...]
    n_ratings: Values
    n_liked: Values
    sum_stars: Values
    texts: tuple[str, ...]
    movies: IndexArray
    stars: Values

    @property
    def n_reviews(self) -> Values:
        """Reviews of each movie, shape ``(n_movies,)``, float64."""
        return np.bincount(self.movies, minlength=len(self.folds)).astype(np.float64)


def half_of(user_id: int) -> int:
    """Half that a user belongs to, 0 or 1.

    Example:
        >>> [half_of(user) for user in (1, 2, 3, 4)]
        [0, 1, 0, 0]
    """
    return int(sha256(f"user{user_id}".encode()).hexdigest()[:8], 16) % 2


def read_held_out_stars(folder: Path, folds: frozenset[int], liked_stars: float) -> HeldOutStars:
    """Read the movies of some folds.

    Args:
        folder: Holds :data:`RATINGS` and :data:`REVIEW_FILES`.
        folds: Folds to read, of 0 to 7; 0 is held out.
        liked_stars: Stars of 5 from which a rating means "liked it".

    Raises:
        DataError: A file is missing or damaged, or no movie is in these folds.
    """
    file = read_ratings(folder / RATINGS)
    key_of = {number: movie.imdb_id or "" for number, movie in file.movies.items()}
    keys = sorted({key for key in key_of.values() if key and fold_of(key) in folds})
    if not keys:
        raise DataError(f"{RATINGS} has no movie of these folds.")
    place_of = {key: place for place, key in enumerate(keys)}
    critics_of = {movie.imdb_id: movie.critics for movie in read_starter()}
    numbers, inverse = np.unique(file.ratings.movie_ids, return_inverse=True)
    places = np.array([place_of.get(key_of[number], -1) for number in numbers.tolist()])[inverse]
    users, who = np.unique(file.ratings.user_ids, return_inverse=True)
    cells = np.array([half_of(user) for user in users.tolist()])[who] * len(keys) + places
    kept, stars = places >= 0, file.ratings.ratings.astype(np.float64)

    def summed(values: Values) -> Values:
        sums = np.bincount(cells[kept], values[kept], minlength=2 * len(keys))
        return sums.reshape(2, len(keys)).astype(np.float64)

    reviews = _read_reviews(folder, place_of)
    return HeldOutStars(
        tuple(keys),
        np.array([fold_of(key) for key in keys], dtype=np.int32),
        tuple(critics_of.get(key, Critics()) for key in keys),
        summed(np.ones(len(stars))),
        summed((stars >= liked_stars).astype(np.float64)),
        summed(stars),
        tuple(review.text for review in reviews),
        np.array([place_of[review.imdb_id or ""] for review in reviews], dtype=np.int32),
        np.array([review.stars or np.nan for review in reviews], dtype=np.float64),
    )


def _read_reviews(folder: Path, place_of: dict[str, int]) -> list[ReviewRecord]:
    reviews: list[ReviewRecord] = []
    for name in REVIEW_FILES:
        found = [
            review
            for review in iter_reviews(folder / name)
            if isinstance(review, ReviewRecord) and review.imdb_id in place_of
        ]
        counts = Counter(review.imdb_id for review in found)
        reviews += [review for review in found if counts[review.imdb_id] >= AT_LIMIT]
    return reviews
