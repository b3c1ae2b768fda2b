"""Reading all reviews again: nothing is lost, nothing is mixed, whenever it is stopped."""

import importlib
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from textwrap import dedent

import numpy as np
import pytest

from matinee.config import Settings
from matinee.data import Mention, ReviewRecord
from matinee.sentiment import SentimentScores
from matinee.service import (
    build,
    import_reviews,
    is_rescoring_due,
    is_set_up,
    post_review,
    remove_review,
    rescore,
    set_up,
)
from matinee.service.reading import new_review, read_reviews, reading_version
from matinee.service.review import keep_reviews
from matinee.storage import Database, Verdict

MODULE = importlib.import_module("matinee.service.rescore")
BATCH = 50
N = 130


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(MODULE, "BATCH", BATCH)


class Constant:
    """A model that says the same of every text, and counts them."""

    def __init__(self, version, positive):
        self.version, self.positive, self.n_read = version, positive, 0

    def score(self, texts, progress=None):
        self.n_read += len(texts)
        n = len(texts)
        return SentimentScores.read(np.full(n, self.positive, np.float32), np.full(n, 2, np.int32))


@pytest.fixture
def old(matinee):
    """An installation with reviews of three movies that model "old" scored."""
    matinee._sentiment = Constant("old", 0.25)
    for movie_id in (1, 2, 3):
        records = [
            ReviewRecord(text=f"Text {word(n)} here.", source="file") for n in range(N // 3 + 1)
        ]
        keep_reviews(matinee, movie_id, records)
    return matinee


@pytest.fixture
def changed(old):
    """The same after the model was changed to "new", which likes everything better."""
    old._sentiment = Constant("new", 0.75)
    return old


def word(n):
    """A word of its own for each number."""
    letters = "abcdefghij"
    return "".join(letters[int(digit)] for digit in str(n))


def means(matinee):
    with matinee.database.read() as work:
        reviews = work.activity.reviews()
    return set(reviews.positive.tolist()), len(reviews)


def n_readings(matinee):
    with matinee.database.read() as work:
        return work.readings.n_due(reading_version(matinee)) - work.readings.n_unread(
            reading_version(matinee)
        )


def test_after_it_all_reviews_have_the_new_score_and_count(changed):
    assert is_rescoring_due(changed)
    n = means(changed)[1]
    done = rescore(changed)
    assert (done.n_reviews, done.version) == (n, reading_version(changed))
    assert means(changed) == ({0.75}, n)
    assert not is_rescoring_due(changed)
    assert changed.refresh()
    assert changed.shelf.audience.n_reviews[:3].sum() == n
    again = rescore(changed)
    assert (again.n_reviews, changed.sentiment.n_read) == (0, n)
    assert not changed.refresh()


def test_progress_is_told_to_the_end(changed):
    told: list[tuple[str, int, int]] = []
    rescore(changed, lambda *step: told.append(step))
    n = means(changed)[1]
    assert [step[1] for step in told] == [BATCH, 2 * BATCH, n]
    assert {step[2] for step in told} == {n}


class Stop(BaseException):
    """As Ctrl-C."""


def stop(*_step):
    raise Stop


def test_a_stop_changes_nothing_and_what_was_read_is_not_read_again(changed):
    n = means(changed)[1]
    with pytest.raises(Stop):
        rescore(changed, stop)
    assert means(changed) == ({0.25}, n)
    assert n_readings(changed) == BATCH
    assert is_rescoring_due(changed)
    rescore(changed)
    assert changed.sentiment.n_read == n
    assert means(changed) == ({0.75}, n)


def test_what_is_posted_meanwhile_waits_and_then_counts(changed):
    n = means(changed)[1]
    seen: list[object] = []

    def post(*_step):
        if not seen:
            posted, _ = post_review(changed, 1, "Quite another text.")
            assert posted.model_version == reading_version(changed)
            seen.append(means(changed))

    rescore(changed, post)
    assert seen == [({0.25}, n)]
    assert means(changed) == ({0.75}, n + 1)


def test_what_another_process_stores_with_the_old_model_is_read_as_well(changed):
    n = means(changed)[1]
    record = ReviewRecord(text="Quite another text.", external_id="late")
    late = new_review(1, record, read_reviews(changed, [record.text])[0], "older")

    def post(*_step):
        with changed.database.begin() as work:
            work.reviews.add(late)

    rescore(changed, post)
    assert means(changed) == ({0.75}, n + 1)
    with changed.database.read() as work:
        assert not work.readings.is_due(reading_version(changed))


def test_what_is_removed_meanwhile_is_gone(changed):
    n = means(changed)[1]

    def remove(_step, done, _total):
        if done == BATCH:
            for review_id in (1, N // 2):
                remove_review(changed, 1 if review_id == 1 else 2, review_id)

    rescore(changed, remove)
    assert means(changed) == ({0.75}, n - 2)


def test_scores_of_a_third_model_do_not_come_back(changed):
    with pytest.raises(Stop):
        rescore(changed, stop)
    changed._sentiment = Constant("newer", 1.0)
    rescore(changed)
    assert means(changed)[0] == {1.0}
    changed._sentiment = Constant("new", 0.75)
    rescore(changed)
    assert means(changed) == ({0.75}, changed.sentiment.n_read)


def test_mentions_are_those_of_the_new_reading(old):
    text = "The music is wonderful."
    post_review(old, 5, text)
    old._sentiment = Constant("new", 0.75)
    rescore(old)
    with old.database.read() as work:
        (found,) = work.reviews.mentions_of(5)
    assert Mention(*found[1:-1]) == read_reviews(old, [text])[0].mentions[0]
    assert found.review_id > N


def test_reviews_of_before_signatures_are_screened(old):
    record = ReviewRecord(text="A plain rave.", source="file")
    reading = read_reviews(old, [record.text])[0]
    with old.database.begin() as work:
        rows = [replace(record, external_id=str(n)) for n in range(5)]
        kept = [new_review(4, row, reading, reading_version(old)) for row in rows]
        numbers = work.reviews.add_many([replace(one, signature=None) for one in kept])
    with old.database.read() as work:
        assert work.reviews.totals_of(4).n_reviews == 5
    old._sentiment = Constant("new", 0.75)
    rescore(old)
    with old.database.read() as work:
        assert work.reviews.totals_of(4).n_reviews == 1
        verdicts = [
            Verdict(row.review_id, row.ignored, row.same_as) for row in work.reviews.screened_of(4)
        ]
    assert verdicts == [
        Verdict(numbers[0], None, None),
        *(Verdict(number, "near-duplicate", numbers[0]) for number in numbers[1:]),
    ]


def test_without_reviews_nothing_is_due_and_no_model_is_loaded(matinee):
    assert not is_rescoring_due(matinee)
    assert matinee._sentiment is None


def test_once_it_was_found_up_to_date_no_model_is_loaded_to_say_so(old):
    assert not is_rescoring_due(old)
    old._sentiment = None
    assert not is_rescoring_due(old)
    assert old._sentiment is None


def test_setting_up_reads_again(changed):
    assert is_set_up(changed)
    n = means(changed)[1]
    assert set_up(changed, "none").n_rescored == n
    assert set_up(changed, "none").n_rescored == 0
    assert means(changed) == ({0.75}, n)


def test_an_import_into_scores_of_an_old_model_waits_as_well(changed, tmp_path):
    before = means(changed)
    path = tmp_path / "reviews.jsonl"
    path.write_text('{"imdb_id": "tt0133093", "text": "Quite another text."}\n')
    import_reviews(changed, path)
    assert means(changed) == before
    rescore(changed)
    assert means(changed) == ({0.75}, before[1] + 1)


SLOW = dedent(
    """
    import importlib, sys, time
    from pathlib import Path
    from matinee.config import Settings
    from matinee.service import build, rescore
    from tests.service.test_rescore import Constant

    class Slow(Constant):
        def score(self, texts, progress=None):
            time.sleep(0.2)
            return super().score(texts)

    importlib.import_module("matinee.service.rescore").BATCH = 50
    matinee = build(Settings(home=Path(sys.argv[1])))
    matinee._sentiment = Slow("new", 0.75)
    rescore(matinee)
    """
)


def test_a_kill_loses_at_most_one_batch(changed):
    n = means(changed)[1]
    killed = subprocess.Popen([sys.executable, "-c", SLOW, str(changed.settings.home)])
    try:
        deadline = time.monotonic() + 60
        while not n_readings(changed) and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    there = n_readings(changed)
    assert BATCH <= there < n
    assert means(changed) == ({0.25}, n)
    with Database(changed.settings.sqlalchemy_url) as database, database.read() as work:
        assert work.readings.active != reading_version(changed)
    rescore(changed)
    assert changed.sentiment.n_read == n - there
    assert means(changed) == ({0.75}, n)


def test_several_processes_read_as_one_does(home):
    texts = [f"The {word(n)} was {'awful' if n % 3 else 'wonderful'}." for n in range(110)]
    records = [ReviewRecord(text=text) for text in texts]
    with closing(build(Settings(home=home, sentiment="linear"))) as matinee:
        shipped = read_reviews(matinee, texts)
        matinee._sentiment = Constant("old", 0.5)
        keep_reviews(matinee, 1, records)
        matinee._sentiment = None
        assert is_rescoring_due(matinee)
        told: list[object] = []
        rescore(matinee, lambda *step: told.append(step[1]), processes=2)
        assert told == [50, 100, 110]
        with matinee.database.read() as work:
            numbers = [row.review_id for row in work.reviews.screened_of(1)]
            found = [work.reviews.get(number).positive for number in numbers]
    assert found == pytest.approx([one.positive for one in shipped], rel=1e-4)
