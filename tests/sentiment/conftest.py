import numpy as np
import pytest

from matinee.sentiment import build_sentiment
from matinee.sentiment.linear import Calibration, LinearSentiment
from matinee.sentiment.ngrams import WORD_BITS, Vocabulary


@pytest.fixture(scope="session")
def shipped():
    return build_sentiment("linear")


@pytest.fixture(scope="session")
def linear_tier():
    """The shipped linear tier by itself."""
    return LinearSentiment.shipped()


@pytest.fixture(scope="session")
def toy():
    """Three words and one pair with weights that can be summed by hand; "seen" has none."""
    keys = np.array([1, 2, 3, (1 << WORD_BITS) | 2])  # not, good, movie, not good
    return LinearSentiment(
        Vocabulary(["not", "good", "movie", "seen"], keys),
        weights=np.array([[0, 0], [3, 1], [0, 0], [-10, -2]], dtype=np.float32),
        idf=np.array([1, 2, 1, 2], dtype=np.float32),
        biases=np.array([0.5, 0.0], dtype=np.float32),
        calibration=Calibration(
            slopes=(1.0, 2.0),
            length_slopes=(0.0, -1.0),
            intercept=0.25,
            full_coverage=0.5,
            thresholds=(0.2, 0.4, 0.6, 0.8),
        ),
    )
