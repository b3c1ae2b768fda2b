"""Runs the tests of the page's pure modules, written for node's own runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

from matinee.web import STATIC

TESTS = Path(__file__).parent / "js"
NODE = shutil.which("node")


@pytest.fixture
def folder(tmp_path):
    """The modules and their tests in one folder that says that they are modules."""
    shutil.copytree(STATIC / "js", tmp_path / "js")
    shutil.copytree(TESTS, tmp_path / "tests")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(NODE is None, reason="The page's modules are tested by node, not found here.")
@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.js")), ids=lambda path: path.stem)
def test_module(path, folder):
    done = subprocess.run(
        [str(NODE), "--test", f"tests/{path.name}"],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
