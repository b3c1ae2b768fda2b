"""What each dial costs in accuracy and what it brings.

    python benchmarks/dials.py ml-100k=PATH ml-latest-small=PATH [--part test]

PATH is whatever `matinee setup --ratings` reads. Lists of ten for held-out users by the hybrid,
with reviews left aside, with one dial at a time turned from 0 to 1. Writes
`benchmarks/results/dials.json` and a picture for each set, `docs/images/dials-NAME.svg`. Nothing is
chosen by these figures.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from record import write_result

from matinee.config import Settings
from matinee.data.interactions import build_matrix
from matinee.evaluation import EvaluationConfig, Split, hold_out_users
from matinee.evaluation.beyond import (
    content_vectors,
    genre_shares,
    intra_list_diversity,
    miscalibration,
)
from matinee.evaluation.metrics import mark_hits, ndcg
from matinee.models import MovieFeatures
from matinee.ranking import Dials, Hybrid, Pick, blend
from matinee.ranking.dials import Surroundings, turn, unexpected
from matinee.service.evaluate import read_folder
from matinee.service.recommend import POOL

ROOT = Path(__file__).resolve().parents[1]
N = 10
STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
#: What each panel of the picture has across: what the dial is for, in numbers.
EFFECTS = {
    "popularity": "ratings of a movie of the list, geometric mean",
    "diversity": "1 - mean likeness within the list",
    "calibration": "divergence of genres from the history's",
    "serendipity": "mean unexpectedness",
}


class Lists:
    """Every asked user's pool, once; and lists made of it."""

    def __init__(self, split: Split, features: MovieFeatures) -> None:
        self.split, self.features = split, features
        self.popularity = np.bincount(split.train.indices, minlength=split.train.shape[1])
        hybrid = Hybrid().fit(split.train, features, times=split.train_times)
        self.liked_from = hybrid.config.liked_from
        self.pools: list[tuple[list[Pick], Surroundings]] = []
        for row in range(split.histories.shape[0]):
            history = split.histories[[row]]
            found = hybrid.candidates_for(history)
            nothing = np.zeros(len(found.indices), dtype=np.float32)
            picks = blend(found, nothing, POOL, sentiment=0, pool=POOL)
            liked = history.indices[history.data >= self.liked_from]
            self.pools.append((picks, self.surroundings(picks, liked)))

    def surroundings(self, picks: list[Pick], liked: np.ndarray) -> Surroundings:
        places = [pick.index for pick in picks]
        vectors, genres = (
            one.astype(np.float64) for one in (self.features.vectors, self.features.genres)
        )
        return Surroundings(
            self.popularity[places].astype(np.float64),
            float(self.popularity.max()),
            vectors[places],
            genres[places],
            vectors[liked],
            genres[liked],
        )

    def figures(self, dials: Dials) -> dict[str, float]:
        lists = np.full((len(self.pools), N), -1, dtype=np.int32)
        surprise = np.zeros(len(self.pools))
        for row, (picks, around) in enumerate(self.pools):
            chosen = picks[:N] if dials.off else turn(picks, around, dials, N)
            listed = [pick.index for pick in chosen]
            lists[row, : len(listed)] = listed
            at = {pick.index: place for place, pick in enumerate(picks)}
            surprise[row] = unexpected(around)[[at[index] for index in listed]].mean()
        split, features = self.split, self.features
        hits = mark_hits(lists, split.targets)
        n_targets = np.diff(split.targets.indptr).astype(np.int32)
        by_user = ndcg(hits, n_targets, N)
        content = content_vectors(features.vectors, features.genres)
        liked = split.histories.copy()
        liked.data = (liked.data >= self.liked_from).astype(np.float32)
        rows, columns = np.nonzero(lists >= 0)
        places = lists[rows, columns]
        ones = np.ones(len(rows), dtype=np.float32)
        in_list = build_matrix(ones, rows, places, split.histories.shape)
        away = miscalibration(
            genre_shares(liked, features.genres), genre_shares(in_list, features.genres)
        )
        told = self.popularity[lists[lists >= 0]]
        return {
            "ndcg": round(float(by_user.mean()), 4),
            "ndcg_se": round(float(by_user.std(ddof=1) / np.sqrt(len(by_user))), 4),
            "popularity": round(float(np.exp(np.log(told + 5.0).mean()) - 5), 2),
            "diversity": round(float(np.nanmean(intra_list_diversity(lists, content))), 4),
            "calibration": round(float(np.nanmean(away)), 4),
            "serendipity": round(float(surprise.mean()), 4),
            "coverage": round(len(np.unique(lists[lists >= 0])) / split.train.shape[1], 4),
        }


