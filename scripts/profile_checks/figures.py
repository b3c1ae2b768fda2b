"""How many profiles there are, and of what; and where that is less than it must be."""

from collections import Counter
from dataclasses import dataclass

from scripts.profile_checks.files import Shipped, names
from scripts.profile_checks.lint import MIN_FILMS_OF_TAG, count_tags

from matinee.data import GENRES

MIN_PROFILES, MIN_COUNTRIES = 1500, 25
DECADES = range(1930, 2030, 10)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the profiles cover.

    Attributes:
        n_profiles: How many there are.
        n_more: Rows of ``more_movies.csv``.
        decades: Year that a decade starts with, to profiles.
        countries: Country to profiles.
        genres: Genre that the catalogue has, to profiles.
        tags: Tag to profiles.
        mean_tags: Tags of a profile in the mean.
        mean_words: Words of a premise in the mean.
    """

    n_profiles: int
    n_more: int
    decades: Counter[int]
    countries: Counter[str]
    genres: dict[str, int]
    tags: dict[str, int]
    mean_tags: float
    mean_words: float


def measure(shipped: Shipped) -> Figures:
    """Count."""
    entries = shipped.entries
    rows = [row for entry in entries if (row := shipped.catalogue.get(entry.imdb_id))]
    of_genre = Counter(genre for row in rows for genre in names(row, "genres"))
    known = {genre for row in shipped.catalogue.values() for genre in names(row, "genres")}
    n_words = sum(len(entry.text("premise").split()) for entry in entries)
    return Figures(
        n_profiles=len(entries),
        n_more=len(shipped.more),
        decades=Counter(int(row["year"]) // 10 * 10 for row in rows),
        countries=Counter(country for row in rows for country in names(row, "countries")),
        genres={genre: of_genre[genre] for genre in GENRES if genre in known},
        tags=count_tags(shipped),
        mean_tags=sum(len(entry.tags) for entry in entries) / max(len(entries), 1),
        mean_words=n_words / max(len(entries), 1),
    )


def find_gaps(figures: Figures) -> list[str]:
    """Where the whole is smaller or narrower than it must be, a sentence each."""
    found = []
    if figures.n_profiles < MIN_PROFILES:
        found.append(
            f"There must be at least {MIN_PROFILES:,} profiles, not {figures.n_profiles:,}."
        )
    if len(figures.countries) < MIN_COUNTRIES:
        found.append(
            f"Profiles must be of at least {MIN_COUNTRIES} countries, not {len(figures.countries)}."
        )
    found += [f"No profile is of the {year}s." for year in DECADES if not figures.decades[year]]
    found += [f"No profile is of genre {genre}." for genre, n in figures.genres.items() if not n]
    found += [
        f"vocabulary.toml: '{tag}' must be used by at least {MIN_FILMS_OF_TAG} films, not {n}."
        for tag, n in figures.tags.items()
        if n < MIN_FILMS_OF_TAG
    ]
    return found


def to_lines(figures: Figures) -> list[tuple[str, str]]:
    """What the script prints, as pairs of a name and a figure."""
    rare_tag, n_rare = min(figures.tags.items(), key=lambda pair: pair[1])
    rare_genre, n_genre = min(figures.genres.items(), key=lambda pair: pair[1])
    return [
        ("profiles", f"{figures.n_profiles:,} (at least {MIN_PROFILES:,})"),
        ("movies in more_movies.csv", f"{figures.n_more:,}"),
        ("words a premise, tags a profile", f"{figures.mean_words:.1f}, {figures.mean_tags:.1f}"),
        (
            "by decade",
            ", ".join(f"{year}s {n}" for year, n in sorted(figures.decades.items())),
        ),
        ("countries", f"{len(figures.countries)} (at least {MIN_COUNTRIES})"),
        ("genres", f"{len(figures.genres)}, fewest of {rare_genre}: {n_genre}"),
        (
            "tags",
            f"{len(figures.tags)}, fewest of '{rare_tag}': {n_rare} (at least {MIN_FILMS_OF_TAG})",
        ),
    ]
