"""Texts that others wrote, to compare ours with; they are beside the project, not part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]

from matinee.data.matching import parse_imdb_id
from matinee.data.titles import TitleParts, split_title

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "movies-text.parquet"
ABSENT = "The texts to compare with are not here, so originality, retrieval and facts are skipped."


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """What the texts say of one film.

    Attributes:
        imdb_id: Empty where it has none.
        title: Taken apart.
        overview: A few sentences, at times empty, as are the others.
        tagline: The line on the poster.
        plot: Another few sentences.
        directors: Full names.
        actors: Full names.
        runtime_min: ``None`` where it is not told.
    """

    imdb_id: str
    title: TitleParts
    overview: str = ""
    tagline: str = ""
    plot: str = ""
    directors: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    runtime_min: float | None = None

    @property
    def texts(self) -> tuple[str, str, str]:
        """All that tells of the story."""
        return self.overview, self.tagline, self.plot


def read_known(path: Path = TEXTS) -> list[KnownFilm]:
    """All films of the file, in its order."""
    return [
        KnownFilm(
            imdb_id=parse_imdb_id(row["imdbId"] or "") or "",
            title=split_title(row["title"] or ""),
            overview=row["overview"] or "",
            tagline=row["tagline"] or "",
            plot=row["omdb_plot"] or "",
            directors=_names(row["directors"]),
            actors=_names(row["actors"]),
            runtime_min=row["runtime"] or None,
        )
        for row in pq.read_table(path).to_pylist()
    ]


def index(known: Sequence[KnownFilm]) -> dict[str, int]:
    """IMDb id to its place."""
    return {film.imdb_id: place for place, film in enumerate(known) if film.imdb_id}


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in unescape(text or "").split("|") if name.strip())
