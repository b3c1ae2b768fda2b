"""The page on how well reviews are read shows what the command prints, and its commands exist."""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from matinee import starter
from matinee.service.evaluate_sentiment import TABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/explanation/sentiment.md"
RETRAIN = (ROOT / "docs/how-to/retrain.md").read_text(encoding="utf-8")
RESULT = ROOT / "benchmarks/results/sentiment-quality.json"


def test_the_page_and_the_cards_are_up_to_date():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/sentiment_reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_table_of_the_command_is_on_the_page():
    measured = [one["name"] for one in json.loads(RESULT.read_text("utf-8"))["figures"]["tables"]]
    assert measured == list(TABLES)
    shown = re.findall(r"^\*\*.+\*\* \(`([\w-]+)`\)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(shown) == sorted(TABLES)


def test_what_was_measured_can_be_measured_again():
    told = json.loads(RESULT.read_text("utf-8"))
    assert told["command"].startswith("matinee evaluate sentiment --data FOLDER")
    assert told["figures"]["seed"] == 0
    assert all(told["machine"][name] for name in ("processor", "cores", "python"))


@pytest.mark.parametrize("name", ["curve", "reliability"])
def test_plots_are_whole_and_inside_their_frame(name):
    tree = ET.parse(ROOT / f"docs/images/sentiment-{name}.svg").getroot()  # noqa: S314 - our own
    _, _, width, height = map(float, tree.attrib["viewBox"].split())
    dots = [one for one in tree if one.tag.endswith("circle")]
    assert len(dots) >= 10
    assert all(0 <= float(one.attrib["cx"]) <= width for one in dots)
    assert all(0 <= float(one.attrib["cy"]) <= height for one in dots)
    assert not any(one.tag.endswith(("image", "script")) for one in tree.iter())


def test_every_card_of_a_model_is_in_the_manual():
    cards = [name for name in starter.names("sentiment/") if name.endswith(".md")]
    pages = [one.read_text("utf-8") for one in (ROOT / "docs/reference/models").glob("*.md")]
    for name in cards:
        card = starter.file(name).read_text("utf-8")
        assert any(page.endswith(card) for page in pages), name


def test_the_commands_that_train_have_the_options_that_they_are_given():
    commands = re.sub(r"\\\n\s+", "", RETRAIN)
    scripts = re.findall(r"^\$ .*?((?:scripts|benchmarks)/\w+\.py)(.*)$", commands, re.MULTILINE)
    assert {Path(script).stem for script, _ in scripts} >= {
        "train_sentiment",
        "train_transformer",
        "export_reader",
        "calibrate_cascade",
        "train_multilingual",
        "train_encoder_head",
        "sentiment_quality",
        "sentiment_reference",
    }
    for script, words in scripts:
        source = (ROOT / script).read_text(encoding="utf-8")
        for option in re.findall(r"(?<=\s)--[a-z-]+", words):
            assert f'"{option}"' in source, f"{script} {option}"
