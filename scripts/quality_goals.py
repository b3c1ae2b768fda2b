"""What recommendation quality is aimed at, whether it was reached, and sentences that say so."""
# ruff: noqa: INP001 - part of the script beside it

from collections.abc import Iterator
from dataclasses import dataclass

import quality_tables as told
from quality_tables import BASE, CLASSIC, RANKER, WRITERS, Json, Results, number, relative, table

#: Goals as ratios: over EASE, over the classic and the single signals, over content for new movies.
OVER_BASE, TIMES_CLASSIC, OVER_SINGLE, TIMES_CONTENT = 0.05, 2.0, 0.10, 1.5
LARGE = "20000"


@dataclass(frozen=True)
class Goal:
    """One line of the table; ``reached`` is ``None`` where it was not measured."""

    what: str
    found: str
    reached: bool | None


def say_users(results: Results) -> str:
    """The sentence on a user's next movies; signs tell which side it is on."""
    base, peers = [], []
    for data in results.sets:
        row, found = results.row(data, "users", RANKER), results.peers(data, "users")
        if row is not None:
            base.append(f"{relative(told.against(row, BASE))} on {data}")
        peer = told.best_peer(found, "ndcg_at_10")
        lead = told.lead_over(found, peer)
        if peer is not None and lead is not None:
            peers.append(f"{relative(lead)} on {data} ({told.peer_name(peer)})")
    text = f"nDCG@10 of the ranker against EASE is {_and(base)}"
    if peers:
        text += f"; against the best model of other packages it is {_and(peers)}"
    return f"* **What should I watch next?** {text}."


def say_similar(results: Results) -> str:
    """The sentence on movies like a movie."""
    parts = []
    for data in results.sets:
        row, base = (results.row(data, "similar", name) for name in (RANKER, BASE))
        if row is None or base is None:
            continue
        times = [
            f"{ratio:.2f} times that of {other}"
            for other in (BASE, "content", CLASSIC)
            if (ratio := _times(results, data, "similar", RANKER, other)) is not None
        ]
        parts.append(
            f"{_and(times)} on {data}, with picks at the popularity percentile "
            f"{number(row['popularity_at_10'], 2)} ({BASE}: {number(base['popularity_at_10'], 2)})"
        )
    return f"* **What is like this movie?** nDCG@10 is {'; '.join(parts)}." if parts else ""


def say_cold(results: Results) -> str:
    """The sentence on movies without ratings."""
    parts = [
        f"{ratio:.2f} times on {data}"
        for data in results.sets
        if (ratio := _times(results, data, "cold", RANKER, "content")) is not None
    ]
    if not parts:
        return ""
    text = f"nDCG@10 of the ranker against the likeness of content is {_and(parts)}"
    return f"* **Movies that nobody rated:** {text}."


def say_recent(results: Results) -> str:
    """What the order of ratings brings to either question."""
    parts = []
    for data in results.sets:
        late, held_out = (results.row(data, task, "recent") for task in ("last", "users"))
        if late is not None and held_out is not None:
            hits = relative(told.against(late, BASE, "hit_rate_at_10"))
            parts.append(
                f"{hits} in hit rate@10 here and {relative(told.against(held_out, BASE))} in "
                f"nDCG@10 on held-out users ({data})"
            )
    return f"Against {BASE} it is {_and(parts)}." if parts else "It was not measured here."


def _and(parts: list[str]) -> str:
    return " and ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])


def _times(results: Results, data: str, task: str, model: str, other: str) -> float | None:
    row, base = (results.row(data, task, name) for name in (model, other))
    if row is None or base is None or not base["ndcg_at_10"]:
        return None
    return float(row["ndcg_at_10"] / base["ndcg_at_10"])


def _users_goals(results: Results, data: str) -> Iterator[Goal]:
    row, peers = results.row(data, "users", RANKER), results.peers(data, "users")
    over = None if row is None else told.against(row, BASE)
    if over is not None and over["value"] is not None:
        reached = over["value"] >= OVER_BASE and over["interval"][0] > 0
        yield Goal(
            f"{data}: at least 5 % above EASE, interval above 0", relative(over), bool(reached)
        )
    peer = told.best_peer(peers, "ndcg_at_10")
    if peer is not None:
        lead = told.lead_over(peers, peer)
        reached_too = None
        if lead is not None:
            reached_too = lead["value"] >= OVER_BASE and lead["interval"][0] > 0
        what = f"{data}: the same above the best other package, {told.peer_name(peer)}"
        yield Goal(what, relative(lead), reached_too)


def _last_goal(results: Results, data: str) -> Iterator[Goal]:
    peers = results.peers(data, "last")
    peer, ours = told.best_peer(peers, "hit_rate_at_10"), told.ranker_of(peers)
    if peer is None or ours is None:
        return
    values = [one["hit_rate_at_10"][0] for one in (ours, peer)]
    what = f"{data}, latest like: hit rate@10 above the best other package, {told.peer_name(peer)}"
    yield Goal(what, f"{values[0]:.3f} against {values[1]:.3f}", values[0] > values[1])


