"""Shapes of search by sentence, and of the tags that it can be narrowed by."""

from matinee.api.schemas import MovieCard, Out
from matinee.service import SearchAnswer, TagView


class FoundOut(Out):
    """A movie that was found.

    ``found_by`` lists what found it: ``title``, ``person``, ``words``, ``meaning``.
    """

    rank: int
    score: float
    found_by: list[str]
    why: str
    movie: MovieCard


class SearchOut(Out):
    """What was found, best first; ``notes`` says in sentences what the asker should know."""

    query: str
    results: list[FoundOut]
    notes: list[str]

    @classmethod
    def of(cls, answer: SearchAnswer) -> "SearchOut":
        """From the use case's value."""
        return cls(
            query=answer.query,
            results=[
                FoundOut(
                    rank=hit.rank,
                    score=round(hit.score, 6),
                    found_by=list(hit.found_by),
                    why=hit.why,
                    movie=MovieCard.of(hit.view),
                )
                for hit in answer.hits
            ],
            notes=list(answer.notes),
        )


class TagOut(Out):
    """A tag: its group in the vocabulary, what it means, and how many movies have it."""

    name: str
    group: str
    definition: str
    n_movies: int

    @classmethod
    def of(cls, tag: TagView) -> "TagOut":
        """From the use case's value."""
        return cls.model_validate(tag)


class TagsOut(Out):
    """The vocabulary, in its order."""

    tags: list[TagOut]
