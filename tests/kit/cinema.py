"""A small installation with a known taste: four kinds of movies, users who like one kind each.

Facts are of real movies, so that the real encoder has something to read.
"""

from pathlib import Path

import numpy as np

from matinee.config import Settings
from matinee.data import Critics, MovieRecord, RatingSet
from matinee.ingest import starter_version
from matinee.service import Matinee, build, train
from matinee.service.encode import encode_catalogue
from matinee.service.setup import RATINGS, STARTER
from tests.kit.cinema_profiles import PROFILES

_SPACE, _WEST, _LOVE, _TOON = (
    ("Science Fiction", "Adventure"),
    ("Western",),
    ("Romance", "Comedy"),
    ("Animation", "Family"),
)
#: Title, year, genres, director, IMDb number, Tomatometer.
ROWS = [
    ("Star Wars", 1977, _SPACE, "George Lucas", 76759, 93),
    ("The Empire Strikes Back", 1980, _SPACE, "Irvin Kershner", 80684, 94),
    ("Return of the Jedi", 1983, _SPACE, "Richard Marquand", 86190, 82),
    ("The Matrix", 1999, _SPACE, "Lana Wachowski", 133093, 83),
    ("The Matrix Reloaded", 2003, _SPACE, "Lana Wachowski", 234215, 74),
    ("Alien", 1979, _SPACE, "Ridley Scott", 78748, 93),
    ("Blade Runner", 1982, _SPACE, "Ridley Scott", 83658, 89),
    ("Solaris", 1972, _SPACE, "Andrei Tarkovsky", 69293, 92),
    ("Solaris", 2002, _SPACE, "Steven Soderbergh", 307479, 66),
    ("Unforgiven", 1992, _WEST, "Clint Eastwood", 105695, 96),
    ("The Searchers", 1956, _WEST, "John Ford", 49730, 87),
    ("High Noon", 1952, _WEST, "Fred Zinnemann", 44706, 94),
    ("Rio Bravo", 1959, _WEST, "Howard Hawks", 53221, 96),
    ("Stagecoach", 1939, _WEST, "John Ford", 31971, 100),
    ("Shane", 1953, _WEST, "George Stevens", 46303, 97),
    ("Amélie", 2001, _LOVE, "Jean-Pierre Jeunet", 211915, 90),
    ("When Harry Met Sally...", 1989, _LOVE, "Rob Reiner", 98635, 89),
    ("Notting Hill", 1999, _LOVE, "Roger Michell", 125439, 84),
    ("Roman Holiday", 1953, _LOVE, "William Wyler", 46250, 96),
    ("Annie Hall", 1977, _LOVE, "Woody Allen", 75686, 97),
    ("Pretty Woman", 1990, _LOVE, "Garry Marshall", 100405, 64),
    ("Toy Story", 1995, _TOON, "John Lasseter", 114709, 100),
    ("Toy Story 2", 1999, _TOON, "John Lasseter", 120363, 100),
    ("A Bug's Life", 1998, _TOON, "John Lasseter", 120623, 92),
    ("Shrek", 2001, _TOON, "Andrew Adamson", 126029, 88),
    ("Finding Nemo", 2003, _TOON, "Andrew Stanton", 266543, 99),
    ("Monsters, Inc.", 2001, _TOON, "Pete Docter", 198781, 96),
]
ALIASES = {
    "Star Wars": ("Star Wars: Episode IV - A New Hope",),
    "Amélie": ("Le fabuleux destin d'Amélie Poulain",),
}
#: What a database of others would say of it: one has a premise as well.
OVERVIEWS = {"Roman Holiday": "A day in Rome changes two lives."}
KINDS = (_SPACE, _WEST, _LOVE, _TOON)


def records() -> list[MovieRecord]:
    """The movies; their ids are 1, 2, … in this order."""
    return [
        MovieRecord(
            title=title,
            year=year,
            aliases=ALIASES.get(title, ()),
            imdb_id=f"tt{number:07d}",
            genres=genres,
            directors=(director,),
            languages=("English",),
            critics=Critics(rt_meter=meter, rt_average=meter / 12, rt_reviews=100),
            source="starter",
            overview=OVERVIEWS.get(title),
            profile=PROFILES.get(title),
        )
        for title, year, genres, director, number, meter in ROWS
    ]


def movie_id(title: str, year: int | None = None) -> int:
    """Id of a movie of the kit."""
    places = [n for n, row in enumerate(ROWS) if row[0] == title and year in {None, row[1]}]
    return places[0] + 1


def ratings(n_users: int = 60, seed: int = 0) -> RatingSet:
    """Each user likes movies of one kind (4 or 5 stars) and not those of the next (1 or 2)."""
    rng = np.random.default_rng(seed)
    rows = []
    for user in range(n_users):
        liked, other = KINDS[user % 4], KINDS[(user + 1) % 4]
        for number, row in enumerate(ROWS, start=1):
            if row[2] == liked and rng.random() < 0.8:
                rows.append((user, number, rng.integers(4, 6), 1_000_000 + number))
            elif row[2] == other and rng.random() < 0.4:
                rows.append((user, number, rng.integers(1, 3), 1_000_000 + number))
    users, movies, stars, moments = zip(*rows, strict=True)
    return RatingSet(
        np.array(users, dtype=np.int64),
        np.array(movies, dtype=np.int64),
        np.array(stars, dtype=np.float32),
        np.array(moments, dtype=np.int64),
    )


def fill(home: Path, *, with_ratings: bool = True) -> None:
    """Make an installation in ``home`` and close it again."""
    matinee: Matinee = build(Settings(home=home))
    with matinee.database.begin() as work:
        work.movies.add(records())
        if with_ratings:
            work.ratings.add("kit", ratings())
        work.movies.refresh_popularity()
        work.meta.set(RATINGS, "kit")
        work.meta.set(STARTER, starter_version())
    encode_catalogue(matinee)
    train(matinee)
    matinee.close()
