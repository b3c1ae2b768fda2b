#!/usr/bin/env python3
"""Encode the catalogue that ships: ``python scripts/build_vectors.py``.

Run it after ``movies.csv.gz``, the encoder or the template changed, and then
``starter_manifest.py add vectors.safetensors …``. Texts that the file knows already are not encoded
again unless ``--all`` is given. Minutes on two cores.
"""

import argparse
import sys
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "src" / "matinee" / "starter" / "files"
sys.path.insert(0, str(FILES.parents[2]))

from matinee.ingest import read_starter  # noqa: E402 - needs the path above
from matinee.text import VectorTable, build_encoder, encode_movies  # noqa: E402


def show(step: str, done: int, total: int) -> None:
    """A line that counts up."""
    sys.stderr.write(f"\r{step} {done:,} of {total:,} ")


def main() -> None:
    """Write ``vectors.safetensors``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="encode every text again")
    arguments = parser.parse_args()
    path = FILES / "vectors.safetensors"
    known = [VectorTable.read(path)] if path.is_file() and not arguments.all else []
    table = encode_movies(read_starter(), build_encoder("minilm"), known, show)
    table.write(path)
    sys.stdout.write(f"\n{len(table):,} vectors, {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
