"""From what somebody has seen to what they should watch next."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from matinee.data import Movie
from matinee.data.interactions import build_matrix
from matinee.errors import DataError, UnknownIdError, UnsupportedError
from matinee.models import ColdMap, Content
from matinee.models.linear import LinearRecommender
from matinee.ranking import (
    Candidates,
    Filters,
    Hybrid,
    Pick,
    explain_for,
    explain_most_seen,
    gather,
)
from matinee.ranking.because import Reason, reasons
from matinee.ranking.explain import NAMED_SHARE
from matinee.ranking.signals import FACTS
from matinee.service.matinee import Matinee
from matinee.service.recommend import (
    SIGNAL_OF,
    Wish,
    allowed_by,
    choose,
    dress_picks,
    no_candidates,
    recommender_of,
    view_pick,
)
from matinee.service.shelf import Shelf
from matinee.service.views import BecauseView, PickView, Recommended, SharedView
from matinee.service.why import opinions_of, shared_with
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix, TimeMatrix

#: Most movies of a history that is sent.
MAX_HISTORY = 10_000
#: Fewest and most stars.
LEAST_STARS, MOST_STARS = 0.5, 5.0
#: Stars of a movie of which it is only known that it is liked.
LIKE = 4.5
#: Unknown ids that a note names.
N_NAMED = 5
#: Parts of a score that come from a history.
EVIDENCE = ("audience", "about", *FACTS)
#: Name of the answer to those who liked nothing yet.
MOST_SEEN = "popularity"


@dataclass(frozen=True, slots=True)
class Rated:
    """A movie of a history.

    Attributes:
        movie_id: Any number; unknown ones are left out and named in the notes.
        stars: 0.5 to 5; 4 and more is a like.
        at: When, in seconds since 1970; ``None`` where unknown.
    """

    movie_id: int
    stars: float
    at: float | None = None

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            DataError: The stars are out of range, or the moment is no number.
        """
        if not LEAST_STARS <= self.stars <= MOST_STARS:
            raise DataError(f"stars must be {LEAST_STARS} to {MOST_STARS}, not {self.stars}.")
        if self.at is not None and not math.isfinite(self.at):
            raise DataError(f"at must be a moment, not {self.at}.")


@dataclass(frozen=True, slots=True)
class _History:
    """What the shelf knows of a history, in the order of the catalogue."""

    matrix: RatingMatrix
    times: TimeMatrix | None

    @property
    def seen(self) -> IndexArray:
        """Positions of its movies, ascending."""
        seen: IndexArray = self.matrix.indices.astype(np.int32)
        return seen

    def liked(self, liked_from: float) -> IndexArray:
        """Positions of those that got as many stars or more."""
        return self.seen[self.matrix.data >= liked_from]


def recommend_for_history(
    matinee: Matinee, history: Sequence[Rated], wish: Wish | None = None
) -> Recommended:
    """What to watch next, nothing of which is in the history.

    Of several entries of one movie the latest counts, and the last of those without a moment. Who
    liked nothing yet gets what most have seen.

    Args:
        matinee: The installation.
        history: At most 10,000 entries, in any order.
        wish: How the list is wanted.

    Returns:
        An empty list with a reason in its notes where nothing is left.

    Raises:
        DataError: The history is too long, or there is no recommender of the wished name.
        NotFittedError: It has not been fitted.
        UnsupportedError: It cannot score a history.
    """
    if len(history) > MAX_HISTORY:
        raise DataError(f"a history must have at most {MAX_HISTORY:,} entries, not {len(history)}.")
    return _recommend(matinee, history, wish or Wish())


def recommend_for_user(
    matinee: Matinee, user_id: int, *, source: str | None = None, wish: Wish | None = None
) -> Recommended:
    """What a user whose ratings were imported should watch next.

    Args:
        matinee: The installation.
        user_id: Number of the user in the data set.
        source: Name of the data set; needed only where several have a user of that number.
        wish: How the list is wanted.

    Raises:
        UnknownIdError: There is no such user.
        DataError: Several data sets have one, or as for :func:`recommend_for_history`.
        NotFittedError, UnsupportedError: As for :func:`recommend_for_history`.
    """
    with matinee.database.read() as work:
        numbers = work.ratings.user_numbers(user_id)
        if source is not None:
            numbers = {name: number for name, number in numbers.items() if name == source}
        if not numbers:
            raise UnknownIdError("user", user_id)
        if len(numbers) > 1:
            names = ", ".join(numbers)
            raise DataError(f"user {user_id} is in several data sets, name one as source: {names}.")
        ratings = work.ratings.of_user(*numbers.values())
    columns = ratings.movie_ids, ratings.ratings, ratings.timestamps
    history = [
        Rated(movie_id, stars, moment or None)
        for movie_id, stars, moment in zip(*(one.tolist() for one in columns), strict=True)
    ]
    return _recommend(matinee, history, wish or Wish())


