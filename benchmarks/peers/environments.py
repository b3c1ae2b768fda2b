"""An environment of its own for each peer, made once by venv and pip and then reused."""

import os
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements"

#: One thread each, whatever a package uses to count them.
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "RAYON_NUM_THREADS",
        "LK_NUM_PROCS",
        "LK_NUM_THREADS",
        "LK_NUM_BACKEND_THREADS",
    ),
    "1",
)


def python_of(peer: str, folder: Path) -> Path:
    """The interpreter that a peer runs in; its environment is made where it is not there yet.

    Peers without a file of requirements run in this one.
    """
    wanted = REQUIREMENTS / f"{peer}.txt"
    if not wanted.exists():
        return Path(sys.executable)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    home = folder / f"{peer}-{sha256(wanted.read_bytes()).hexdigest()[:8]}-py{version}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = home / "installed"
    if not done.exists():
        print(f"making an environment for {peer} (once)", flush=True)
        venv.create(home, with_pip=True, clear=True)
        words = [python, "-m", "pip", "install", "--quiet", "--prefer-binary", "-r", wanted]
        subprocess.run(words, check=True)
        done.write_text(wanted.read_text())
    return python


def versions(peer: str) -> dict[str, str]:
    """Packages that are pinned for a peer, to their versions."""
    wanted = REQUIREMENTS / f"{peer}.txt"
    if not wanted.exists():
        return {}
    lines = [line for line in wanted.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("==") for line in lines)