def _similar_goals(results: Results, data: str) -> Iterator[Goal]:
    for other, least in (
        (CLASSIC, TIMES_CLASSIC),
        (BASE, 1 + OVER_SINGLE),
        ("content", 1 + OVER_SINGLE),
    ):
        ratio = _times(results, data, "similar", RANKER, other)
        if ratio is not None:
            what = f"{data}, like a movie: at least {least:g} times {other}"
            yield Goal(what, f"{ratio:.2f} times", ratio >= least)
    ours, base = (results.row(data, "similar", name) for name in (RANKER, BASE))
    if ours is not None and base is not None:
        values = [row["popularity_at_10"] for row in (ours, base)]
        what = f"{data}, like a movie: picks no more popular than EASE's"
        yield Goal(what, f"{values[0]:.3f} against {values[1]:.3f}", values[0] <= values[1])


def _cold_goals(results: Results, data: str) -> Iterator[Goal]:
    for model in (RANKER, "cold"):
        ratio = _times(results, data, "cold", model, "content")
        if ratio is not None:
            what = f"{data}, new movies: {model} at least {TIMES_CONTENT:g} times content"
            yield Goal(what, f"{ratio:.2f} times", ratio >= TIMES_CONTENT)


def _speed_goals(results: Results) -> Iterator[Goal]:
    ease = results.files["ease"]["figures"]
    large, bars = ease["sizes"].get(LARGE), ease["bars_at_20000"]
    if large is not None:
        most = bars["ratio_seconds"]
        ratio = large["ratio_seconds"]
        what = f"EASE of 20,000 movies: at most {most:g} times the time of bare LAPACK"
        yield Goal(what, f"{ratio:.2f} times", ratio <= most)
        most, held = bars["peak_matrices"], large["peak_matrices"]
        what = f"EASE of 20,000 movies: at most {most:g} matrices of memory"
        yield Goal(what, f"{held:.2f}", held <= most)
    serving = results.files["serving-history"]["figures"]["serving"]
    what = f"one user's explained picks: under {serving['most_ms']:g} ms"
    value = serving["median_ms"]
    yield Goal(what, f"{value:.1f} ms in the median", value < serving["most_ms"])
    what = f"weights in memory: under {serving['most_mb']:g} MB"
    yield Goal(what, f"{serving['weights_mb']:.0f} MB", serving["weights_mb"] < serving["most_mb"])
    fits = results.files["serving-history"]["figures"].get("fits")
    if fits is not None:
        what = f"every served model fitted on {fits['data']}: under {fits['most_seconds']:g} s"
        total = fits["total_seconds"]
        yield Goal(what, f"{total:.1f} s", total < fits["most_seconds"])


def tell(results: Results) -> str:
    """The table of goals."""
    found: list[Goal] = []
    for data in results.sets:
        for part in (_users_goals, _last_goal, _similar_goals, _cold_goals):
            found += part(results, data)
    found += _speed_goals(results)
    words = {True: "yes", False: "**no**", None: "not measured"}
    return table(
        ["goal", "found", "reached"], [[one.what, one.found, words[one.reached]] for one in found]
    )


def speed(results: Results) -> str:
    """Seconds and memory."""
    ease = results.files["ease"]["figures"]
    rows = [
        [
            f"{int(size):,}",
            number(one["fit_seconds"], 1),
            number(one["bare_seconds"], 1),
            number(one["ratio_seconds"], 2),
            number(one["ratio_processor"], 2),
            number(one["peak_matrices"], 2),
        ]
        for size, one in ease["sizes"].items()
    ]
    columns = [
        "EASE, movies",
        "fit, s",
        "bare LAPACK, s",
        "times",
        "times, processor",
        "peak, matrices",
    ]
    parts = [
        _serving(results),
        results.source("serving-history"),
        table(columns, rows),
        "Bare LAPACK factors and inverts one matrix of that size in float32 and does nothing else; "
        "a matrix is four bytes for each pair of movies.",
        results.source("ease"),
    ]
    return "\n\n".join(parts)


def _serving(results: Results) -> str:
    figures = results.files["serving-history"]["figures"]
    serving: Json = figures["serving"]
    steps, weights = serving["median_ms_of"], serving["weights_mb_of"]
    rows = [
        ["candidates", f"{steps['candidates']:.2f} ms"],
        ["blend with reception", f"{steps['blend']:.2f} ms"],
        ["what each rating adds to each pick", f"{steps['why']:.2f} ms"],
        ["all of it, median", f"{serving['median_ms']:.2f} ms"],
        ["all of it, slowest twentieth", f"{serving['p95_ms']:.2f} ms"],
        *([f"weights: {name}", f"{size:.0f} MB"] for name, size in weights.items()),
        ["weights together", f"{serving['weights_mb']:.0f} MB"],
    ]
    fits = figures.get("fits")
    if fits is not None:
        rows += [
            [f"fit on {fits['data']}: {name}", f"{seconds:.1f} s"]
            for name, seconds in fits["seconds"].items()
        ]
        rows.append([f"fit on {fits['data']}: together", f"{fits['total_seconds']:.1f} s"])
    head = (
        f"A user of {serving['ratings_of_a_user']} ratings over {serving['movies']:,} made-up "
        f"movies, five picks, one core."
    )
    return f"{head}\n\n{table(['what', 'measured'], rows)}"


def commands() -> str:
    """How everything is run again, and the page written."""
    lines = [*WRITERS.values(), "python scripts/quality_reference.py"]
    return "```console\n" + "\n".join(f"$ {line}" for line in lines) + "\n```"
