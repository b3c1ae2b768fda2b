"""What each kind of opinion should count for in a movie's reception, and how well that predicts.

``python benchmarks/reception_weights.py FOLDER``: the folder holds ``movielens-latest-small`` and
both files of IMDb reviews (see ``matinee.evaluation.held_out_stars``). Weights are looked at on
folds 1 to 7 (mean log-likelihood of a movie's held-out ratings, larger is better), the tables at
the end are of fold 0. With ``vaderSentiment`` installed, VADER's row is in them. Ten minutes.

Texts of reviews with stars were seen by the model in training, except those of fold 0; the choice
between stars and text is thereby tilted towards the text, and the stars are still chosen. The
public reviews have no dates: what ageing is worth is measured on ratings, each predicted from those
before.
"""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result
from scipy.optimize import brentq
from scipy.special import expit, logit

from matinee.evaluation.held_out_stars import HeldOutStars, fold_of, read_held_out_stars
from matinee.evaluation.reception import log_likelihood, reception_guess, reception_tables
from matinee.ingest import read_ratings
from matinee.sentiment import ReceptionConfig
from matinee.sentiment.evidence import LIKED_STARS
from matinee.sentiment.linear import LinearSentiment

OUT = Path(__file__).parent / "results" / "reception-weights.json"
CONFIG = ReceptionConfig()
#: Reviews of a movie that are looked at.
NUMBERS = (3, 10, 30)
#: Strength and half of opinions that count for one viewer each.
EACH = 1e6


def some_reviews(
    data: HeldOutStars, rows: np.ndarray, most: int
) -> tuple[HeldOutStars, np.ndarray]:
    """Only these reviews, of each movie the first ``most`` of a fixed shuffle; and their rows."""
    order = np.random.default_rng(0).permutation(rows)
    order = order[np.argsort(data.movies[order], kind="stable")]
    starts = np.searchsorted(data.movies[order], data.movies[order])
    kept = np.sort(order[np.arange(len(order)) - starts < most])
    return replace(
        data,
        texts=tuple(data.texts[row] for row in kept),
        movies=data.movies[kept],
        stars=data.stars[kept],
    ), kept


def liked_share(data: HeldOutStars, which: np.ndarray) -> float:
    """Share of all ratings of some movies that mean "liked it"."""
    return float(data.n_liked[:, which].sum() / data.n_ratings[:, which].sum())


