"""From the settings to a model."""

from typing import Final

from matinee.errors import ConfigError
from matinee.sentiment.polarity import SentimentModel

#: The models that a setting may name; ``hf:NAME`` is a further one.
NAMES: Final = ("cascade", "linear", "multilingual")

DOUBT: Final = 0.75


def build_sentiment(name: str, *, doubt: float = DOUBT, threads: int = 0) -> SentimentModel:
    """The model that a setting names.

    Args:
        name: ``cascade`` reads English in two tiers, ``linear`` by n-grams alone, and both other
            languages by n-grams; ``multilingual`` is the cascade with an encoder for those; ``hf:``
            and the name or folder of a text-classification model reads everything by that.
        doubt: Of the cascade: English texts whose likelier side has a probability below this by
            n-grams are read by the transformer, 0.5 for none to 1 for all.
        threads: Runs of the transformer at once, 0 for one on each core.

    Raises:
        ConfigError: The name is none of these, or the doubt is out of range.
        ArtifactError: A shipped file is missing or changed.
        MissingExtraError: An ``hf:`` model without ``matinee[hf]``, or ``multilingual`` without
            ``matinee[multilingual]``.
    """
    if name in NAMES:
        return _by_language(name, doubt, threads)
    kind, _, model = name.partition(":")
    if kind == "hf" and model.strip():
        from matinee.sentiment.huggingface import (  # noqa: PLC0415 - only one model is needed
            HuggingFaceSentiment,
        )

        return HuggingFaceSentiment.load(model.strip())
    known = ", ".join(f"'{one}'" for one in NAMES)
    raise ConfigError(f"sentiment must be {known} or 'hf:NAME_OR_FOLDER', not '{name}'.")


def _by_language(name: str, doubt: float, threads: int) -> SentimentModel:
    # onnxruntime takes a while to import and is not needed for `linear`
    from matinee.sentiment.by_language import ByLanguage, OtherLanguages  # noqa: PLC0415
    from matinee.sentiment.linear import LinearSentiment  # noqa: PLC0415
    from matinee.sentiment.multilingual import Multilingual  # noqa: PLC0415

    others: OtherLanguages
    if name == "multilingual":
        from matinee.sentiment.encoder_head import EncoderHead  # noqa: PLC0415

        others = EncoderHead.load(threads or None)
    else:
        others = Multilingual.shipped()

    linear = LinearSentiment.shipped()
    english: SentimentModel = linear
    if name != "linear":
        from matinee.sentiment.cascade import Cascade  # noqa: PLC0415
        from matinee.sentiment.transformer import Transformer  # noqa: PLC0415

        english = Cascade(linear, Transformer.shipped(threads), doubt)
    return ByLanguage(english, others, lambda texts: linear.vocabulary.match(texts).coverage)
