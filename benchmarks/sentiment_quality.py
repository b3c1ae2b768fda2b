"""Runs ``matinee evaluate sentiment`` and keeps what it printed.

``python benchmarks/sentiment_quality.py FOLDER`` writes ``results/sentiment-quality.json``, from
which ``scripts/sentiment_reference.py`` writes the manual's page. FOLDER holds the public data sets
that the command asks for. More words go to the command (``--sample 200`` for a quick look).
"""

import json
import subprocess
import sys
from pathlib import Path

from record import write_result

RESULT = Path(__file__).parent / "results" / "sentiment-quality.json"


def main() -> None:
    """Run it, keep its tables."""
    if len(sys.argv) < 2:  # noqa: PLR2004 - a folder
        raise SystemExit("Name the folder with the public data sets.")
    words = ["evaluate", "sentiment", "--data", sys.argv[1], *sys.argv[2:], "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "matinee", *words], stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    words[words.index("--data") + 1] = "FOLDER"
    write_result(RESULT, json.loads(done.stdout), " ".join(["matinee", *words]))


if __name__ == "__main__":
    main()