def levelled(data: HeldOutStars, positive: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Probabilities whose mean is what raters of the same movies liked: no longer too kind."""
    target = liked_share(data, which)
    odds = logit(np.clip(positive, 1e-4, 1 - 1e-4))
    shift = brentq(lambda by: expit(odds - by).mean() - target, -10, 10)
    return expit(odds - shift)


def critics_and_ratings(data: HeldOutStars) -> dict[str, Any]:
    """Strengths without any review."""
    which = data.n_ratings > 0
    critics = {
        strength: log_likelihood(
            data,
            reception_guess(data, None, replace(CONFIG, critics_strength=strength), rated=False),
            which,
        )
        for strength in (2.0, 4.0, 8.0, 12.0, 16.0, 24.0)
    }
    ratings = {
        strength: log_likelihood(
            data,
            reception_guess(
                data, None, replace(CONFIG, ratings_strength=strength, ratings_half=strength)
            ),
            which,
        )
        for strength in (1e-6, 2.0, 4.0, 8.0, 12.0, 20.0, 40.0, 80.0, EACH)
    }
    return {"critics_strength": critics, "ratings_strength": ratings}


def imported(data: HeldOutStars, positive: np.ndarray) -> list[dict[str, Any]]:
    """Strength of imported reviews, by text alone, as they are and levelled."""
    found = []
    for strength in (1e-6, 1.0, 2.0, 4.0, 8.0, 16.0, EACH):
        for half in (2.0, 5.0, 10.0, 20.0, 40.0, EACH):
            # one review counts for one viewer at most; the last row is each for one
            if half < strength or (half == EACH) != (strength == EACH):
                continue
            config = replace(
                CONFIG, imported_strength=strength, imported_half=half, stars_weight=0.0
            )
            row: dict[str, Any] = {"strength": strength, "half": half}
            for level in ("as they are", "levelled"):
                each = []
                for most in NUMBERS:
                    some, kept = some_reviews(data, np.arange(len(positive)), most)
                    reviewed = some.n_reviews > 0
                    told = positive[kept]
                    if level == "levelled":
                        told = levelled(some, told, reviewed)
                    guess = reception_guess(some, told, config, rated=False)
                    each.append(log_likelihood(some, guess, (some.n_ratings > 0) & reviewed))
                row[level] = float(np.mean(each))
            found.append(row)
    return found


def stars(data: HeldOutStars, positive: np.ndarray) -> list[dict[str, float]]:
    """Share of the stars in what a review says, on reviews that have some."""
    some, kept = some_reviews(data, np.flatnonzero(~np.isnan(data.stars)), NUMBERS[-1])
    reviewed = some.n_reviews > 0
    which = (some.n_ratings > 0) & reviewed
    target = liked_share(some, reviewed)
    texts = {"as they are": positive[kept], "levelled": levelled(some, positive[kept], reviewed)}
    found = []
    for slope in (0.3, 0.6, 1.0, 2.0):
        middle = brentq(
            lambda at, slope=slope: expit(slope * (some.stars - at)).mean() - target, -10, 30
        )
        for weight in (0.0, 0.3, 0.5, 0.7, 0.85, 1.0):
            row: dict[str, float] = {"weight": weight, "slope": slope}
            for level, at in (("as they are", CONFIG.stars_middle), ("levelled", middle)):
                config = replace(CONFIG, stars_weight=weight, stars_slope=slope, stars_middle=at)
                guess = reception_guess(some, texts[level], config, rated=False)
                row[level] = log_likelihood(some, guess, which)
            found.append(row)
    return found


def ageing(folder: Path) -> dict[str, float]:
    """Log-loss of each rating by those of the same movie before it, which age."""
    file = read_ratings(folder / "movielens-latest-small")
    chosen = {
        number for number, movie in file.movies.items() if movie.imdb_id and fold_of(movie.imdb_id)
    }
    rows = np.lexsort((file.ratings.timestamps, file.ratings.movie_ids))
    columns = zip(
        file.ratings.movie_ids[rows].tolist(),
        (file.ratings.timestamps[rows] / 86_400).tolist(),
        (file.ratings.ratings[rows] >= LIKED_STARS).tolist(),
        strict=True,
    )
    told = [row for row in columns if row[0] in chosen]
    return {
        str(half_life or "none"): one_by_one(told, half_life)
        for half_life in (None, 7300, 3650, 1825, 730, 365, 90)
    }


def one_by_one(rows: Iterable[tuple[int, float, bool]], half_life: float | None) -> float:
    """Mean log-loss of predicting each rating from a prior and what came before."""
    loss, n, last, before = 0.0, 0, -1, 0.0
    viewers = liked = 0.0
    for movie, day, likes in rows:
        if movie != last:
            last, viewers, liked, before = movie, 0.0, 0.0, day
        fade = 1.0 if half_life is None else 0.5 ** ((day - before) / half_life)
        viewers, liked, before = viewers * fade, liked * fade, day
        scale = CONFIG.ratings_strength / (viewers + CONFIG.ratings_half)
        share = (2 * 0.6 + scale * liked) / (2 + scale * viewers)
        loss -= np.log(share if likes else 1 - share)
        n += 1
        viewers, liked = viewers + 1, liked + likes
    return float(loss / n)


def vader_of(texts: tuple[str, ...]) -> np.ndarray | None:
    """VADER's compound scores, where it is installed."""
    if find_spec("vaderSentiment") is None:
        return None
    analyzer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return np.array([analyzer.polarity_scores(text)["compound"] for text in texts])


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the public data")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    model = LinearSentiment.shipped()
    data = read_held_out_stars(given.folder, frozenset(range(1, 8)), LIKED_STARS)
    positive = model.score(data.texts).positive.astype(np.float64)
    unseen = np.isnan(data.stars)
    by_text, kept = some_reviews(data, np.flatnonzero(unseen), NUMBERS[-1])
    figures: dict[str, Any] = {
        "model": model.version,
        "chosen": {
            name: getattr(CONFIG, name)
            for name in CONFIG.__slots__
            if name not in {"catalogue_mean", "interval"}
        },
        "chosen_on": {"folds": "1 to 7", "movies": len(data.folds)},
        **critics_and_ratings(data),
        "imported_reviews": imported(by_text, positive[kept]),
        "stars_of_reviews": stars(data, positive),
        "half_life_days_of_ratings": ageing(given.folder),
    }
    held = read_held_out_stars(given.folder, frozenset({0}), LIKED_STARS)
    probabilities = model.score(held.texts).positive.astype(np.float64)
    tables = reception_tables(held, probabilities, vader_of(held.texts))
    figures["held_out"] = [table.to_json() for table in tables]
    write_result(given.out, figures, "python benchmarks/reception_weights.py ../shared/data")


if __name__ == "__main__":
    main()
