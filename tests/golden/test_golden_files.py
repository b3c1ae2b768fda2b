import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).parent
TESTS = FOLDER.parent
ROW = re.compile(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|.*\| `tests/([^`]+)` \|$", re.MULTILINE)


def test_every_file_is_listed_unchanged_and_opened_by_the_test_that_is_named():
    rows = ROW.findall((FOLDER / "MANIFEST.md").read_text(encoding="utf-8"))
    names = {path.name for path in FOLDER.iterdir() if path.is_file()}
    golden = names - {"MANIFEST.md", Path(__file__).name}
    assert {name for name, _, _ in rows} == golden
    for name, sha256, test in rows:
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == sha256, name
        assert name in (TESTS / test).read_text(encoding="utf-8"), name
