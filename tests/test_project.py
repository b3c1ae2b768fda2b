"""What holds for the project as a whole."""

import ast
import re
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest
from scripts.check_version import PLACES, main, read_versions

from matinee import __version__
from matinee.extras import EXTRA_OF

REPO = Path(__file__).resolve().parents[1]
ROOMS = sorted(path.parent for path in (REPO / "src" / "matinee").glob("*/__init__.py"))
MODULES = sorted(
    path for folder in ("src", "tests", "scripts") for path in (REPO / folder).rglob("*.py")
)
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


def test_one_version_everywhere():
    assert read_versions(REPO) == dict.fromkeys(PLACES, __version__)


@pytest.mark.parametrize("place", PLACES)
def test_a_version_that_was_forgotten_is_told(place, tmp_path, capsys):
    for name in PLACES:
        text = (REPO / name).read_text()
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text.replace(__version__, "9.9.9") if name == place else text)
    assert main(tmp_path) == 1
    assert f"{place} says 9.9.9" in capsys.readouterr().err


def test_the_changelog_gives_each_version_a_date():
    headings = re.findall(r"^## (.+)$", (REPO / "CHANGELOG.md").read_text(), re.MULTILINE)
    numbered = [heading for heading in headings if heading != "Unreleased"]
    assert numbered
    for heading in numbered:
        assert re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}", heading)


def test_modules_are_short():
    pages = [*MODULES, *(REPO / "src").rglob("*.js"), *(REPO / "src").rglob("*.css")]
    lengths = {str(path.relative_to(REPO)): len(path.read_text().splitlines()) for path in pages}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_functions_fit_a_screen():
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{path.relative_to(REPO)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_has_a_sign(room):
    sign = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert sign is not None
    assert len(sign.splitlines()) <= 8
    assert not sign.startswith("Room ``"), "still the placeholder"


def test_every_extra_that_messages_name_exists():
    assert set(EXTRA_OF.values()) <= set(metadata("matinee").get_all("Provides-Extra") or ())


def test_help_is_quick():
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "matinee", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-1000:]
    imported = set(re.findall(r"\| +([\w.]+)$", run.stderr, re.MULTILINE))
    assert "matinee.cli" in imported
    heavy = {"numpy", "scipy", "sqlalchemy", "fastapi", "onnxruntime", "sklearn", "pyarrow"}
    assert imported & heavy == set()
