"""What audiences' reception does to lists, and what each signal of the ranker brings.

    python benchmarks/ablation.py ml-100k=PATH ml-latest-small=PATH [--part test] [--folds 10]

PATH is whatever `matinee setup --ratings` reads. Two questions, held-out users and movies like a
movie, both as `benchmarks/quality.py` asks them:

* the hybrid's candidates are blended with how critics and reviews received each movie, as the
  server does it, at several weights; accuracy, mean reception and popularity of the picks are told;
* one signal at a time is left out, and what the others are worth is learnt anew.

Everything is compared with the same lists of weight 0, or of the whole ranker. Without ``--part``
users of the test are left out altogether. Nothing is chosen by these figures. Writes
`benchmarks/results/ablation.json`.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.evaluation import EvaluationConfig, Split, hold_out_users, iter_folds
from matinee.evaluation.beyond import list_means, popularity_percentiles
from matinee.evaluation.bootstrap import Comparison, Interval, Resamples
from matinee.evaluation.measures import Popularity
from matinee.evaluation.metrics import mark_hits, ndcg
from matinee.evaluation.queries import draw_queries
from matinee.models import Ease, MovieFeatures, StarEase
from matinee.ranking import Candidates, Hybrid, blend
from matinee.ranking.learn import SIGNALS, RankerWeights, learn_weights
from matinee.service.evaluate import read_folder
from matinee.service.shelf import Audience
from matinee.types import FloatArray, IndexArray, RatingMatrix

RESULT = Path(__file__).parent / "results" / "ablation.json"
N = 10
#: The default of the setting ``sentiment_weight`` is among them.
WEIGHTS = (0.0, 0.1, 0.3, 0.5, 1.0)
#: What may be left out of each question's ranker.
FACTS = ("text", "genres", "people", "tags")
LIKES = "stars (likes alone)"
OUT = {"users": (*FACTS, "all facts", LIKES), "similar": ("ratings (lift)", "facts (likeness)")}
#: The whole ranker.
ALL = "nothing"

#: Lists of ten by the weight of the reception.
Lists = dict[str, np.ndarray]


@dataclass
class Found:
    """Lists of one question, fold after fold.

    Attributes:
        users: Whose each list is.
        ndcg: By the name of what was changed, one figure for each list.
        effects: ``reception`` of the picks, ``known`` to critics, and their ``popularity``
            percentile: means of each list, by weight.
    """

    users: list[np.ndarray] = field(default_factory=list)
    ndcg: dict[str, list[np.ndarray]] = field(default_factory=dict)
    effects: dict[tuple[str, str], list[np.ndarray]] = field(default_factory=dict)


def audience_of(records: Iterable[MovieRecord]) -> Audience:
    """What the shelf of a fresh installation says: critics, as no reviews ship."""
    critics = [record.critics for record in records]
    n = len(critics)
    nobody = np.zeros(n, np.int64), np.zeros(n, np.float32), np.zeros(n, np.int64)
    return Audience.of(critics, np.full(n, np.nan, np.float32), nobody)


class Muted:
    """Models that say the same but for some signals; what they say is computed once."""

    def __init__(self, hybrid: Hybrid) -> None:
        self.hybrid = hybrid
        self.muted: tuple[int, ...] = ()
        self._kept: dict[bytes, tuple[IndexArray, FloatArray]] = {}

    def evidence_for(self, history: RatingMatrix) -> tuple[IndexArray, FloatArray]:
        key = history.indices.tobytes() + history.data.tobytes()
        if key not in self._kept:
            self._kept[key] = self.hybrid.evidence_for(history)
        indices, signals = self._kept[key]
        signals = signals.copy()
        signals[:, list(self.muted)] = 0
        return indices, signals


class Learner:
    """Learns the ranker's weights again and again on the same parts of the same ratings."""

    def __init__(self, fitted: Hybrid, matrix: RatingMatrix, stars: Any) -> None:
        """``stars`` makes the model of the ratings; likes alone may be what it goes by."""
        self._fitted, self._matrix, self._stars = fitted, matrix, stars
        self._parts: list[Muted] = []

    def learn(self, without: Iterable[str], seed: int) -> RankerWeights:
        muted = tuple(SIGNALS.index(name) for name in without)
        turn = iter(range(sys.maxsize))

        def fit_on(part: RatingMatrix) -> Muted:
            place = next(turn)
            if place == len(self._parts):
                whole = self._fitted
                own = Hybrid.of(
                    whole.content_,
                    whole.facts_,
                    stars=self._stars().fit(part),
                    config=whole.config,
                )
                self._parts.append(Muted(own))
            self._parts[place].muted = muted
            return self._parts[place]

        rng = np.random.default_rng(seed)
        learnt = learn_weights(self._matrix, fit_on, self._fitted.config.liked_from, rng)
        return learnt.model_copy(update=dict.fromkeys(without, 0.0))


