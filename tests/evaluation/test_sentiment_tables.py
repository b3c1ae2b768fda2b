import json

import numpy as np
import pytest

from matinee.evaluation.sentiment import Estimate, Table, format_cell
from matinee.evaluation.sentiment.curve import Point, curve_table
from matinee.evaluation.sentiment.english import (
    Reading,
    calibration_error,
    calibration_tables,
    right,
    tier_table,
)
from matinee.evaluation.sentiment.held_out import Reviews, Sentences, Texts
from matinee.evaluation.sentiment.languages import (
    Answers,
    identification_table,
    language_table,
    mean_table,
)
from matinee.sentiment import SentimentScores

REVIEWS = Reviews(
    texts=("a", "b", "c", "d"),
    liked=np.array([True, True, False, False]),
    movies=np.array([0, 0, 1, 1], dtype=np.int32),
)
SENTENCES = Sentences(("v", "w", "x", "y", "z"), np.array([1, 2, 3, 4, 5], dtype=np.int32))


def rows_of(table):
    """Without a type, so that cells may be taken for what they are."""
    return table.rows


def scores(*positive, labels=None, weights=None):
    n = len(positive)
    return SentimentScores(
        np.array(positive, dtype=np.float32),
        np.array(labels or [2] * n, dtype=np.int32),
        np.array(weights or [1] * n, dtype=np.float32),
        (None,) * n,
    )


READING = Reading(
    "n-grams",
    scores(0.9, 0.6, 0.7, 0.1),
    scores(0.1, 0.6, 0.9, 0.8, 0.9, labels=[0, 3, 4, 3, 4]),
    sent=0.25,
)


def test_a_table_says_the_same_to_people_and_to_programs():
    table = Table(
        name="t",
        title="T",
        columns=("what", "n", "share", "figure", "none"),
        rows=(("a", 1200, 0.25, Estimate(0.5, 0.41234, 0.6), None),),
        notes=("So.",),
    )
    shown = [format_cell(cell) for cell in rows_of(table)[0]]
    assert shown == ["a", "1,200", "0.250", "0.500 (0.412 to 0.600)", "-"]
    told = json.loads(json.dumps(table.to_json()))
    assert told["rows"] == [["a", 1200, 0.25, {"value": 0.5, "low": 0.4123, "high": 0.6}, None]]
    assert told["notes"] == ["So."]


def test_an_even_answer_is_half_right():
    assert right(np.array([0.5, 0.51, 0.49]), np.array([True, True, True])).tolist() == [0.5, 1, 0]


def test_accuracy_by_hand():
    (row,) = rows_of(tier_table([READING], REVIEWS, SENTENCES))
    name, reviews, two, five, near, sent = row
    assert (name, sent) == ("n-grams", 0.25)
    assert reviews.value == 0.75
    # the neutral sentence counts in five classes only
    assert two.value == 0.75
    assert five.value == 0.6
    assert near.value == 0.6


def test_calibration_error_by_hand():
    # two bins: said 0.1 of four and one is so; said 0.9 of two and both are
    positive = np.array([0.1] * 4 + [0.9] * 2, dtype=np.float32)
    liked = np.array([True, False, False, False, True, True])
    assert calibration_error(positive, liked) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def test_errors_of_opposite_sign_do_not_cancel_between_bins():
    positive = np.array([0.3] * 10 + [0.7] * 10, dtype=np.float32)
    liked = np.array([True] * 6 + [False] * 4 + [True] * 4 + [False] * 6)
    assert calibration_error(positive, liked) == pytest.approx(0.3)


