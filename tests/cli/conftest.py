"""Runs the command line in this process, over the kit's installation."""

import io
import sys
from dataclasses import dataclass

import pytest

from matinee.cli import main
from tests.kit.homes import filled_home, home

__all__ = ["filled_home", "home"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run(home, monkeypatch, capsys):
    """``run("recommend", "Alien")``: exit code and both streams."""
    monkeypatch.setenv("MATINEE_HOME", str(home))

    def call(*words, stdin=""):
        monkeypatch.setattr(sys, "argv", ["matinee", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        streams = capsys.readouterr()
        return Outcome(code, streams.out, streams.err)

    return call
