"""Facts of the added movies beside what the shared texts say of the same IMDb id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.profile_checks.files import Row, names
from scripts.profile_checks.shared import KnownFilm, index

from matinee.data.titles import title_key

MAX_YEARS, MAX_MINUTES = 1, 10


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One fact that differs.

    Attributes:
        imdb_id: Of the movie.
        fact: Which one: ``title``, ``year``, ``directors``, ``cast`` or ``runtime``.
        message: A sentence.
    """

    imdb_id: str
    fact: str
    message: str

    @property
    def key(self) -> str:
        """What it is listed under once it was looked at."""
        return f"{self.imdb_id} {self.fact}"


def compare_facts(rows: Sequence[Row], known: Sequence[KnownFilm]) -> list[Contradiction]:
    """What the rows and the texts tell differently, where both tell."""
    places = index(known)
    return [
        Contradiction(row["imdb_id"], fact, f"{row['title']}: {message}")
        for row in rows
        if row["imdb_id"] in places
        for fact, message in _compare(row, known[places[row["imdb_id"]]])
    ]


def count_comparable(rows: Sequence[Row], known: Sequence[KnownFilm]) -> int:
    """How many of the rows are of a known film."""
    places = index(known)
    return sum(row["imdb_id"] in places for row in rows)


def _compare(row: Row, film: KnownFilm) -> Iterator[tuple[str, str]]:
    ours = {title_key(title) for title in (row["title"], *names(row, "aliases"))}
    theirs = {title_key(title) for title in (film.title.title, *film.title.aliases)}
    if not ours & theirs:
        yield "title", f"the title is '{film.title.title}' there."
    year = film.title.year
    if year and abs(int(row["year"]) - year) > MAX_YEARS:
        yield "year", f"the year is {year} there, not {row['year']}."
    for column, people in (("directors", film.directors), ("cast", film.actors)):
        mine = names(row, column)
        if mine and people and not set(map(_letters, mine)) & set(map(_letters, people)):
            yield column, f"the {column} are {', '.join(people[:4])} there."
    minutes = film.runtime_min
    if minutes and row["runtime_min"] and abs(int(row["runtime_min"]) - minutes) > MAX_MINUTES:
        yield "runtime", f"the runtime is {minutes:.0f} there, not {row['runtime_min']}."


def _letters(name: str) -> str:
    """The name without blanks and dots, so that "F.W." is "F. W."."""
    return title_key(name).replace(" ", "")
