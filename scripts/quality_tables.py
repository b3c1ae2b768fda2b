"""How figures of recommendation quality are told: cells, tables, sentences, what is aimed at."""
# ruff: noqa: INP001 - part of the script beside it

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

#: The ranker, the model that it is held against, and ten factors compared by their cosine.
RANKER, BASE, CLASSIC = "hybrid", "ease", "nmf-10"
OURS = "matinee"
ABSENT = "-"
#: What writes each result.
WRITERS = {
    "quality": "python benchmarks/quality.py all ml-100k=PATH ml-latest-small=PATH",
    "peers": "python benchmarks/peers/run.py ml-100k=PATH ml-latest-small=PATH",
    "dials": "python benchmarks/dials.py ml-100k=PATH ml-latest-small=PATH --part test",
    "ablation": "python benchmarks/ablation.py ml-100k=PATH ml-latest-small=PATH --part test",
    "ease": "python benchmarks/ease.py",
    "serving-history": "python benchmarks/serving_history.py --ratings PATH",
}


@dataclass(frozen=True)
class Results:
    """Everything that the page is made of.

    Attributes:
        files: Name of a result to its content.
    """

    files: dict[str, Json]

    @classmethod
    def read(cls, folder: Path) -> "Results":
        """Read what the benchmarks wrote.

        Raises:
            SystemExit: One of them is missing; the message names the command that writes it.
        """
        files = {}
        for name, command in WRITERS.items():
            path = folder / f"{name}.json"
            if not path.exists():
                raise SystemExit(f"{path.name} is missing; write it by `{command}`.")
            files[name] = json.loads(path.read_text(encoding="utf-8"))
        return cls(files)

    @property
    def sets(self) -> list[str]:
        """Data sets by name."""
        return list(self.files["quality"]["figures"])

    def task(self, data: str, task: str) -> Json | None:
        """What `benchmarks/quality.py` wrote of a task, ``None`` where it was not measured."""
        found: Json | None = self.files["quality"]["figures"][data].get(task)
        return found

    def row(self, data: str, task: str, model: str) -> Json | None:
        """One model of a task."""
        found = self.task(data, task)
        return None if found is None else row_of(found["report"]["rows"], model)

    def peers(self, data: str, task: str) -> Json | None:
        """What `benchmarks/peers/run.py` wrote of a task."""
        found: Json | None = self.files["peers"]["figures"]["sets"].get(data, {}).get(task)
        return found

    def source(self, name: str, figures: Json | None = None) -> str:
        """Command, commit, moment, machine and seed, of the whole file or of a part of it."""
        file = self.files[name]
        part, machine = figures or file, file["machine"]
        told = [f"`{part['command']}`", f"commit {part['commit']}", part["measured_at"][:10]]
        told.append(f"{machine['processor']} ({machine['cores']} cores)")
        told.append(f"Python {machine['python']}")
        if "--seed" not in part["command"]:
            told.append("seed 0")
        return ", ".join(told) + "."

    def task_source(self, data: str, task: str) -> str:
        """Likewise for a task of `benchmarks/quality.py`, with whose weights it ran."""
        found = self.task(data, task)
        if found is None:
            return ""
        said = self.source("quality", found)
        tuned = ", ".join(found["configs"])
        if not tuned:
            return f"{said} Models have their default weights."
        return f"{said} Weights of {tuned} are those of `{found['weights']}`."


def row_of(rows: Iterable[Json], model: str) -> Json | None:
    """The row of a model, ``None`` where there is none."""
    return next((row for row in rows if row["model"] == model), None)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    marks = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (columns, marks, *rows))


def number(value: float | None, digits: int = 3) -> str:
    """A figure, or a dash."""
    return ABSENT if value is None else f"{value:.{digits}f}"


def spanned(value: float | None, span: Sequence[float | None] | None, digits: int = 3) -> str:
    """A figure with its interval."""
    if value is None or span is None or None in span:
        return number(value, digits)
    return f"{value:.{digits}f} [{span[0]:.{digits}f}, {span[1]:.{digits}f}]"


def figure(row: Json, name: str, digits: int = 3) -> str:
    """A figure of a row of `benchmarks/quality.py`."""
    return spanned(row.get(name), row["intervals"].get(name), digits)


def percent(value: float) -> str:
    """A relative difference."""
    return f"{100 * value:+.1f} %"


def relative(found: Json | None) -> str:
    """How much above or below, with the interval; of `{value, interval}`."""
    if found is None or found["value"] is None:
        return ABSENT
    low, high = found["interval"]
    return f"{percent(found['value'])} [{percent(low)}, {percent(high)}]"


def against(row: Json, other: str, name: str = "ndcg_at_10") -> Json | None:
    """What a row says of itself against another, relative."""
    found: Json | None = row["against"].get(other, {}).get(name, {}).get("relative")
    return found


def triple(values: Sequence[float]) -> Json:
    """``[value, low, high]`` as the others write it."""
    return {"value": values[0], "interval": list(values[1:])}


def lead(values: Sequence[float]) -> Json:
    """How far the one is above the other, where ``values`` tell how far that is below it.

    Args:
        values: Relative difference of the other, ``[value, low, high]``, above -1.
    """
    turned = [1 / (1 + value) - 1 for value in values]
    return {"value": turned[0], "interval": [turned[2], turned[1]]}


def peer_name(row: Json) -> str:
    """Package and model."""
    return f"{row['peer']} {row['model']}"


def best_peer(found: Json | None, measure: str) -> Json | None:
    """The best model of another package."""
    if found is None:
        return None
    others = [row for row in found["rows"] if row["peer"] != OURS]
    return max(others, key=lambda row: row[measure][0], default=None)


def lead_over(found: Json | None, row: Json | None) -> Json | None:
    """How far the ranker is above a peer; only where pairs were made with the ranker."""
    if found is None or row is None or row["against"] is None:
        return None
    if found["compared_with"] != f"{OURS}.{RANKER}":
        return None
    return lead(row["against"]["relative"])


def ranker_of(found: Json | None) -> Json | None:
    """The ranker's row among peers."""
    rows = [] if found is None else [row for row in found["rows"] if row["peer"] == OURS]
    return row_of(rows, RANKER)
