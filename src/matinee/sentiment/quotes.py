"""Short verbatim sentences that stand for what many viewers say.

Of the sentences about one aspect, on one side, the most central ones are taken: those whose TF-IDF
vectors are nearest to all others in the mean. A text with a warning of spoilers is left out
altogether, and so is a sentence that sounds as if it gave the plot away; that is a list of words,
not an understanding. Lists of words also find the sentences whose sentiment a model of words is
likely to get wrong: those that deny a word of the side they are said to be on (``isn't in the least
obnoxious`` is no complaint).

Source:
    Erkan & Radev, "LexRank: graph-based lexical centrality as salience in text summarization", JAIR
    22, 2004: centrality by cosine of TF-IDF vectors; the mean cosine in place of the eigenvector,
    which takes one sum over the sentences.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.sparse import csr_array

from matinee.sentiment.ngrams import tokenize
from matinee.sentiment.sentences import Span, split_sentences
from matinee.types import FloatArray, SparseMatrix

Side = Literal["praise", "complaints"]

#: Characters of a quote.
SHORTEST, LONGEST = 40, 160

#: Probability of its side from which a sentence is clear enough to be quoted. Of 168 labelled ones,
#: 9 in 10 above it were praise and 2 in 100 blame; at 0.7 it was 7 in 10.
CLEAR: Final = 0.85

#: Probability of its side below which a review as a whole is against what its sentence seems to
#: say; such a sentence is often ironic, or speaks of another movie.
AGAINST: Final = 0.3

#: Cosine from which two quotes say the same.
ALIKE: Final = 0.4

#: Share of capitals from which a sentence is shouted.
SHOUTED: Final = 0.3

_WARNING: Final = re.compile(r"spoil(?:er|s|t|ed|ing)", re.IGNORECASE)
_REVEALS: Final = re.compile(
    r"\b(?:di(?:es|ed)|dying|dead|death|kill(?:s|ed|er|ers|ing)?|murder(?:s|ed|er|ers)?|suicide"
    r"|surviv(?:es|ed|ors?)|shoots|stabs|commits|reveal(?:s|ed)?|revelation|twist(?:s|ed)?"
    r"|turn(?:s|ed) out|ends? up|ended up|in the end (?:he|she|it|they|we|the)|at the end"
    r"|(?:last|final) (?:scene|shot|moment|minute|frame)s?|real identity|whodunn?it|culprit"
    r"|betrays|actually (?:is|was)|all a dream|finally (?:gets|marries|dies|kisses|wins)|marries"
    r"|pregnant|secretly|father is|is his (?:father|son|brother)|is her (?:father|son|mother))\b",
    re.IGNORECASE,
)
_UNFIT: Final = re.compile(
    r"<[a-z/]|https?:|www\.|&[a-z]+;|[\n\r\t]|\*\*|__|!!|\?\?", re.IGNORECASE
)

_TELLING: Final[Mapping[Side, str]] = {
    "praise": r"amaz\w*|astonish\w*|beaut\w*|believ\w*|best|brillian\w*|captivat\w*|charm\w*"
    r"|clever\w*|compelling\w*|convinc\w*|delight\w*|effective\w*|engag\w*|engross\w*|enjoy\w*"
    r"|entertain\w*|excellen\w*|exciting|fantastic\w*|fascinat\w*|fine|flawless\w*|fun|funn\w*"
    r"|genius|good|great\w*|gripping|hilarious\w*|imaginative|impress\w*|incredibl\w*|inspir\w*"
    r"|intelligent\w*|interest\w*|laugh\w*|like[ds]?|lovely|love[ds]?|magnificen\w*|masterpiece"
    r"|masterful\w*|memorabl\w*|moving|original\w*|outstanding\w*|perfect\w*|pleas\w*|powerful\w*"
    r"|recommend\w*|remarkabl\w*|satisf\w*|special|spectacular\w*|splendid\w*|strong\w*|stunning\w*"
    r"|superb\w*|talent\w*|terrific\w*|thrill\w*|touching|unique\w*|well|witty|wonderful\w*|worth\w*",
    "complaints": r"absurd\w*|amateur\w*|annoy\w*|awful\w*|awkward\w*|bad|badly|bland\w*|bored?"
    r"|boring\w*|bores|cheap\w*|cheesy|cliche\w*|cliché\w*|clumsy|confus\w*|contrived|corny|crap\w*"
    r"|dated|depress\w*|disappoint\w*|drag\w*|dreadful\w*|dull\w*|dumb|embarrass\w*|fail\w*|fake"
    r"|fault\w*|flat|flaw\w*|forced|forgettable|garbage|hate[ds]?|hideous\w*|horribl\w*|horrid"
    r"|idiotic|irritat\w*|lack\w*|lame|laughabl\w*|lousy|mediocre|mess|messy|miss(?:ed|es)?"
    r"|obnoxious\w*|offen[ds]\w*|overlong|pathetic\w*|pointless\w*|poor\w*|predictabl\w*|pretentious"
    r"|problem\w*|regret\w*|ridiculous\w*|rushed|sappy|sentimental|shallow|silly|slow\w*|stale|stiff"
    r"|stupid\w*|tedious\w*|terribl\w*|tired|tiring|tiresome|ugly|unbearabl\w*|unconvincing"
    r"|unfunny|uninspired|uninteresting|unnecessar\w*|wast(?:e[ds]?|ing)|weak\w*|wooden|worse|worst"
    r"|wrong",
}
_DENIAL: Final = (
    r"\b(?:not(?! (?:only|just|merely|to mention)\b)|\w+n't|cannot"
    r"|(?:ca|do|is|was|are|does|did|wo)nt|never|no(?! (?:doubt|wonder)\b)|none|nor|neither"
    r"|nobody|nothing|nowhere|without"
    r"|hardly|barely|scarcely|rarely|seldom|far from|anything but|instead of|rather than)"
)
# the words that a denial reaches over, up to a comma or another half of the sentence
_REACH: Final = r"(?:[ -]+(?!(?:but|yet|although|though|because|which)\b)[\w']+){0,4}?[ -]+"
_DENIED: Final[Mapping[Side, re.Pattern[str]]] = {
    side: re.compile(rf"{_DENIAL}{_REACH}(?:{words})\b", re.IGNORECASE)
    for side, words in _TELLING.items()
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be quoted.

    Attributes:
        review_id: The review it is from; two quotes are never from one.
        text: All of the review, as it was written.
        start: Where the mention starts in it.
        end: Where it ends, exclusive.
        positive: Probability that it is praise.
        review_positive: Probability that the review as a whole is positive.
    """

    review_id: int
    text: str
    start: int
    end: int
    positive: float
    review_positive: float

    @property
    def quote(self) -> str:
        """The words of the mention."""
        return self.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int]:
        """The review and where the mention starts in it: the same for each of its aspects."""
        return self.review_id, self.start