def _recommend(matinee: Matinee, history: Sequence[Rated], wish: Wish) -> Recommended:
    known, notes = _read(matinee.shelf, history)
    if any("not known" in note for note in notes) and matinee.refresh():
        # another process may just have brought them in
        known, notes = _read(matinee.shelf, history)
    shelf, seen = matinee.shelf, known.seen
    liked = known.liked(recommender_of(shelf, wish.name).config.liked_from)
    allowed, reasons = allowed_by(shelf, wish.filters, seen)
    name = wish.name
    if len(seen) == len(shelf.movies):
        candidates, reasons = no_candidates(), ("There is no movie that the history lacks.",)
    elif reasons:
        candidates = no_candidates()
    elif not len(liked):
        name = MOST_SEEN
        candidates = _most_seen(shelf, known, allowed)
        reasons = ("Nothing liked is known yet, so these are what most have seen.",)
    else:
        candidates = _candidates(shelf, known, wish, allowed)
    picks = choose(matinee, candidates, liked, wish)
    if not picks and not reasons:
        what = "the movies that fit the filters" if wish.filters != Filters() else "such a history"
        reasons = (f"{name} knows nothing of {what}.",)
    told = _tell(matinee, picks, known, liked, name)
    return Recommended(name, len(seen), len(liked), told, (*shelf.notes, *notes, *reasons))


def _read(shelf: Shelf, history: Sequence[Rated]) -> tuple[_History, tuple[str, ...]]:
    """A history as a matrix of one row, and what of it is not known here."""
    latest: dict[int, Rated] = {}
    for one in history:
        before = latest.get(one.movie_id)
        if before is None or before.at is None or one.at is None or one.at >= before.at:
            latest[one.movie_id] = one
    ids = np.array(sorted(latest), dtype=np.int64)
    places = shelf.movies.to_indices(ids)
    rated = [latest[number] for number in ids[places >= 0].tolist()]
    columns = places[places >= 0]
    rows = np.zeros(len(columns), dtype=np.int32)
    shape = (1, len(shelf.movies))
    stars = np.array([one.stars for one in rated], dtype=np.float32)
    matrix = build_matrix(stars, rows, columns, shape)
    unknown = ids[places < 0].tolist()
    notes: tuple[str, ...] = ()
    if unknown:
        named = ", ".join(map(str, unknown[:N_NAMED])) + (", …" if unknown[N_NAMED:] else "")
        which = "movie is" if len(unknown) == 1 else "movies are"
        notes = (f"{len(unknown):,} {which} not known here and left out: {named}.",)
    return _History(matrix, _times(rated, matrix)), notes


def _times(rated: Sequence[Rated], matrix: RatingMatrix) -> TimeMatrix | None:
    """Moments in the places of the matrix; those without one are as old as the oldest."""
    given = [one.at for one in rated if one.at is not None]
    if not given:
        return None
    moments = [min(given) if one.at is None else one.at for one in rated]
    values = np.array(moments, dtype=np.float64)
    return csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)


def _candidates(shelf: Shelf, known: _History, wish: Wish, allowed: BoolArray | None) -> Candidates:
    recommender = recommender_of(shelf, wish.name)
    if isinstance(recommender, Hybrid):
        return recommender.candidates_for(known.matrix, allowed=allowed)
    if not recommender.handles_new_users:
        raise UnsupportedError(f"{recommender.name} cannot score a history.")
    n_known = recommender.n_movies_ or 0
    times = None if known.times is None else known.times[:, :n_known]
    scores = np.full(len(shelf.movies), -np.inf, dtype=np.float32)
    scores[:n_known] = recommender.score(known.matrix[:, :n_known], times)[0]
    return _one_signal(SIGNAL_OF.get(wish.name, "audience"), scores, known, allowed)


