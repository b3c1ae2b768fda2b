"""From the setting's value to a model."""

from matinee.errors import ConfigError
from matinee.sentiment.polarity import SentimentModel


def build_sentiment(name: str) -> SentimentModel:
    """The model that a setting names.

    Args:
        name: ``linear``, the shipped one, or ``hf:`` and the name or folder of a
            text-classification model.

    Raises:
        ConfigError: The name is neither.
        ArtifactError: The shipped file is missing or changed.
        MissingExtraError: An ``hf:`` model without ``matinee[hf]``.
    """
    if name == "linear":
        from matinee.sentiment.linear import LinearSentiment  # noqa: PLC0415 - one model of two

        return LinearSentiment.shipped()
    kind, _, model = name.partition(":")
    if kind == "hf" and model.strip():
        from matinee.sentiment.huggingface import (  # noqa: PLC0415 - likewise
            HuggingFaceSentiment,
        )

        return HuggingFaceSentiment.load(model.strip())
    raise ConfigError(f"sentiment must be 'linear' or 'hf:NAME_OR_FOLDER', not '{name}'.")
