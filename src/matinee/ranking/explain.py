"""One plain sentence on why a movie was picked, made from facts and from the score's own parts."""

from collections.abc import Sequence

from matinee.data import MovieRecord
from matinee.ranking.blend import Part

#: Share of the score from which a signal is worth a word.
TELLING_SHARE = 0.25
#: Fewest opinions from which a share of viewers is told, and the least share that speaks for it.
FEW, WELL_LIKED = 5, 0.65
#: Years within which two movies are of one time.
SAME_TIME = 5
#: Aspects that are told of two movies, in words that follow "praised".
MAX_PRAISED = 2
PRAISED = {
    "emotion": "how moving it is",
    "originality": "how new it is",
    "family-friendliness": "how well it suits families",
}
#: Tags that are told of a pick, and those that say nothing of what it is about.
MAX_TAGS = 3
UNTELLING = {
    "film series",
    "superhero universe",
    "based on a novel",
    "based on a short story",
    "based on a play",
    "based on a comic",
    "based on a children's book",
    "literary classic",
    "remake",
    "blockbuster",
    "cult following",
    "art house",
    "family viewing",
    "for teenagers",
}


def _join(words: Sequence[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last


def _shared(one: Sequence[str], other: Sequence[str], n: int) -> list[str]:
    known = {name.casefold() for name in other}
    return [name for name in one if name.casefold() in known][:n]


def _people(query: MovieRecord, pick: MovieRecord) -> str | None:
    directors = _shared(pick.directors, query.directors, 2)
    if directors:
        return f"also directed by {_join(directors)}"
    cast = _shared(pick.cast[:6], query.cast[:6], 2)
    return f"also with {_join(cast)}" if cast else None


def _shared_tags(query: MovieRecord, pick: MovieRecord) -> list[str]:
    """Tags of both that say something of the story, most telling for the two together first."""
    if query.profile is None or pick.profile is None:
        return []
    places = {tag: place for place, tag in enumerate(query.profile.tags)}
    both = [
        (places[tag] + place, tag)
        for place, tag in enumerate(pick.profile.tags)
        if tag in places and tag not in UNTELLING
    ]
    return [tag for _, tag in sorted(both)][:MAX_TAGS]


def _subject(query: MovieRecord, pick: MovieRecord) -> str | None:
    if tags := _shared_tags(query, pick):
        return f"also: {', '.join(tags)}"
    keywords = _shared(pick.keywords, query.keywords, 3)
    if keywords:
        return f"also about {_join(keywords)}"
    genres = _shared(pick.genres, query.genres, 2)
    if not genres:
        return None
    same_time = query.year and pick.year and abs(query.year - pick.year) <= SAME_TIME
    return f"also {_join(genres).lower()}" + (f" from {pick.year}" if same_time else "")


def _praise(aspects: Sequence[str]) -> str:
    words = [PRAISED.get(aspect, f"the {aspect}") for aspect in aspects[:MAX_PRAISED]]
    return f"viewers of both praised {_join(words)}"


def explain(
    query: MovieRecord,
    pick: MovieRecord,
    parts: Sequence[Part],
    *,
    liked: float,
    n_opinions: int,
    praised: Sequence[str] = (),
) -> str:
    """Say why ``pick`` goes with ``query``.

    Args:
        query: The movie that was asked about.
        pick: The movie that was picked.
        parts: What its score is made of.
        liked: Mean share of viewers who liked the pick, 0 to 1.
        n_opinions: Reviews, critics and ratings behind that share; it is told where it speaks
            for the movie.
        praised: Aspects that viewers of both praised, surest first.

    Returns:
        A sentence with a capital letter and a full stop.
    """
    total = sum(abs(part.value) for part in parts) or 1.0
    shares = {part.name: part.value / total for part in parts}
    reasons: list[str] = []
    if shares.get("audience", 0) >= TELLING_SHARE:
        reasons.append("liked by the same people")
    reasons += [reason for reason in (_people(query, pick), _subject(query, pick)) if reason]
    if praised:
        reasons.append(_praise(praised))
    if not reasons:
        reasons.append("close in what it is about" if shares.get("about") else "well received")
    if n_opinions >= FEW and liked >= WELL_LIKED:
        reasons.append(f"{round(10 * liked)} in 10 liked it")
    text = "; ".join(reasons)
    return f"{text[0].upper()}{text[1:]}."
