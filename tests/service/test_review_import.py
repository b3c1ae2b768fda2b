import json

import pytest

from matinee.data import Mention
from matinee.errors import DataError
from matinee.sentiment import build_sentiment
from matinee.service import import_reviews
from matinee.service.reading import Reading
from matinee.service.score_cache import ScoreCache, text_digest


class Counting:
    """The shipped model, counting what it reads, and failing when told to."""

    def __init__(self, model):
        self.model, self.version, self.read, self.fail_at = model, model.version, 0, None

    def score(self, texts, progress=None):
        if self.fail_at is not None and self.read >= self.fail_at:
            raise KeyboardInterrupt
        self.read += len(texts)
        return self.model.score(texts)


@pytest.fixture
def matinee(matinee):
    """The installation with the quick model; which one reads does not matter here."""
    matinee._sentiment = build_sentiment("linear")
    return matinee


@pytest.fixture
def counting(matinee):
    matinee._sentiment = Counting(matinee.sentiment)
    return matinee._sentiment


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reviews.jsonl"
    rows = [{"imdb_id": "tt0133093", "text": f"Number {n:x}h was good."} for n in range(1200)]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def count(matinee):
    with matinee.database.read() as work:
        return work.reviews.count()


def test_a_stopped_import_stores_nothing_and_goes_on_without_scoring_again(matinee, counting, file):
    counting.fail_at = 1000
    with pytest.raises(KeyboardInterrupt):
        import_reviews(matinee, file)
    assert count(matinee) == 0
    counting.fail_at = None
    done = import_reviews(matinee, file)
    assert (done.n_changed, count(matinee)) == (1200, 1200)
    assert counting.read == 1200
    assert list(matinee.settings.downloads.glob("scores-*")) == []


def test_importing_twice_scores_and_changes_nothing(matinee, counting, file):
    import_reviews(matinee, file)
    again = import_reviews(matinee, file)
    assert again.n_changed == 0
    assert counting.read == 1200
    with matinee.database.read() as work:
        assert len(work.imports.list()) == 1


def test_too_many_malformed_rows_store_nothing(matinee, file):
    file.write_text(file.read_text() + "{broken\n" * 30)
    with pytest.raises(DataError, match="at most 1%"):
        import_reviews(matinee, file)
    assert count(matinee) == 0
    assert list(matinee.settings.downloads.glob("*reject*"))


def test_scores_count_after_the_shelf_is_read_again(matinee, file):
    before = matinee.shelf.audience.reception_of(3)
    import_reviews(matinee, file)
    assert matinee.refresh()
    after = matinee.shelf.audience.reception_of(3)
    assert after.n_reviews == before.n_reviews + 1200
    assert after.high - after.low < before.high - before.low


def read(positive):
    mention = Mention("music", 3, 9, 0.875)
    return Reading(positive, "Negative", 0.5, "ko", (mention,), b"\x00\n\xff")


def test_a_half_written_entry_is_dropped(tmp_path):
    with ScoreCache.open(tmp_path, "v") as cache:
        cache.add({text_digest("a"): read(0.25)})
        cache.add({text_digest("b"): read(0.5)})
    (path,) = tmp_path.glob("scores-*")
    path.write_bytes(path.read_bytes()[:-3])
    with ScoreCache.open(tmp_path, "v") as cache:
        assert cache.get(text_digest("a")) == read(0.25)
        assert text_digest("b") not in cache
        assert cache.get(text_digest("b")) is None
        cache.add({text_digest("c"): read(0.75)})
        assert cache.get(text_digest("a")) == read(0.25)
        cache.add({text_digest("d"): read(1.0)})
    with ScoreCache.open(tmp_path, "v") as cache:
        found = [cache.get(text_digest(name)) for name in "acd"]
        assert found == [read(0.25), read(0.75), read(1.0)]
    with ScoreCache.open(tmp_path, "another model") as cache:
        assert text_digest("a") not in cache
