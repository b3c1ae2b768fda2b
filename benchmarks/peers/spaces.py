"""Which models take part and which hyperparameters are tried; the same budget for everybody."""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from matinee.evaluation.spaces import SPACES
from matinee.ranking import RECOMMENDERS

#: The peer that is this project.
OURS = "matinee"


@dataclass(frozen=True)
class Entry:
    """A model that takes part.

    Attributes:
        peer: The package.
        model: Its model.
        new_users: How the asked users reach it, in a few words.
        space: Hyperparameter to where it is drawn.
        start: What the first trial sets, on top of the package's defaults.
    """

    peer: str
    model: str
    new_users: str
    space: dict[str, dict[str, Any]] = field(default_factory=dict)
    start: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.peer}.{self.model}"


def read_entries(path: Path) -> list[Entry]:
    """The peers' models, in the order of the file, then every model of the project."""
    peers = tomllib.loads(path.read_text())
    entries = [
        Entry(peer, model, **facts)
        for peer, models in peers.items()
        for model, facts in models.items()
    ]
    for name, kind in RECOMMENDERS.items():
        if kind.handles_new_users:
            spans = SPACES.get(name, {})
            space = {
                weight: {"low": span.low, "high": span.high, "log": span.log}
                for weight, span in spans.items()
            }
            entries.append(Entry(OURS, name, "folded in", space))
    return entries


def choose(entries: Iterable[Entry], names: Iterable[str]) -> list[Entry]:
    """Those that are named, as a whole peer or as ``peer.model``; all, where none is named."""
    entries, names = list(entries), list(names)
    for name in names:
        if not any(name in {entry.peer, entry.name} for entry in entries):
            known = sorted({entry.peer for entry in entries})
            raise SystemExit(f"a peer is one of {', '.join(known)}, or peer.model, not '{name}'.")
    return [entry for entry in entries if not names or entry.peer in names or entry.name in names]


def draw_trials(entry: Entry, n_trials: int, seed: int) -> list[dict[str, Any]]:
    """Hyperparameters to try: what the package comes with, then draws that the seed decides.

    Trial ``i`` is the same whatever ``n_trials`` is, so a larger budget goes on from a smaller one.
    """
    rng = np.random.default_rng([seed, crc32(entry.name.encode())])
    trials = [dict(entry.start)]
    while entry.space and len(trials) < n_trials:
        drawn = {name: draw(span, rng) for name, span in entry.space.items()}
        trials.append({**entry.start, **drawn})
    return trials


def draw(span: dict[str, Any], rng: np.random.Generator) -> Any:
    """One value; spans are inclusive."""
    if "choices" in span:
        return span["choices"][int(rng.integers(len(span["choices"])))]
    low, high = span["low"], span["high"]
    whole = isinstance(low, int) and isinstance(high, int)
    share = float(rng.random())
    if span.get("log"):
        value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    else:
        value = low + share * (high - low)
    return round(value) if whole else float(f"{value:.4g}")
