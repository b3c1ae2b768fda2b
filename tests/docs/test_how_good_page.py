"""The page on how good recommendations are tells what was measured, and says so when it cannot."""

import copy
import importlib
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks/results"
PAGE = ROOT / "docs/explanation/how-good.md"
NAMES = ("tables", "plots", "goals", "sections", "reference")
HEAD = {
    "command": "python benchmarks/some.py",
    "commit": "abc1234",
    "measured_at": "2026-01-02T03:04:05+00:00",
    "machine": {"processor": "A processor", "cores": 2, "python": "3.11.7"},
}


@pytest.fixture(scope="module")
def scripts():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return SimpleNamespace(
            **{name: importlib.import_module(f"quality_{name}") for name in NAMES}
        )
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def pair(value, low, high):
    told = {"value": value, "interval": [low, high]}
    names = ("ndcg_at_10", "hit_rate_at_10")
    return {name: {"difference": told, "relative": told, "p_value": 0.01} for name in names}


def row(model, ndcg, against=None, **more):
    """A model of `benchmarks/quality.py`; every figure but nDCG is the same for all."""
    group = {"value": ndcg, "interval": [ndcg - 0.01, ndcg + 0.01]}
    same = ("recall_at_20", "hit_rate_at_10", "coverage_at_10", "gini_at_10", "popularity_at_10")
    beyond = ("novelty_at_10", "diversity_at_10", "miscalibration_at_10")
    told = {"model": model, "ndcg_at_10": ndcg, **dict.fromkeys((*same, *beyond), 0.5), **more}
    spans = {"ndcg_at_10": group["interval"], "rmse": [0.8, 0.9]}
    groups = [{"from": n, "to": n + 1, "n_lists": 3, **group} for n in range(5)]
    return {
        **told,
        "intervals": spans,
        "by_length": groups,
        "by_popularity": [*groups, {"value": None, "interval": None}],
        "against": against or {},
    }


def task(*rows):
    report = {"rows": list(rows), "n_lists": 1234, "n_folds": 10}
    return {**HEAD, "weights": "", "configs": {}, "report": report}


def peer_row(peer, model, value, against):
    span = [value, value - 0.01, value + 0.01]
    return {
        "peer": peer,
        "model": model,
        "new_users": "folded in",
        "ndcg_at_10": span,
        "hit_rate_at_10": span,
        "against": against and {"relative": against, "difference": against, "p_value": 0.5},
        "fit_seconds": 1.0,
        "peak_mb": 100,
        "seconds_per_1000_users": 0.2,
    }


def ablated(names, key):
    against = {"relative": [-0.03, -0.05, -0.01]}
    return [
        {
            key: name,
            "ndcg_at_10": [0.3, 0.29, 0.31],
            "against": against if place else None,
            "reception": [0.7, 0.69, 0.71],
            "popularity": [0.8, 0.79, 0.81],
        }
        for place, name in enumerate(names)
    ]


def make_speed():
    """EASE that takes too much memory, and serving that is fast enough."""
    ease = {
        "fit_seconds": 12.0,
        "bare_seconds": 10.0,
        "ratio_seconds": 1.2,
        "ratio_processor": 1.1,
        "peak_matrices": 2.7,
    }
    serving = {
        "movies": 20000,
        "ratings_of_a_user": 50,
        "median_ms": 4.0,
        "p95_ms": 6.0,
        "most_ms": 5.0,
        "weights_mb": 150.0,
        "most_mb": 200.0,
        "median_ms_of": {"candidates": 3.0, "blend": 0.1, "why": 0.9},
        "weights_mb_of": {"stars": 150.0},
    }
    bars = {"ratio_seconds": 1.3, "peak_matrices": 2.5}
    return {"sizes": {"20000": ease}, "bars_at_20000": bars}, {"serving": serving}


