"""The examples of the page on dials and filters run, and its tables name what there is."""

import json
import re
import shlex
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from matinee.api import create_app
from matinee.cli import main
from matinee.config import Settings
from matinee.ranking import Dials, Filters
from tests.kit.homes import filled_home

__all__ = ["filled_home"]

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/tune-lists.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ (.+(?:\n {4}.+)*)", PAGE, re.MULTILINE)
COMMANDS = [shlex.split(text)[1:] for text in EXAMPLES if text.startswith(".venv/bin/matinee ")]
ASKED = [shlex.split(text) for text in EXAMPLES if text.startswith("curl ")]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_commands_give_picks_or_say_why_not(words, filled_home, tmp_path, monkeypatch, capsys):
    (tmp_path / "ratings.csv").write_text("Name,Year,Rating\nAlien,1979,4.5\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATINEE_HOME", str(filled_home))
    monkeypatch.setattr(sys, "argv", ["matinee", *words, "--json"])
    with pytest.raises(SystemExit, match=r"^0$"):
        main()
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["picks"] or found["notes"]


@pytest.mark.parametrize("words", ASKED, ids=lambda words: words[2].partition("/api/v1")[2])
def test_addresses_give_picks(words, filled_home):
    path = words[2].removeprefix("localhost:8000")
    with TestClient(create_app(Settings(home=filled_home))) as client:
        if "-d" in words:
            answer = client.post(path, json=json.loads(words[words.index("-d") + 1]))
        else:
            answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json()["picks"]


def test_there_are_examples_of_all():
    assert len(COMMANDS) >= 6
    assert len(ASKED) >= 4


def test_every_dial_and_filter_is_in_a_table():
    told = set(re.findall(r"`([a-z_]+)`", "\n".join(re.findall(r"^\|.*", PAGE, re.MULTILINE))))
    names = {field.name for kind in (Dials, Filters) for field in fields(kind)} | {"sentiment"}
    assert told == names
