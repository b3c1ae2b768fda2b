"""The command line: parse, call one use case, show.

Start with ``app``; each file holds a group of commands and imports what it needs late, so that
``matinee --help`` answers at once.
"""

from matinee.cli.app import main

__all__ = ["main"]
