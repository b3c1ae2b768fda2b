import numpy as np

from matinee.sentiment import LABELS, SentimentScores
from matinee.sentiment.polarity import join_scores


def test_labels_run_from_worst_to_best():
    assert LABELS == ("Very Negative", "Negative", "Neutral", "Positive", "Very Positive")


def test_scores_name_their_labels():
    scores = SentimentScores.read(np.array([0.9, 0.1], np.float32), np.array([4, 0], np.int32))
    assert scores.names == ("Very Positive", "Very Negative")
    assert len(scores) == 2


def test_batches_join_in_order():
    parts = [
        SentimentScores.read(np.array([value], np.float32), np.array([label], np.int32))
        for value, label in ((0.25, 1), (0.75, 3))
    ]
    joined = join_scores(parts)
    assert joined.positive.tolist() == [0.25, 0.75]
    assert joined.labels.tolist() == [1, 3]


def test_no_batches_join_to_nothing():
    nothing = join_scores([])
    assert len(nothing) == 0
    assert nothing.positive.dtype == np.float32
    assert nothing.labels.dtype == np.int32
