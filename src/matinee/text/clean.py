"""Texts that every tokenizer takes."""

#: Characters that are looked at: 256 tokens are far fewer, unless they are blanks or no words.
MAX_CHARACTERS = 20_000


def clean(text: str) -> str:
    """A text that the tokenizer takes: not endless, and without halves of surrogate pairs."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