def _most_seen(shelf: Shelf, known: _History, allowed: BoolArray | None) -> Candidates:
    scores = np.log1p(shelf.audience.popularity).astype(np.float32)
    return _one_signal("audience", scores, known, allowed)


def _one_signal(
    signal: str, scores: FloatArray, known: _History, allowed: BoolArray | None
) -> Candidates:
    seen = known.seen.tolist()
    return gather({signal: scores}, {signal: 1.0}, 200, exclude=seen, allowed=allowed)


def _tell(
    matinee: Matinee, picks: Sequence[Pick], known: _History, liked: IndexArray, name: str
) -> tuple[PickView, ...]:
    """The picks with their why; ``name`` is that of who answered."""
    shelf = matinee.shelf
    evidence = _evidence(shelf, picks, known, name)
    is_liked = np.isin(known.seen, liked)
    found = [
        reasons(
            pick,
            known.seen,
            {signal: told[:, place] for signal, told in evidence.items()},
            liked=is_liked,
        )
        for place, pick in enumerate(picks)
    ]
    places = sorted({one.index for told in found for one in told if one.index is not None})
    with matinee.database.read() as work:
        ids = shelf.movies.to_ids(np.array(places, dtype=np.int32)).tolist()
        movies = dict(zip(places, work.movies.many(ids), strict=True))
    views, _ = dress_picks(matinee, picks, [])
    stars = dict(zip(known.seen.tolist(), known.matrix.data.tolist(), strict=True))
    fond = set(liked.tolist())
    told = []
    for rank, (pick, view, row) in enumerate(zip(picks, views, found, strict=True), 1):
        speaking = [one for one in row if one.index in fond and one.value > 0]
        closest = [movies[one.index] for one in speaking if one.index is not None]
        opinions = opinions_of(shelf, pick, view)
        if name == MOST_SEEN:
            why = explain_most_seen(opinions)
        else:
            named = closest[: _n_named(pick, speaking)]
            most = closest[0] if closest else None
            why = explain_for(named, view.movie, pick.parts, opinions, most=most)
        told.append(
            replace(
                view_pick(rank, pick, view, why),
                because=tuple(_because(one, movies, stars) for one in row),
                shared=SharedView(closest[0], shared_with(matinee, view.movie, closest[0]))
                if closest
                else None,
            )
        )
    return tuple(told)


def _evidence(
    shelf: Shelf, picks: Sequence[Pick], known: _History, name: str
) -> Mapping[str, FloatArray]:
    """What each movie of a history adds to each pick, signal by signal, where the model tells it.

    Shapes are ``(n_seen, n_picks)``, in the units of the model.
    """
    asked = np.array([pick.index for pick in picks], dtype=np.int32)
    if name == MOST_SEEN or not len(asked):
        return {}
    recommender = recommender_of(shelf, name)
    if isinstance(recommender, Hybrid):
        return recommender.contributions(known.matrix, asked)
    n_known = recommender.n_movies_ or 0
    inside: RatingMatrix = csr_array(known.matrix[:, :n_known])
    if isinstance(recommender, LinearRecommender):
        times = None if known.times is None else known.times[:, :n_known]
        told = recommender.contributions(inside, asked, times)
    elif isinstance(recommender, Content | ColdMap):
        told = recommender.contributions(inside, asked)
    else:
        return {}
    added = np.zeros((len(known.seen), len(asked)), dtype=np.float32)
    added[: len(told)] = told
    return {SIGNAL_OF.get(name, "audience"): added}


def _n_named(pick: Pick, speaking: Sequence[Reason]) -> int:
    """How many of those who speak for a pick have a good share of what does."""
    evidence = sum(max(part.value, 0) for part in pick.parts if part.name in EVIDENCE)
    return sum(one.value >= NAMED_SHARE * evidence for one in speaking)


def _because(
    reason: Reason, movies: Mapping[int, Movie], stars: Mapping[int, float]
) -> BecauseView:
    movie = movies[reason.index] if reason.index is not None else None
    given = stars[reason.index] if reason.index is not None else None
    return BecauseView(movie, given, reason.count, reason.value, reason.by_signal)
