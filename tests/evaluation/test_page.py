import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.evaluation import EvaluationConfig, evaluate, hold_out_users
from matinee.evaluation.charts import HEIGHT, WIDTH, Mark, Series, lines, scatter, whisker
from matinee.evaluation.html import render
from matinee.evaluation.provenance import Provenance, _commit
from matinee.models import Content, Popularity
from tests.kit.worlds import block_features, blocks, interactions_of

CONFIG = EvaluationConfig(min_history=3, holdout_users=0.3)
SVG = "{http://www.w3.org/2000/svg}"
ABOUT = Provenance(
    command="matinee evaluate --ratings a<b>",
    measured_at="2026-01-01T00:00:00+00:00",
    version="9.9.9",
    commit="abc1234",
    machine="A Processor, 2 cores, Linux",
    python="3.11.7",
)


@pytest.fixture(scope="module", params=["recommend", "similar"])
def told(request):
    split = hold_out_users(interactions_of(blocks(users=12, movies=8)), CONFIG, part="test")
    makers = {"popular": Popularity, "about <you>": Content}
    features = block_features(movies=8)
    return evaluate(split, features, makers, CONFIG, task=request.param).to_json(["popular"])


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


def test_page_stands_alone(told):
    page = render(told, "Tiny & small", ABOUT)
    assert "<script" not in page
    assert not re.search(r"https?://|@import|url\(|src=|<link", page)
    assert "prefers-color-scheme: light" in page
    assert page.count("<h1>") == 1
    for word in ("Tiny &amp; small", "about &lt;you&gt;", "a&lt;b&gt;", "abc1234", "2 cores"):
        assert word in page
    for raw in ("<you>", "a<b>", "nan", "None"):
        assert raw not in page
    assert page.count('<svg class="chart"') >= 2
    assert "Against popular" in page


def test_page_shows_the_figures_of_the_report(told):
    page = render(told, "tiny", ABOUT)
    for row in told["rows"]:
        low, high = row["intervals"]["ndcg_at_10"]
        assert f"{row['ndcg_at_10']:.3f} <small>{low:.3f}\u2013{high:.3f}</small>" in page
        assert f">{row['coverage_at_10']:.3f}<" in page


def test_page_of_one_model_and_of_one_that_lists_nothing():
    split = hold_out_users(interactions_of(blocks(users=12, movies=8)), CONFIG, part="test")

    class Silent(Popularity):
        def _score(self, histories):
            return np.full(histories.shape, -np.inf, dtype=np.float32)

    page = render(evaluate(split, None, {"silent": Silent}, CONFIG).to_json(), "tiny", ABOUT)
    assert "Against" not in page
    assert "nan" not in page


@pytest.mark.parametrize("n", [1, 3, 12])
def test_charts_stay_inside_their_frame(n):
    rng = np.random.default_rng(n)
    values = rng.random(n)
    points = [(f"model {i}", float(v), Mark(v, v - 0.1, v + 0.1)) for i, v in enumerate(values)]
    series = [
        Series(f"model {i}", [Mark(v, v, v), None, Mark(v, v, v)]) for i, v in enumerate(values)
    ]
    charts = [
        scatter(points, across="x", upwards="y", title="t"),
        lines(["a", "b", "c"], series, across="x", upwards="y", title="t"),
    ]
    for chart in charts:
        root = parsed(chart)
        for dot in root.iter(f"{SVG}circle"):
            assert 0 <= float(dot.attrib["cx"]) <= WIDTH
            assert 0 <= float(dot.attrib["cy"]) <= HEIGHT
        names = [text for text in root.iter(f"{SVG}text") if "name" in text.attrib["class"]]
        assert len(names) == n
        for text in names:
            assert 0 <= float(text.attrib["y"]) <= HEIGHT


def test_names_at_the_end_of_lines_do_not_overlap():
    series = [Series(f"model {i}", [Mark(0.5, 0.4, 0.6), Mark(0.5, 0.4, 0.6)]) for i in range(14)]
    root = parsed(lines(["a", "b"], series, across="x", upwards="y", title="t"))
    names = [text for text in root.iter(f"{SVG}text") if "name" in text.attrib["class"]]
    heights = sorted(float(text.attrib["y"]) for text in names)
    assert min(np.diff(heights)) >= 15.9


@given(value=st.floats(0, 1), spread=st.floats(0, 0.3))
def test_whisker_says_its_figure(value, spread):
    root = parsed(whisker(Mark(value, value - spread, value + spread), 0, 1, 3))
    assert f"{value:.4f}" in root.attrib["aria-label"]


def test_provenance_names_this_machine():
    about = Provenance.here("matinee evaluate")
    assert about.command == "matinee evaluate"
    assert "core" in about.machine
    assert re.fullmatch(r"([0-9a-f]{7})?", about.commit)


def test_commit_is_read_from_branch_packed_refs_and_detached_head(tmp_path):
    git = tmp_path / ".git"
    assert _commit(tmp_path) == ""
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert _commit(tmp_path) == ""
    (git / "packed-refs").write_text("# pack\n" + "1" * 40 + " refs/heads/main\n")
    assert _commit(tmp_path) == "1" * 7
    (git / "refs/heads/main").write_text("2" * 40 + "\n")
    assert _commit(tmp_path) == "2" * 7
    (git / "HEAD").write_text("3" * 40 + "\n")
    assert _commit(tmp_path) == "3" * 7
