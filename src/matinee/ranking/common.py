"""What two movies have in common, in a form for machines."""

from collections.abc import Sequence
from dataclasses import dataclass

from matinee.data import MovieRecord
from matinee.ranking.closest import Closest, Rarity, closest_sentences, sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What a pick shares with another movie; names are in the pick's order.

    Attributes:
        directors: Who directed both; so are ``cast``, ``tags``, ``keywords`` and ``genres``.
        years_apart: Between the two releases, at least 0; ``None`` where one is not known.
        liked_together: How many times as often as by chance the same people like both, above 1;
            ``None`` where there are no ratings that say so.
        closest: The two sentences of their plots that are most alike.
    """

    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    years_apart: int | None = None
    liked_together: float | None = None
    closest: Closest | None = None


def in_common(
    pick: MovieRecord,
    other: MovieRecord,
    rarity: Rarity,
    *,
    liked_together: float | None = None,
) -> Common:
    """Compare a pick with another movie.

    Args:
        pick: The movie that was picked.
        other: The movie that it is compared with.
        rarity: How telling words are; see :mod:`matinee.ranking.closest`.
        liked_together: How many times as often as by chance both are liked, where known.
    """
    known = pick.year is not None and other.year is not None
    return Common(
        directors=shared_names(pick.directors, other.directors),
        cast=shared_names(pick.cast, other.cast),
        tags=shared_names(_tags(pick), _tags(other)),
        keywords=shared_names(pick.keywords, other.keywords),
        genres=shared_names(pick.genres, other.genres),
        years_apart=abs((pick.year or 0) - (other.year or 0)) if known else None,
        liked_together=liked_together,
        closest=closest_sentences(sentences_of(pick), sentences_of(other), rarity),
    )


def shared_names(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """Names of ``one`` that ``other`` has too, each once, whatever their capitals."""
    known = {name.casefold() for name in other}
    return tuple(dict.fromkeys(name for name in one if name.casefold() in known))


def _tags(movie: MovieRecord) -> tuple[str, ...]:
    return tuple(movie.profile.tags) if movie.profile else ()
