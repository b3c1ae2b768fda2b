"""The sections of the manual's page on how good recommendations are, from results to Markdown."""
# ruff: noqa: INP001 - part of the script beside it

from collections.abc import Callable, Iterable

import quality_goals as goals
import quality_tables as told
from quality_plots import Dot
from quality_tables import (
    BASE,
    CLASSIC,
    Json,
    Results,
    figure,
    number,
    percent,
    relative,
    spanned,
    table,
)
from sentiment_plots import COLOURS

from matinee.ranking import RECOMMENDERS

#: What stands beside accuracy: figure, column and digits.
BEYOND = (
    ("coverage_at_10", "coverage", 3),
    ("gini_at_10", "Gini", 3),
    ("popularity_at_10", "popularity", 3),
    ("novelty_at_10", "novelty, bits", 2),
    ("diversity_at_10", "diversity", 3),
    ("miscalibration_at_10", "genres off by", 3),
)


def join(parts: Iterable[str]) -> str:
    """Blocks of a page."""
    return "\n\n".join(part for part in parts if part)


def each_set(results: Results, tell: Callable[[str], str]) -> str:
    """The same for every data set, under its name."""
    told_of = ((data, tell(data)) for data in results.sets)
    return join(f"**{data}**\n\n{text}" for data, text in told_of if text)


def ordered(report: Json, name: str = "ndcg_at_10") -> list[Json]:
    """Rows, the best first."""
    return sorted(report["rows"], key=lambda row: -(row.get(name) or 0))


def in_short(results: Results) -> str:
    """Three sentences and a picture for each set."""
    images = "\n\n".join(
        f"![Accuracy against coverage, {data}](../images/quality-coverage-{data}.svg)"
        for data in results.sets
    )
    return join(
        [
            "\n".join(
                [goals.say_users(results), goals.say_similar(results), goals.say_cold(results)]
            ),
            images,
            "Up is better found, right is more of the catalogue shown; the ranker is orange. "
            + (
                "Violet dots are models of other packages, tuned, from a run of their own."
                if any(peer_dots(results, data) for data in results.sets)
                else "The dashed line is the best model of the other packages."
            ),
        ]
    )


def users(results: Results) -> str:
    """Users that nothing was learnt from."""

    def tell(data: str) -> str:
        found = results.task(data, "users")
        if found is None:
            return ""
        report = found["report"]
        accuracy = table(
            ["model", "nDCG@10", f"against {BASE}", "recall@20", "hit rate@10"],
            [
                [
                    row["model"],
                    figure(row, "ndcg_at_10"),
                    relative(told.against(row, BASE)),
                    figure(row, "recall_at_20"),
                    figure(row, "hit_rate_at_10"),
                ]
                for row in ordered(report)
            ],
        )
        beyond = table(
            ["lists of ten", *(name for _, name, _ in BEYOND)],
            [
                [row["model"], *(number(row.get(key), digits) for key, _, digits in BEYOND)]
                for row in ordered(report)
            ],
        )
        asked = f"{report['n_lists']:,} users in {report['n_folds']} folds."
        return join([asked, accuracy, beyond, results.task_source(data, "users")])

    return each_set(results, tell)


def against_peers(results: Results, task: str, measure: str, label: str) -> str:
    """Models of other packages beside the project's own, from the one run that asks them all."""

    def tell(data: str) -> str:
        found = results.peers(data, task)
        if found is None:
            return ""
        rows = []
        for row in found["rows"]:
            pair = None if row["against"] is None else told.triple(row["against"]["relative"])
            rows.append(
                [
                    told.peer_name(row),
                    spanned(row[measure][0], row[measure][1:]),
                    relative(pair),
                    row["new_users"],
                    number(row["fit_seconds"], 2),
                    f"{row['peak_mb']}",
                    number(row["seconds_per_1000_users"], 2),
                ]
            )
        best = found["compared_with"].replace(".", " ")
        columns = [
            "model",
            label,
            f"against {best}",
            "new users",
            "fit, s",
            "peak, MB",
            "s for 1,000 users",
        ]
        return join([f"{found['n_users']:,} users.", table(columns, rows)])

    return join([each_set(results, tell), results.source("peers")])


def once_each(results: Results, task: str, columns: list[tuple[str, str]]) -> str:
    """A task of one division: some figures with intervals."""

    def tell(data: str) -> str:
        found = results.task(data, task)
        if found is None:
            return ""
        rows = [
            [
                row["model"],
                *(figure(row, key) for key, _ in columns),
                relative(told.against(row, BASE, columns[0][0])),
            ]
            for row in ordered(found["report"], columns[0][0])
        ]
        names = ["model", *(name for _, name in columns), f"{columns[0][1]} against {BASE}"]
        asked = f"{found['report']['n_lists']:,} users."
        return join([asked, table(names, rows), results.task_source(data, task)])

    return each_set(results, tell)


def similar(results: Results) -> str:
    """Movies like a movie: accuracy beside popularity."""

    def tell(data: str) -> str:
        found = results.task(data, "similar")
        if found is None:
            return ""
        rows = [
            [
                row["model"],
                figure(row, "ndcg_at_10"),
                number(row["popularity_at_10"]),
                number(row["coverage_at_10"]),
                *(relative(told.against(row, other)) for other in (BASE, "content", CLASSIC)),
            ]
            for row in ordered(found["report"])
        ]
        columns = ["model", "nDCG@10", "popularity", "coverage"]
        columns += [f"against {other}" for other in (BASE, "content", CLASSIC)]
        asked = f"{found['report']['n_lists']:,} movies asked about."
        return join([asked, table(columns, rows), results.task_source(data, "similar")])

    return each_set(results, tell)


