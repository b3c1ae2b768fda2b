import json
from contextlib import closing

import pytest

from matinee.cli.rescore import ensure_rescored
from matinee.config import Settings
from matinee.data import ReviewRecord
from matinee.service import build
from matinee.storage import NewReview

DUE = "Old scores count until `matinee rescore` has read the reviews with the new model."


@pytest.fixture
def opened(home):
    """An installation with three reviews that a model of long ago scored."""
    with closing(build(Settings(home=home))) as matinee:
        with matinee.database.begin() as work:
            for text in ("Wonderful.", "Wonderful!", "Dreadful."):
                new = NewReview(
                    movie_id=1,
                    record=ReviewRecord(text=text),
                    positive=0.5,
                    label="Neutral",
                    model_version="of long ago",
                )
                work.reviews.add(new)
        yield matinee


def counted(matinee):
    with matinee.database.read() as work:
        return sorted(work.activity.reviews().positive.tolist())


def test_rescore_reads_all_reviews_again_and_then_none(opened, run):
    done = run("rescore", "--json")
    assert done.code == 0
    assert json.loads(done.out)["reviews"] == 3
    bad, good = counted(opened)
    assert bad < 0.5 < good
    again = run("rescore")
    assert again.code == 0
    assert again.out.split()[-2] == "0"


def test_serving_without_setup_says_what_is_due_and_leaves_it(opened, capsys):
    assert not ensure_rescored(opened, now=False)
    assert capsys.readouterr().err.strip() == DUE
    assert counted(opened) == [0.5, 0.5, 0.5]


def test_serving_with_setup_reads_again_first(opened, capsys):
    assert ensure_rescored(opened, now=True)
    assert "Reading the reviews with the new model" in capsys.readouterr().err
    assert len(counted(opened)) == 2
    assert not ensure_rescored(opened, now=True)
    assert not ensure_rescored(opened, now=False)
    assert capsys.readouterr().err == ""
