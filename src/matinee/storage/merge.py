"""What a movie becomes when another source tells of it."""

from dataclasses import fields, replace
from typing import Any

from matinee.data import Critics, Movie, MovieRecord, Profile, title_key

#: What the newest source that tells of it says.
NEWEST_WINS = (
    "tmdb_id",
    "runtime_min",
    "overview",
    "tagline",
    "keywords",
    "poster_url",
    "imdb_rating",
)
#: What is kept once it is known; the IMDb id among them, because it is what others know us by.
FIRST_WINS = (
    "imdb_id",
    "year",
    "genres",
    "directors",
    "writers",
    "cast",
    "languages",
    "countries",
    "certificate",
    "awards",
    "oscars",
    "box_office_usd",
)


def merge(movie: Movie, record: MovieRecord) -> Movie:
    """The movie with what the record tells; nothing is overwritten by an empty value.

    Merging the same record again changes nothing. The title stays; a record's title of another
    key becomes an alias.
    """
    changes: dict[str, Any] = {
        name: getattr(record, name) for name in NEWEST_WINS if _tells(getattr(record, name))
    }
    for name in FIRST_WINS:
        if not _tells(getattr(movie, name)) and _tells(getattr(record, name)):
            changes[name] = getattr(record, name)
    return replace(
        movie,
        critics=_merge_critics(movie.critics, record.critics),
        aliases=_merge_aliases(movie, record),
        profile=_merge_profiles(movie.profile, record.profile),
        **changes,
    )


def _merge_profiles(known: Profile | None, told: Profile | None) -> Profile | None:
    """The newer one, but what a person wrote is not replaced by what a language model did."""
    if told is None:
        return known
    by_hand = known is not None and known.generated_by is None
    return known if by_hand and told.generated_by is not None else told


def _tells(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != ()


def _merge_critics(known: Critics, told: Critics) -> Critics:
    figures = {field.name: getattr(known, field.name) for field in fields(Critics)}
    missing = {name: getattr(told, name) for name, value in figures.items() if value is None}
    return Critics(**{**figures, **missing})


def _merge_aliases(movie: Movie, record: MovieRecord) -> tuple[str, ...]:
    known = {title_key(title) for title in (movie.title, *movie.aliases)}
    aliases = list(movie.aliases)
    for title in (record.title, *record.aliases):
        key = title_key(title)
        if key and key not in known:
            known.add(key)
            aliases.append(title)
    return tuple(aliases)
