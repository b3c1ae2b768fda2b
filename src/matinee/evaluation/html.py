"""A report as one file for people: tables with intervals, charts, and how to make it again.

Needs no script and no other file; it is made from the JSON, so figures that were written down
before can be shown as well.
"""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from matinee.evaluation.charts import Mark, Series, lines, scatter, whisker
from matinee.evaluation.provenance import Provenance

Json = Mapping[str, Any]

#: What each split asks, in a sentence.
QUESTIONS = {
    "held-out users": "Models know nothing of the users that are asked. They are shown a part of "
    "what each of them rated and list what comes next; hidden likes are hits.",
    "leave last out": "Models know what each user rated up to a moment, and list what comes next; "
    "the hit is the like that followed.",
    "time": "Models know what was rated before one moment, and list what users liked after it.",
    "cold movies": "Some movies lost all their ratings. Models list only these, knowing their "
    "texts and facts; likes are hits.",
}
SIMILAR = (
    "Models know nothing of the users that are asked. They are given one movie that a user liked, "
    "drawn evenly from rare to popular, and list movies like it; other likes of that user are hits."
)

_ACCURACY = (
    ("recall_at_20", "recall@20"),
    ("hit_rate_at_10", "hit rate@10"),
    ("mrr_at_20", "MRR@20"),
    ("precision_at_10", "precision@10"),
    ("map_at_10", "MAP@10"),
    ("ndcg_at_100", "nDCG@100"),
    ("rmse", "RMSE"),
    ("mae", "MAE"),
)
#: Figures whose interval the table has room for.
_WITH_INTERVAL = {"ndcg_at_10", "recall_at_20", "hit_rate_at_10", "rmse"}
_BEYOND = (
    ("coverage_at_10", "coverage", 3),
    ("gini_at_10", "Gini", 3),
    ("popularity_at_10", "popularity", 3),
    ("novelty_at_10", "novelty, bits", 2),
    ("diversity_at_10", "diversity", 3),
    ("miscalibration_at_10", "miscalibration", 3),
    ("fit_seconds", "fit, s", 2),
    ("seconds_per_1000", "1,000 lists, s", 2),
)
#: What stands for a figure that there is not, and between two bounds: an en dash.
_ABSENT = _TO = "\u2013"
#: Figures of which less is better, and those of which neither end is best.
_LESS = {"rmse", "mae", "miscalibration_at_10", "fit_seconds", "seconds_per_1000"}
_NEITHER = {"popularity_at_10", "gini_at_10"}


def render(told: Json, name: str, about: Provenance) -> str:
    """The page.

    Args:
        told: What :meth:`matinee.evaluation.report.Report.to_json` gives.
        name: Of the data set.
        about: Where the figures come from.
    """
    similar = told["task"] == "similar"
    question = SIMILAR if similar else QUESTIONS[told["split"]]
    what = "movies like a movie" if similar else told["split"]
    folds = "" if told["n_folds"] == 1 else f" in {told['n_folds']} folds, each asked once"
    counted = (
        f"{told['n_held_out_users']:,} users{folds}; {told['n_lists']:,} lists; "
        f"{told['n_train_users']:,} users to learn from; {told['n_movies']:,} movies."
    )
    parts = [
        '<p class="wordmark">matinee</p>',
        f"<h1>{escape(name)}: {escape(what)}</h1>",
        f'<p class="lead">{escape(question)}</p>',
        f'<p class="muted">{escape(counted)} Intervals hold with 95 % over users.</p>',
        _accuracy(told["rows"]),
        *(_against(told, baseline) for baseline in told["baselines"]),
        _beyond(told["rows"]),
        _charts(told),
        _provenance(told, about),
    ]
    style = files("matinee.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}: {escape(what)} - matinee</title><style>{style}</style></head>"
        f"<body>{''.join(part for part in parts if part)}</body></html>\n"
    )