def choose_by_aspect(
    candidates: Mapping[str, Sequence[Candidate]], side: Side, n: int = 2
) -> dict[str, list[Candidate]]:
    """The sentences that stand best for one side of each aspect, none for two aspects.

    Args:
        candidates: Mentions of one movie by aspect. A sentence that several aspects would choose
            goes to the first of them; the others choose their next best.
        side: ``"praise"`` or ``"complaints"``.
        n: Quotes of an aspect at most.

    Returns:
        What :func:`choose_quotes` gives for each aspect.
    """
    chosen: dict[str, list[Candidate]] = {}
    taken: set[tuple[int, int]] = set()
    for aspect, mentions in candidates.items():
        chosen[aspect] = choose_quotes(mentions, side, n, taken)
        taken.update(one.place for one in chosen[aspect])
    return chosen


def choose_quotes(
    candidates: Sequence[Candidate], side: Side, n: int = 2, taken: Collection[tuple[int, int]] = ()
) -> list[Candidate]:
    """The sentences that stand best for one side.

    What is quoted is whole, 40 to 160 characters, clear in its sentiment, not shouted, free of
    markup, and gives away nothing that a list of words can see. It denies no word of its side, and
    the review that it is from is not against it. The second is another viewer's and unlike the
    first.

    Args:
        candidates: Mentions of one aspect of one movie.
        side: ``"praise"`` or ``"complaints"``.
        n: Quotes at most.
        taken: Places of the sentences that are quoted elsewhere.

    Returns:
        The best first, ties by review and place; fewer than ``n`` where there are no more.
    """
    ordered = sorted(candidates, key=lambda one: (one.review_id, one.start))
    clear = [one for one in ordered if _is_clear(one, side)]
    if not clear:
        return []
    vectors = _vectors([one.quote for one in clear])
    scores = _centrality(vectors) * np.array([abs(2 * one.positive - 1) for one in clear])
    chosen: list[int] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        if len(chosen) == n:
            break
        if clear[row].place in taken or is_denied(clear[row].quote, side):
            continue
        if _is_new(clear, vectors, chosen, row) and is_quotable(clear[row]):
            chosen.append(row)
    return [clear[row] for row in chosen]