def make_files():
    """Results of one small set, in which the ranker is 8 % above EASE."""
    over = {"ease": pair(0.08, 0.05, 0.11), "content": pair(1.0, 0.9, 1.1)}
    users = task(
        row("popularity", 0.1, {"ease": pair(-0.5, -0.6, -0.4)}),
        row("ease", 0.25),
        row("hybrid", 0.27, over, rmse=0.85, mae=0.7),
    )
    similar = task(
        row("ease", 0.2, popularity_at_10=0.76),
        row("content", 0.15),
        row("nmf-10", 0.1),
        row("hybrid", 0.25, over, popularity_at_10=0.77),
    )
    cold = task(row("ease", 0.0), row("content", 0.2), row("hybrid", 0.32, over))
    peers = {
        "n_users": 99,
        "compared_with": "matinee.hybrid",
        "rows": [
            peer_row("matinee", "hybrid", 0.28, None),
            peer_row("rectools", "ease", 0.25, [-0.1, -0.2, -0.05]),
        ],
    }
    steps = [
        {"dial": dial, "ndcg": 0.3 - dial / 10, "diversity": 0.5 + dial / 10, "coverage": 0.1}
        for dial in (0.0, 0.5, 1.0)
    ]
    question = {
        "sentiment": ablated((0.0, 0.3, 1.0), "weight"),
        "signals": ablated(("nothing", "text"), "without"),
    }
    ease, serving = make_speed()
    figures = {
        "quality": {"tiny": {"users": users, "similar": similar, "cold": cold}},
        "peers": {"sets": {"tiny": {"users": peers, "last": copy.deepcopy(peers)}}},
        "dials": {"tiny": {"part": "test", "n_users": 9, "dials": {"diversity": steps}}},
        "ablation": {
            "sets": {
                "tiny": {"share_known_to_critics": 0.9, "users": question, "similar": question}
            }
        },
        "ease": ease,
        "serving-history": serving,
    }
    return {name: {**HEAD, "figures": told} for name, told in figures.items()}


def page_of(scripts, files):
    return scripts.reference.render(scripts.tables.Results(files))[scripts.reference.PAGE]


def goals_of(page):
    """Goal -> found, reached."""
    lines = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| (yes|\*\*no\*\*|not measured) \|$", page, re.MULTILINE
    )
    return {what: (found, reached) for what, found, reached in lines}


@pytest.mark.skipif(
    not PAGE.exists() and not (RESULTS / "quality.json").exists(),
    reason="the page is written when the final figures are",
)
def test_the_page_and_its_plots_are_up_to_date(scripts):
    for path, text in scripts.reference.render(scripts.tables.Results.read(RESULTS)).items():
        assert path.read_text("utf-8") == text, path.name


def test_a_missing_result_names_the_command_that_writes_it(scripts, tmp_path):
    for name in scripts.tables.WRITERS:
        if name != "peers":
            (tmp_path / f"{name}.json").write_text("{}")
    with pytest.raises(SystemExit, match=r"peers\.json is missing; .*benchmarks/peers/run\.py"):
        scripts.tables.Results.read(tmp_path)


def test_commands_that_are_named_exist(scripts):
    for command in scripts.tables.WRITERS.values():
        path, *words = command.removeprefix("python ").split()
        source = (ROOT / path).read_text("utf-8")
        for option in (word for word in words if word.startswith("--")):
            assert f'"{option}"' in source


def test_every_place_of_the_page_is_filled(scripts):
    page = page_of(scripts, make_files())
    assert "{{" not in page
    assert not re.search(r"\bnan\b|None", page)


def test_the_sentences_say_what_was_found(scripts):
    page = page_of(scripts, make_files())
    assert "nDCG@10 of the ranker against EASE is +8.0 % [+5.0 %, +11.0 %] on tiny" in page
    # the other package is 10 % below the ranker, so the ranker is 11.1 % above it
    assert "it is +11.1 % [+5.3 %, +25.0 %] on tiny (rectools ease)" in page
    assert (
        "1.25 times that of ease, 1.67 times that of content and 2.50 times that of nmf-10" in page
    )


def test_goals_that_were_missed_are_told(scripts):
    goals = goals_of(page_of(scripts, make_files()))
    assert goals["tiny: at least 5 % above EASE, interval above 0"][1] == "yes"
    assert goals["tiny, like a movie: picks no more popular than EASE's"] == (
        "0.770 against 0.760",
        "**no**",
    )
    assert goals["EASE of 20,000 movies: at most 2.5 matrices of memory"] == ("2.70", "**no**")
    assert goals["tiny, new movies: hybrid at least 1.5 times content"] == ("1.60 times", "yes")


def test_less_than_twice_the_classic_is_not_enough(scripts):
    files = make_files()
    rows = files["quality"]["figures"]["tiny"]["similar"]["report"]["rows"]
    rows[2]["ndcg_at_10"] = 0.13
    goals = goals_of(page_of(scripts, files))
    assert goals["tiny, like a movie: at least 2 times nmf-10"] == ("1.92 times", "**no**")
    assert goals["tiny, like a movie: at least 1.1 times ease"] == ("1.25 times", "yes")