def cold(results: Results) -> str:
    """Movies that lost all ratings."""

    def tell(data: str) -> str:
        found = results.task(data, "cold")
        if found is None:
            return ""
        rows = [
            [
                row["model"],
                figure(row, "ndcg_at_10"),
                relative(told.against(row, "content")),
                figure(row, "recall_at_20"),
            ]
            for row in ordered(found["report"])
            if row["ndcg_at_10"]
        ]
        silent = [row["model"] for row in found["report"]["rows"] if not row["ndcg_at_10"]]
        left = f"Nothing is found by {', '.join(silent)}, which go by ratings." if silent else ""
        columns = ["model", "nDCG@10", "against content", "recall@20"]
        return join([table(columns, rows), left, results.task_source(data, "cold")])

    return each_set(results, tell)


def stars(results: Results) -> str:
    """Predicted stars."""

    def tell(data: str) -> str:
        found = results.task(data, "users")
        rows = [] if found is None else found["report"]["rows"]
        cells = [
            [row["model"], figure(row, "rmse"), figure(row, "mae")]
            for row in rows
            if row.get("rmse") is not None
        ]
        if not cells:
            return ""
        return join([table(["model", "RMSE", "MAE"], cells), results.task_source(data, "users")])

    return each_set(results, tell) or "No model that was measured predicts stars."


def sentiment(results: Results) -> str:
    """Reception in the score, weight by weight."""
    found = results.files["ablation"]["figures"]["sets"]

    def tell(data: str) -> str:
        if data not in found:
            return ""
        parts = []
        for task, name in (("users", "What next"), ("similar", "Like a movie")):
            rows = [
                [
                    f"{row['weight']:g}",
                    spanned(row["ndcg_at_10"][0], row["ndcg_at_10"][1:]),
                    relative(row["against"] and told.triple(row["against"]["relative"])),
                    spanned(row["reception"][0], row["reception"][1:]),
                    number(row["popularity"][0]),
                ]
                for row in found[data][task]["sentiment"]
            ]
            columns = [f"{name}: weight", "nDCG@10", "against 0", "reception", "popularity"]
            parts.append(table(columns, rows))
        known = found[data]["share_known_to_critics"]
        return join([f"Critics wrote of {known:.0%} of the movies.", *parts])

    return join([each_set(results, tell), results.source("ablation")])


def signals(results: Results) -> str:
    """The ranker without one signal at a time."""
    found = results.files["ablation"]["figures"]["sets"]

    def tell(data: str) -> str:
        if data not in found:
            return ""
        parts = []
        for task, name in (("users", "What next"), ("similar", "Like a movie")):
            rows = [
                [
                    row["without"],
                    spanned(row["ndcg_at_10"][0], row["ndcg_at_10"][1:]),
                    relative(row["against"] and told.triple(row["against"]["relative"])),
                ]
                for row in found[data][task]["signals"]
            ]
            parts.append(table([f"{name}, without", "nDCG@10", "against nothing left out"], rows))
        return join(parts)

    return join([each_set(results, tell), results.source("ablation")])


def dials(results: Results) -> str:
    """What a full turn of each dial costs and brings; the curves are pictures."""
    found = results.files["dials"]["figures"]

    def tell(data: str) -> str:
        if data not in found:
            return ""
        rows = []
        for name, steps in found[data]["dials"].items():
            for row in (one for one in steps if one["dial"] in {0.0, 0.5, 1.0}):
                change = row["ndcg"] / steps[0]["ndcg"] - 1
                cells = [row["ndcg"], row[name], row["coverage"]]
                rows.append(
                    [
                        f"{name} {row['dial']:g}",
                        number(cells[0]),
                        percent(change),
                        f"{cells[1]:.3g}",
                        number(cells[2]),
                    ]
                )
        columns = ["dial", "nDCG@10", "against off", "what it is for", "coverage"]
        part = found[data]["part"]
        return join(
            [
                f"![What each dial costs, {data}](../images/dials-{data}.svg)",
                table(columns, rows),
                f"{found[data]['n_users']} {part} users.",
            ]
        )

    return join([each_set(results, tell), results.source("dials")])


def groups(results: Results) -> str:
    """Pictures by length of history and by popularity of what is found."""
    shown = [data for data in results.sets if results.task(data, "users")]
    images = [
        f"![{title}, {data}](../images/quality-{name}-{data}.svg)"
        for data in shown
        for name, title in (("length", "By length of history"), ("tenths", "By popularity"))
    ]
    return join([*images, *dict.fromkeys(results.task_source(data, "users") for data in shown)])


def models() -> str:
    """What each model is, in its own words."""
    lines = [f"* **{name}**: {(model.__doc__ or '').splitlines()[0]}" for name, model in _models()]
    lines.append(
        f"* **{CLASSIC}**: The classic demonstration: ten non-negative factors, movies compared by "
        "the cosine of theirs."
    )
    return "\n".join(lines)


def _models() -> Iterable[tuple[str, type]]:
    return RECOMMENDERS.items()


def peer_dots(results: Results, data: str) -> list[Dot]:
    """Models of other packages, where the coverage of their lists is known."""
    found = results.peers(data, "users")
    rows = [] if found is None else found["rows"]
    return [
        Dot(row["coverage_at_10"], row["ndcg_at_10"][0], told.peer_name(row), COLOURS[2])
        for row in rows
        if row["peer"] != told.OURS and "coverage_at_10" in row
    ]
