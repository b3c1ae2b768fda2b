import numpy as np
import pytest

from matinee.data import IdMap
from matinee.search import by_kind, by_meaning, by_name, by_words, candidates, parse_query
from matinee.search.candidates import Meanings, is_persons_name
from matinee.storage import Credited, Titled, WordHits


def hits(word: str, fits: dict[int, float]) -> WordHits:
    return WordHits(
        word,
        np.array(list(fits), dtype=np.int64),
        np.array(list(fits.values()), dtype=np.float32),
    )


def test_three_words_come_before_the_rarest_one_over_and_over():
    # as much as one word can count
    rare = hits("zeppelin", {1: 2.2})
    usual = [hits(word, dict.fromkeys(range(2, 42), 1.0)) for word in ("war", "pilot", "love")]
    found = by_words([rare, *usual], n_movies=1000)
    assert found.movie_ids[0] != 1
    assert 1 in found.movie_ids


def test_a_rare_word_tells_more_than_a_usual_one():
    usual = hits("war", dict.fromkeys(range(2, 202), 1.0))
    found = by_words([hits("zeppelin", {1: 1.0}), usual], n_movies=1000)
    assert found.movie_ids[0] == 1


def test_a_word_of_too_many_movies_tells_nothing(monkeypatch):
    monkeypatch.setattr(candidates, "COMMON_LEAST", 5)
    drama = hits("drama", dict.fromkeys(range(1, 50), 1.0))
    assert by_words([drama], n_movies=100).movie_ids.tolist() == []
    assert by_words([drama, hits("heist", {7: 1.0})], n_movies=100).movie_ids.tolist() == [7]


def test_the_words_that_a_movie_has_are_told_rarest_first():
    words = [hits("war", {1: 1.0, 2: 1.0, 3: 1.0}), hits("zeppelin", {1: 1.0})]
    assert by_words(words, n_movies=100).whys[1] == ("zeppelin", "war")


def test_no_word_no_candidates():
    assert len(by_words([], 10).movie_ids) == 0
    assert len(by_words([hits("qwe", {})], 10).movie_ids) == 0


def test_only_what_is_allowed_takes_part_even_beyond_the_best(monkeypatch):
    monkeypatch.setattr(candidates, "DEPTH", 2)
    word = hits("war", {number: 10.0 - number for number in range(1, 8)})
    found = by_words([word], 100, np.array([5, 6, 7], dtype=np.int64))
    assert found.movie_ids.tolist() == [5, 6]


def meanings() -> Meanings:
    """Four movies; the first two have plots, the last is known by nothing."""
    vectors = np.array([[1, 0], [0, 1], [1, 0], [0, 0]], dtype=np.float32)
    plots = np.array([[0, 1], [1, 0]], dtype=np.float32)
    untold = np.array([False, False, True, False])
    movies = IdMap("movie", [10, 20, 30, 40])
    return Meanings(movies, vectors, IdMap("movie", [10, 20]), plots, untold)


def test_plots_count_in_full_and_movies_without_one_less():
    found = by_meaning(np.array([1, 0], dtype=np.float32), meanings()).best()
    assert found.movie_ids.tolist() == [20, 30]
    assert found.scores.tolist() == pytest.approx([1.0, 0.7])


def test_with_enough_plots_they_are_all_that_counts(monkeypatch):
    monkeypatch.setattr(candidates, "ENOUGH_PLOTS", 2)
    found = by_meaning(np.array([1, 0], dtype=np.float32), meanings()).best()
    assert found.movie_ids.tolist() == [20]


def test_what_is_not_alike_is_no_candidate():
    found = by_meaning(np.array([1, 0], dtype=np.float32), meanings(), least=0.8)
    assert found.movie_ids.tolist() == [20]


def test_who_is_named_comes_first_and_who_is_mentioned_is_added_up():
    grant = Credited(1, "Cary Grant", "cary grant", "cast")
    dunne = Credited(2, "Irene Dunne", "irene dunne", "cast")
    first, others = by_name([], [grant], parse_query("films with Cary Grant"))
    assert [one.source for one in first] == ["person"]
    assert others == []
    first, others = by_name([], [grant, dunne], parse_query("Cary Grant and Irene Dunne argue"))
    assert first == []
    assert [one.movie_ids.tolist() for one in others] == [[1], [2]]


def test_titles_come_before_people():
    titled = [Titled(1, 1990, whole=True), Titled(2, 1991, whole=False)]
    credited = [Credited(2, "Heat", "heat", "cast"), Credited(2, "John Heat", "john heat", "cast")]
    first, others = by_name(titled, credited, parse_query("heat"))
    assert [one.source for one in first] == ["title", "person"]
    assert first[0].movie_ids.tolist() == [1, 2]
    assert first[0].whys == {1: ("whole",), 2: ()}
    assert first[1].movie_ids.tolist() == [2]
    assert others == []


def test_a_word_is_a_name_where_most_movies_with_it_are_one_persons():
    credited = [Credited(number, "A B", "a b", "cast") for number in (1, 2, 3)]
    assert is_persons_name([hits("b", dict.fromkeys([1, 2, 3, 4], 1.0))], credited)
    assert not is_persons_name([hits("b", dict.fromkeys(range(1, 9), 1.0))], credited)
    assert not is_persons_name([hits("b", {})], [])


def test_a_kind_keeps_the_order_that_it_comes_in():
    assert by_kind(np.array([9, 3, 5], dtype=np.int64)).movie_ids.tolist() == [9, 3, 5]
