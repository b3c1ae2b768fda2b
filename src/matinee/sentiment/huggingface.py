"""Any text-classification model of Hugging Face, by name or folder; needs ``matinee[hf]``.

``tabularisai/multilingual-sentiment-analysis`` is what the manual names: five labels, 22
languages. Its licence is CC-BY-NC-4.0 (no commercial use), so it is never the default and nothing
of it ships; who sets ``MATINEE_SENTIMENT=hf:...`` takes on the licence of the model named there.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np

from matinee.errors import ConfigError
from matinee.extras import require
from matinee.progress import Progress, silent
from matinee.sentiment.polarity import LABELS, NEUTRAL, SentimentScores, join_scores
from matinee.types import FloatArray

_BATCH: Final = 16

# A tokenizer without a limit says 10^30; then the model's own limit holds, and at most this.
_LENGTH_UNKNOWN: Final = 1_000_000
_LONGEST: Final = 512

# What a name says on a scale from 0 (very negative) to 1 (very positive).
_VALUE_OF: Final[Mapping[str, float]] = {
    "very negative": 0.0,
    "negative": 0.25,
    "neutral": 0.5,
    "positive": 0.75,
    "very positive": 1.0,
    "neg": 0.25,
    "neu": 0.5,
    "mixed": 0.5,
    "pos": 0.75,
}
_STARS: Final = re.compile(r"([1-5]) ?stars?")
_NUMBERED: Final = re.compile(r"label[_ ]?(\d+)")

#: Sizes of a set of nameless labels that can only mean an order from bad to good.
_SCALES: Final = (2, 3, 5)


def label_values(names: Sequence[str]) -> FloatArray:
    """What each label of a model is worth, from 0 (very negative) to 1 (very positive).

    Names are read by their words ("Very Negative", "POSITIVE", "neu"), by their stars ("1 star" …
    "5 stars"), or, where a model has none (``LABEL_0`` …), as an even scale from bad to good. The
    worst label of a model is worth 0 and the best 1, so that its expectation is a probability.

    Args:
        names: The model's labels in its own order.

    Returns:
        Shape ``(len(names),)``, float32.

    Raises:
        ConfigError: The names are none of these, or do not tell good from bad.
    """
    plain = [" ".join(re.split(r"[\s_-]+", name.strip().casefold())) for name in names]
    values = _by_name(plain)
    if values is None or not len(values) or values.min() == values.max():
        known = "negative/neutral/positive, very ..., 1 to 5 stars or LABEL_0 ... of 2, 3 or 5"
        raise ConfigError(f"a sentiment model's labels must be {known}, not {', '.join(names)}.")
    spread = values.max() - values.min()
    return np.asarray((values - values.min()) / spread, dtype=np.float32)


def _by_name(names: Sequence[str]) -> "FloatArray | None":
    if all(name in _VALUE_OF for name in names):
        return np.array([_VALUE_OF[name] for name in names], dtype=np.float32)
    stars = [_STARS.fullmatch(name) for name in names]
    if all(stars):
        return np.array([int(match[1]) for match in stars if match], dtype=np.float32)
    numbered = [_NUMBERED.fullmatch(name) for name in names]
    numbers = sorted(int(match[1]) for match in numbered if match)
    if len(names) in _SCALES and numbers == list(range(len(names))):
        return np.array([int(match[1]) for match in numbered if match], dtype=np.float32)
    return None


class HuggingFaceSentiment:
    """A transformers pipeline behind the contract of :mod:`matinee.sentiment.polarity`.

    A text's probability is the expectation of its labels' values; its label is the most probable
    one where the model has five, else the fifth of the scale that the probability falls in.

    Attributes:
        version: ``hf:``, the name, and a digest of the model's configuration.
    """

    def __init__(self, name: str, pipeline: Any) -> None:
        config = pipeline.model.config
        self._pipeline = pipeline
        self._names = [config.id2label[index] for index in range(config.num_labels)]
        self._values = label_values(self._names)
        tokenizer = pipeline.tokenizer
        # texts of one batch are padded to one length, which takes a token for it
        self._batch_size = _BATCH if tokenizer.pad_token is not None else 1
        if tokenizer.model_max_length > _LENGTH_UNKNOWN:
            # two places are kept free: RoBERTa's positions start at 2
            places = getattr(config, "max_position_embeddings", _LONGEST + 2)
            tokenizer.model_max_length = min(_LONGEST, places - 2)
        digest = hashlib.sha256(config.to_json_string(use_diff=False).encode()).hexdigest()
        self.version = f"hf:{name}-{digest[:8]}"

    @classmethod
    def load(cls, name: str) -> Self:
        """Load a model by name or folder; a name that was not loaded before is downloaded.

        Raises:
            MissingExtraError: ``matinee[hf]`` is not installed.
            ConfigError: There is no such model, or its labels cannot be placed on a scale.
        """
        require("torch")
        transformers = require("transformers")
        try:
            pipeline = transformers.pipeline(
                "text-classification",
                model=name,
                tokenizer=name,
                top_k=None,
                function_to_apply="softmax",
            )
        except (OSError, ValueError, KeyError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ConfigError(
                f"'{name}' must be the name or folder of a text-classification model: {reason}"
            ) from error
        return cls(name, pipeline)

    def score(self, texts: Sequence[str], progress: Progress = silent) -> SentimentScores:
        """Score texts in order; long ones are cut where the model's input ends."""
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            parts.append(self._score_batch(batch))
            progress("sentiment", start + len(batch), len(texts))
        return join_scores(parts)

    def _score_batch(self, texts: Sequence[str]) -> SentimentScores:
        n = len(texts)
        positive, labels = np.full(n, 0.5, np.float32), np.full(n, NEUTRAL, np.int32)
        # tokenizers refuse lone surrogates; what a model says of nothing means nothing
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        told = [index for index, text in enumerate(clean) if text.strip()]
        if told:
            outputs = self._pipeline(
                [clean[index] for index in told], truncation=True, batch_size=self._batch_size
            )
            shares = np.array([self._shares(output) for output in outputs])
            positive[told] = np.clip(shares @ self._values, 0, 1)
            labels[told] = self._labels(shares, positive[told])
        return SentimentScores.read(positive, labels)

    def _shares(self, output: Sequence[Mapping[str, Any]]) -> list[float]:
        by_name = {entry["label"]: float(entry["score"]) for entry in output}
        return [by_name[name] for name in self._names]

    def _labels(self, shares: FloatArray, positive: FloatArray) -> Any:
        if len(self._names) == len(LABELS):
            return np.argsort(np.argsort(self._values))[shares.argmax(axis=1)]
        return np.minimum((positive * len(LABELS)).astype(np.int32), len(LABELS) - 1)
