"""Profiles to rows and back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matinee.data import ContentNotes, MovieRecord, Profile
from matinee.data.profile import NOTES
from matinee.storage.sql import IN_SIZE, Chosen, Row, chunks, ids_of, insert_rows
from matinee.storage.tables import MovieTagRow, ProfileRow, TagRow


def read_profiles(session: Session, chosen: Chosen) -> dict[int, Profile]:
    """Profiles by movie; two statements."""
    tags: defaultdict[int, list[str]] = defaultdict(list)
    links = session.execute(
        select(MovieTagRow.movie_id, TagRow.name)
        .join_from(MovieTagRow, TagRow)
        .where(chosen(MovieTagRow.movie_id))
        .order_by(MovieTagRow.movie_id, MovieTagRow.position)
    )
    for movie_id, name in links:
        tags[movie_id].append(name)
    levels = [getattr(ProfileRow, name) for name in NOTES]
    rows = session.execute(
        select(ProfileRow.movie_id, ProfileRow.premise, ProfileRow.generated_by, *levels).where(
            chosen(ProfileRow.movie_id)
        )
    )
    return {
        movie_id: Profile(
            premise=premise,
            tags=tuple(tags.get(movie_id, ())),
            notes=ContentNotes(**dict(zip(NOTES, notes, strict=True))),
            generated_by=generated_by,
        )
        for movie_id, premise, generated_by, *notes in rows
    }


def write_profiles(session: Session, profiles: Mapping[int, Profile]) -> None:
    """Write profiles of movies in place of those that they had."""
    for some in chunks(list(profiles), IN_SIZE):
        # the tags go with them
        session.execute(delete(ProfileRow).where(ProfileRow.movie_id.in_(some)))
    insert_rows(
        session,
        ProfileRow,
        [
            {
                "movie_id": movie_id,
                "premise": profile.premise,
                "generated_by": profile.generated_by,
                **{name: getattr(profile.notes, name) for name in NOTES},
            }
            for movie_id, profile in profiles.items()
        ],
    )
    tag_ids = _tag_ids(session, {tag for profile in profiles.values() for tag in profile.tags})
    insert_rows(
        session,
        MovieTagRow,
        [
            {"movie_id": movie_id, "position": position, "tag_id": tag_ids[tag]}
            for movie_id, profile in profiles.items()
            for position, tag in enumerate(profile.tags)
        ],
    )


def told_profiles(records: Sequence[tuple[int, MovieRecord]]) -> dict[int, Profile]:
    """The profiles among records."""
    return {movie_id: record.profile for movie_id, record in records if record.profile is not None}


def count_tags(session: Session) -> list[tuple[str, int]]:
    """Tags with their number of movies, most movies first."""
    n_movies = func.count(MovieTagRow.movie_id)
    rows = session.execute(
        select(TagRow.name, n_movies)
        .join_from(MovieTagRow, TagRow)
        .group_by(TagRow.name)
        .order_by(n_movies.desc(), TagRow.name)
    )
    return [(name, count) for name, count in rows]


def _tag_ids(session: Session, names: Collection[str]) -> dict[str, int]:
    def build_row(tag_id: int, name: str) -> Row:
        return {"tag_id": tag_id, "name": name}

    return ids_of(
        session,
        sorted(names),
        row_class=TagRow,
        id_column=TagRow.tag_id,
        name_column=TagRow.name,
        build_row=build_row,
    )
