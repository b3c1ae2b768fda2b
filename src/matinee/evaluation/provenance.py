"""Where figures come from: machine, version, commit, command."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matinee import __version__


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that is needed to judge figures or to make them again.

    Attributes:
        command: What was typed, without folders of this machine.
        measured_at: When, ISO 8601 in UTC.
        version: Of matinee.
        commit: Of the checkout that it runs from; empty where there is none.
        machine: Processor, cores and system, in words.
        python: Its version.
    """

    command: str
    measured_at: str
    version: str
    commit: str
    machine: str
    python: str

    @classmethod
    def here(cls, command: str) -> "Provenance":
        """This machine, now."""
        cores = os.cpu_count() or 1
        return cls(
            command=command,
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
            version=__version__,
            commit=_commit(Path(__file__).resolve().parents[3]),
            machine=f"{_processor()}, {cores} {'core' if cores == 1 else 'cores'}, "
            f"{platform.system()}",
            python=platform.python_version(),
        )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _commit(checkout: Path) -> str:
    """The commit that is checked out, read from git's own files."""
    git = checkout / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head[:7]
        ref = head.removeprefix("ref: ")
        if (git / ref).is_file():
            return (git / ref).read_text(encoding="utf-8").strip()[:7]
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line[:7] for line in packed if line.endswith(f" {ref}")), "")
