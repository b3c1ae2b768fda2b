"""Lists of candidates, one from each source; a further source is one more function here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np

from matinee.data import IdMap
from matinee.search.query import SearchQuery
from matinee.storage import Credited, Titled, WordHits
from matinee.types import BoolArray, FloatArray, IdArray

Source: TypeAlias = Literal["title", "person", "words", "meaning"]

#: Candidates that a source gives at most; places beyond it add next to nothing.
DEPTH = 100
#: Share of all movies above which a word tells nothing, and the least number that this is.
COMMON_SHARE, COMMON_LEAST = 1 / 8, 500
#: Plots with which a catalogue is searched by them alone.
ENOUGH_PLOTS = 100
#: What is taken off the likeness of a movie of which no plot is known: title and genres are like
#: many a sentence by chance.
NO_PLOT = 0.3
#: Likeness below which two texts have nothing to do with each other; and where the catalogue has
#: none of the words: letters without sense are like some plot by up to a third.
LEAST_LIKENESS, LEAST_OF_UNKNOWN = 0.2, 0.35
#: Share of a word's movies that must be one person's for the word to be that person's name.
NAME_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Candidates:
    """What one source found.

    Attributes:
        source: Its name.
        movie_ids: Best first, at most :data:`DEPTH`; shape ``(n,)``, int64.
        scores: As the source counts them, shape ``(n,)``, float32.
        whys: By movie what the source goes by: the words that it has, the person's part in it.
        share: What the list counts, of its source's weight.
    """

    source: Source
    movie_ids: IdArray
    scores: FloatArray
    whys: dict[int, tuple[str, ...]] = field(default_factory=dict)
    share: float = 1.0

    def among(self, allowed: IdArray | None) -> "Candidates":
        """Those that are among the ids; all where ``None`` is given."""
        if allowed is None:
            return self
        kept = np.isin(self.movie_ids, allowed)
        return replace(self, movie_ids=self.movie_ids[kept], scores=self.scores[kept])

    def best(self) -> "Candidates":
        """The :data:`DEPTH` best, best first; ties go to the one that stands before."""
        order = np.argsort(-self.scores, kind="stable")[:DEPTH]
        return replace(self, movie_ids=self.movie_ids[order], scores=self.scores[order])

    def counting(self, share: float) -> "Candidates":
        """The same list, counting that share."""
        return replace(self, share=share)


def by_name(
    titled: Sequence[Titled], credited: Sequence[Credited], query: SearchQuery
) -> tuple[list[Candidates], list[Candidates]]:
    """Candidates by title and by person: where the words are a name, and where one is mentioned.

    Args:
        titled: Movies with the query's name as a title or its beginning.
        credited: Movies of people with that name, with a name inside the sentence, or with the
            query's name as their last.
        query: What was typed.

    Returns:
        Lists that come before all others, and lists that are fused with the others.
    """
    first: list[Candidates] = []
    others: list[Candidates] = []
    if titled:
        rows = [(found.movie_id, ("whole",) if found.whole else ()) for found in titled]
        first.append(_in_order("title", rows))
    named = [found for found in credited if _is_name(found, query)]
    if named:
        first.append(_in_order("person", [(own.movie_id, (own.job, own.name)) for own in named]))
    # a list for each, so that a movie with both of two people comes first
    for key in dict.fromkeys(found.key for found in credited if not _is_name(found, query)):
        theirs = [(own.movie_id, (own.job, own.name)) for own in credited if own.key == key]
        others.append(_in_order("person", theirs))
    return first, others


def _is_name(found: Credited, query: SearchQuery) -> bool:
    return found.key == query.person or found.key.endswith(f" {query.person}")


def _in_order(source: Source, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Candidates:
    whys: dict[int, tuple[str, ...]] = {}
    for movie_id, why in rows:
        whys.setdefault(movie_id, why)
    ids = list(whys)[:DEPTH]
    scores = np.arange(len(ids), 0, -1, dtype=np.float32)
    return Candidates(source, np.array(ids, dtype=np.int64), scores, whys)


def is_persons_name(hits: Sequence[WordHits], credited: Sequence[Credited]) -> bool:
    """Whether a word is somebody's name and little else: "hitchcock" is, "young" is not."""
    everywhere = {int(number) for hit in hits for number in hit.movie_ids}
    theirs = everywhere & {found.movie_id for found in credited}
    return bool(theirs) and len(theirs) >= NAME_SHARE * len(everywhere)


