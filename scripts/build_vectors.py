#!/usr/bin/env python3
"""Encode the catalogue that ships: ``python scripts/build_vectors.py``.

Descriptions of all movies, by which they are alike, and the plots of those with a profile, by which
sentences are searched. Run it after movies, profiles, the encoder or the template changed, and then
``starter_manifest.py refresh``. Texts that the file knows already are not encoded
again unless ``--all`` is given. Minutes on two cores.
"""

import argparse
import sys
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "src" / "matinee" / "starter" / "files"
sys.path.insert(0, str(FILES.parents[2]))

from matinee.ingest import read_starter  # noqa: E402 - needs the path above
from matinee.text import (  # noqa: E402 - likewise
    VectorTable,
    build_encoder,
    describe,
    describe_plot,
    encode_texts,
)


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
    movies = read_starter()
    texts = [describe(movie) for movie in movies]
    texts += [plot for movie in movies if (plot := describe_plot(movie))]
    table = encode_texts(texts, build_encoder("minilm"), known, show)
    table.write(path)
    sys.stdout.write(f"\n{len(table):,} vectors, {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