def _accuracy(rows: Sequence[Json]) -> str:
    columns = [
        column for column in _ACCURACY if any(row.get(column[0]) is not None for row in rows)
    ]
    marks = [_mark(row, "ndcg_at_10") for row in rows]
    told = [mark for mark in marks if mark is not None]
    low, high = min((m.low for m in told), default=0), max((m.high for m in told), default=1)
    best = {key: _best(rows, key) for key in ("ndcg_at_10", *(key for key, _ in columns))}
    body = []
    for number, (row, mark) in enumerate(zip(rows, marks, strict=True)):
        drawn = "" if mark is None else whisker(mark, low, high, number)
        cells = [f"<td>{escape(row['model'])}</td>", f"<td>{drawn}</td>"]
        cells += [
            _cell(row, key, 3, best[key], small=key in _WITH_INTERVAL)
            for key in ("ndcg_at_10", *(key for key, _ in columns))
        ]
        body.append(cells)
    heads = ["model", "", "nDCG@10", *(head for _, head in columns)]
    return "<h2>Accuracy</h2>" + _table(heads, body)


def _against(told: Json, baseline: str) -> str:
    rows = [(row["model"], row["against"][baseline]) for row in told["rows"]
            if baseline in row["against"]]  # fmt: skip
    if not rows:
        return ""
    body = []
    for model, found in rows:
        headline = found["ndcg_at_10"]
        kind = _kind(headline["difference"])
        body.append(
            [
                f"<td>{escape(model)}</td>",
                f'<td class="{kind}">{_span(headline["difference"], 4)}</td>',
                f'<td class="{kind}">{_percent(headline["relative"])}</td>',
                f"<td>{_p_value(headline['p_value'])}</td>",
                f"<td>{_percent(found['recall_at_20']['relative'])}</td>",
                f"<td>{_percent(found['hit_rate_at_10']['relative'])}</td>",
            ]
        )
    heads = ["model", "nDCG@10 more", "relative", "p", "recall@20", "hit rate@10"]
    note = (
        "The same lists, compared in pairs. Green is better and red is worse, where the interval "
        "of the difference leaves out zero; p is of a test that flips signs of users."
    )
    return f'<h2>Against {escape(baseline)}</h2>{_table(heads, body)}<p class="muted">{note}</p>'


def _kind(difference: Json) -> str:
    """Class of a difference that is sure; empty for one that is not."""
    low, high = difference["interval"]
    if low is None:
        return ""
    return "good" if low > 0 else "bad" if high < 0 else ""


def _beyond(rows: Sequence[Json]) -> str:
    columns = [column for column in _BEYOND if any(row.get(column[0]) is not None for row in rows)]
    best = {key: None if key in _NEITHER else _best(rows, key) for key, *_ in columns}
    body = [
        [
            f"<td>{escape(row['model'])}</td>",
            *(_cell(row, key, digits, best[key], small=False) for key, _, digits in columns),
        ]
        for row in rows
    ]
    note = (
        "Of the first ten places. Coverage: share of the movies that any list holds. Gini: 0 if "
        "all movies are shown alike, 1 if one takes every place. Popularity: mean percentile "
        "among the movies. Novelty: bits that a like tells. Diversity: 1 less the mean cosine of "
        "text and genres. Miscalibration: how far the genres are from those of the history; 0 is "
        "alike."
    )
    heads = ["model", *(head for _, head, _ in columns)]
    return f'<h2>What the lists are like</h2>{_table(heads, body)}<p class="muted">{note}</p>'


def _charts(told: Json) -> str:
    rows = told["rows"]
    points = [
        (row["model"], row["coverage_at_10"], mark)
        for row in rows
        if (mark := _mark(row, "ndcg_at_10")) is not None
    ]
    drawn = [
        _figure(
            "Accuracy against coverage",
            scatter(
                points,
                across="coverage@10",
                upwards="nDCG@10",
                title="nDCG@10 of each model against its coverage",
            ),
            "Further up finds more; further right shows more of the catalogue.",
        )
    ]
    by_length = rows[0]["by_length"] if rows else []
    if told["task"] == "recommend" and len(by_length) > 1:
        names = [_range(group["from"], group["to"]) for group in by_length]
        drawn.append(_by_group(rows, "by_length", names, _LENGTH))
    for key, words in (("by_popularity", _POPULARITY), ("by_decile", _DECILE)):
        groups = rows[0].get(key, []) if rows else []
        if sum(group["value"] is not None for group in groups) > 1:
            names = [str(number + 1) for number in range(len(groups))]
            drawn.append(_by_group(rows, key, names, words))
    return "".join(drawn)


