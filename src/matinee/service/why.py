"""What picks are explained with: how rare words are, audiences in short, what two movies share."""

import math

import numpy as np

from matinee.data import Movie
from matinee.models import Content
from matinee.ranking import Hybrid, Opinions, Part, Pick
from matinee.ranking.closest import Rarity
from matinee.ranking.common import Common, in_common
from matinee.service.matinee import Matinee
from matinee.service.shelf import Shelf
from matinee.service.views import MovieView
from matinee.types import IndexArray

#: Plots on which it is counted how rare words are; more would tell the same and take longer.
N_PLOTS = 500
_KEPT = "rarity"


def word_rarity(matinee: Matinee) -> Rarity:
    """How rare words are in the plots of the present catalogue; quick where it was counted before.

    It is counted when it is first needed, and again when the catalogue was loaded anew, on at most
    :data:`N_PLOTS` plots spread evenly over all.
    """
    version, found = matinee.kept.get(_KEPT, (-1, None))
    if version != matinee.catalogue_version:
        version = matinee.catalogue_version
        with matinee.database.read() as work:
            told = work.movies.told()
            some = told[:: max(math.ceil(len(told) / N_PLOTS), 1)]
            found = Rarity.of(work.movies.many(some))
        matinee.kept[_KEPT] = version, found
    rarity: Rarity = found
    return rarity


def opinions_of(shelf: Shelf, pick: Pick, view: MovieView) -> Opinions:
    """A pick's audience in short."""
    reception, rated = view.reception, shelf.audience.n_ratings
    return Opinions(
        liked=reception.mean,
        n=reception.n_reviews + reception.n_critics + reception.n_ratings,
        critics_only=not (reception.n_reviews or reception.n_ratings),
        unrated=bool(rated.any()) and not rated[pick.index],
    )


def shared_with(
    matinee: Matinee, pick: Movie, other: Movie, liked_together: float | None = None
) -> Common:
    """What a pick and another movie have in common."""
    return in_common(pick, other, word_rarity(matinee), liked_together=liked_together)


def liked_together(shelf: Shelf, index: int, picked: IndexArray) -> list[float | None]:
    """How many times as often as by chance movies are liked by those who like one.

    Args:
        shelf: With ratings or without.
        index: Position of the one.
        picked: Positions of the others.

    Returns:
        For each of ``picked`` the exponential of the shrunken logarithm of
        :class:`~matinee.models.lift.Lift`, above 1; ``None`` where nothing above chance is known.
    """
    lift = shelf.hybrid.lift_
    n_known = 0 if lift is None else lift.n_movies_ or 0
    if lift is None or index >= n_known:
        return [None] * len(picked)
    links = lift.score_similar(np.array([index], dtype=np.int32))[0]
    known = [float(links[place]) if place < n_known else 0.0 for place in picked.tolist()]
    return [math.exp(value) if value > 0 else None for value in known]


def likeness_in(
    content: Content, index: int, picks: list[Pick], name: str = "about"
) -> list[dict[str, tuple[Part, ...]]]:
    """For each pick, what its likeness to a movie is made of, in units of the score.

    Args:
        content: What the likeness is from.
        index: Position of the movie.
        picks: Each with a part of that name, or without.
        name: Of the part.
    """
    picked = np.array([pick.index for pick in picks], dtype=np.int32)
    by_part = content.likeness_parts(index, picked)
    told: list[dict[str, tuple[Part, ...]]] = []
    for place, pick in enumerate(picks):
        value = next((part.value for part in pick.parts if part.name == name), 0.0)
        own = {part: float(values[place]) for part, values in by_part.items()}
        total = math.fsum(own.values())
        if value * total <= 0:
            told.append({})
            continue
        parts = [Part(part, value / total * amount) for part, amount in own.items() if amount]
        told.append({name: tuple(sorted(parts, key=lambda part: -part.value))})
    return told


def content_of(recommender: object) -> Content | None:
    """The model whose likeness is the part ``about`` of a recommender's scores."""
    if isinstance(recommender, Hybrid):
        return recommender.content_
    return recommender if isinstance(recommender, Content) else None
