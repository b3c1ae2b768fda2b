"""Search by sentence: names, the database's full text, and the likeness of meaning, fused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.data.titles import TitleParts
from matinee.errors import DataError
from matinee.search import (
    Candidates,
    SearchQuery,
    by_kind,
    by_meaning,
    by_name,
    by_words,
    explain,
    fuse,
    parse_query,
)
from matinee.search.candidates import (
    LEAST_LIKENESS,
    LEAST_OF_UNKNOWN,
    is_persons_name,
    most_hits,
)
from matinee.search.query import tags_by_key
from matinee.service.catalogue import dress
from matinee.service.find import title_index
from matinee.service.matinee import Matinee
from matinee.service.plots import read_meanings
from matinee.service.views import MovieView
from matinee.storage import Credited, MovieQuery, Titled, WordHits, Work
from matinee.types import IdArray

MAX_RESULTS = 100
#: What the lists count once more for the movies of the years and genres that are spoken of.
OF_KIND = 0.5
#: What popularity among them counts where nothing else is spoken of.
ONLY_KIND = 4.0
ONLY_WORDS = "Movies have not been encoded yet, so only words were looked for; run `matinee setup`."
NOTHING = "Nothing fits; try fewer or other words, or take a filter away."


@dataclass(frozen=True, slots=True)
class Hit:
    """A movie that was found: rank from 1, score, sources that found it, and why in a sentence."""

    rank: int
    score: float
    view: MovieView
    found_by: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found.

    Attributes:
        query: The text that was looked for.
        hits: Best first.
        notes: What the asker should know, in sentences.
    """

    query: str
    hits: tuple[Hit, ...]
    notes: tuple[str, ...]


def search_by_sentence(
    matinee: Matinee, text: str, *, n: int = 10, filters: MovieQuery | None = None
) -> SearchAnswer:
    """Movies for a sentence, a title or a name.

    Args:
        matinee: The installation.
        text: 1 to 300 characters.
        n: How many, 1 to 100.
        filters: What every result must fit; its text, order and page are let be.

    Raises:
        DataError: ``text`` or ``n`` is out of range.
    """
    if not 1 <= n <= MAX_RESULTS:
        raise DataError(f"n must be 1 to {MAX_RESULTS}, not {n}.")
    query = parse_query(text, _tags(matinee))
    # before the transaction, because it may encode a few plots
    notes = [ONLY_WORDS] if read_meanings(matinee) is None else []
    with matinee.database.read() as work:
        notes += _unknown_tags(work, filters)
        allowed = _allowed(work, filters)
        hits = work.movies.fulltext(query.words, most_hits(len(matinee.shelf.movies)))
        first, others = by_name(*_names(matinee, work, query, hits), query)
        others += _by_content(matinee, work, query, hits, allowed)
        first = [found.among(allowed) for found in first]
        others = [found.among(allowed) for found in others]
        fused = fuse(first, others)[:n]
        views = dress(matinee, work.movies.many([found.movie_id for found in fused]))
    lists = (*first, *others)
    results = [
        Hit(rank, found.score, view, found.found_by, explain(found, view.movie, lists, query))
        for rank, (found, view) in enumerate(zip(fused, views, strict=True), start=1)
    ]
    if not fused:
        notes.append(NOTHING)
    return SearchAnswer(query.text, tuple(results), tuple(notes))


def _tags(matinee: Matinee) -> dict[str, str]:
    """The tags that the present catalogue has, as a query names them."""
    version = matinee.catalogue_version
    kept = matinee.kept.get("tags")
    if kept is None or kept[0] != version:
        with matinee.database.read() as work:
            kept = version, tags_by_key(name for name, _ in work.movies.tags())
        matinee.kept["tags"] = kept
    tags: dict[str, str] = kept[1]
    return tags


def _allowed(work: Work, filters: MovieQuery | None) -> IdArray | None:
    """Ids that fit the filters; ``None`` where there are none to fit."""
    if filters is None or filters == MovieQuery():
        return None
    return np.array(sorted(work.movies.fitting(filters)), dtype=np.int64)


def _unknown_tags(work: Work, filters: MovieQuery | None) -> list[str]:
    return [
        f"No movie has the tag '{tag}'; /api/v1/tags lists the tags."
        for tag in (filters.tags if filters else ())
        if not work.movies.fitting(MovieQuery(tags=(tag,)))
    ]


def _by_content(
    matinee: Matinee,
    work: Work,
    query: SearchQuery,
    hits: Sequence[WordHits],
    allowed: IdArray | None,
) -> list[Candidates]:
    """Candidates by words and meaning; once more among the years and genres that are spoken of."""
    n_movies = len(matinee.shelf.movies)
    lists = [by_words(hits, n_movies, allowed)]
    meanings = read_meanings(matinee)
    alike = None
    if meanings is not None and query.words:
        least = LEAST_LIKENESS if any(map(_is_known, hits)) else LEAST_OF_UNKNOWN
        alike = by_meaning(matinee.encoder.encode_one(query.text), meanings, least=least)
        lists.append(alike.among(allowed).best())
    kind = _of_kind(work, query)
    if kind is None:
        return lists
    kind = kind if allowed is None else kind[np.isin(kind, allowed)]
    if query.is_kind:
        lists.append(by_kind(kind).counting(ONLY_KIND))
    lists.append(by_words(hits, n_movies, kind).counting(OF_KIND))
    if alike is not None:
        lists.append(alike.among(kind).best().counting(OF_KIND))
    return lists


def _names(
    matinee: Matinee, work: Work, query: SearchQuery, hits: Sequence[WordHits]
) -> tuple[list[Titled], list[Credited]]:
    """Movies that the words name by their title, and those of people whom they name."""
    several = " " in query.title
    titled = work.movies.titled(query.title, beginnings=several)
    head, _, last = query.title.rpartition(" ")
    if not titled and query.years and last.isdecimal():
        # "heat 1995"
        titled = [found for found in work.movies.titled(head) if _is_of(found, query.years)]
    if not titled and not all(map(_is_known, hits)):
        # a word that no movie has is a slip of the pen or says nothing
        corrected = title_index(matinee).correct(TitleParts(query.title, None, ()))
        titled = [] if corrected is None else [Titled(corrected, None, whole=False)]
    if query.years:
        titled.sort(key=lambda found: not _is_of(found, query.years))
    credited = work.movies.credited((query.person, *query.inner_names))
    if not several and not any(found.key == query.person for found in credited):
        by_last_name = work.movies.credited((), query.person)
        if is_persons_name(hits, by_last_name):
            # of several namesakes who made movies is known by the last name alone
            credited = sorted(by_last_name, key=lambda found: found.job != "director")
    return titled, credited


def _is_known(hit: WordHits) -> bool:
    return len(hit.movie_ids) > 0


def _of_kind(work: Work, query: SearchQuery) -> IdArray | None:
    """Movies of all the years and genres that the query speaks of, popular ones first."""
    first, last = query.years or (None, None)
    wanted = [MovieQuery(genre=genre, year_from=first, year_to=last) for genre in query.genres]
    if query.years and not wanted:
        wanted = [MovieQuery(year_from=first, year_to=last)]
    if not wanted:
        return None
    found, *others = [work.movies.fitting(one) for one in wanted]
    ids = set(found).intersection(*others)
    return np.array([number for number in found if number in ids], dtype=np.int64)


def _is_of(found: Titled, years: tuple[int, int] | None) -> bool:
    return years is not None and found.year is not None and years[0] <= found.year <= years[1]
