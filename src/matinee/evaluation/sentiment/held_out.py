"""What no shipped model was trained on, read from a folder with the public data sets.

The rule of the split: reviews with an ``imdb_id`` go by ``sha256(imdb_id)``, other texts by
``sha256(text)``; the first eight hexadecimal digits modulo 8 are the fold, and fold 0 is held out.
So all reviews of one movie are on one side, and so are all copies of one text. Of the Stanford
Sentiment Treebank the dev sentences are held out. Sources whose terms do not allow a shipped model
to be trained on them are measured on all of their texts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Self

import numpy as np

from matinee.errors import DataError
from matinee.types import BoolArray, IndexArray

FOLDS, HELD_OUT = 8, 0
REVIEWS = "reviews-imdb-labelled.parquet"
SENTENCES = "sentiment-sst/sst_dev.txt"
LANGUAGES = "sentiment-multilingual.parquet"
UNLABELLED = "reviews-imdb-unlabelled.parquet"
RATINGS = "movielens-latest-small/ratings.csv"

#: File -> what it is, for whoever has to bring it.
FILES = {
    REVIEWS: "reviews of the Large Movie Review Dataset: imdb_id, label (pos or neg), text",
    SENTENCES: "dev sentences of the Stanford Sentiment Treebank: __label__1 to 5, a tab, text",
    LANGUAGES: "texts in other languages: text, label, lang, source, domain",
    UNLABELLED: "more reviews of the first one, with imdb_id and text",
    RATINGS: "ratings of MovieLens latest-small, with its movies.csv and links.csv beside it",
}

#: Beginnings of the names of sources that no shipped model may be trained on.
UNTRAINED = (
    "allocine_",
    "de-amazon_books",
    "douban_short",
    "fr-amazon_books",
    "nl-bol.com_books",
    "norec_",
    "parsinlu_",
)
#: Most texts of a language and domain: more would tell little more and take long.
MOST_TEXTS = 1000
_NEUTRAL_STARS = 3


@dataclass(frozen=True, slots=True)
class Reviews:
    """Reviews of held-out movies.

    Attributes:
        texts: In the file's order.
        liked: Whether the writer liked the movie, shape ``(n,)``.
        movies: Movie of each review, 0 and up, shape ``(n,)``, int32.
    """

    texts: tuple[str, ...]
    liked: BoolArray
    movies: IndexArray


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences out of reviews; ``stars`` are 1 to 5, shape ``(n,)``, int32."""

    texts: tuple[str, ...]
    stars: IndexArray

    @property
    def clear(self) -> BoolArray:
        """Which are not neutral."""
        clear: BoolArray = self.stars != _NEUTRAL_STARS
        return clear

    @property
    def liked(self) -> BoolArray:
        """Which are positive."""
        liked: BoolArray = self.stars > _NEUTRAL_STARS
        return liked


