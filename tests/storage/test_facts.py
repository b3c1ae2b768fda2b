import numpy as np

from matinee.data import MovieRecord


def test_columns_hold_lengths_and_main_languages(five_movies):
    with five_movies.begin() as work:
        work.movies.add([MovieRecord(title="Unknown")])
    with five_movies.read() as work:
        facts = work.movies.facts(3)
    # The Matrix, Heat, Amélie, Alien, Aliens: of Heat's two languages the first counts
    assert facts.languages == ("English", "English", "French", "English", "English", None)
    np.testing.assert_array_equal(facts.runtimes, np.array([136] + 5 * [np.nan], np.float32))
    assert facts.years[:2].tolist() == [1999, 1995]
    assert np.isnan(facts.years[-1])
