#!/usr/bin/env python3
"""Check the profiles that ship and print their figures: ``python scripts/check_profiles.py``.

The rules of each file are always checked (``--lint`` checks nothing else). Originality, retrieval
and the facts of added movies are checked where ``../shared/data/movies-text.parquet`` is; that
takes a minute. Exits with 1 on any fault.
"""

import argparse
import sys
from pathlib import Path

# the checks are imported from the project's root, as the tests do
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.profile_checks.figures import find_gaps, measure, to_lines
from scripts.profile_checks.files import FILES, Shipped, read_looked_at, read_shipped
from scripts.profile_checks.lint import lint
from scripts.profile_checks.more_movies import lint_more_movies
from scripts.profile_checks.outcome import Outcome, to_table
from scripts.profile_checks.shared import ABSENT, TEXTS


def check_files(shipped: Shipped, folder: Path = FILES) -> Outcome:
    """The rules that need nothing but the files."""
    figures = measure(shipped)
    faults = [*lint(shipped), *lint_more_movies(folder), *find_gaps(figures)]
    return Outcome(faults, [], to_lines(figures))


def check_texts(shipped: Shipped) -> Outcome:
    """The rules that need the texts of others."""
    # the encoder is only loaded where it is used
    from scripts.profile_checks import compare  # noqa: PLC0415
    from scripts.profile_checks.retrieval import (  # noqa: PLC0415
        encode_overviews,
        encode_queries,
    )
    from scripts.profile_checks.shared import read_known  # noqa: PLC0415

    from matinee.text import build_encoder  # noqa: PLC0415

    known, encoder, looked_at = read_known(), build_encoder("minilm"), read_looked_at()
    vectors, overviews = encode_queries(shipped.entries, encoder), encode_overviews(known, encoder)
    return Outcome.join(
        compare.check_originality(shipped, known),
        compare.check_retrieval(shipped, vectors, known, overviews, looked_at),
        compare.check_facts(shipped, known, looked_at),
        Outcome(faults=compare.find_stale(looked_at, shipped)),
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the checks and print what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint", action="store_true", help="check the rules of the files only")
    options = parser.parse_args(arguments)
    shipped = read_shipped()
    outcome = check_files(shipped)
    note = ""
    if not options.lint:
        if TEXTS.is_file():
            outcome = Outcome.join(outcome, check_texts(shipped))
        else:
            note = f"\n{ABSENT}"
    parts = [*outcome.faults, *(f"Look at it: {miss}" for miss in outcome.to_look_at)]
    parts.append(to_table(outcome.lines) + note)
    parts.append(f"{len(outcome.faults)} faults." if outcome.faults else "The profiles are right.")
    sys.stdout.write("\n".join(parts) + "\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
