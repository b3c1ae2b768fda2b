"""Why a movie was found, in one sentence."""

from collections.abc import Iterator, Sequence

from matinee.data import Movie, canonical_genre
from matinee.search.candidates import Candidates
from matinee.search.fusion import Fused
from matinee.search.query import SearchQuery

#: Words that are told at most.
SHOWN = 5
_PARTS = {"director": "directed by", "writer": "written by", "cast": "with"}


def explain(found: Fused, movie: Movie, lists: Sequence[Candidates], query: SearchQuery) -> str:
    """What a movie has of what was typed, such as "Tagged heist; has the word jewels."."""
    whys: dict[str, tuple[str, ...]] = {}
    for one in lists:
        if why := one.whys.get(found.movie_id):
            whys.setdefault(one.source, why)
    told = {
        word
        for word in query.words
        if canonical_genre(word) or canonical_genre(word.removesuffix("s"))
    }
    parts: list[str] = []
    if "title" in found.found_by:
        whole = "title" in whys
        parts.append("has the title that you typed" if whole else "has a title like your words")
    if person := whys.get("person"):
        job, name = person
        parts.append(f"{_PARTS[job]} {name}")
        told |= set(name.casefold().split())
    parts += _of_kind(movie, query)
    words = [word for word in whys.get("words", ()) if word not in told]
    if words and "title" not in found.found_by:
        parts.append(f"has the word{'s' * (len(words) > 1)} {', '.join(words[:SHOWN])}")
    if "meaning" in found.found_by:
        parts.append("close in meaning")
    sentence = "; ".join(parts or ["has words of yours"])
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _of_kind(movie: Movie, query: SearchQuery) -> Iterator[str]:
    """Genres, years and tags that were spoken of and hold."""
    yield from (genre for genre in movie.genres if genre in query.genres)
    first, last = query.years or (0, -1)
    if movie.year is not None and first <= movie.year <= last:
        yield f"of {movie.year}"
    tags = movie.profile.tags if movie.profile else ()
    if named := [tag for tag in tags if tag in query.tags]:
        yield f"tagged {', '.join(named)}"
