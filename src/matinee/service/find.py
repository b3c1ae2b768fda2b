"""From what a person types to a movie of the catalogue."""

import math
import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from matinee.data import Movie
from matinee.data.titles import TitleParts, split_title, title_key
from matinee.errors import DataError, ProviderError, UnknownIdError
from matinee.service.add import add_movie
from matinee.service.matinee import Matinee

#: Length from which one slip of the pen is corrected, and from which two are; in shorter titles a
#: letter makes another title.
ONE_SLIP, TWO_SLIPS = 5, 10
#: Closest titles that an unknown one is answered with.
N_CLOSEST = 3

_NUMBERS = re.compile(r"\d+")
_IMDB_ID = re.compile(r"tt\d{7,9}", re.IGNORECASE)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """Every title and alias, for searching with spelling mistakes.

    Attributes:
        keys: Normalised titles.
        rows: Movie, title as shown and year, in the order of ``keys``: popular movies first, and
            of one movie its own title first.
    """

    keys: list[str]
    rows: list[tuple[int, str, int | None]]

    def correct(self, parts: TitleParts) -> int | None:
        """The movie whose title was surely meant, or ``None``.

        Numbers must agree: *Toy Story 7* is no misspelt *Toy Story 2*.
        """
        wanted = title_key(parts.title)
        if len(wanted) < ONE_SLIP:
            return None
        slips = 2 if len(wanted) >= TWO_SLIPS else 1
        found = process.extract(
            wanted, self.keys, scorer=OSA.distance, limit=20, score_cutoff=slips
        )
        numbers = _NUMBERS.findall(wanted)
        for key, _, place in found:
            movie_id, _, year = self.rows[place]
            if _NUMBERS.findall(key) == numbers and _is_year(parts.year, year):
                return movie_id
        return None

    def closest(self, title: str) -> tuple[str, ...]:
        """Titles with their years that come nearest, best first."""
        wanted = title_key(title)
        places = {
            place
            for scorer in (fuzz.ratio, fuzz.token_set_ratio, JaroWinkler.normalized_similarity)
            for _, _, place in process.extract(wanted, self.keys, scorer=scorer, limit=60)
        }
        ranked = sorted(places, key=lambda place: -self._likeness(wanted, place))
        ids = dict.fromkeys(self.rows[place][0] for place in ranked)
        return tuple(self._shown(movie_id) for movie_id in list(ids)[:N_CLOSEST])

    def _likeness(self, wanted: str, place: int) -> float:
        key = self.keys[place]
        # who mistypes a title mostly gets its beginning right
        whole = 0.3 * fuzz.ratio(wanted, key) + 70 * JaroWinkler.similarity(
            wanted, key, prefix_weight=0.2
        )
        words = fuzz.token_set_ratio(wanted, key) if len(key) >= 0.6 * len(wanted) else 0
        known = 1 - math.log(place + 1) / math.log(len(self.keys) + 1)
        return max(whole, 0.9 * words) + 10 * known

    def _shown(self, movie_id: int) -> str:
        _, name, year = next(row for row in self.rows if row[0] == movie_id)
        return f"{name} ({year})" if year else name


def title_index(matinee: Matinee) -> TitleIndex:
    """The titles of the present catalogue; read anew when it has changed."""
    kept = matinee.kept.get("titles")
    if kept is None or kept[0] != matinee.catalogue_version:
        version = matinee.catalogue_version
        with matinee.database.read() as work:
            rows = work.movies.title_rows()
        kept = version, TitleIndex([title_key(title) for _, title, _ in rows], rows)
        matinee.kept["titles"] = kept
    index: TitleIndex = kept[1]
    return index


def find_movie(matinee: Matinee, text: str) -> Movie:
    """The movie that a title means: exact, normalised, from OMDb, or misspelt.

    Args:
        matinee: The installation.
        text: A title, or an IMDb id; a year in brackets picks among namesakes.

    Raises:
        DataError: The title is empty or longer than any title.
        UnknownIdError: There is none; the error names the three closest.
    """
    text = " ".join(text.split())
    if not text or len(text) > 300:  # noqa: PLR2004  (the longest title has 208 characters)
        raise DataError("a title must have 1 to 300 characters.")
    parts = split_title(text)
    with matinee.database.read() as work:
        if _IMDB_ID.fullmatch(text) and (movie := work.movies.by_imdb(text.lower())):
            return movie
        # "2012" and "1917 (2019)" are titles as they stand
        for title, year in (
            (text, None),
            (parts.title, parts.year),
            (_other_numeral(parts.title), parts.year),
        ):
            # a year that is given must fit: Dune (2021) is not the Dune of 1984
            found = [m for m in work.movies.find(title, year) if _is_year(year, m.year)]
            if found:
                return found[0]
    corrected = title_index(matinee).correct(parts)
    if corrected is not None:
        with matinee.database.read() as work:
            return work.movies.get(corrected)
    looked_up = _look_up(matinee, parts)
    if looked_up is not None:
        return looked_up
    raise UnknownIdError("film", text, title_index(matinee).closest(parts.title))


def _is_year(wanted: int | None, year: int | None) -> bool:
    # release years differ by one between countries
    return wanted is None or (year is not None and abs(year - wanted) <= 1)


def _other_numeral(title: str) -> str:
    """Rocky 2 for Rocky II and the other way round; the title itself without such an end."""
    head, _, last = title.rpartition(" ")
    if last.isdecimal() and 1 < int(last) <= len(_ROMAN):
        return f"{head} {_ROMAN[int(last) - 1]}"
    if last.upper() in _ROMAN[1:]:
        return f"{head} {_ROMAN.index(last.upper()) + 1}"
    return title


def _look_up(matinee: Matinee, parts: TitleParts) -> Movie | None:
    if matinee.omdb is None:
        return None
    try:
        record = matinee.omdb.find(parts.title, parts.year)
    except ProviderError as error:
        matinee.say_once(f"OMDb was left out: {error}")
        return None
    return add_movie(matinee, record) if record is not None else None
