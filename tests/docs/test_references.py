import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.mark.parametrize("name", ["columns_reference", "figures_reference", "tags_reference"])
def test_written_pages_are_up_to_date(name):
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / f"{name}.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
