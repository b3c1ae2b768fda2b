"""One plain sentence on why a movie was picked, made from facts and from the score's own parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from matinee.data import MovieRecord
from matinee.ranking.blend import Part
from matinee.ranking.common import shared_names

#: Share of the score from which a signal is worth a word.
TELLING_SHARE = 0.25
#: Share of the score from which audiences are what brought a movie into a list.
MOSTLY = 0.75
#: Share of a pick's evidence from which a movie of a history is named, and how many are.
NAMED_SHARE, MAX_NAMED = 0.15, 2
#: Fewest opinions from which a share of viewers is told, and the least share that speaks for it.
FEW, WELL_LIKED = 5, 0.65
#: Tenths of the viewers from which nearly all of them liked it.
NEARLY_ALL = 10
#: Times as often as by chance from which it is told how often, and up to which it is twice.
TWICE, THRICE = 1.75, 2.5
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """What is known of a pick's audience.

    Attributes:
        liked: Mean share of viewers who liked it, 0 to 1.
        n: Reviews, critics and ratings behind that share; it is told where it speaks for the
            movie.
        critics_only: Whether critics are all that stands behind it.
        unrated: Whether others were rated here and this one was not.
    """

    liked: float = 0.0
    n: int = 0
    critics_only: bool = False
    unrated: bool = False


def explain(
    query: MovieRecord,
    pick: MovieRecord,
    parts: Sequence[Part],
    opinions: Opinions,
    *,
    praised: Sequence[str] = (),
    liked_together: float | None = None,
) -> str:
    """Say why ``pick`` goes with ``query``.

    Args:
        query: The movie that was asked about.
        pick: The movie that was picked.
        parts: What its score is made of.
        opinions: What is known of the pick's audience.
        praised: Aspects that viewers of both praised, surest first.
        liked_together: How many times as often as by chance both are liked, where known.

    Returns:
        A sentence with a capital letter and a full stop.
    """
    reasons: list[str] = []
    if _shares(parts).get("audience", 0) >= TELLING_SHARE:
        reasons.append(_together(query, liked_together))
    reasons += _facts([query], pick)
    if praised:
        reasons.append(_praise(praised))
    if not reasons:
        about = _shares(parts).get("about", 0) > 0
        reasons.append("close in what it is about" if about else _in_general(opinions))
    return _sentence(reasons + _received(opinions) + _unrated(opinions))


def explain_for(
    named: Sequence[MovieRecord],
    pick: MovieRecord,
    parts: Sequence[Part],
    opinions: Opinions,
    *,
    most: MovieRecord | None = None,
) -> str:
    """Say why ``pick`` fits somebody's history.

    Args:
        named: Liked movies that each have a good share in it, largest first.
        pick: The movie that was picked.
        parts: What its score is made of.
        opinions: What is known of the pick's audience.
        most: The liked movie with the largest share, where none has a good one.

    Returns:
        A sentence with a capital letter and a full stop.
    """
    shares = _shares(parts)
    reasons: list[str] = []
    titles = _join([movie.title for movie in named[:MAX_NAMED]]) if named else ""
    received = _received(opinions)
    loved = bool(named and received) and shares.get("reception", 0) >= MOSTLY
    if loved:
        # audiences are why it is here, and the history only why not another
        reasons += [*received, f"and you liked {titles}"]
        received = []
    elif named:
        reasons.append(f"because you liked {titles}")
    elif most is not None:
        reasons.append(f"fits much of what you liked, {most.title} most of all")
    others = named[:MAX_NAMED] or ([most] if most else [])
    known = [genre for other in others for genre in other.genres]
    genres = shared_names(pick.genres, known)[:2]
    of_kind = bool(genres) and shares.get("genres", 0) >= TELLING_SHARE
    if of_kind:
        kind = "are kinds" if genres[1:] else "is a kind"
        reasons.append(f"{_join(genres).lower()} {kind} you like")
    reasons += _facts(others, pick, genres=not of_kind)
    if not reasons:
        reasons.append(_in_general(opinions))
    return _sentence(reasons + received + _unrated(opinions))


def explain_most_seen(opinions: Opinions) -> str:
    """Say why a movie comes to somebody of whom nothing is known."""
    return _sentence(["among the most seen", *_received(opinions)])


def _shares(parts: Sequence[Part]) -> dict[str, float]:
    total = sum(abs(part.value) for part in parts) or 1.0
    return {part.name: part.value / total for part in parts}


def _join(words: Sequence[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last


def _together(query: MovieRecord, times: float | None) -> str:
    if times is None or times < TWICE:
        return "liked by the same people"
    often = "twice" if times < THRICE else f"{round(times)} times"
    return f"those who like {query.title} are {often} as likely to like it"


def _facts(others: Sequence[MovieRecord], pick: MovieRecord, *, genres: bool = True) -> list[str]:
    """Who made the pick and one of the others, and what both are about."""
    people = next((told for other in others if (told := _people(other, pick))), None)
    subject = next((told for other in others if (told := _subject(other, pick))), None)
    if subject is None and genres:
        subject = next((told for other in others if (told := _kind(other, pick))), None)
    return [told for told in (people, subject) if told]


def _people(query: MovieRecord, pick: MovieRecord) -> str | None:
    directors = shared_names(pick.directors, query.directors)[:2]
    if directors:
        return f"also by {_join(directors)}"
    cast = shared_names(pick.cast[:6], query.cast[:6])[:2]
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
    keywords = shared_names(pick.keywords, query.keywords)[:3]
    return f"also about {_join(keywords)}" if keywords else None


def _kind(query: MovieRecord, pick: MovieRecord) -> str | None:
    genres = shared_names(pick.genres, query.genres)[:2]
    if not genres:
        return None
    same_time = query.year and pick.year and abs(query.year - pick.year) <= SAME_TIME
    return f"also {_join(genres).lower()}" + (f" from {pick.year}" if same_time else "")


def _praise(aspects: Sequence[str]) -> str:
    words = [PRAISED.get(aspect, f"the {aspect}") for aspect in aspects[:MAX_PRAISED]]
    return f"viewers of both praised {_join(words)}"


def _unrated(opinions: Opinions) -> list[str]:
    return ["nobody here has rated it yet"] if opinions.unrated else []


def _in_general(opinions: Opinions) -> str:
    return "well received" if _is_well_liked(opinions) else "worth a chance"


def _is_well_liked(opinions: Opinions) -> bool:
    return opinions.n >= FEW and opinions.liked >= WELL_LIKED


def _received(opinions: Opinions) -> list[str]:
    if not _is_well_liked(opinions):
        return []
    who, tenths = "critics" if opinions.critics_only else "viewers", round(10 * opinions.liked)
    return [
        f"nearly all {who} liked it" if tenths >= NEARLY_ALL else f"{tenths} in 10 {who} liked it"
    ]


def _sentence(reasons: Sequence[str]) -> str:
    text = "; ".join(reasons)
    return f"{text[0].upper()}{text[1:]}."
