"""Which movie of the catalogue a record is about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matinee.data.movie import MovieRecord
from matinee.data.titles import title_key

#: Spreadsheets write numbers with a ".0".
_IMDB_ID = re.compile(r"(?:tt)?0*(\d{1,9})(?:\.0)?", re.IGNORECASE | re.ASCII)
_SUBTITLE = re.compile(r"(?::|\s[-–—]|,? or:)\s+")  # noqa: RUF001 - dashes
#: "William Shakespeare's Hamlet", "Dr. Seuss' The Lorax": whose it is may be left out.
_WHOSE = re.compile(r"^(?:[\w.&]+\s){1,3}[\w.]+(?:['’]s|s['’])\s+(?=\S)")  # noqa: RUF001
_MIN_PART_LETTERS = 5
_SAME_WORD = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "two": "2",
    "three": "3",
    "four": "4",
    "colour": "color",
    "colours": "colors",
    "vol": "volume",
}


def parse_imdb_id(text: str) -> str | None:
    """``tt`` and at least seven digits from ``tt0114709``, ``0114709`` or ``114709``.

    Returns:
        ``None`` where the text is no such id; also for number 0.

    Example:
        >>> parse_imdb_id("114709"), parse_imdb_id("nm0000001")
        ('tt0114709', None)
    """
    found = _IMDB_ID.fullmatch(text.strip())
    if found is None or not int(found.group(1)):
        return None
    return f"tt{int(found.group(1)):07d}"


@dataclass(frozen=True, slots=True)
class MatchKey:
    """What a movie of the catalogue is recognised by.

    Attributes:
        movie_id: Our own number.
        imdb_id: ``tt`` and digits.
        tmdb_id: Number at The Movie Database.
        titles: The title first, then its aliases.
        year: Year of release.
    """

    movie_id: int
    imdb_id: str | None
    tmdb_id: int | None
    titles: tuple[str, ...]
    year: int | None


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The movie that a record is about.

    Attributes:
        movie_id: Our own number.
        by: What told: ``imdb``, ``tmdb``, ``title`` (with the year), ``near-year``, or ``part``
            (with the year; the subtitle, the numeral or the spacing differs).
    """

    movie_id: int
    by: str


class MovieMatcher:
    """Finds movies by IMDb id, then TMDB id, then normalised title and year.

    A wrong match hurts more than none: a movie that is not matched is added, ratings of a wrong
    match end up with another movie. So whatever is ambiguous does not match.
    """

    def __init__(self, keys: Iterable[MatchKey] = ()) -> None:
        self._by_imdb: dict[str, MatchKey] = {}
        self._by_tmdb: dict[int, MatchKey] = {}
        self._by_title: dict[str, list[MatchKey]] = {}
        self._by_whole: dict[tuple[str, int], list[MatchKey]] = defaultdict(list)
        self._by_part: dict[tuple[str, int], list[MatchKey]] = defaultdict(list)
        for key in keys:
            self.add(key)

    def add(self, key: MatchKey) -> None:
        """Let a movie take part from now on; of two movies with one id the first keeps it."""
        if key.imdb_id:
            self._by_imdb.setdefault(key.imdb_id, key)
        if key.tmdb_id is not None:
            self._by_tmdb.setdefault(key.tmdb_id, key)
        titles = [title for title in key.titles if title.strip()]
        for text in dict.fromkeys(map(title_key, titles)):
            self._by_title.setdefault(text, []).append(key)
        if key.year is None:
            return
        for text in dict.fromkeys(map(_loose_key, titles)):
            self._by_whole[text, key.year].append(key)
        for text in dict.fromkeys(part for title in titles for part in _parts(title)):
            self._by_part[text, key.year].append(key)

    def match(self, record: MovieRecord) -> MatchResult | None:
        """The movie that the record is about, or ``None`` where none or several may be meant."""
        if record.imdb_id and (key := self._by_imdb.get(record.imdb_id)):
            return MatchResult(key.movie_id, "imdb")
        if record.tmdb_id is not None and (key := self._by_tmdb.get(record.tmdb_id)):
            return MatchResult(key.movie_id, "tmdb")
        titles = [title for title in (record.title, *record.aliases) if title.strip()]
        for title in titles:
            namesakes = self._by_title.get(title_key(title), [])
            if namesakes and (result := _choose(record, title, namesakes)):
                return result
        if record.year is None:
            return None
        return self._match_part(record, titles, record.year)

    def _match_part(self, record: MovieRecord, titles: list[str], year: int) -> MatchResult | None:
        # never part against part: "Che: Part Two" is not "Che: The Argentine"
        for title in titles:
            whole = (_loose_key(title), year)
            candidates = [*self._by_whole.get(whole, ()), *self._by_part.get(whole, ())]
            for part in _parts(title):
                candidates += self._by_whole.get((part, year), ())
            different = list({key.movie_id: key for key in candidates}.values())
            if different and (result := _only(record, title, different, "part")):
                return result
        return None


def _choose(record: MovieRecord, title: str, namesakes: list[MatchKey]) -> MatchResult | None:
    exact = [key for key in namesakes if key.year == record.year or record.year is None]
    if exact:
        return _only(record, title, exact, "title")
    near = [key for key in namesakes if _is_near(key.year, record.year)]
    return _only(record, title, near, "near-year")


def _only(
    record: MovieRecord, title: str, candidates: list[MatchKey], by: str
) -> MatchResult | None:
    fitting = [key for key in candidates if not _contradicts(record, key)]
    if len(fitting) > 1:
        wanted = title_key(title)
        fitting = [key for key in fitting if title_key(key.titles[0]) == wanted]
    return MatchResult(fitting[0].movie_id, by) if len(fitting) == 1 else None


def _contradicts(record: MovieRecord, key: MatchKey) -> bool:
    imdb = bool(record.imdb_id and key.imdb_id and record.imdb_id != key.imdb_id)
    tmdb = bool(record.tmdb_id and key.tmdb_id and record.tmdb_id != key.tmdb_id)
    # two TMDB ids for one IMDb id happen; the match by IMDb id has been tried before
    return imdb or tmdb


def _is_near(year: int | None, other: int | None) -> bool:
    return year is not None and other is not None and abs(year - other) == 1


def _loose_key(title: str) -> str:
    """Without spaces, numerals in one form: "Old Boy" is "Oldboy", "Jaws II" is "Jaws 2"."""
    return "".join(_SAME_WORD.get(word, word) for word in title_key(title).split())


def _parts(title: str) -> Iterator[str]:
    """Loose keys of what is before and after a subtitle's colon, and without whose it is."""
    pieces = _SUBTITLE.split(title)
    texts = [pieces[0], pieces[-1]] if len(pieces) > 1 else []
    if found := _WHOSE.match(title):
        texts.append(title[found.end() :])
    for text in texts:
        if len(part := _loose_key(text)) >= _MIN_PART_LETTERS:
            yield part
