"""What every list of picks is made with: how it is wanted, who is asked, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matinee.data import Movie
from matinee.errors import DataError, NotFittedError
from matinee.models import Recommender
from matinee.ranking import RECOMMENDERS, Candidates, Dials, Filters, Part, Pick, blend
from matinee.ranking.dials import Surroundings, turn
from matinee.ranking.filters import allow
from matinee.ranking.variety import Floats
from matinee.service.catalogue import dress
from matinee.service.fill_in import fill_in
from matinee.service.matinee import Matinee
from matinee.service.shelf import Shelf
from matinee.service.views import MovieView, PartView, PickView
from matinee.types import BoolArray, IndexArray

#: The recommender that answers where none is named.
DEFAULT_MODEL = "hybrid"
#: Signal that a recommender's scores are shown as.
SIGNAL_OF = {"content": "about"}
#: Fewest movies that a dial may choose among.
POOL = 100
MAX_PICKS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a list is wanted.

    Attributes:
        n: How many, 1 to 100.
        model: Name of the recommender; by default the hybrid.
        sentiment: Weight of the reception, 0 to 1. By default the installation's for the hybrid,
            and 0 for every other, which is thereby shown as it is.
        dials: What the list may trade relevance for.
        filters: What every movie must fit.
    """

    n: int = 5
    model: str | None = None
    sentiment: float | None = None
    dials: Dials = field(default_factory=Dials)
    filters: Filters = field(default_factory=Filters)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            DataError: A number is out of range.
        """
        if not 1 <= self.n <= MAX_PICKS:
            raise DataError(f"n must be 1 to {MAX_PICKS}, not {self.n}.")
        if self.sentiment is not None and not 0 <= self.sentiment <= 1:
            raise DataError(f"sentiment must be 0 to 1, not {self.sentiment}.")

    @property
    def name(self) -> str:
        """Name of the recommender."""
        return self.model or DEFAULT_MODEL

    def weight_in(self, matinee: Matinee) -> float:
        """Weight of the reception in an installation."""
        if self.sentiment is not None:
            return self.sentiment
        return matinee.settings.sentiment_weight if self.name == DEFAULT_MODEL else 0.0


def recommender_of(shelf: Shelf, name: str) -> Recommender:
    """The recommender of that name.

    Raises:
        DataError: There is none of that name.
        NotFittedError: It has not been fitted.
    """
    if name not in RECOMMENDERS:
        raise DataError(f"model must be one of {', '.join(RECOMMENDERS)}, not '{name}'.")
    recommender = shelf.recommender(name)
    if recommender is None:
        raise NotFittedError(
            f"{name} has not been fitted; `matinee setup` or `matinee train` does it."
        )
    return recommender


def no_candidates() -> Candidates:
    """Nothing to choose from."""
    return Candidates(np.empty(0, dtype=np.int32), {}, {})


def allowed_by(
    shelf: Shelf, filters: Filters, seen: IndexArray
) -> tuple[BoolArray | None, tuple[str, ...]]:
    """Which movies the filters allow, and a sentence where they leave nothing."""
    allowed, emptied = allow(shelf.table, filters, besides=seen)
    if emptied is None:
        return allowed, ()
    return allowed, (f"No movie is left once the filter '{emptied}' is applied; try it wider.",)


def choose(matinee: Matinee, candidates: Candidates, taste: IndexArray, wish: Wish) -> list[Pick]:
    """The best candidates, as the wish's dials want them.

    Args:
        matinee: The installation.
        candidates: What the recommender named.
        taste: Positions of the movies that the list is for: the liked ones of a history, or the
            movie that was asked about.
        wish: How the list is wanted.
    """
    shelf, weight = matinee.shelf, wish.weight_in(matinee)
    standing = shelf.audience.standing(candidates.indices)
    if wish.dials.off:
        return blend(candidates, standing, wish.n, sentiment=weight)
    n_pool = max(POOL, 2 * wish.n)
    pool = blend(candidates, standing, n_pool, sentiment=weight, pool=n_pool)
    if not pool:
        return []
    return turn(pool, _surroundings(shelf, pool, taste), wish.dials, wish.n)


def _surroundings(shelf: Shelf, pool: Sequence[Pick], taste: IndexArray) -> Surroundings:
    places = np.array([pick.index for pick in pool], dtype=np.int32)
    features, popularity = shelf.features, shelf.audience.popularity

    def rows(matrix: np.ndarray, which: IndexArray) -> Floats:
        return matrix[which].astype(np.float64)

    return Surroundings(
        popularity=rows(popularity, places),
        most_popular=float(popularity.max()),
        vectors=rows(features.vectors, places),
        genres=rows(features.genres, places),
        taste_vectors=rows(features.vectors, taste),
        taste_genres=rows(features.genres, taste),
    )


def dress_picks(
    matinee: Matinee, picks: Sequence[Pick], others: Sequence[Movie]
) -> tuple[list[MovieView], list[MovieView]]:
    """The picked movies and others beside them, with what audiences make of them."""
    ids = matinee.shelf.movies.to_ids(np.array([pick.index for pick in picks], dtype=np.int32))
    with matinee.database.read() as work:
        movies = work.movies.many([int(value) for value in ids])
    views = dress(matinee, fill_in(matinee, [*others, *movies]))
    return views[len(others) :], views[: len(others)]


def view_pick(
    rank: int,
    pick: Pick,
    view: MovieView,
    why: str,
    made_of: Mapping[str, tuple[Part, ...]] | None = None,
) -> PickView:
    """A pick as it is told; ``made_of`` says what parts of some names are themselves made of."""
    # a sure dislike counts against a pick, and its share is shown like the others
    total = sum(abs(part.value) for part in pick.parts) or 1.0
    inner = made_of or {}
    parts = tuple(
        PartView(part.name, part.value, abs(part.value) / total, inner.get(part.name, ()))
        for part in pick.parts
    )
    return PickView(rank, pick.score, why, parts, view)
