"""Every error that matinee raises on purpose, in one tree.

Messages are one sentence: what was wrong, the value, what would be right. Only ``api`` and
``cli`` turn them into status and exit codes, each from one table.
"""


class MatineeError(Exception):
    """Root of every error raised on purpose."""


class ConfigError(MatineeError, ValueError):
    """A setting or a hyperparameter is out of range or contradicts another."""


class DataError(MatineeError, ValueError):
    """Input that cannot be used: a file, a row, a matrix or a request value."""


class UnknownIdError(MatineeError, KeyError):
    """An id or a title that nothing is known about.

    Attributes:
        kind: What was looked for, such as ``"movie"``.
        value: The id or the title as it was given.
        closest: Titles or names that come near it, best first; may be empty.
    """

    def __init__(self, kind: str, value: object, closest: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.value = value
        self.closest = closest
        super().__init__(kind, value, closest)

    def __str__(self) -> str:
        # KeyError shows its argument in quotes, which reads badly in a sentence.
        if isinstance(self.value, int):
            return f"There is no {self.kind} with the number {self.value}."
        text = f"No {self.kind} called '{self.value}'."
        if not self.closest:
            return text
        *head, last = self.closest
        names = f"{', '.join(head)} or {last}" if head else last
        return f"{text} Did you mean {names}?"


class NotFittedError(MatineeError, RuntimeError):
    """A model is asked before ``fit`` or before there is anything to learn from."""


class UnsupportedError(MatineeError, NotImplementedError):
    """A model is asked for something that its flags say it cannot do."""


class ArtifactError(MatineeError, ValueError):
    """A model file is missing, changed, newer than this version, or of another shape."""


class MissingExtraError(MatineeError, ImportError):
    """An optional package is needed; the message names the extra that brings it."""


class ProviderError(MatineeError):
    """An outside service did not answer, or answered what cannot be used."""
