"""The shipped models of other languages: one linear model each over hashed fragments.

With each known fragment of a text counted once, its score in a language is ::

    s = b + sum_g v_g / sqrt(n)

over the n known fragments g, where ``v`` is a regression's coefficient times the root of the
fragment's naive-Bayes log-count ratio, folded together when the model is trained. What is not
known to a language's model says nothing; a language without a model is not guessed at.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from safetensors.numpy import save_file
from scipy.special import expit

from matinee import starter
from matinee.errors import ArtifactError
from matinee.sentiment.fragments import iter_fragments
from matinee.sentiment.model_files import read_arrays, read_description
from matinee.sentiment.polarity import NEUTRAL, UNREAD_WEIGHT, SentimentScores
from matinee.types import FloatArray, IndexArray

#: Number of the file format; a newer one is refused.
FORMAT: Final = 1

_BATCH_TEXTS: Final = 512
_BATCH_CHARACTERS: Final = 1 << 18
_DTYPES: Final = {"keys": "uint32", "weights": "float16"}

_Keys = np.ndarray[Any, np.dtype[np.uint32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How scores of one language become probabilities and labels.

    Attributes:
        model: Name of the weights; languages that are nearly the same share one.
        slope: Log-odds for each unit of score.
        intercept: Log-odds where the score is 0.
        full_coverage: Share of known fragments from which the log-odds count in full; below it
            they shrink in proportion.
        thresholds: The four probabilities between the five labels, ascending.
    """

    model: str
    slope: float
    intercept: float
    full_coverage: float
    thresholds: tuple[float, float, float, float]

    def positive(self, scores: FloatArray, coverage: FloatArray) -> FloatArray:
        """Probabilities of shape ``(n,)``, float32; 0.5 where nothing is known."""
        odds = self.slope * scores.astype(np.float64) + self.intercept
        odds *= np.minimum(coverage / self.full_coverage, 1)
        return np.asarray(expit(odds), dtype=np.float32)

    def labels(self, positive: FloatArray) -> IndexArray:
        """Positions in ``LABELS``, shape ``(n,)``, int32."""
        return np.searchsorted(self.thresholds, positive, side="right").astype(np.int32)