def parts_of(hybrid: Hybrid) -> dict[str, Any]:
    return {"stars": hybrid.stars_, "lift": hybrid.lift_, "cold": hybrid.cold_}


def for_users(hybrid: Hybrid, train: RatingMatrix, seed: int) -> dict[str, Hybrid]:
    """The ranker without each signal; every one has learnt what the rest is worth."""
    learner = Learner(hybrid, train, StarEase)
    parts = parts_of(hybrid)

    def having(weights: RankerWeights, **changed: Any) -> Hybrid:
        told = {**parts, **changed}
        return Hybrid.of(
            hybrid.content_, hybrid.facts_, weights=weights, config=hybrid.config, **told
        )

    found = {name: having(learner.learn((name,), seed)) for name in FACTS}
    found["all facts"] = having(learner.learn(FACTS, seed))
    by_likes = Learner(hybrid, train, Ease).learn((), seed)
    found[LIKES] = having(by_likes, stars=Ease().fit(train))
    return found


def for_similar(hybrid: Hybrid) -> dict[str, Hybrid]:
    """The ranker of movies like a movie without either of its two signals."""
    parts = parts_of(hybrid)
    no_facts = hybrid.config.model_copy(update={"about_similar": 0.0})
    of = partial(Hybrid.of, hybrid.content_, hybrid.facts_, weights=hybrid.weights_)
    return {
        "ratings (lift)": of(config=hybrid.config, **{**parts, "lift": None}),
        "facts (likeness)": of(config=no_facts, **parts),
    }


def listed(candidates: Candidates, standing: FloatArray, weight: float) -> np.ndarray:
    places = np.full(N, -1, dtype=np.int32)
    picks = blend(candidates, standing[candidates.indices], N, sentiment=weight)
    places[: len(picks)] = [pick.index for pick in picks]
    return places


def lists_of(
    ask: Callable[[int], Candidates], n: int, standing: FloatArray, weights: Iterable[float]
) -> Lists:
    """Lists of ten at each weight of the reception, ``(n, 10)`` each."""
    rows: dict[str, list[np.ndarray]] = {f"{weight:g}": [] for weight in weights}
    for row in range(n):
        candidates = ask(row)
        for weight, lists in rows.items():
            lists.append(listed(candidates, standing, float(weight)))
    return {weight: np.array(lists) for weight, lists in rows.items()}


def add(found: Found, name: str, lists: np.ndarray, targets: RatingMatrix) -> None:
    hits = mark_hits(lists, targets)
    values = ndcg(hits, np.diff(targets.indptr).astype(np.int32), N)
    found.ndcg.setdefault(name, []).append(values)


def add_effects(
    found: Found, weight: str, lists: np.ndarray, movies: Mapping[str, np.ndarray]
) -> None:
    for name, values in movies.items():
        told = list_means(lists, values.astype(np.float64))
        found.effects.setdefault((name, weight), []).append(told)


def measure_fold(
    split: Split,
    features: MovieFeatures,
    audience: Audience,
    config: EvaluationConfig,
    found: Mapping[str, Found],
) -> RankerWeights:
    """Both questions of one fold, into ``found``; the weights that were learnt."""
    hybrid = Hybrid().fit(split.train, features, times=split.train_times, rng=config.seed)
    standing = audience.standing(np.arange(split.train.shape[1], dtype=np.int32))
    queries = draw_queries(split, config)
    popular = Popularity.of(split, config.liked_from)
    movies = {
        "reception": audience.alpha / (audience.alpha + audience.beta),
        "known": audience.n_critics > 0,
        "popularity": popularity_percentiles(popular.likes, popular.known),
    }

    def history(model: Hybrid, row: int) -> Candidates:
        return model.candidates_for(split.histories[[row]])

    def movie(model: Hybrid, row: int) -> Candidates:
        return model.candidates_similar(int(queries.movies[row]))

    asked = {
        "users": (history, split.targets, for_users(hybrid, split.train, config.seed)),
        "similar": (movie, queries.targets, for_similar(hybrid)),
    }
    found["users"].users.append(split.users)
    found["similar"].users.append(split.users[queries.rows])
    for task, (ask, targets, others) in asked.items():
        n = targets.shape[0]
        whole = lists_of(partial(ask, hybrid), n, standing, WEIGHTS)
        for weight, lists in whole.items():
            add(found[task], weight, lists, targets)
            add_effects(found[task], weight, lists, movies)
        add(found[task], ALL, whole["0"], targets)
        for name, other in others.items():
            lists = lists_of(partial(ask, other), n, standing, (0.0,))["0"]
            add(found[task], name, lists, targets)
    return hybrid.weights_


