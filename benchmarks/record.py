"""Writes a result with all that is needed to judge it or to run it again."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

#: Packages whose versions matter to speed or accuracy.
PACKAGES = ("numpy", "scipy", "scikit-learn", "onnxruntime", "fastapi", "uvicorn", "sqlalchemy")


def processor() -> str:
    """Name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def commit() -> str:
    """The checked-out commit; marked where anything but results was changed since."""
    changed = _git("status", "--porcelain", "--untracked-files=no", ":/", ":!/benchmarks/results")
    return _git("rev-parse", "--short", "HEAD") + ("-dirty" if changed else "")


def write_result(path: Path, figures: dict[str, Any], command: str | None = None) -> None:
    """Write figures with machine, commit, versions, moment and command.

    ``command`` stands in for the command line where that names folders of this machine.
    """
    record = {
        "command": command or " ".join(["python", *sys.argv]),
        "commit": commit(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "packages": {name: version(name) for name in PACKAGES},
        },
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n")
