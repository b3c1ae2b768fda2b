import json

import numpy as np
import pytest


@pytest.fixture
def folder(tmp_path):
    """Two tastes over twelve movies, in RecBole's format."""
    rng = np.random.default_rng(0)
    rows = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    for user in range(60):
        liked = [n for n in range(12) if n % 2 == user % 2 and rng.random() < 0.9]
        rows += [f"{user}\t{movie}\t5\t{movie}" for movie in liked]
    (tmp_path / "two.inter").write_text("\n".join(rows) + "\n")
    movies = ["item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"]
    movies += [f"{n}\tMovie Number {n}\t1990\tDrama" for n in range(12)]
    (tmp_path / "two.item").write_text("\n".join(movies) + "\n")
    return tmp_path


def test_evaluate_every_recommender_without_a_database(run, folder, home):
    database = home / "matinee.db"
    before = database.read_bytes()
    done = run("evaluate", "--ratings", str(folder), "--json")
    rows = {row["model"]: row for row in json.loads(done.out)["rows"]}
    assert set(rows) == {"popularity", "item-knn", "nmf", "ease", "content", "hybrid"}
    assert rows["ease"]["ndcg_at_10"] > rows["popularity"]["ndcg_at_10"]
    assert all(0 <= row["recall_at_20"] <= 1 for row in rows.values())
    assert database.read_bytes() == before


def test_evaluate_only_some(run, folder):
    rows = json.loads(run("evaluate", "--ratings", str(folder), "--models", "ease", "--json").out)[
        "rows"
    ]
    assert [row["model"] for row in rows] == ["ease"]


def test_evaluate_refuses_what_it_does_not_know(run, folder):
    done = run("evaluate", "--ratings", str(folder), "--models", "ease,magic")
    assert done.code == 1
    assert "magic" in done.err
    assert run("evaluate", "--ratings", str(folder / "nowhere")).code == 1
