"""What a check found, and how it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found.

    Attributes:
        faults: A sentence each; one is enough to fail.
        to_look_at: Misses that nobody has looked at yet, a sentence each.
        lines: Pairs of a name and a figure.
    """

    faults: list[str] = field(default_factory=list)
    to_look_at: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def join(cls, *outcomes: "Outcome") -> "Outcome":
        """All of them as one."""
        return cls(
            [fault for one in outcomes for fault in one.faults],
            [miss for one in outcomes for miss in one.to_look_at],
            [line for one in outcomes for line in one.lines],
        )


def to_table(lines: Sequence[tuple[str, str]]) -> str:
    """The figures, one a line, their names in a column of equal width."""
    width = max((len(name) for name, _ in lines), default=0)
    return "\n".join(f"{name:<{width}}  {figure}" for name, figure in lines)