def is_quotable(one: Candidate) -> bool:
    """Whether a mention can be shown by itself."""
    quote = one.quote
    if not SHORTEST <= len(quote) <= LONGEST:
        return False
    if _UNFIT.search(quote) or _is_shouted(quote) or is_spoiler(quote):
        return False
    return not _WARNING.search(one.text) and Span(one.start, one.end) in split_sentences(one.text)


def is_denied(sentence: str, side: Side) -> bool:
    """Whether a sentence denies a word of a side, so that it may well be on the other.

    Example:
        >>> is_denied("It was never boring.", "complaints")
        True
        >>> is_denied("It was never boring.", "praise")
        False
    """
    return bool(_DENIED[side].search(sentence.replace("\u2019", "'")))


def is_spoiler(sentence: str) -> bool:
    """Whether a sentence sounds as if it told how the movie goes on or ends."""
    return bool(_WARNING.search(sentence) or _REVEALS.search(sentence))


def _is_clear(one: Candidate, side: Side) -> bool:
    """Whether a mention is on a side beyond doubt, and its review not on the other."""
    mention, review = one.positive, one.review_positive
    if side == "complaints":
        mention, review = 1 - mention, 1 - review
    return mention >= CLEAR and review >= AGAINST


def _is_shouted(quote: str) -> bool:
    letters = [letter for letter in quote if letter.isalpha()]
    return not letters or sum(map(str.isupper, letters)) > SHOUTED * len(letters)


def _is_new(
    clear: Sequence[Candidate], vectors: SparseMatrix, chosen: Sequence[int], row: int
) -> bool:
    """Whether a sentence is another viewer's and unlike those that were chosen."""
    if clear[row].review_id in {clear[other].review_id for other in chosen}:
        return False
    return all((vectors[[row]] @ vectors[[other]].T).sum() < ALIKE for other in chosen)


def _vectors(sentences: Sequence[str]) -> SparseMatrix:
    """TF-IDF vectors of length 1, shape ``(n, n_words)``; zero where there are no words."""
    bags = [Counter(token for token in tokenize(text) if token[0].isalnum()) for text in sentences]
    found = Counter(word for bag in bags for word in bag)
    places = {word: place for place, word in enumerate(sorted(found))}
    idf = {word: np.log1p(len(bags) / number) for word, number in found.items()}
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    columns = np.array([places[word] for bag in bags for word in bag], dtype=np.int64)
    data = np.array([count * idf[word] for bag in bags for word, count in bag.items()])
    lengths = np.sqrt(np.bincount(rows, data**2, minlength=len(bags)))
    data = (data / lengths[rows]).astype(np.float32)
    return csr_array((data, (rows, columns)), shape=(len(bags), max(len(places), 1)))


def _centrality(vectors: SparseMatrix) -> FloatArray:
    """Mean cosine of each row to the others, shape ``(n,)``; 1 where there is one row."""
    n = vectors.shape[0]
    if n == 1:
        return np.ones(1, dtype=np.float32)
    total: FloatArray = vectors.sum(axis=0)
    own: FloatArray = (vectors * vectors).sum(axis=1)
    return ((vectors @ total - own) / (n - 1)).astype(np.float32)
