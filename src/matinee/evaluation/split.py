"""What a split is: who is learnt from, who is asked, what they are shown and what is hidden.

Hyperparameters are chosen on a :class:`ValidationSplit`; a :class:`TestSplit` is measured once,
when everything is chosen. The two are types of their own, so that mypy refuses a test split where
code that tunes asks for a ``ValidationSplit``, and :func:`check_validation` refuses it at run time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from matinee.errors import DataError
from matinee.types import BoolArray, IndexArray, RatingMatrix, TimeMatrix

#: Where a split stands: hyperparameters are chosen on the one and measured on the other.
Part = Literal["validation", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One division of ratings; made by ``splits``, as a test or a validation split.

    All matrices have a column for each movie of the catalogue.

    Attributes:
        part: ``validation`` or ``test``.
        name: ``held-out users``, ``leave last out``, ``time`` or ``cold movies``.
        train: Stars that are learnt from, ``(n_train, n_movies)``.
        train_times: When each was given, in the places of ``train``; ``None`` where not known.
        users: Rows of the asked users in the matrix that was split, ascending, int32.
        histories: Stars that the model is shown, ``(n_asked, n_movies)``, likes or not.
        history_times: When each was given, in the places of ``histories``.
        targets: Ones where a like is hidden, ``(n_asked, n_movies)``, at least one in a row.
        hidden: Stars of all that is hidden, likes or not; what predicted stars are held against.
        candidates: ``(n_movies,)``: only these may be listed; ``None``: all may.
    """

    part: ClassVar[Part]

    name: str
    train: RatingMatrix
    train_times: TimeMatrix | None
    users: IndexArray
    histories: RatingMatrix
    history_times: TimeMatrix | None
    targets: RatingMatrix
    hidden: RatingMatrix
    candidates: BoolArray | None = None


class ValidationSplit(Split):
    """A split that hyperparameters and designs may be chosen on."""

    __slots__ = ()
    part = "validation"


class TestSplit(Split):
    """A split that is measured once, when everything is chosen; it cannot be tuned on."""

    __slots__ = ()
    __test__ = False  # no class of tests, whatever pytest thinks of its name
    part = "test"


def check_validation(splits: Iterable[Split]) -> None:
    """Refuse whatever is not there to choose on; for all code that tunes.

    Raises:
        DataError: One of them is not a :class:`ValidationSplit`.
    """
    for split in splits:
        if not isinstance(split, ValidationSplit):
            raise DataError(
                f"tuning needs validation splits (part='validation'), not {type(split).__name__}: "
                "the test users are asked once, when everything is chosen."
            )
