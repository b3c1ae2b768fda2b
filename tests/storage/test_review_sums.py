"""What reviews add up to: those that count, by one model."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matinee.data import Mention
from matinee.storage import NewReview, Verdict
from tests.kit.factories import review
from tests.kit.queries import count_queries

DAY = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC))


def scored(movie_id=1, positive=0.5, version="v1", **values):
    new = NewReview(movie_id=movie_id, record=review(), positive=positive, label="Neutral")
    return replace(new, model_version=None if positive is None else version, **values)


def keep(work, **values):
    return work.reviews.add(scored(**values)).review_id


def test_totals_are_of_what_was_scored_each_by_its_weight(five_movies):
    with five_movies.begin() as work:
        for positive, weight in ((0.5, None), (0.75, 1.0), (0.5, 0.25), (None, None)):
            keep(work, positive=positive, weight=weight)
        keep(work, movie_id=4, positive=None)
        assert work.reviews.totals_of(1) == (3, 2.25, 1.375)
        assert work.reviews.totals_of(4) == work.reviews.totals_of(5) == (0, 0.0, 0.0)
        assert work.activity.reviews().movie_ids.tolist() == [1, 1, 1]
        assert (work.reviews.count(1), work.reviews.count()) == (4, 5)


def test_what_is_ignored_does_not_count_and_says_why(five_movies):
    with five_movies.begin() as work:
        numbers = [keep(work) for _ in range(4)]
        work.reviews.set_verdicts(
            [
                Verdict(numbers[1], "near-duplicate", numbers[0]),
                Verdict(numbers[2], "burst", None),
                Verdict(numbers[3], "near-duplicate", numbers[0]),
            ]
        )
        assert work.reviews.totals_of(1).n_reviews == len(work.activity.reviews(1)) == 1
        assert work.reviews.screening_of(1) == {"near-duplicates": 2, "bursts": 1}
        stored = work.reviews.get(numbers[1])
        assert (stored.ignored, stored.same_as) == ("near-duplicate", numbers[0])
        work.reviews.set_verdicts([Verdict(numbers[1], None, None)])
        work.reviews.set_verdicts([])
        assert work.reviews.totals_of(1).n_reviews == 2


def test_scores_of_two_models_are_never_added_up(five_movies):
    with five_movies.begin() as work:
        mention = (Mention("music", 0, 4, 0.5),)
        keep(work, version="v1", read_as="en", mentions=mention)
        keep(work, version="v2", read_as="ko", mentions=mention)
        keep(work, version="v2", movie_id=2)
        assert work.meta.get("sentiment") == "v1"
        assert work.reviews.totals_of(1).n_reviews == 1
        assert work.reviews.totals_of(2).n_reviews == 0
        assert work.activity.reviews().movie_ids.tolist() == [1]
        assert work.reviews.languages_of(1) == [("en", 1)]
        assert len(work.reviews.mentions_of(1)) == 1
        assert work.reviews.aspect_totals().n_mentions.tolist() == [1]
        work.meta.set("sentiment", "v2")
        assert work.activity.reviews().movie_ids.tolist() == [1, 2]
        assert work.reviews.languages_of(1) == [("ko", 1)]


def test_the_first_model_to_score_is_the_one_that_counts(five_movies):
    with five_movies.begin() as work:
        keep(work, positive=None)
        assert work.meta.get("sentiment") is None
        first = keep(work, version="v1")
        work.reviews.add_many([scored(version="v2")])
        assert work.meta.get("sentiment") == "v1"
        work.reviews.remove(first)
        work.reviews.add_many([scored(version="v3")])
        assert work.meta.get("sentiment") == "v3"


def test_languages_come_with_the_most_read_first(five_movies):
    with five_movies.begin() as work:
        for language in ("ko", "en", None, "tr", "en", None):
            keep(work, read_as=language)
        assert work.reviews.languages_of(1) == [("en", 2), (None, 2), ("ko", 1), ("tr", 1)]
        assert work.reviews.get(1).read_as == "ko"


def test_mentions_come_back_by_movie_and_are_summed_up(five_movies):
    music, story = Mention("music", 0, 4, 0.75), Mention("story", 5, 9, 0.25)
    with five_movies.begin() as work:
        one = keep(work, mentions=(story, music))
        (two,) = work.reviews.add_many([scored(positive=0.25, mentions=(music,))])
        keep(work, movie_id=3, mentions=(music,))
        found = work.reviews.mentions_of(1)
        assert found == [
            (one, "story", 5, 9, 0.25, 0.5),
            (one, "music", 0, 4, 0.75, 0.5),
            (two, "music", 0, 4, 0.75, 0.25),
        ]
        totals = work.reviews.aspect_totals()
        assert totals.movie_ids.tolist() == [1, 1, 3]
        assert totals.aspects == ("music", "story", "music")
        assert totals.n_mentions.tolist() == [2, 1, 1]
        assert totals.sum_positive.tolist() == [1.5, 0.25, 0.75]
        assert work.reviews.aspect_totals(3).aspects == ("music",)
        work.reviews.set_verdicts([Verdict(two, "burst", None)])
        assert len(work.reviews.mentions_of(1)) == 2
        work.reviews.remove(one)
        assert work.reviews.mentions_of(1) == []
        assert work.reviews.aspect_totals(1).movie_ids.tolist() == []


def test_of_repeated_keys_the_first_review_brings_its_mentions(five_movies):
    record = review("Fine.", external_id="a")
    music, story = Mention("music", 0, 4, 0.75), Mention("story", 5, 9, 0.25)
    new = [replace(scored(mentions=(one,)), record=record) for one in (music, story)]
    with five_movies.begin() as work:
        assert len(work.reviews.add_many(new)) == 1
        assert [one.aspect for one in work.reviews.mentions_of(1)] == ["music"]


def test_texts_come_by_number(five_movies):
    with five_movies.begin() as work:
        numbers = [keep(work) for _ in range(3)]
        assert work.reviews.texts(numbers[1:]) == dict.fromkeys(numbers[1:], "A fine movie.")
        assert work.reviews.texts([*numbers, 99]) == dict.fromkeys(numbers, "A fine movie.")


@pytest.mark.parametrize("movie_id", [None, 1])
@pytest.mark.parametrize("name", ["reviews", "totals"])
def test_evidence_does_not_read_the_texts(five_movies, name, movie_id):
    with count_queries(five_movies.engine) as statements, five_movies.read() as work:
        if name == "reviews":
            work.activity.reviews(movie_id)
        else:
            work.reviews.totals_of(movie_id or 1)
    values = (None,) * statements[0].count("?")
    with five_movies.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", values).all()
    steps = [step[3] for step in plan]
    assert "COVERING INDEX ix_reviews_counted" in steps[0]
    assert not any("TEMP B-TREE" in step for step in steps)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda work: work.reviews.page(1), "ix_reviews_movie_id_review_id"),
        (lambda work: work.reviews.screening_of(1), "COVERING INDEX ix_reviews_movie_id_ignored"),
        (lambda work: work.reviews.signatures([1], 9), "ix_reviews_movie_id_ignored"),
        (lambda work: work.reviews.by_authors([("a", "api")], [1], DAY), "ix_reviews_author"),
        (lambda work: work.reviews.mentions_of(1), "ix_mentions_movie_id"),
    ],
)
def test_one_movie_is_found_by_an_index(five_movies, ask, index):
    with count_queries(five_movies.engine) as statements, five_movies.read() as work:
        ask(work)
    values = (None,) * statements[0].count("?")
    with five_movies.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", values).all()
    assert any(index in step[3] for step in plan), plan