def measure(path: Path, part: Any) -> dict[str, Any]:
    folder = read_folder(Settings(), path, with_features=True)
    assert folder.features is not None
    split = hold_out_users(folder.interactions, EvaluationConfig(), part=part)
    lists = Lists(split, folder.features)
    rows = {
        name: [{"dial": step, **lists.figures(Dials(**{name: step}))} for step in STEPS]
        for name in EFFECTS
    }
    return {"part": part, "n_users": len(lists.pools), "dials": rows}


def draw(figures: dict[str, Any]) -> str:
    """Four panels: the effect across, nDCG@10 upwards, a dot for each step of the dial."""
    width, height, panel = 720, 560, (300, 190)
    top = max(one["ndcg"] for rows in figures["dials"].values() for one in rows) * 1.05
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="sans-serif" font-size="12"><title>nDCG@10 against the effect of each dial'
        f'</title><rect width="{width}" height="{height}" fill="#ffffff"/>'
    ]
    for place, (name, words) in enumerate(EFFECTS.items()):
        left, upper = 48 + place % 2 * 360, 36 + place // 2 * 280
        rows = figures["dials"][name]
        values = [one[name] for one in rows]
        low, high = min(values), max(values)
        span = (high - low) or 1
        dots = [
            (left + (one[name] - low) / span * panel[0], upper + panel[1] * (1 - one["ndcg"] / top))
            for one in rows
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        bottom = upper + panel[1]
        parts += [
            f'<text x="{left}" y="{upper - 12}" font-weight="bold">{name}</text>',
            f'<path d="M{left} {upper}V{bottom}H{left + panel[0]}" fill="none" stroke="#888888"/>',
            f'<polyline points="{line}" fill="none" stroke="#b5651d" stroke-width="2"/>',
            f'<text x="{left}" y="{bottom + 34}" fill="#555555">{words}</text>',
            f'<text x="{left - 6}" y="{upper + 4}" text-anchor="end">{top:.2f}</text>',
            f'<text x="{left - 6}" y="{bottom + 4}" text-anchor="end">0</text>',
            f'<text x="{left}" y="{bottom + 16}">{low:.3g}</text>',
            f'<text x="{left + panel[0]}" y="{bottom + 16}" text-anchor="end">{high:.3g}</text>',
        ]
        for (x, y), one in zip(dots, rows, strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#b5651d"/>')
            parts.append(
                f'<text x="{x + 6:.1f}" y="{y + 16:.1f}" font-size="10">{one["dial"]:g}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--part", choices=("validation", "test"), default="validation")
    given = parser.parse_args()
    data: dict[str, Any] = {}
    for one in given.sets:
        name, _, path = one.partition("=")
        data[name] = measure(Path(path), given.part)
        picture = ROOT / f"docs/images/dials-{name}.svg"
        picture.write_text(draw(data[name]), encoding="utf-8")
        for dial, rows in data[name]["dials"].items():
            for row in rows:
                print(f"{name:<16} {dial:<12} {row}")
    names = " ".join(f"{name}=PATH" for name in data)
    command = f"python benchmarks/dials.py {names} --part {given.part}"
    write_result(ROOT / "benchmarks/results/dials.json", data, command)


if __name__ == "__main__":
    main()