def test_a_calibrated_reader_is_within_what_chance_gives():
    rng = np.random.default_rng(3)
    positive = rng.random(4000).astype(np.float32)
    reviews = Reviews(
        ("",) * 4000, rng.random(4000) < positive, np.arange(4000, dtype=np.int32) // 8
    )
    said = scores(*positive)
    reading = Reading("r", said, scores(*[0.5] * 5), 0.0)
    overdone = np.clip(positive * 1.6 - 0.3, 0, 1)
    loud = Reading("loud", scores(*overdone), scores(*[0.5] * 5), 0.0)
    table, bins = calibration_tables([reading, loud], reviews, SENTENCES)
    (_, error, chance, *_), (_, loud_error, loud_chance, *_) = rows_of(table)
    assert error.value < 1.5 * chance
    assert error.low < 0.01
    assert loud_error.low > 3 * loud_chance
    assert sum(row[1] for row in rows_of(bins)) == 4000
    inside = sum(row[3].low <= row[2] <= row[3].high for row in rows_of(bins))
    assert inside >= 9
    assert sum(row[6].low <= row[5] <= row[6].high for row in rows_of(bins) if row[6]) <= 4


def test_the_curve_pays_for_what_is_sent():
    points = [
        Point(0.5, np.array([0.9, 0.4, 0.7, 0.1]), np.zeros(4, bool), np.full(5, 0.9)),
        Point(0.8, np.array([0.9, 0.8, 0.2, 0.1]), np.array([0, 1, 1, 0], bool), np.full(5, 0.9)),
        Point(1.0, np.array([0.9, 0.8, 0.2, 0.1]), np.ones(4, bool), np.full(5, 0.9)),
    ]
    table = curve_table(points, REVIEWS, SENTENCES, (0.001, 0.009))
    assert [row[0] for row in rows_of(table)] == ["0.5", "0.8", "1"]
    assert [row[1] for row in rows_of(table)] == [0, 0.5, 1]
    assert [row[2].value for row in rows_of(table)] == [0.5, 1, 1]
    assert [row[4] for row in rows_of(table)] == pytest.approx([0.1, 0.55, 1])


def group(language, domain, n=20, *, trained=True):
    return Texts(language, domain, trained, ("text of letters",) * n, np.arange(n) % 2 == 0)


def all_right(texts):
    return scores(*np.where(texts.liked, 0.9, 0.1))


def unread(texts):
    return scores(*[0.5] * len(texts.texts), weights=[0.1] * len(texts.texts))


def test_what_is_not_read_counts_half_and_is_told():
    groups = [group("ko", "movie"), group("fa", "movie", trained=False)]
    answers = Answers(
        "n-grams", [all_right(groups[0]), unread(groups[1])], [all_right(g) for g in groups]
    )
    korean, persian = rows_of(language_table(groups, [answers]))
    assert korean[:4] == ("ko", "movie", 20, "yes")
    assert (korean[4].value, korean[5], korean[6].value) == (1, 1, 1)
    assert (persian[3], persian[4].value, persian[5], persian[6].value) == ("no", 0.5, 0, 1)


def test_every_language_counts_alike_and_so_does_every_domain():
    groups = [
        group("ru", "news"),
        group("ru", "social"),
        group("ko", "movie", 400),
        group("zh", "movie", trained=False),
        group("zh", "hotel"),
        group("fa", "movie", trained=False),
    ]
    read = [True, False, True, False, True, True]
    found = [all_right(g) if ok else unread(g) for g, ok in zip(groups, read, strict=True)]
    table = mean_table(groups, [Answers("n-grams", found, found)])
    rows = {row[0]: row[1:] for row in rows_of(table)}
    n, mean, _ = rows["languages with text to train on"]
    assert (n, mean.value) == (3, pytest.approx((0.75 + 1 + 1) / 3))
    assert rows["their texts that may not be trained on"][1].value == 0.5
    assert rows["languages without text to train on"][0] == 1
    assert rows["languages without text to train on"][1].value == 1


def test_identification_counts_right_unsure_and_wrong():
    texts = Texts("no", "movie", True, ("kort", "a" * 30, "a" * 90, "æ" * 90), np.ones(4, bool))
    table, lengths = identification_table([texts], [[None, "da", "no", "no"]])
    ((language, n, hits, unsure, wrong, most),) = rows_of(table)
    assert (language, n, hits.value, unsure, wrong, most) == ("no", 4, 0.5, 0.25, 0.25, "da")
    assert [row[:2] for row in rows_of(lengths)] == [
        ("up to 20 letters", 1),
        ("21 to 60", 1),
        ("more than 60", 2),
    ]
    assert [row[2].value for row in rows_of(lengths)] == [0, 0, 1]