def bounds(found: Interval) -> list[float]:
    return [round(value, 5) for value in (found.value, found.low, found.high)]


def compared(found: Comparison) -> dict[str, Any]:
    return {
        "difference": bounds(found.difference),
        "relative": bounds(found.relative),
        "p_value": round(found.p_value, 4),
    }


def summary(found: Found, out: tuple[str, ...], seed: int) -> dict[str, Any]:
    """Figures of one question, everything against the list that nothing was changed of."""
    draws = Resamples(np.concatenate(found.users), seed=seed)
    values = {name: np.concatenate(parts) for name, parts in found.ndcg.items()}

    def row(name: str, base: str) -> dict[str, Any]:
        against = None if name == base else compared(draws.compare(values[name], values[base]))
        return {"ndcg_at_10": bounds(draws.mean(values[name])), "against": against}

    sentiment = [
        {
            "weight": weight,
            **row(f"{weight:g}", "0"),
            **{
                name: bounds(draws.mean(np.concatenate(parts)))
                for (name, at), parts in found.effects.items()
                if at == f"{weight:g}"
            },
        }
        for weight in WEIGHTS
    ]
    signals = [{"without": name, **row(name, ALL)} for name in (ALL, *out)]
    n_users, n_lists = draws.n_users, len(values[ALL])
    return {"n_users": n_users, "n_lists": n_lists, "sentiment": sentiment, "signals": signals}


def measure(path: Path, part: Any, n_folds: int, config: EvaluationConfig) -> dict[str, Any]:
    folder = read_folder(Settings(), path, with_features=True)
    assert folder.features is not None
    audience = audience_of(folder.records)
    splits: Iterable[Split] = (
        [hold_out_users(folder.interactions, config, part=part)]
        if n_folds == 1
        else iter_folds(folder.interactions, config, n_folds, part=part)
    )
    found = {"users": Found(), "similar": Found()}
    learnt = []
    for number, split in enumerate(splits, start=1):
        learnt.append(measure_fold(split, folder.features, audience, config, found))
        print(f"{folder.name}: fold {number} of {n_folds}", file=sys.stderr)
    weights = {name: float(np.mean([getattr(one, name) for one in learnt])) for name in SIGNALS}
    return {
        "part": part,
        "n_folds": n_folds,
        "seed": config.seed,
        "share_known_to_critics": round(float((audience.n_critics > 0).mean()), 4),
        "weights": {name: round(value, 3) for name, value in weights.items()},
        **{task: summary(one, OUT[task], config.seed) for task, one in found.items()},
    }


def show(name: str, figures: Mapping[str, Any]) -> None:
    for task in ("users", "similar"):
        for row in (*figures[task]["sentiment"], *figures[task]["signals"]):
            what = f"sentiment {row['weight']}" if "weight" in row else f"without {row['without']}"
            value, low, high = row["ndcg_at_10"]
            line = f"{name} {task:<8} {what:<28} {value:.4f} [{low:.4f}, {high:.4f}]"
            if row["against"] is not None:
                value, low, high = row["against"]["relative"]
                line += f"  {value:+.1%} [{low:+.1%}, {high:+.1%}]"
            if "reception" in row:
                line += f"  reception {row['reception'][0]:.3f}"
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--part", choices=("validation", "test"), default="validation")
    parser.add_argument("--folds", type=int, default=10, help="1: the users that the seed draws")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULT)
    given = parser.parse_args()
    config = EvaluationConfig(seed=given.seed)
    figures: dict[str, Any] = {}
    for one in given.sets:
        name, _, path = one.partition("=")
        figures[name] = measure(Path(path), given.part, given.folds, config)
        show(name, figures[name])
    names = " ".join(f"{name}=PATH" for name in figures)
    command = (
        f"python benchmarks/ablation.py {names} --part {given.part} --folds {given.folds} "
        f"--seed {given.seed}"
    )
    write_result(given.out, {"sets": figures}, command)


if __name__ == "__main__":
    main()
