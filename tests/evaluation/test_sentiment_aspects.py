import numpy as np
import pytest

from matinee.data import ASPECTS
from matinee.errors import DataError
from matinee.evaluation.sentiment import Labelled, aspect_table, read_labelled
from matinee.sentiment import SentimentScores
from tests.kit.held_out import write_table


class Listening:
    """Finds "good" good and all else bad."""

    version = "listening"

    def score(self, texts, progress=None):
        positive = [0.9 if "good" in text else 0.1 for text in texts]
        labels = np.full(len(texts), 2, np.int32)
        return SentimentScores.read(np.array(positive, np.float32), labels)


def labelled(text, sentence, **said):
    start = text.index(sentence)
    return Labelled(text, start, start + len(sentence), said)


def rows_of(table):
    return {row[0]: row[1:] for row in table.rows}


def test_precision_recall_and_side_by_hand():
    text = "The plot is good. The music is loud. The acting is good."
    sentences = [
        labelled(text, "The plot is good.", story="positive"),
        labelled(text, "The music is loud.", music="neutral", pace="negative"),
        labelled(text, "The acting is good.", acting="negative"),
        labelled("The plot is thin.", "The plot is thin."),
    ]
    rows = rows_of(aspect_table(sentences, Listening()))
    assert list(rows) == [*ASPECTS, "all"]
    found, precision, there, recall, clear, side = rows["story"]
    # found in the last sentence as well, where a person read nothing
    assert (found, precision.value, there, recall.value, clear, side.value) == (2, 0.5, 1, 1, 1, 1)
    assert rows["music"][4:] == (0, None)
    assert rows["pace"][:4] == (0, None, 1, rows["pace"][3])
    assert rows["pace"][3].value == 0
    assert rows["acting"][5].value == 0
    assert [rows["all"][place] for place in (0, 2, 4)] == [4, 4, 2]


def test_other_sentences_of_the_same_review_do_not_count():
    text = "The plot is good. The music is good."
    rows = rows_of(
        aspect_table([labelled(text, "The music is good.", music="positive")], Listening())
    )
    assert rows["story"][0] == 0
    assert rows["music"][0] == 1


def test_other_reviews_than_the_labelled_ones_are_refused(tmp_path):
    rows = {"imdb_id": ["tt1"], "text": ["A review."]}
    write_table(tmp_path / "reviews-imdb-labelled.parquet", rows)
    write_table(tmp_path / "reviews-imdb-unlabelled.parquet", rows)
    with pytest.raises(DataError, match="is not the labelled one: see row"):
        read_labelled(tmp_path)