#: Heading, horizontal axis, vertical axis, caption.
_LENGTH = (
    "By length of history",
    "ratings that were shown",
    "nDCG@10",
    "Lists by how much was known of the user, about as many in each group.",
)
_POPULARITY = (
    "By popularity of what was to be found",
    "tenth of the likes: 1 rare, 10 blockbusters",
    "share found among 20",
    "Each group of movies holds about a tenth of the likes in training; the first has the most "
    "movies.",
)
_DECILE = (
    "By popularity of the movie that was asked about",
    "tenth of the movies: 1 rare, 10 popular",
    "nDCG@10",
    "Each group has as many movies, and as many lists where there are enough.",
)


def _by_group(
    rows: Sequence[Json], key: str, names: Sequence[str], words: tuple[str, str, str, str]
) -> str:
    heading, across, upwards, caption = words
    series = [Series(row["model"], [_group_mark(group) for group in row[key]]) for row in rows]
    title = f"{upwards} of each model, {heading.lower()}"
    chart = lines(names, series, across=across, upwards=upwards, title=title)
    return _figure(heading, chart, caption)


def _figure(heading: str, chart: str, caption: str) -> str:
    return f"<h2>{heading}</h2><figure>{chart}<figcaption>{caption}</figcaption></figure>"


def _provenance(told: Json, about: Provenance) -> str:
    config = ", ".join(f"{key} {value}" for key, value in told["config"].items())
    facts = {
        "Command": f"<code>{escape(about.command)}</code>",
        "Seed": escape(str(told["config"].get("seed", ""))),
        "Protocol": escape(config),
        "Machine": escape(about.machine),
        "matinee": escape(f"{about.version} {about.commit}".strip()),
        "Python": escape(about.python),
        "Measured": escape(about.measured_at),
    }
    listed = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in facts.items())
    return f"<h2>How to make it again</h2><dl>{listed}</dl>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _cell(row: Json, key: str, digits: int, best: float | None, *, small: bool = True) -> str:
    value = row.get(key)
    if value is None:
        return f"<td>{_ABSENT}</td>"
    kind = ' class="best"' if value == best else ""
    low, high = row["intervals"].get(key, (None, None))
    span = ""
    if small and low is not None:
        span = f" <small>{low:.{digits}f}{_TO}{high:.{digits}f}</small>"
    return f"<td{kind}>{value:,.{digits}f}{span}</td>"


def _best(rows: Sequence[Json], key: str) -> float | None:
    values = [row[key] for row in rows if row.get(key) is not None]
    if len(values) <= 1:
        return None
    return float(min(values) if key in _LESS else max(values))


def _mark(row: Json, key: str) -> Mark | None:
    if row.get(key) is None:
        return None
    return Mark(row[key], *row["intervals"][key])


def _group_mark(group: Json) -> Mark | None:
    return None if group["value"] is None else Mark(group["value"], *group["interval"])


def _span(found: Json, digits: int) -> str:
    if found["value"] is None:
        return _ABSENT
    low, high = found["interval"]
    return f"{found['value']:+.{digits}f} <small>{low:+.{digits}f} to {high:+.{digits}f}</small>"


def _percent(found: Json) -> str:
    if found["value"] is None:
        return _ABSENT
    low, high = found["interval"]
    return f"{found['value']:+.1%} <small>{low:+.1%} to {high:+.1%}</small>"


def _p_value(value: float) -> str:
    return "&lt; 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - as papers write it


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}{_TO}{high}"
