"""The vocabulary of tags, with how many movies have each."""

from dataclasses import dataclass

from matinee.ingest import read_vocabulary
from matinee.service.matinee import Matinee


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag: its group, what it means, and the number of its movies."""

    name: str
    group: str
    definition: str
    n_movies: int


def list_tags(matinee: Matinee) -> list[TagView]:
    """Every tag of the vocabulary in its order, those without a movie too."""
    with matinee.database.read() as work:
        n_movies = dict(work.movies.tags())
    return [
        TagView(name, group, definition, n_movies.get(name, 0))
        for group, tags in read_vocabulary().groups.items()
        for name, definition in tags.items()
    ]