@dataclass(frozen=True, slots=True)
class Weights:
    """One linear model.

    Attributes:
        keys: Shape ``(n_fragments,)``, uint32, ascending: hashes of the known fragments.
        values: The same shape, float64: v in the formula above.
        bias: b in the formula above.
    """

    keys: _Keys
    values: np.ndarray[Any, np.dtype[np.float64]]
    bias: float

    def score(self, texts: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        """Scores and shares of known fragments, each of shape ``(n_texts,)``, float32.

        The score is 0 where no fragment is known.
        """
        n = len(texts)
        total = np.zeros(n)
        pairs = []
        width = max(len(self.keys), 1)
        for found in iter_fragments(texts):
            total += np.bincount(found.rows, minlength=n)
            columns = np.searchsorted(self.keys, found.keys)
            columns[columns == len(self.keys)] = 0
            hits = self.keys[columns] == found.keys if len(self.keys) else columns < 0
            pairs.append(found.rows[hits] * width + columns[hits])
        cells = np.concatenate([*pairs, np.zeros(0, np.int64)])
        rows, columns = np.divmod(cells, width)
        known = np.bincount(rows, minlength=n)
        once = np.unique(cells)
        rows, columns = np.divmod(once, width)
        sums = np.bincount(rows, self.values[columns], minlength=n)
        distinct = np.bincount(rows, minlength=n)
        scores = np.where(distinct > 0, self.bias + sums / np.sqrt(np.maximum(distinct, 1)), 0)
        return scores.astype(np.float32), (known / np.maximum(total, 1)).astype(np.float32)


class Multilingual:
    """Models of several languages, each for its own.

    Attributes:
        languages: ISO 639-1 codes, and ``hi-Latn`` for Hindi in Latin letters.
        version: ``multilingual-`` and the first digits of the file's sha256.
    """

    def __init__(
        self,
        weights: Mapping[str, Weights],
        readings: Mapping[str, Reading],
        version: str = "multilingual-unsaved",
    ) -> None:
        self._weights = dict(weights)
        self._readings = dict(readings)
        self.languages = frozenset(readings)
        self.version = version

    @classmethod
    def shipped(cls) -> Self:
        """The models that ship with the package.

        Raises:
            ArtifactError: Their files are missing or changed.
        """
        return cls.read(
            starter.file("sentiment/multilingual.safetensors"),
            starter.file("sentiment/multilingual.json"),
        )

    @classmethod
    def read(cls, arrays: Path, description: Path) -> Self:
        """Models from their two files.

        Raises:
            ArtifactError: A file is missing, changed, of a newer format, or of another shape.
        """
        told = read_description(description, "multilingual", FORMAT)
        state, digest = read_arrays(arrays, told.get("sha256"))
        try:
            readings = {name: Reading(**one) for name, one in told["languages"].items()}
            biases = {name: float(bias) for name, bias in told["biases"].items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ArtifactError(f"'{description.name}' does not describe these models.") from error
        weights = {name: _build_weights(name, state, bias) for name, bias in biases.items()}
        missing = {reading.model for reading in readings.values()} - set(weights)
        if missing:
            raise ArtifactError(f"'{description.name}' has no bias for {sorted(missing)}.")
        return cls(weights, readings, version=f"multilingual-{digest[:12]}")

    def score(self, texts: Sequence[str], languages: Sequence[str | None]) -> SentimentScores:
        """Score texts in order, each in its language.

        Args:
            texts: Any number of texts of any length.
            languages: One for each text; one that has no model gives probability 0.5 and
                :data:`~matinee.sentiment.polarity.UNREAD_WEIGHT`.
        """
        positive = np.full(len(texts), 0.5, dtype=np.float32)
        labels = np.full(len(texts), NEUTRAL, dtype=np.int32)
        weights = np.full(len(texts), UNREAD_WEIGHT, dtype=np.float32)
        for language, rows, scores, coverage in self._iter_scores(texts, languages):
            reading = self._readings[language]
            positive[rows] = reading.positive(scores, coverage)
            labels[rows] = np.where(coverage > 0, reading.labels(positive[rows]), NEUTRAL)
            weights[rows] = 1
        return SentimentScores(positive, labels, weights, tuple(languages))

    def log_odds(self, texts: Sequence[str], languages: Sequence[str | None]) -> FloatArray:
        """Uncalibrated scores, positive where the text sounds so; for models stacked on these.

        Returns:
            Shape ``(n,)``, float32; 0 where the language has no model or nothing is known.
        """
        odds = np.zeros(len(texts), dtype=np.float32)
        for _, rows, scores, _ in self._iter_scores(texts, languages):
            odds[rows] = scores
        return odds

    def _iter_scores(
        self, texts: Sequence[str], languages: Sequence[str | None]
    ) -> Iterator[tuple[str, list[int], FloatArray, FloatArray]]:
        """Language, positions, scores and coverage of each batch of one language."""
        places: dict[str, list[int]] = {}
        for place, language in enumerate(languages):
            if language in self.languages:
                places.setdefault(str(language), []).append(place)
        for language, rows in places.items():
            model = self._weights[self._readings[language].model]
            for batch in _iter_batches(texts, rows):
                yield language, batch, *model.score([texts[row] for row in batch])


def write_models(
    folder: Path, weights: Mapping[str, Weights], readings: Mapping[str, Reading]
) -> None:
    """Write ``multilingual.safetensors`` and, last, ``multilingual.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = folder / "multilingual.safetensors"
    state: dict[str, np.ndarray[Any, Any]] = {}
    for name, model in weights.items():
        state[f"{name}.keys"] = model.keys.astype(_DTYPES["keys"])
        state[f"{name}.weights"] = model.values.astype(_DTYPES["weights"])
    save_file(state, arrays)
    told = {
        "format": FORMAT,
        "kind": "multilingual",
        "sha256": hashlib.sha256(arrays.read_bytes()).hexdigest(),
        "biases": {name: model.bias for name, model in weights.items()},
        "languages": {name: asdict(reading) for name, reading in readings.items()},
    }
    text = json.dumps(told, indent=2, sort_keys=True) + "\n"
    (folder / "multilingual.json").write_text(text, encoding="utf-8")


def _iter_batches(texts: Sequence[str], rows: Sequence[int]) -> Iterator[list[int]]:
    """Consecutive positions whose texts are together small enough; none is empty."""
    batch: list[int] = []
    characters = 0
    for row in rows:
        if batch and (
            characters + len(texts[row]) > _BATCH_CHARACTERS or len(batch) == _BATCH_TEXTS
        ):
            yield batch
            batch, characters = [], 0
        batch.append(row)
        characters += len(texts[row])
    if batch:
        yield batch


def _build_weights(name: str, state: Mapping[str, np.ndarray[Any, Any]], bias: float) -> Weights:
    try:
        keys, values = (state[f"{name}.{part}"] for part in _DTYPES)
    except KeyError as error:
        raise ArtifactError(f"the models' file has no weights of '{name}'.") from error
    if (keys.dtype, values.dtype) != tuple(map(np.dtype, _DTYPES.values())):
        raise ArtifactError(f"keys and weights of '{name}' must be uint32 and float16.")
    if keys.ndim != 1 or keys.shape != values.shape:
        raise ArtifactError(f"keys and weights of '{name}' must be two rows of one length.")
    if not (keys[1:] > keys[:-1]).all():
        raise ArtifactError(f"keys of '{name}' must ascend.")
    return Weights(keys, values.astype(np.float64), bias)
