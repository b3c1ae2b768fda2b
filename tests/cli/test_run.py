import json
import subprocess
import sys

import pytest

from matinee import __version__
from tests.kit.cinema import ROWS


def test_status(run):
    body = json.loads(run("status", "--json").out)
    assert body["version"] == __version__
    assert body["data"]["movies"] == len(ROWS)
    assert "movies" in run("status").out


def test_settings_hide_secrets(run, monkeypatch):
    monkeypatch.setenv("MATINEE_OMDB_API_KEY", "s3cret-key")
    for words in (("settings",), ("settings", "--json")):
        done = run(*words)
        assert done.code == 0
        assert "s3cret" not in done.out
    assert "MATINEE_OMDB_API_KEY" in run("settings").out


def test_bad_setting_is_one_sentence(run, monkeypatch):
    monkeypatch.setenv("MATINEE_SENTIMENT_WEIGHT", "7")
    done = run("status")
    assert done.code == 2
    assert done.err.startswith("MATINEE_SENTIMENT_WEIGHT:")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "value"), [("MATINEE_CORS_ORIGINS", "foo"), ("MATINEE_HOME", "/proc/nowhere")]
)
def test_settings_that_cannot_be_are_one_sentence(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    done = run("status")
    assert done.code == 2
    assert name.removeprefix("MATINEE_").lower() in done.err.lower()
    assert "Traceback" not in done.err


def test_unknown_encoder_says_what_to_install(run, monkeypatch):
    monkeypatch.setenv("MATINEE_SENTIMENT", "magic")
    done = run("sentiment", "Fine.")
    assert done.code == 2
    assert "linear" in done.err


def test_help_is_quick_because_it_imports_nothing_heavy():
    code = (
        "import sys\nsys.argv = ['matinee', '--help']\nimport atexit\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'onnxruntime', 'sqlalchemy', 'fastapi', 'pyarrow'}\n"
        "atexit.register(lambda: sys.stderr.write(repr(sorted(heavy & set(sys.modules)))))\n"
        "from matinee.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]"
    for command in (
        "setup",
        "serve",
        "import",
        "train",
        "recommend",
        "similar",
        "sentiment",
        "evaluate",
        "status",
    ):
        assert command in done.stdout


def test_version_option(run):
    assert run("--version").out.strip() == __version__
