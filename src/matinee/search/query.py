"""What was typed, taken apart: its words, and what they may name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matinee.data import canonical_genre, title_key
from matinee.data.titles import FIRST_YEAR, LAST_YEAR, split_title
from matinee.errors import DataError

MAX_LENGTH = 300
#: Words that are looked for; who writes more says less with each.
MAX_WORDS = 32
#: Words of the longest name that is looked for inside a sentence.
NAME_WORDS = 4

_STOP_WORDS = """
    a about above after again all also am an and another any anything are as at away back be
    because become becomes been before being between both but by can cannot could did do does
    doing don down during each ever every film films find finds for from further get gets getting
    go goes going good got had has have having he her here him himself his how i if in into is it
    its itself just kind let like ll looking lot made make makes many maybe me more most movie
    movies much must my new no not of off on one ones or other out over own people please really
    recommend s set she should show so some somebody someone something story such t take takes
    than that the their them then there these they thing things this those through to too trying
    tries try turn turns two under until up us very want wants was watch we well were what when
    where which while who whom whose why will with without would you your
"""
#: Words that say nothing of a movie, even if there are few of them.
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WORDS_AROUND = """
    a an the movie movies film films picture by with from starring featuring directed of about
    called named titled all any some show me find
"""
#: Words around a name that are not part of it.
_AROUND = frozenset(_WORDS_AROUND.split())
_DECADES = {
    "twenties": 1920,
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}
#: Without "the" in front they are somebody's age.
_DECADE = re.compile(
    r"\b(?:((?:1[89]|20)\d)0s|([2-9]0)s|(?:the|early|mid|late)[ -](" + "|".join(_DECADES) + r"))\b"
)
_BOUND = re.compile(
    r"\b(?:(?:from|made) )?(before|until|after|since)\s+(?:the\s+)?(?:year\s+)?(\d{4})\b(?!s)"
)
_SPAN = re.compile(r"\b(?:between|from)\s+(\d{4})\s+(?:and|to|until)\s+(\d{4})\b")
_YEAR = re.compile(r"\b(\d{4})\b")
#: What stands before the years in which something happens.
_SETTING = re.compile(r"\b(?:in|during|of) (?:the )?$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001
#: Genres whose names are words of many a plot.
_ORDINARY = {"Action", "Crime", "Family", "History", "Music", "Short", "Sport", "War"}
_POSSESSIVE = re.compile(r"['’]s?$")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question to the catalogue.

    Attributes:
        text: As typed, with single blanks.
        words: What is looked for in titles, names and plots; stop words only where there is
            nothing else.
        title: Key of what the whole text would be as a title.
        person: Key of what it would be as a person's name.
        inner_names: Keys of the runs of two to four words in it: people who are mentioned.
        years: First and last year of release that it asks for, ``None`` if it asks for none.
        genres: Genres that it names; so are ``tags``.
        is_kind: Whether it says nothing but years and genres.
    """

    text: str
    words: tuple[str, ...]
    title: str
    person: str
    inner_names: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_kind: bool = False


def tags_by_key(tags: Iterable[str]) -> dict[str, str]:
    """Tags by the form in which a sentence may name them."""
    return {_tag_key(tag): tag for tag in tags}


def parse_query(text: str, tags: Mapping[str, str] | None = None) -> SearchQuery:
    """Take a text apart.

    Args:
        text: A sentence, a title or a name; 1 to 300 characters that are not all blank.
        tags: Those that the catalogue knows, from :func:`tags_by_key`.

    Raises:
        DataError: It is empty or too long.

    Example:
        >>> query = parse_query("a heist movie from the 1970s", tags_by_key(["heist"]))
        >>> query.words, query.years, query.tags
        (('heist',), (1970, 1979), ('heist',))
    """
    shown = " ".join(text.replace("\0", " ").split())
    if not shown or len(text) > MAX_LENGTH:
        raise DataError(f"q must have 1 to {MAX_LENGTH} characters that are not all blank.")
    lower = shown.casefold()
    years, rest = _split_years(lower)
    spoken = [_POSSESSIVE.sub("", word) for word in _WORD.findall(rest)]
    telling = [word for word in spoken if word not in STOP_WORDS]
    runs = list(_runs(spoken))
    genres = dict(_genres(runs, lower))
    of_genres = {word for run in genres.values() for word in run.split()}
    named_tags = (tags.get(_tag_key(run)) for run in runs) if tags else ()
    return SearchQuery(
        text=shown,
        words=tuple(dict.fromkeys(telling or spoken))[:MAX_WORDS],
        title=title_key(_name_in(lower)),
        person=_person_key(_name_in(lower)),
        inner_names=tuple(dict.fromkeys(_person_key(run) for run in runs if " " in run)),
        years=years,
        genres=tuple(genres),
        tags=tuple(dict.fromkeys(tag for tag in named_tags if tag)),
        is_kind=bool(genres or years) and of_genres.issuperset(telling),
    )


def _runs(words: list[str]) -> Iterator[str]:
    """Every run of up to :data:`NAME_WORDS` words; longer ones first."""
    for size in range(NAME_WORDS, 0, -1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def _tag_key(tag: str) -> str:
    """The form in which "vampires" is "vampire" and "coming-of-age" is "coming of age"."""
    key = title_key(tag)
    return key[:-1] if key.endswith("s") and not key.endswith("ss") else key


def _person_key(name: str) -> str:
    """The form of a person's name, whose first word is no article: "Les" stays in "Les Blank"."""
    return title_key(f"x {name}").removeprefix("x ")


def _name_in(lower: str) -> str:
    """The text without its year, words like "a film by" in front, and "movies" behind."""
    words = split_title(lower).title.split()
    first, last = 0, len(words)
    while first < last and words[first] in _AROUND:
        first += 1
    while last > first and words[last - 1] in _AROUND:
        last -= 1
    return " ".join(words[first:last]) or lower


def _genres(runs: list[str], lower: str) -> Iterator[tuple[str, str]]:
    """Genres that are named, each with the words for it."""
    for run in runs:
        name = canonical_genre(run) or canonical_genre(run.removesuffix("s"))
        is_kind = f"{run} movie" in lower or f"{run} film" in lower
        if name and (name not in _ORDINARY or is_kind):
            yield name, run


def _split_years(lower: str) -> tuple[tuple[int, int] | None, str]:
    """Years of release that are spoken of, and the text without them.

    After "in" they are when it happens, which tags and plots tell: "a family in the 1950s".
    """
    for pattern, parse in ((_DECADE, _decade), (_SPAN, _span), (_BOUND, _bound), (_YEAR, _year)):
        found = pattern.search(lower)
        if found is None:
            continue
        years = parse(found)
        if _SETTING.search(lower[: found.start()]) or not FIRST_YEAR <= years[0] <= LAST_YEAR:
            break
        return years, f"{lower[: found.start()]} {lower[found.end() :]}"
    return None, lower


def _decade(found: re.Match[str]) -> tuple[int, int]:
    whole, short, name = found.groups()
    first = int(f"{whole}0") if whole else _DECADES.get(name) or 1900 + int(short)
    return first, first + 9


def _span(found: re.Match[str]) -> tuple[int, int]:
    years = int(found[1]), int(found[2])
    return min(years), max(years)


def _bound(found: re.Match[str]) -> tuple[int, int]:
    year = int(found[2])
    return {
        "before": (FIRST_YEAR, year - 1),
        "until": (FIRST_YEAR, year),
        "after": (year + 1, LAST_YEAR),
        "since": (year, LAST_YEAR),
    }[found[1]]


def _year(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]), int(found[1])