def test_an_interval_around_zero_reaches_no_goal(scripts):
    files = make_files()
    rows = files["quality"]["figures"]["tiny"]["users"]["report"]["rows"]
    rows[2]["against"]["ease"] = pair(0.08, -0.01, 0.2)
    goals = goals_of(page_of(scripts, files))
    assert goals["tiny: at least 5 % above EASE, interval above 0"][1] == "**no**"


def test_pairs_with_another_model_than_the_ranker_are_no_lead_of_the_ranker(scripts):
    files = make_files()
    files["peers"]["figures"]["sets"]["tiny"]["users"]["compared_with"] = "matinee.recent"
    page = page_of(scripts, files)
    assert "other packages it is" not in page
    assert goals_of(page)["tiny: the same above the best other package, rectools ease"] == (
        "-",
        "not measured",
    )


def test_other_packages_are_dots_where_their_coverage_is_known_and_else_a_line(scripts):
    def chart(files):
        results = scripts.tables.Results(files)
        pages = scripts.reference.render(results)
        return pages[scripts.reference.IMAGES / "quality-coverage-tiny.svg"]

    files = make_files()
    assert chart(files).count("<circle") == 3
    assert "stroke-dasharray" in chart(files)
    assert "The dashed line is the best model" in page_of(scripts, files)
    for one in files["peers"]["figures"]["sets"]["tiny"]["users"]["rows"]:
        one["coverage_at_10"] = 0.3
    assert chart(files).count("<circle") == 4
    assert "stroke-dasharray" not in chart(files)
    assert "Violet dots" in page_of(scripts, files)


@pytest.mark.parametrize("task_name", ["similar", "cold", "users"])
def test_what_was_not_measured_is_left_out(scripts, task_name):
    files = make_files()
    del files["quality"]["figures"]["tiny"][task_name]
    assert "{{" not in page_of(scripts, files)


def test_every_table_tells_command_commit_and_machine(scripts):
    page = page_of(scripts, make_files())
    said = "`python benchmarks/some.py`, commit abc1234, 2026-01-02, A processor (2 cores)"
    sections = re.split(r"^#+ ", page, flags=re.MULTILINE)
    tabled = [one for one in sections if "| ---" in one and "| goal |" not in one]
    assert len(tabled) >= 8
    assert all(said in one for one in tabled)


@given(st.lists(st.floats(-0.9, 3), min_size=3, max_size=3))
def test_a_lead_turned_twice_is_the_same(scripts, values):
    low, value, high = sorted(values)
    once = scripts.tables.lead([value, low, high])
    assert once["interval"][0] <= once["value"] + 1e-12
    assert once["value"] <= once["interval"][1] + 1e-12
    again = scripts.tables.lead([once["value"], *once["interval"]])
    assert [again["value"], *again["interval"]] == pytest.approx([value, low, high])


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 0.6), st.text("abcdefgh-", min_size=1, max_size=9)),
        min_size=1,
        max_size=20,
    )
)
def test_dots_and_names_stay_inside_the_plot_and_apart(scripts, dots):
    plots = scripts.plots
    text = plots.draw_coverage("x", [plots.Dot(*dot) for dot in dots], (0.5, "a peer"))
    tree = ET.fromstring(text)  # noqa: S314 - our own
    _, _, width, height = map(float, tree.attrib["viewBox"].split())
    found = [one for one in tree if one.tag.endswith("circle")]
    assert len(found) == len(dots)
    assert all(0 <= float(one.attrib["cx"]) <= width for one in found)
    assert all(0 <= float(one.attrib["cy"]) <= height for one in found)


@given(st.lists(st.floats(-50, 500), min_size=1, max_size=8), st.booleans())
def test_an_axis_holds_its_values(scripts, values, from_zero):
    values = [abs(value) for value in values] if from_zero else values
    found = scripts.plots.axis("x", values, from_zero=from_zero)
    slack = 1e-6 * (found.high - found.low)
    assert all(found.low - slack <= value <= found.high + slack for value in values)
    assert 2 <= len(found.marks) <= 9


def test_results_that_are_kept_have_a_writer():
    """A JSON that nothing writes any more is a figure that nobody can check."""
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "benchmarks").rglob("*.py"))
    for path in RESULTS.glob("*.json"):
        stem = re.sub(r"-\d+$", "-", path.stem)
        assert stem in sources, path.name
        assert json.loads(path.read_text("utf-8"))["command"]
