"""Finds the two sentences of two plots that say most alike, by the rare words that both have.

No encoder is asked: a word counts by how few plots of the catalogue have it (inverse document
frequency), so a pair of sentences costs some set operations.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matinee.data import MovieRecord
from matinee.sentiment.sentences import split_sentences

#: Fewest telling words that two sentences must share, and the least likeness of the two.
FEWEST_SHARED, LEAST_LIKENESS = 2, 0.12
#: Share of the plots up to which a word is telling: of many plots, and of a handful.
USUAL, USUAL_OF_FEW = 0.04, 0.25
#: Plots up to which there is a handful with a word.
FEW = 5
#: Sentences of one movie, and letters of one text, that are looked at.
MAX_SENTENCES, MAX_LETTERS = 20, 4_000
#: Shortest word, in letters.
SHORTEST = 3
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
#: Endings that are cut off, longest first, where enough of the word stays.
_ENDINGS = ("ings", "ing", "ies", "ers", "ed", "er", "es", "ly", "s", "y", "e")
_LEAST_STEM = 4


@dataclass(frozen=True, slots=True)
class Closest:
    """The pair of sentences of two movies that are most alike.

    Attributes:
        of_pick: Sentence of the picked movie, as it is written.
        of_other: Sentence of the other.
        likeness: Cosine of the two by their rare words, above 0 to 1.
    """

    of_pick: str
    of_other: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its stems."""

    text: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling stems are, counted on plots.

    Attributes:
        n_plots: How many were counted.
        n_with: How many of them have a stem.
    """

    n_plots: int
    n_with: Mapping[str, int]

    @classmethod
    def of(cls, movies: Iterable[MovieRecord]) -> "Rarity":
        """Count the plots of movies; those without any are left out."""
        n_with: Counter[str] = Counter()
        n_plots = 0
        for movie in movies:
            found = frozenset().union(*(one.stems for one in sentences_of(movie)))
            n_plots += bool(found)
            n_with.update(found)
        return cls(n_plots, n_with)

    def weight(self, stem: str) -> float:
        """Inverse document frequency, squared; 0 for what is usual, and where nothing is known."""
        n = self.n_with.get(stem, 0)
        if n > min(max(USUAL * self.n_plots, FEW), USUAL_OF_FEW * self.n_plots):
            return 0.0
        return math.log((self.n_plots + 1) / (n + 1)) ** 2


def plots_of(movie: MovieRecord) -> list[str]:
    """Texts that tell the plot, each once."""
    premise = movie.profile.premise if movie.profile else None
    return list(dict.fromkeys(text for text in (premise, movie.overview) if text))


def sentences_of(movie: MovieRecord) -> list[Sentence]:
    """Sentences of a movie's plots with their stems, at most :data:`MAX_SENTENCES`."""
    return [one for plot in plots_of(movie) for one in _sentences(plot)][:MAX_SENTENCES]


@lru_cache(maxsize=1_000)
def _sentences(plot: str) -> tuple[Sentence, ...]:
    # the movie that was asked about is compared with every pick, and known ones are asked for often
    text = plot[:MAX_LETTERS]
    spans = split_sentences(text)[:MAX_SENTENCES]
    return tuple(Sentence(text[start:end], stems(text[start:end])) for start, end in spans)


def stems(text: str) -> frozenset[str]:
    """Words of a text in small letters, without endings that only say the form."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


def closest_sentences(
    of_pick: Sequence[Sentence], of_other: Sequence[Sentence], rarity: Rarity
) -> Closest | None:
    """The pair that is most alike; ``None`` where no two share enough that is telling.

    Formula: ``sum of idf² over shared stems / sqrt(sum of idf² of one · of the other)``, where
    stems that more than :data:`USUAL` of the plots have count nothing.

    Args:
        of_pick: Sentences of the picked movie.
        of_other: Of the movie that it is compared with.
        rarity: Of the words of the catalogue.
    """
    best: Closest | None = None
    weights = {
        stem: rarity.weight(stem)
        for stem in frozenset().union(*(one.stems for one in (*of_pick, *of_other)))
    }
    lengths = [math.fsum(weights[stem] for stem in one.stems) for one in of_other]
    for one in of_pick:
        own = math.fsum(weights[stem] for stem in one.stems)
        for other, length in zip(of_other, lengths, strict=True):
            shared = [weights[stem] for stem in one.stems & other.stems if weights[stem]]
            if len(shared) < FEWEST_SHARED:
                continue
            likeness = min(math.fsum(shared) / math.sqrt(own * length), 1.0)
            if likeness >= LEAST_LIKENESS and (best is None or likeness > best.likeness):
                best = Closest(one.text, other.text, likeness)
    return best