def most_hits(n_movies: int) -> int:
    """Movies that a word may have and still tell something."""
    return max(COMMON_LEAST, int(COMMON_SHARE * n_movies))


def by_words(hits: Sequence[WordHits], n_movies: int, allowed: IdArray | None = None) -> Candidates:
    """Movies by the words that they have of a sentence.

    Formula: ``score_m = (sum over w of idf_w sqrt(fit_mw)) * share_m``, where ``idf_w`` is
    ``ln(1 + (N - n_w + 0.5) / (n_w + 0.5))`` and ``share_m`` the part of the sentence's idf that
    the movie has words of. The root and the share keep one rare word from deciding: a movie with
    three of the words comes before one that says the rarest of them over and over.

    Args:
        hits: Movies by word.
        n_movies: Movies in the catalogue.
        allowed: Ids that fit the filters; all where ``None`` is given.

    Source:
        Robertson & Zaragoza, Foundations and Trends in IR 3(4), 2009, for idf and fit (BM25).
    """
    common = most_hits(n_movies)
    telling = [hit for hit in hits if 0 < len(hit.movie_ids) <= common]
    idf = [
        math.log(1 + (n_movies - len(hit.movie_ids) + 0.5) / (len(hit.movie_ids) + 0.5))
        for hit in telling
    ]
    if not telling:
        return Candidates("words", np.zeros(0, np.int64), np.zeros(0, np.float32))
    ids = np.unique(np.concatenate([hit.movie_ids for hit in telling]))
    sums, had = np.zeros(len(ids)), np.zeros(len(ids))
    has = np.zeros((len(telling), len(ids)), dtype=np.bool_)
    for place, (hit, rarity) in enumerate(zip(telling, idf, strict=True)):
        positions = np.searchsorted(ids, hit.movie_ids)
        sums[positions] += rarity * np.sqrt(hit.fits)
        had[positions] += rarity
        has[place, positions] = True
    scores = (sums * had / sum(idf)).astype(np.float32)
    best = Candidates("words", ids, scores).among(allowed).best()
    rarest_first = np.argsort(-np.array(idf), kind="stable")
    said = has[:, np.searchsorted(ids, best.movie_ids)][rarest_first].T
    words = [telling[place].word for place in rarest_first]
    whys = {
        number: tuple(word for word, here in zip(words, row, strict=True) if here)
        for number, row in zip(best.movie_ids.tolist(), said.tolist(), strict=True)
    }
    return replace(best, whys=whys)


@dataclass(frozen=True, slots=True)
class Meanings:
    """The vectors that a sentence is compared with.

    Attributes:
        movies: Positions of ``vectors``.
        vectors: Of each movie as a whole, shape ``(n_movies, dim)``, float32; zero where unknown.
        plots: Positions of ``plot_vectors``.
        plot_vectors: Of the plots alone, shape ``(n_plots, dim)``, float32.
        untold: Whether no plot is known, shape ``(n_movies,)``.
    """

    movies: IdMap
    vectors: FloatArray
    plots: IdMap
    plot_vectors: FloatArray
    untold: BoolArray


def by_meaning(
    vector: FloatArray, meanings: Meanings, *, least: float = LEAST_LIKENESS
) -> Candidates:
    """Movies by the likeness of their plot to the sentence.

    Where few plots are known, the others take part with title and genres, and count less.
    All of them, in no order: what is asked for is the :meth:`Candidates.best` of some of them.

    Args:
        vector: Of the sentence, shape ``(dim,)``, float32, of length one.
        meanings: What it is compared with.
        least: Likeness that a candidate must have.
    """
    ids, scores = meanings.plots.ids, _products(meanings.plot_vectors, vector)
    if len(ids) < ENOUGH_PLOTS:
        whole = _products(meanings.vectors, vector)[meanings.untold] - np.float32(NO_PLOT)
        ids = np.concatenate([ids, meanings.movies.ids[meanings.untold]])
        scores = np.concatenate([scores, whole])
    alike = scores >= least
    return Candidates("meaning", ids[alike], scores[alike])


def _products(vectors: FloatArray, vector: FloatArray) -> FloatArray:
    # not @, whose threads wait 5 ms for those of the encoder that has just run
    products: FloatArray = np.einsum("ij,j->i", vectors, vector)
    return products


def by_kind(movie_ids: IdArray) -> Candidates:
    """Movies of a kind that is all that was asked for, the most popular first."""
    scores = np.arange(len(movie_ids), 0, -1, dtype=np.float32)
    return Candidates("words", movie_ids, scores).best()
