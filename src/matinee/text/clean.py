"""Texts that every tokenizer takes."""

#: Characters that are looked at: 256 tokens are far fewer, unless they are blanks or no words.
MAX_CHARACTERS = 20_000


def clean(text: str) -> str:
    """A text that the tokenizer takes: not endless, and without halves of surrogate pairs."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def clean_ends(text: str, each: int) -> str:
    """Both ends of a text that the tokenizer takes; a short text is whole.

    Args:
        text: Any text.
        each: Characters that are kept of either end.
    """
    kept = text if len(text) <= 2 * each else f"{text[:each]} {text[-each:]}"
    return kept.encode("utf-8", "replace").decode("utf-8")