@dataclass(frozen=True, slots=True)
class Texts:
    """Positive and negative texts in one language, from one domain and one side of the terms.

    Attributes:
        language: ISO 639-1 code, or ``hi-Latn``.
        domain: Such as ``movie`` or ``social``.
        trained: Other texts of the same sources may be trained on.
        texts: In the file's order.
        liked: Which are positive, shape ``(n,)``.
    """

    language: str
    domain: str
    trained: bool
    texts: tuple[str, ...]
    liked: BoolArray

    def drawn(self, n: int) -> Self:
        """Itself; of more than ``n`` texts ``n``, as many of one side as of the other, seed 0."""
        if len(self.texts) <= n:
            return self
        sides = [np.flatnonzero(self.liked), np.flatnonzero(~self.liked)]
        rows = np.sort(np.concatenate([side[draw(len(side), (n + 1) // 2)] for side in sides]))
        return replace(self, texts=_take(self.texts, rows), liked=self.liked[rows])


def fold_of(key: str) -> int:
    """Fold of a movie, by its IMDb id, or of a text.

    Example:
        >>> fold_of("tt0133093")
        7
    """
    return int(sha256(key.encode()).hexdigest()[:8], 16) % FOLDS


def check_files(folder: Path | None, names: Sequence[str]) -> Path:
    """The folder, if it holds the files.

    Raises:
        DataError: There is no such folder, or a file is missing; the message names what is needed.
    """
    needed = "; ".join(f"{name} ({FILES[name]})" for name in names)
    if folder is None:
        raise DataError(f"name a folder with --data that holds {needed}.")
    for name in names:
        if not (folder / name).is_file():
            raise DataError(f"{folder} has no {name}; it must hold {needed}.")
    return folder


def draw(n: int, n_drawn: int | None) -> IndexArray:
    """Positions of at most ``n_drawn`` of ``n``, ascending, always the same; ``None`` takes all."""
    if n_drawn is None or n_drawn >= n:
        return np.arange(n, dtype=np.int32)
    rows = np.random.default_rng(0).choice(n, n_drawn, replace=False)
    return np.sort(rows).astype(np.int32)


def read_reviews(folder: Path, sample: int | None = None) -> Reviews:
    """Reviews of the held-out movies, at most ``sample`` of them."""
    table = read_columns(folder / REVIEWS, ["imdb_id", "label", "text"])
    held = [row for row, key in enumerate(table["imdb_id"]) if fold_of(key) == HELD_OUT]
    if not held:
        raise DataError(f"{REVIEWS} has no review of a held-out movie.")
    rows = [held[place] for place in draw(len(held), sample).tolist()]
    movies = np.unique([table["imdb_id"][row] for row in rows], return_inverse=True)[1]
    liked = np.array([table["label"][row] == "pos" for row in rows])
    return Reviews(_take(table["text"], rows), liked, movies.astype(np.int32))


def read_sentences(folder: Path, sample: int | None = None) -> Sentences:
    """The dev sentences, at most ``sample`` of them.

    Raises:
        DataError: A line does not begin with a class.
    """
    stars, texts = [], []
    for number, line in enumerate((folder / SENTENCES).read_text("utf-8").splitlines(), 1):
        label, tab, text = line.partition("\t")
        if not tab or label not in {f"__label__{star}" for star in range(1, 6)}:
            raise DataError(f"{SENTENCES}, line {number}: begin with __label__1 to 5 and a tab.")
        stars.append(int(label[-1]))
        texts.append(text)
    rows = draw(len(texts), sample)
    return Sentences(_take(texts, rows), np.array(stars, dtype=np.int32)[rows])


def read_languages(folder: Path, sample: int | None = None) -> list[Texts]:
    """Held-out texts by language, domain and terms, at most ``sample`` of each.

    By default at most :data:`MOST_TEXTS`, as many of one side as of the other where there are more.
    Neutral texts are left out, and so is what has fewer than ten positive or negative ones.
    """
    table = read_columns(folder / LANGUAGES, ["text", "label", "lang", "source", "domain"])
    found: dict[tuple[str, str, bool], list[int]] = {}
    for row, label in enumerate(table["label"]):
        trained = not table["source"][row].startswith(UNTRAINED)
        if label != "neutral" and (not trained or fold_of(table["text"][row]) == HELD_OUT):
            key = (table["lang"][row], table["domain"][row], trained)
            found.setdefault(key, []).append(row)
    groups = []
    for (language, domain, trained), rows in sorted(found.items()):
        liked = np.array([table["label"][row] == "positive" for row in rows])
        if min(liked.sum(), (~liked).sum()) >= 10:  # noqa: PLR2004 - fewer tell nothing
            group = Texts(language, domain, trained, _take(table["text"], rows), liked)
            groups.append(group.drawn(sample or MOST_TEXTS))
    return groups


def read_columns(path: Path, columns: list[str]) -> dict[str, list[Any]]:
    """Columns of a Parquet file as lists.

    Raises:
        DataError: It cannot be read, or lacks one.
    """
    try:
        with import_module("pyarrow.parquet").ParquetFile(path) as file:
            missing = [name for name in columns if name not in file.schema_arrow.names]
            found: dict[str, list[Any]] = {} if missing else file.read(columns).to_pydict()
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name} cannot be read: {error}.") from error
    if missing:
        raise DataError(f"{path.name} has no column {', '.join(missing)}.")
    return found


def _take(texts: Sequence[str], rows: Iterable[int]) -> tuple[str, ...]:
    return tuple(texts[row] for row in rows)
