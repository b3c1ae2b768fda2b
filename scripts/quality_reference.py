#!/usr/bin/env python3
"""Writes the manual's page on how good recommendations are, and its plots.

Everything that is a figure comes from `benchmarks/results/`; a result that is missing is an error
that names the command which writes it. ``--check`` compares only.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

import quality_goals as goals  # noqa: E402 - needs the path above
import quality_sections as sections  # noqa: E402 - likewise
import quality_tables as told  # noqa: E402 - likewise
from quality_plots import Curve, Dot, draw_coverage, draw_lines  # noqa: E402 - likewise
from quality_tables import BASE, RANKER, Json, Results  # noqa: E402 - likewise
from sentiment_plots import COLOURS  # noqa: E402 - likewise

PAGE = ROOT / "docs/explanation/how-good.md"
TEMPLATE = ROOT / "scripts/how_good.md"
RESULTS = ROOT / "benchmarks/results"
IMAGES = ROOT / "docs/images"


def pictures(results: Results) -> dict[Path, str]:
    """All plots of the page but the dials', which their benchmark draws."""
    found = {}
    for data in results.sets:
        task = results.task(data, "users")
        if task is None:
            continue
        rows = task["report"]["rows"]
        found[IMAGES / f"quality-coverage-{data}.svg"] = coverage(results, data, rows)
        chosen = [row for name in (RANKER, BASE, "popularity") if (row := told.row_of(rows, name))]
        sizes = ", ".join(f"{one['from']}-{one['to']}" for one in chosen[0]["by_length"])
        found[IMAGES / f"quality-length-{data}.svg"] = draw_lines(
            f"By length of history, {data}",
            f"fifth of the users ({sizes})",
            "nDCG@10",
            {row["model"]: curve(row["by_length"]) for row in chosen},
        )
        found[IMAGES / f"quality-tenths-{data}.svg"] = draw_lines(
            f"By popularity of what is to be found, {data}",
            "tenth of all likes, from rare movies to blockbusters",
            "share found among 20",
            {row["model"]: curve(row["by_popularity"]) for row in chosen},
        )
    return found


def coverage(results: Results, data: str, rows: list[Json]) -> str:
    """Accuracy against coverage; other packages as a line where their coverage is not known."""
    dots = [
        Dot(
            row["coverage_at_10"],
            row["ndcg_at_10"],
            row["model"],
            COLOURS[0] if row["model"] == RANKER else COLOURS[1],
        )
        for row in sorted(rows, key=lambda row: row["model"] != RANKER)
    ]
    others = sections.peer_dots(results, data)
    peer = told.best_peer(results.peers(data, "users"), "ndcg_at_10")
    best = None
    if peer is not None and not others:
        best = (peer["ndcg_at_10"][0], told.peer_name(peer))
    return draw_coverage(data, [*dots, *others], best)


def curve(groups: list[Json]) -> Curve:
    """Points of the groups that have a figure."""
    return [
        (place, group["value"], *group["interval"])
        for place, group in enumerate(groups, start=1)
        if group["value"] is not None
    ]


def render(results: Results) -> dict[Path, str]:
    """The page and its plots."""
    page = TEMPLATE.read_text(encoding="utf-8")
    parts = {
        "in_short": sections.in_short(results),
        "goals": goals.tell(results),
        "models": sections.models(),
        "users": sections.users(results),
        "peers": sections.against_peers(results, "users", "ndcg_at_10", "nDCG@10"),
        "last": sections.once_each(
            results, "last", [("hit_rate_at_10", "hit rate@10"), ("ndcg_at_10", "nDCG@10")]
        ),
        "last_peers": sections.against_peers(results, "last", "hit_rate_at_10", "hit rate@10"),
        "recent": goals.say_recent(results),
        "time": sections.once_each(results, "time", [("ndcg_at_10", "nDCG@10")]),
        "published": sections.once_each(results, "published", [("ndcg_at_10", "nDCG@10")]),
        "similar": sections.similar(results),
        "cold": sections.cold(results),
        "stars": sections.stars(results),
        "sentiment": sections.sentiment(results),
        "signals": sections.signals(results),
        "dials": sections.dials(results),
        "groups": sections.groups(results),
        "speed": goals.speed(results),
        "commands": goals.commands(),
    }
    for name, text in parts.items():
        page = page.replace(f"{{{{{name}}}}}", text or "Not measured.")
    return {PAGE: page, **pictures(results)}


def main() -> None:
    """Write page and plots, or with ``--check`` say which is out of date."""
    stale = []
    for path, text in render(Results.read(RESULTS)).items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    sys.exit(f"{', '.join(stale)} out of date." if stale else 0)


if __name__ == "__main__":
    main()
